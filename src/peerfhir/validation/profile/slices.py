"""Slicing: which slice each item belongs to, how many each has, and their order.

http://hl7.org/fhir/R4/profiling.html#slicing. Rules closed: every item is in a slice; openAtEnd: others only come last.
A slice of a slice (`a/b`) is a slicing of those items that `a` has.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from peerfhir.fhir.structures import Slicing
from peerfhir.validation.profile.discriminators import Test
from peerfhir.validation.profile.reach import Found
from peerfhir.validation.profile.tree import Said
from peerfhir.validation.profile.values import Item
from peerfhir.validation.visit import Place, Visit

_FEW = 3
DEFAULT = "@default"  # the slice of all that is in no other


class Placed(NamedTuple):
    """One item, and where it stands."""

    found: Found
    place: Place


class Slice(NamedTuple):
    """One slice: how it is told, how often it may occur, what holds for its items by type, and its own slices."""

    name: str
    label: str
    tests: Sequence[Test]
    items: Mapping[str, Item]
    minimum: Said[int] | None
    maximum: Said[int | None] | None
    inner: "Slices | None" = None

    def holds(self, each: Placed, visit: Visit) -> bool:
        """Whether an item belongs to it."""
        return bool(self.tests) and all(test.holds(each.found, each.place, visit) for test in self.tests)


class Slices:
    """All slices of one element."""

    def __init__(self, said: Said[Slicing], slices: Sequence[Slice], label: str) -> None:
        self._said = said
        self._slices = [s for s in slices if s.name != DEFAULT]
        self._default = next((s for s in slices if s.name == DEFAULT), None)
        self._label = label
        self.least = sum(s.minimum.value for s in self._slices if s.minimum)  # so many items must be there
        self._exact = _exact(self._slices)
        self._checked = said.value.rules != "open" or said.value.ordered or self._default is not None

    def check(self, items: Sequence[Placed], place: Place, visit: Visit) -> None:
        """Check the items of one element; `place` is that of the object they stand in."""
        held: list[list[Placed]] = [[] for _ in self._slices]
        belongs = [self._sort(each, visit) for each in items]
        for each, index in zip(items, belongs, strict=True):
            if index >= 0:
                held[index].append(each)
                item = self._slices[index].items.get(each.found.kind)
                if item:
                    item(each.found.value, each.found.beside, each.place, visit)
        if self._checked:
            self._rules(items, belongs, visit)
        for slice_, members in zip(self._slices, held, strict=True):
            if slice_.minimum and len(members) < slice_.minimum.value:
                self._too_few(slice_, members, items, belongs, place, visit)
            if slice_.maximum and slice_.maximum.value is not None and len(members) > slice_.maximum.value:
                text = f"{slice_.label}: at most {slice_.maximum.value} allowed, found {len(members)}"
                said = slice_.maximum
                visit.add(place, "structure", text, rule=said.rule, profile=said.profile)
            if slice_.inner:
                slice_.inner.check(members, place, visit)

    def _sort(self, each: Placed, visit: Visit) -> int:
        """The index of the slice that an item belongs to, -1 where it is in none."""
        if self._exact is not None:
            key, known = self._exact
            text = each.found.value.get(key) if type(each.found.value) is dict else None
            return known.get(text, -1) if type(text) is str else -1
        first = -1
        for index, slice_ in enumerate(self._slices):
            if slice_.holds(each, visit):
                if first >= 0:
                    both = f"{self._slices[first].label} and {slice_.label}"
                    text = f"This belongs to more than one slice: {both}"
                    visit.add(each.place, "structure", text, profile=self._said.profile)
                    break
                first = index
        return first

    def _rules(self, items: Sequence[Placed], belongs: Sequence[int], visit: Visit) -> None:
        slicing, said = self._said.value, self._said
        last = max((n for n, index in enumerate(belongs) if index >= 0), default=-1)
        latest = -1
        for n, (each, index) in enumerate(zip(items, belongs, strict=True)):
            if index >= 0:
                if slicing.ordered and index < latest:
                    before = self._slices[latest].label
                    text = f"{self._slices[index].label} must stand before {before}"
                    visit.add(each.place, "structure", text, rule=said.rule, profile=said.profile)
                latest = max(latest, index)
            elif self._default:
                item = self._default.items.get(each.found.kind)
                if item:
                    item(each.found.value, each.found.beside, each.place, visit)
            elif slicing.rules == "closed":
                text = f"This is in none of the slices of {self._label}, and no others are allowed"
                more = self._nearest(each, visit)
                visit.add(each.place, "structure", text, rule=said.rule, profile=said.profile, diagnostics=more)
            elif slicing.rules == "openAtEnd" and n < last:
                text = f"What is in none of the slices of {self._label} must come after those that are"
                more = self._nearest(each, visit)
                visit.add(each.place, "structure", text, rule=said.rule, profile=said.profile, diagnostics=more)

    def _too_few(
        self,
        slice_: Slice,
        members: Sequence[Placed],
        items: Sequence[Placed],
        belongs: Sequence[int],
        place: Place,
        visit: Visit,
    ) -> None:
        said = slice_.minimum
        if said is None:
            return
        text = f"{slice_.label}: at least {said.value} needed, found {len(members)}"
        others = [each for each, index in zip(items, belongs, strict=True) if index < 0]
        more = "; ".join(f"{_short(each)}: {self._why(slice_, each, visit)[1]}" for each in others[:_FEW])
        more = f"It is told by: {_told(slice_)}" + (f"; {more}" if more else "")
        visit.add(place, "required", text, rule=said.rule, profile=said.profile, diagnostics=more)

    def _nearest(self, each: Placed, visit: Visit) -> str:
        """The slice that an item came nearest to, and why it is not in it."""
        if not self._slices:
            return ""
        near = max(self._slices, key=lambda slice_: self._why(slice_, each, visit)[0])
        return f"Nearest is {near.label}: {self._why(near, each, visit)[1]}"

    @staticmethod
    def _why(slice_: Slice, each: Placed, visit: Visit) -> tuple[int, str]:
        """How many tests an item passes, and the first that it fails."""
        passed, failed = 0, ""
        for test in slice_.tests:
            if test.holds(each.found, each.place, visit):
                passed += 1
            else:
                failed = failed or f"{test.path} must {test.expected}, found {test.shows(each.found, visit)}"
        return passed, failed


def _short(each: Placed) -> str:
    _, step, index = each.place
    return step if index < 0 else f"{step}[{index}]"


def _told(slice_: Slice) -> str:
    return " and ".join(f"{test.path} must {test.expected}" for test in slice_.tests) or "nothing that can be checked"


def _exact(slices: Sequence[Slice]) -> tuple[str, dict[str, int]] | None:
    """Where every slice is told by one text under the same JSON name: that name, and the slice of each text."""
    known: dict[str, int] = {}
    names: set[str | None] = set()
    for index, slice_ in enumerate(slices):
        if len(slice_.tests) != 1 or slice_.tests[0].exact is None or slice_.tests[0].exact in known:
            return None
        known[slice_.tests[0].exact] = index
        names.add(slice_.tests[0].key)
    name = names.pop() if len(names) == 1 else None
    return (name, known) if name else None

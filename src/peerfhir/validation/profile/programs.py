"""Which profiles apply unasked: those of the program that a resource is judged under (design section 4).

A profile says itself whose law it states (`useContext` of code `program`) and for which resources (the extension
`applies-when`, FHIRPath on the resource; without it for all of its type).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.issues import Issue
from peerfhir.fhir.shelf import Shelf
from peerfhir.validation import fhirpath
from peerfhir.validation.profile.tree import Tree
from peerfhir.validation.visit import Clock, Enough, Json, Visit, Walk

Holds = Callable[[Any], bool | None]


class Profiles(Protocol):
    """What is needed of the `Library`."""

    @property
    def shelf(self) -> Shelf:
        """The definitions at hand."""

    clock: Clock | None

    def tree(self, canonical: str) -> Tree | None:
        """What a profile says along its chain; None where it is not known."""

    def profile(self, canonical: str) -> Walk | None:
        """The check of a profile; None where it is not known."""


class _Stated(NamedTuple):
    """A profile that states a program's law, and the condition on which it applies."""

    canonical: str
    holds: Holds | None


class ProgramProfiles:
    """The profiles of each program by the type that they are of; made from the shelf once."""

    def __init__(self, library: Profiles) -> None:
        self._library = library
        self._stated: dict[tuple[str, str], list[_Stated]] = {}
        for one in library.shelf.ours():
            holds = fhirpath.condition(one.applies_when, one.type) if one.applies_when else None
            for program in one.use_programs:
                self._stated.setdefault((program, one.type), []).append(_Stated(one.url, holds))
        self.types = frozenset(type_ for _, type_ in self._stated)

    def made_ready(self, programs: Iterable[str]) -> None:
        """Compile the profiles of these programs now (some milliseconds each), so that no request waits for them."""
        names = frozenset(programs)
        for (program, _), stated in self._stated.items():
            for one in stated if program in names else ():
                self._library.profile(one.canonical)

    def applying(self, program: str, resource: Json) -> list[str]:
        """The canonicals of the profiles of a program (its pack id) that a resource must meet."""
        stated = self._stated.get((program, str(resource.get("resourceType"))), ())
        found = [one.canonical for one in stated if one.holds is None or one.holds(resource) is True]
        return found if len(found) < 2 else [one for one in found if not self._within(one, found)]  # noqa: PLR2004

    def _within(self, canonical: str, others: list[str]) -> bool:
        """Whether another of them derives from this one, and so says all that it says."""
        chains = (tree.chain for other in others if other != canonical and (tree := self._library.tree(other)))
        return any(canonical in chain for chain in chains)

    def lacking(self, program: str, resource: Json, related: Mapping[str, Json]) -> list[Issue]:
        """What a resource lacks of its program's profiles, each thing once; `resource` is otherwise valid R4.

        `related` are stored resources by "Type/id", for rules that look at what is referred to.
        """
        applying = self.applying(program, resource)
        if not applying:
            return []
        visit = Visit(resource, related=related, clock=self._library.clock)
        place = (None, str(resource.get("resourceType")), -1)
        try:
            for canonical in applying:
                walk = self._library.profile(canonical)
                if walk:
                    walk(resource, place, visit)
        except Enough:
            pass
        if len(applying) == 1:
            return visit.issues
        return list({(one.expression, one.rule, one.text): one for one in reversed(visit.issues)}.values())[::-1]

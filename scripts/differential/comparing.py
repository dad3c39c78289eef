"""Our verdict on every planted fault beside the recorded one: how often they agree, and where they do not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue, Refused
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from scripts.differential.faults import planted
from scripts.differential.recording import Told, digest

_IDLE = re.compile(r"/\*.*?\*/|\.ofType\(\w+\)|\[x\]|\[url='.*?'\]")


@dataclass(frozen=True)
class Disagreement:
    """One fault on which we differ, either in the verdict or in the place."""

    told: Told
    ours: tuple[Issue, ...]  # errors only

    @property
    def kind(self) -> str:
        """`ours` where only we refuse, `theirs` where only HL7's validator does, `place` where both do."""
        return "place" if self.ours and self.told.errors else "ours" if self.ours else "theirs"

    def __str__(self) -> str:
        fault = self.told.fault
        at = ".".join(map(str, fault.at))
        first = self.ours[0] if self.ours else None
        said = f"{first.code} {first.rule or ''} at {first.expression[:1]}: {first.text}" if first else ""
        theirs = "; ".join(f"{name} at {place}" for name, place in self.told.errors[:3])
        return f"{self.kind} | {self.told.source} | {fault.act} {at} {fault.to!r} | {said} | {theirs}"


@dataclass
class Tally:
    """What was compared."""

    faults: int = 0
    refused: int = 0  # by both
    differ: list[Disagreement] = field(default_factory=list)

    @property
    def verdicts(self) -> float:
        """Share of the faults on which the verdict is the same."""
        return 1 - sum(d.kind != "place" for d in self.differ) / self.faults

    @property
    def places(self) -> float:
        """Share of the faults refused by both where the place is the same element or its parent."""
        return 1 - sum(d.kind == "place" for d in self.differ) / self.refused


def compare(sources: Mapping[str, bytes], digests: Mapping[str, str], told: Iterable[Told], library: Library) -> Tally:
    """All recorded faults whose source is still the one they were recorded with."""
    same = {name: json.decode(sources[name]) for name in digests if digest(sources.get(name, b"")) == digests[name]}
    tally = Tally()
    for each in told:
        if each.source not in same:
            continue
        ours = errors(planted(same[each.source], each.fault), library)
        tally.faults += 1
        both = bool(ours) and bool(each.errors)
        tally.refused += both
        places = (place for issue in ours for place in issue.expression or ("",))
        if bool(ours) != bool(each.errors) or (both and not places_agree(places, (p for _, p in each.errors))):
            tally.differ.append(Disagreement(each, ours))
    return tally


def errors(body: bytes, library: Library) -> tuple[Issue, ...]:
    """What we refuse in a body, as `$validate` does."""
    try:
        return tuple(issue for issue in check(json.decode(body), library, strict=True) if issue.refuses)
    except Refused as unreadable:
        return unreadable.issues


def places_agree(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether any of our places is the same element as one of theirs, or its parent or child."""
    known = [list(_steps(place)) for place in theirs]
    return any(_near(list(_steps(place)), other) for place in ours for other in known)


def _steps(expression: str) -> Iterator[str]:
    """The steps of a FHIRPath below its root, an index being a step of its own.

    Left out is what HL7's validator writes in one of several ways: comments in Bundles, the type of a choice, the root
    (`$`, the type, or the text that should have been one).
    """
    for step in _IDLE.sub("", expression).split(".")[1:]:
        yield from step.removesuffix("]").split("[")


def _near(one: list[str], other: list[str]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    further = longer[len(shorter) :]
    return longer[: len(shorter)] == shorter and sum(not step.isdigit() for step in further) <= 1

"""Values that must meet a profile of their type: data types, contained and bundled resources, targets of references.

Of several profiles one is enough. What a single one finds is told where it was found; where none of several is met,
the one that came nearest is named and what it lacks.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from peerfhir.fhir.issues import Issue
from peerfhir.fhir.shelf import Shelf
from peerfhir.fhir.structures import Kind
from peerfhir.validation.profile.reach import Found
from peerfhir.validation.profile.tree import Tree
from peerfhir.validation.visit import Place, Visit

_FEW = 3

Meets = Callable[[Found, Place, Visit], None]  # checks a value against profiles; what it lacks goes to the visit


class Profiles(Protocol):
    """What is needed of the `Library`."""

    @property
    def shelf(self) -> Shelf:
        """The definitions at hand."""

    def tree(self, canonical: str) -> Tree | None:
        """What a profile says along its chain; None where it is not known."""

    def lacks(self, canonical: str, found: Found, place: Place, visit: Visit) -> list[Issue] | None:
        """What a value lacks of a profile; None where the profile is not known."""

    def run(self, canonical: str, inside: str | None, found: Found, place: Place, visit: Visit) -> bool:
        """Check a value against a profile and note what it lacks; whether the profile is known."""


def typed(kinds: Sequence[Kind], profile: str, rule: str | None, label: str, library: Profiles) -> Meets:
    """The check that a value meets one of the profiles that `kinds`, which are all of its type, name."""
    named = [(p, kind.inside.get(p)) for kind in kinds for p in kind.profiles]
    note = library.shelf.note(named[0][0]) if len(named) == 1 and "|" in named[0][0] else None

    def alone(found: Found, place: Place, visit: Visit) -> None:
        canonical, inside = named[0]
        if not library.run(canonical, inside, found, place, visit):
            unknown(canonical, profile, place, visit)
        elif note and visit.strict:
            visit.add(place, "informational", note, severity="information", profile=profile)

    def several(found: Found, place: Place, visit: Visit) -> None:
        tried = {p: library.lacks(p, found, place, visit) for p, _ in named}
        if all(lacking is not None and refuses(lacking) for lacking in tried.values()):
            said, more = nearest({p: lacking or [] for p, lacking in tried.items()})
            visit.add(place, "structure", f"{label} {said}", rule=rule, profile=profile, diagnostics=more)

    return alone if len(named) == 1 else several


def unknown(canonical: str, profile: str, place: Place, visit: Visit) -> None:
    """Say that a profile which a definition names is not known; on write that is nobody's fault who writes."""
    if visit.strict:
        said = f"The profile {canonical} is not known here, so it was not checked"
        visit.add(place, "not-supported", said, severity="warning", profile=profile)


def refuses(lacking: Sequence[Issue]) -> bool:
    """Whether an error is among the issues."""
    return any(issue.refuses for issue in lacking)


def nearest(tried: dict[str, list[Issue]]) -> tuple[str, str]:
    """What to say when none of several profiles is met: all, and what the nearest lacks."""
    best = min(tried, key=lambda profile: sum(issue.refuses for issue in tried[profile]))
    lacking = [f"{' '.join(i.expression)}: {i.text}" for i in tried[best] if i.refuses]
    one = "does not meet" if len(tried) == 1 else "meets none of"
    return f"{one} {', '.join(tried)}", f"Nearest is {best}; {'; '.join(lacking[:_FEW])}"

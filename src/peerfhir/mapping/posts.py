"""Roles and episodes as measures look at them: since when each lasts, of which program it is, who supervises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from peerfhir.mapping.elements import Json, text
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.times import days, span
from peerfhir.mapping.trail import named
from peerfhir.policy.facts import Span

Spans = dict[int, list[tuple[date | None, date | None]]]
_VOID = frozenset({"planned", "waitlist", "cancelled", "entered-in-error"})


@dataclass(frozen=True, slots=True)
class Role:
    """A PractitionerRole: its programs, its first day, and each supervisor by "Type/id" with the span."""

    programs: tuple[str, ...]
    begun: date | None
    supervisors: tuple[tuple[str, Span], ...]


def role(resource: Json) -> Role:
    """A PractitionerRole as far as measures look at it."""
    said = Extensions(resource)
    supervisors = [
        (name, span(part.value("period", "valuePeriod")))
        for part in said.parts("supervisor")
        for reference in part.values("supervisor", "valueReference")
        if (name := named(reference))
    ]
    return Role(said.texts("program"), days(resource.get("period"))[0], tuple(supervisors))


def serving(roles: list[Role], program: str) -> list[Role]:
    """The roles in which a person serves a program: those that name it, else those that name none."""
    return [one for one in roles if program in one.programs] or [one for one in roles if not one.programs]


def begun(episode: Json, program: str) -> tuple[date | None, ...]:
    """The first day of an EpisodeOfCare of the program; nothing of another's, or of one that never was."""
    if program not in Extensions(episode).texts("program") or text(episode.get("status")) in _VOID:
        return ()
    return (days(episode.get("period"))[0],)


def spans(episodes: Iterable[tuple[int, Json]], program: str) -> Spans:
    """The first and last days of each member's EpisodesOfCare of the program among these."""
    found: Spans = {}
    for who, episode in episodes:
        if begun(episode, program):
            found.setdefault(who, []).append(days(episode.get("period")))
    return found

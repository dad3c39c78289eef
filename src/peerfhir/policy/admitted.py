"""When a member was admitted to a program: the beginning of the episode of care that a day lies in (X-6)."""

from datetime import date, datetime

from peerfhir.policy.facts import Episode, Member
from peerfhir.policy.program import Program, zone
from peerfhir.policy.span import over


def admitted(member: Member, program: Program, day: date, named: tuple[str, ...] = ()) -> date | None:
    """The day of the admission; None when no episode of the program has begun by that day, or says when it began.

    The episodes that a contact names ("EpisodeOfCare/id") come before others. Of several that go on the latest counts;
    one that names no program is any program's.
    """
    own = [one for one in member.episodes if one.key in named] or member.episodes
    return max((first for one in own if (first := _begun(one, program, day)) is not None), default=None)


def of_program(episode: Episode, program: Program) -> bool:
    """Whether an episode is one of the program, or names none."""
    return not episode.programs or program.id in episode.programs


def _begun(episode: Episode, program: Program, day: date) -> date | None:
    first = local(episode.span.first, program)
    ended = over(episode.span.last, day, None, program)
    return first if first is not None and first <= day and not ended and of_program(episode, program) else None


def local(bound: date | datetime | None, program: Program) -> date | None:
    """The day of a bound in the program's zone."""
    if isinstance(bound, datetime):
        return bound.astimezone(zone(program.zone(bound.date()))).date()
    return bound

"""What peers learned: hours in each full year of certification (MT-35), and what training taught (MT-36 to MT-46)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from peerfhir.policy.facts import Credential
from peerfhir.policy.measure_law import Education
from peerfhir.policy.measures.case import Case, exempt, met
from peerfhir.policy.program import Program, zone
from peerfhir.policy.provider_law import Training

TOO_FEW = "too few hours of continuing education"
RUNNING, CUT_SHORT, UNCERTIFIED = "year in progress", "no full year of certification", "no dated certificate"
UNTRAINED = "no peer training"
_CERTIFICATE, _CONTINUING, _TRAINING = "cpss", "continuing-education", "peer-training"
_DAY = timedelta(days=1)

Held = Mapping[int, Sequence[Credential]]  # by the peer


def education(held: Held, law: Education, program: Program, period: tuple[date, date], today: date) -> list[Case]:
    """A case for each peer and year of certification, from one anniversary to the day before the next.

    A year counts in the period in which it ends. One that is not over by the end of the period, or today, is in
    progress; one that the certificate does not last is none.
    """
    return [case for who in sorted(held) for case in _years(who, held[who], law, program, period, today)]


def _years(
    who: int, held: Sequence[Credential], law: Education, program: Program, period: tuple[date, date], today: date
) -> Iterator[Case]:
    certificates = {
        (_day(one.first, program), _day(one.last, program)) for one in held if one.code == _CERTIFICATE and one.first
    }
    if not certificates:
        yield exempt(who, UNCERTIFIED)
    for begun, ended in sorted(certificates, key=lambda pair: (pair[0] or date.min, pair[1] or date.max)):
        for first, last in _within(begun or date.min, period):
            if ended is not None and ended < last:
                if first <= ended:
                    yield exempt(who, CUT_SHORT)
            elif last > period[1] or last >= today:
                yield exempt(who, RUNNING)
            else:
                yield _judged(who, held, law, program, (first, last))


def _judged(who: int, held: Sequence[Credential], law: Education, program: Program, year: tuple[date, date]) -> Case:
    needed = law.hours.on(year[1]).value
    hours = sum(
        (one.hours for one in held if one.code == _CONTINUING and one.hours is not None and _taken(one, program, year)),
        Decimal(0),
    )
    if hours >= needed:
        return met(who, evidence=(who,))
    detail = f"{hours} of {needed} hours from {year[0]} to {year[1]}"
    return Case(who, "missed", reasons=(TOO_FEW,), detail=detail, evidence=(who,))


def _taken(one: Credential, program: Program, year: tuple[date, date]) -> bool:
    """Whether continuing education was completed in the year: its last day, or the only one it names."""
    done = _day(one.last, program) or _day(one.first, program)
    return done is not None and year[0] <= done <= year[1]


def _within(begun: date, period: tuple[date, date]) -> Iterator[tuple[date, date]]:
    """The years of a certificate that have a day in the period, each with its last day."""
    number = max(0, period[0].year - begun.year - 1)
    while (first := anniversary(begun, number)) <= period[1]:
        last = anniversary(begun, number + 1) - _DAY
        if last >= period[0]:
            yield first, last
        number += 1


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the 28th, where there is no such day (MT-35)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def competencies(held: Held, law: Training, on: date) -> list[Case]:
    """A case for each peer: all trainings together teach each competency of the day; a reason for each that none does.

    Where one sentence names two codes, both are taught, and they count once (MT-37, MT-38).
    """
    wanted = law.competencies.on(on).value if law.competencies else ()
    cases = []
    for who in sorted(held):
        courses = [one for one in held[who] if one.code == _TRAINING]
        taught = frozenset().union(*(one.competencies for one in courses))
        lacking = [
            f"{one.rule}: {', '.join(missing)}"
            for one in wanted
            if (missing := [code for code in (one.code, *one.also) if code not in taught])
        ]
        reasons = tuple(lacking) if courses else (UNTRAINED,) if lacking else ()
        cases.append(Case(who, "missed" if reasons else "met", reasons=reasons, evidence=(who,)))
    return cases


def _day(bound: date | datetime | None, program: Program) -> date | None:
    if isinstance(bound, datetime):
        return bound.astimezone(zone(program.zone(bound.date()))).date()
    return bound

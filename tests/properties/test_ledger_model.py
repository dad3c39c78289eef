"""The ledger against a model: whatever happens to encounters, usage is what they say now, and what they said then."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.people import CERTIFIED, put, unique, usage

STEPS = 120
SUNDAY = date(2026, 10, 25)
ZONE = "-06:00"


def period(day: date, minutes: int) -> dict[str, str]:
    """A contact of so many minutes from noon on a day."""
    hours, rest = divmod(12 * 60 + minutes, 60)
    return {"start": f"{day}T12:00:00{ZONE}", "end": f"{day}T{hours:02}:{rest:02}:00{ZONE}"}


def units(minutes: int) -> int:
    """X-2: whole quarters of an hour, and one more for eight minutes."""
    return minutes // 15 + (minutes % 15 >= 8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_usage_is_what_the_encounters_say(settle, seed):
    """Creates, corrections, moves between members, days and states, deletions and returns, in any order."""
    agency = settle()
    chance = Random(seed)  # noqa: S311 - chance that can be repeated
    peer, members = agency.hire(CERTIFIED), [agency.admit() for _ in range(3)]
    ids = [unique("e") for _ in range(12)]
    said: dict[str, tuple[str, date, int]] = {}  # what counts: member, day, units
    pasts: list[tuple[datetime, dict[str, tuple[str, date, int]]]] = []

    def expected(then: dict[str, tuple[str, date, int]], member: str, week: date) -> tuple[int, int]:
        own = [(day, n) for who, day, n in then.values() if who == member]
        return sum(n for day, n in own if week <= day <= week + timedelta(days=6)), sum(n for _, n in own)

    def shown(member: str, week: date, **more: str) -> tuple[int, int]:
        limit, total = usage(agency.http, member, f"{week + timedelta(days=3)}", **more)
        return limit["rendered"], total["rendered"]

    for _ in range(STEPS):
        id_ = chance.choice(ids)
        if chance.random() < 0.15:
            assert agency.http.delete(f"/Encounter/{id_}").status_code in (204, 404)
            said.pop(id_, None)
        else:
            member, minutes = chance.choice(members), chance.choice((5, 7, 8, 15, 22, 23, 60, 90))
            day = SUNDAY + timedelta(days=chance.randrange(14))
            status = chance.choice(("finished", "finished", "finished", "planned", "entered-in-error"))
            made = agency.encounter(member, peer, **period(day, minutes), id=id_, status=status)
            put(agency.http, made | {"identifier": [{"system": "https://ehr.example.org/encounters", "value": id_}]})
            said.pop(id_, None)
            if status == "finished":
                said[id_] = (member, day, units(minutes))
        if chance.random() < 0.1:
            pasts.append((datetime.now(UTC), dict(said)))
        member, week = chance.choice(members), SUNDAY + timedelta(days=chance.choice((0, 7)))
        assert shown(member, week) == expected(said, member, week)
    for moment, then in pasts:
        for member in members:
            for week in (SUNDAY, SUNDAY + timedelta(days=7)):
                assert shown(member, week, known_at=moment.isoformat()) == expected(then, member, week)

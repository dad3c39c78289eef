"""What has happened in the sandbox before the first call: sessions, a stay in hospital, and the claims for them.

clean month (mt-m1) · week 11 units (mt-m2) · hospital weekend (mt-m3) · two agencies race (mt-m4) · a member below 21
over the limit (mt-m5) · 416 countdown (id-m1, of two agencies). The lapsed certificate is that of `id-peer`.
"""

from datetime import date, timedelta

from peerfhir.cli.people.contacts import (
    CHOKECHERRY,
    FIREWEED,
    HUCKLEBERRY,
    JUNEBERRY,
    JUNEBERRY_TOO,
    SAGEBRUSH,
    SAGEBRUSH_TOO,
    SERVICEBERRY,
    Served,
    at,
    claim,
    line,
    session,
)
from peerfhir.cli.people.days import Days
from peerfhir.cli.people.shapes import HL7, Json, Seed, made, ref

CLEAN, PENDED = "SYN-C-MT-M1-{}", "SYN-C-MT-M5"
HOSPITAL = "HOSP-MT"
_WEEKS = 4
_TUESDAY, _THURSDAY = 2, 4
_AFTERNOON = 16  # units of four hours
_IDAHO = {SAGEBRUSH: 16, SAGEBRUSH_TOO: 10}  # sessions of each agency; the first one's last has 12 units: 412

Happened = tuple[Served, Json, int]  # a session, and its units


def sessions(days: Days) -> list[Seed]:
    """Every Encounter of the stories with the organization that keeps it."""
    made_ = [one for story in (_month(days), _week(days), _count(days)) for one in story]
    return [Seed(HOSPITAL, _stay(days)), *(Seed(who.agency, encounter) for who, encounter, _ in made_)]


def claims(days: Days) -> list[Seed]:
    """Every Claim of the stories with the organization that submits it."""
    found = [
        (HUCKLEBERRY, CLEAN.format(weeks), _month(days)[2 * number : 2 * number + 2])
        for number, weeks in enumerate(range(_WEEKS, 0, -1))
    ]
    found += [(one[0], f"SYN-C-{one[0].member.upper()}", [one]) for one in _week(days)]
    counted = _count(days)
    found += [(who, f"SYN-C-{who.member.upper()}", [one for one in counted if one[0] is who]) for who in _IDAHO]
    return [Seed(who.agency, _claim(who, name, billed, days)) for who, name, billed in found]


def _month(days: Days) -> list[Happened]:
    """Clean month: an hour every Tuesday and Thursday of the four weeks before."""
    dates = [days.ago(weeks, weekday) for weeks in range(_WEEKS, 0, -1) for weekday in (_TUESDAY, _THURSDAY)]
    return [(HUCKLEBERRY, session(HUCKLEBERRY, f"mt-m1-{day:%Y%m%d}", day, "10:00", "11:00"), 4) for day in dates]


def _week(days: Days) -> list[Happened]:
    """In the week of the stories: ten units, nine by two agencies, and twelve of a member below 21."""
    told = (
        (SERVICEBERRY, "13:00", "15:30", 10),
        (JUNEBERRY, "16:00", "17:15", 5),
        (JUNEBERRY_TOO, "18:00", "19:00", 4),
        (FIREWEED, "18:00", "21:00", 12),
    )
    return [
        (who, session(who, f"{who.member}-{days.day:%Y%m%d}", days.day, start, end), units)
        for who, start, end, units in told
    ]


def _count(days: Days) -> list[Happened]:
    """416 countdown: afternoons of two agencies, turn and turn about, 412 units in the year."""
    found: list[Happened] = []
    day = days.counted
    left = dict(_IDAHO)
    while any(left.values()):
        for who in _IDAHO:
            if left[who]:
                day -= timedelta(days=1)
                left[who] -= 1
                last = who is SAGEBRUSH and not left[who]
                encounter = session(who, f"{who.member}-{day:%Y%m%d}", day, "13:00", "16:00" if last else "17:00")
                found.append((who, encounter, 12 if last else _AFTERNOON))
    return found


def _stay(days: Days) -> Json:
    """Hospital weekend: from Friday evening to Sunday morning."""
    return made(
        "Encounter",
        "mt-m3-stay",
        identifier=[{"system": "https://hospital.example.org/stays", "value": "SYN-STAY-1"}],
        status="finished",
        subject=ref(f"Patient/{CHOKECHERRY.member}"),
        period={
            "start": at(CHOKECHERRY, days.sunday - timedelta(days=2), "19:00"),
            "end": at(CHOKECHERRY, days.sunday, "09:00"),
        },
        serviceProvider=ref(f"Organization/{HOSPITAL}"),
        **{"class": {"system": f"{HL7}/v3-ActCode", "code": "IMP"}},
    )


def _claim(who: Served, name: str, billed: list[Happened], days: Days) -> Json:
    lines = [line(date.fromisoformat(one["period"]["start"][:10]), units, one["id"]) for _, one, units in billed]
    return claim(who, name, days.told, *lines)

"""Montana's stories: a week up to its limit, what is refused, the eleventh unit, two agencies and one unit."""

from datetime import date, timedelta

from peerfhir.cli.laying import Laid
from peerfhir.cli.people.contacts import (
    CHOKECHERRY,
    HUCKLEBERRY,
    JUNEBERRY,
    JUNEBERRY_TOO,
    SERVICEBERRY,
    SESSIONS,
    claim,
    line,
    session,
    void,
)
from peerfhir.cli.people.days import Days
from peerfhir.cli.people.shapes import HCPCS, Json, concept, parts, period, ref
from peerfhir.cli.people.stories import CLEAN
from peerfhir.cli.printed.curl import FINDINGS, Call, Story, get, post, put, submit

EHR, SOLO, PAYER = "EHR_MT", "EHR_SOLO", "PAYER_MT"
_OVER = "denied 1 119/N362"
_APPROVAL = "SYN-CPO-1"


def stories(laid: Laid) -> list[Story]:
    """The stories of the agencies of Montana."""
    days = laid.days
    return [_week(laid), _refused(days), _eleventh(days), _race(days)]


def _week(laid: Laid) -> Story:
    """Clean month, and then the week in which mt-m1 reaches the limit."""
    days, who = laid.days, HUCKLEBERRY
    day, told = days.day, days.told
    names = [f"mt-m1-{day:%Y%m%d}-{number}" for number in (1, 2, 3)]
    hour, more = session(who, names[0], day, "09:00", "10:00"), session(who, names[1], day, "10:00", "10:45")
    over = session(who, names[2], day, "11:00", "12:00")
    found = f"Encounter?identifier={SESSIONS}%7C{names[0].upper()}"
    searched = f"Encounter?patient=mt-m1&date=ge{days.sunday}&date=le{days.saturday}&_sort=-date"
    both = claim(who, "SYN-C-1", told, line(day, 4, names[0]), line(day, 3, names[1]))
    last = claim(who, "SYN-C-2", told, line(day, 4, names[2]))
    return Story(
        f"1. A week of Montana: mt-m1, ten units from Sunday {days.sunday} to Saturday {days.saturday}",
        (
            Call("Record an hour with a member, under an id of your own: 4 units", put(EHR, hour), 201),
            Call("Find it by the number it has in the EHR", get(EHR, found), 200),
            Call("Three quarters of an hour: 3 units", put(EHR, more), 201),
            Call("Bill both", submit(EHR, both), 200, ("paid 4", "paid 3")),
            Call("Another hour: 11 units of 10. Stored, with the warning MT-31", put(EHR, over, FINDINGS), 201),
            Call("Bill this hour: four units where three are left", submit(EHR, last), 200, (f"paid 3, {_OVER}",)),
            Call("What was the warning based on?", get(EHR, f"Encounter/{names[2]}/$ruling"), 200),
            Call("All sessions of the member in this week, the latest first", get(EHR, searched), 200),
            *_mended(laid),
        ),
    )


def _mended(laid: Laid) -> list[Call]:
    """What was wrong in the month before is put right."""
    days, who = laid.days, HUCKLEBERRY
    first, second = days.ago(1, 2), days.ago(1, 4)
    wrong = laid.claims[CLEAN.format(1)].claim
    back = claim(who, "SYN-C-3", days.told, *_hours(first, second), **void(wrong))
    earlier = days.ago(2, 2)
    shorter = session(who, f"mt-m1-{earlier:%Y%m%d}", earlier, "10:00", "10:30")
    return [
        Call(f"The claim for {first} and {second} was a mistake: take it back", submit(EHR, back), 200),
        Call(f"On {earlier} it was half an hour only, and is paid already: correct the record", put(EHR, shorter), 200),
    ]


def _hours(*days: date) -> list[Json]:
    return [line(day, 4, f"mt-m1-{day:%Y%m%d}") for day in days]


def _refused(days: Days) -> Story:
    """What the law, or the form, refuses."""
    day, friday, saturday = days.day, days.sunday - timedelta(days=2), days.sunday - timedelta(days=1)
    unlicensed = session(HUCKLEBERRY, "syn-x-1", day, "13:00", "14:00", peer="mt-trainee")
    inside = session(CHOKECHERRY, "syn-x-2", saturday, "10:00", "11:00")
    after = session(CHOKECHERRY, "syn-x-3", days.sunday, "14:00", "14:30")
    billed = claim(CHOKECHERRY, "SYN-C-4", days.told, line(saturday, 4))
    every = "Refused with every finding at once: no such status, no class, an end before its start"
    return Story(
        f"2. Refused: a peer without certificate; mt-m3, in hospital from {friday} 19:00 to {days.sunday} 09:00",
        (
            Call("Rule MT-01: no certificate", post(EHR, unlicensed), 422),
            Call(every, post(EHR, faulty(day)), 422),
            Call("Rule MT-29: an inpatient", post(EHR, inside), 422),
            Call("Billed without a record, it is not paid either", submit(EHR, billed), 200, ("denied 4 60/M2",)),
            Call("After the discharge it is accepted", post(EHR, after), 201),
        ),
    )


def faulty(day: date) -> Json:
    """An Encounter with three mistakes of form."""
    made = session(HUCKLEBERRY, "syn-x-9", day, "15:00", "14:00") | {"status": "done"}
    del made["class"], made["id"]
    return made


def _eleventh(days: Days) -> Story:
    """Week 11 units: mt-m2 has ten paid; the CPO approves more."""
    who, day, name = SERVICEBERRY, days.day, f"mt-m2-{days.day:%Y%m%d}-2"
    quarter = session(who, name, day, "15:30", "15:45")
    bill = line(day, 1, name)
    approval = parts(
        "cpo-approval",
        ("approvedUnitsPerWeek", {"valueUnsignedInt": 16}),
        ("period", {"valuePeriod": period(days.sunday.isoformat(), (days.sunday + timedelta(days=27)).isoformat())}),
        ("approver", {"valueReference": ref("Organization/MT-CPO")}),
    )
    order = {
        "resourceType": "ServiceRequest",
        "id": "mt-cpo-1",
        "identifier": [{"system": "https://peerfhir.org/fhir/NamingSystem/authorization", "value": _APPROVAL}],
        "extension": [approval],
        "status": "active",
        "intent": "order",
        "code": concept({"system": HCPCS, "code": "H0038"}),
        "subject": ref(f"Patient/{who.member}"),
        "requester": ref("Organization/MT-CPO"),
    }
    denied = claim(who, "SYN-C-5", days.told, bill)
    quoting = claim(who, "SYN-C-6", days.told, bill, quoted=_APPROVAL)
    return Story(
        "3. The eleventh unit: mt-m2 has had ten this week, all paid",
        (
            Call("A quarter of an hour more. Stored, with the warning MT-31", put(EHR, quarter, FINDINGS), 201),
            Call("Bill the eleventh unit", submit(EHR, denied), 200, (_OVER,)),
            Call("The payer: the CPO approves 16 units a week (MT-32)", put(PAYER, order), 201),
            Call("Bill it again, quoting the approval", submit(EHR, quoting), 200, ("paid 1",)),
        ),
    )


def _race(days: Days) -> Story:
    """Two agencies race: nine of ten units are used, five by one agency and four by the other."""
    one, other = line(days.day, 1), line(days.day, 1)
    ours, theirs = claim(JUNEBERRY, "SYN-C-7", days.told, one), claim(JUNEBERRY_TOO, "SYN-C-8", days.told, other)
    return Story(
        "4. Two agencies, one unit: mt-m4 is served by two, and nine of the ten units are used",
        (
            Call(
                "ORG-MT bills the last unit (with & after both calls, either may be first)",
                submit(EHR, ours),
                200,
                ("paid 1",),
            ),
            Call("ORG-MT-SOLO bills it too", submit(SOLO, theirs), 200, (_OVER,)),
        ),
    )

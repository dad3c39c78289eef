"""Idaho's stories: a certificate that has lapsed, and the count to 416."""

from peerfhir.cli.people.contacts import SAGEBRUSH, claim, line, session
from peerfhir.cli.people.days import Days
from peerfhir.cli.people.shapes import HCPCS, Json, concept, hl7, period, ref
from peerfhir.cli.printed.curl import FINDINGS, Call, Story, get, post, put, submit

EHR, PAYER = "EHR_ID", "PAYER_ID"
_NUMBER = "SYN-PA-1"
_PROGRAM = "id-adult-peer"


def stories(days: Days) -> list[Story]:
    """The stories of Idaho."""
    who, day = SAGEBRUSH, days.counted
    last, next_ = f"id-m1-{day:%Y%m%d}-1", f"id-m1-{day:%Y%m%d}-2"
    lapsed = session(who, "syn-x-id-1", day, "08:00", "09:00", peer="id-peer")
    hour, quarter = session(who, last, day, "09:00", "10:00"), session(who, next_, day, "10:00", "10:15")
    of_hour = claim(who, "SYN-C-ID-1", days.told, line(day, 4, last))
    of_quarter = claim(who, "SYN-C-ID-2", days.told, line(day, 1, next_))
    quoting = claim(who, "SYN-C-ID-3", days.told, line(day, 1, next_), quoted=_NUMBER)
    usage = f"Patient/id-m1/$authorization-usage?program={_PROGRAM}&as-of={day}"
    roster = f"Patient/$authorization-usage?program={_PROGRAM}&threshold=80&as-of={day}"
    until = f"{days.year}-09-30"
    return [
        Story(
            f"5. Idaho: the certificate of id-peer ended on {until}; id-m1 has had 412 of 416 units of {day.year}",
            (
                Call("Rule ID-10: the certificate has lapsed", post(EHR, lapsed), 422),
                Call("The other peer is certified: the last hour below the threshold", put(EHR, hour), 201),
                Call("Bill the four units that are left", submit(EHR, of_hour), 200, ("paid 4",)),
                Call("A quarter more, unit 417. Stored, with the warning ID-32", put(EHR, quarter, FINDINGS), 201),
                Call("Bill this quarter without an authorization", submit(EHR, of_quarter), 200, ("denied 1 197/M62",)),
                Call("The payer authorizes 52 units more", put(PAYER, _authorization(days)), 201),
                Call("Bill it again, quoting the authorization", submit(EHR, quoting), 200, ("paid 1",)),
                Call("The payer: how much is used, of the limit and of the authorization?", get(PAYER, usage), 200),
                Call(
                    "The payer: which members have used 80 percent or more? The most used first",
                    get(PAYER, roster),
                    200,
                ),
            ),
        )
    ]


def _authorization(days: Days) -> Json:
    """The answer of a payer that was asked elsewhere: a ClaimResponse with use=preauthorization."""
    day = days.counted
    return {
        "resourceType": "ClaimResponse",
        "id": "id-pa-1",
        "status": "active",
        "type": concept(hl7("claim-type", "professional")),
        "use": "preauthorization",
        "patient": ref(f"Patient/{SAGEBRUSH.member}"),
        "created": days.told.isoformat(),
        "insurer": ref(f"Organization/{SAGEBRUSH.payer}"),
        "outcome": "complete",
        "preAuthRef": _NUMBER,
        "preAuthPeriod": period(day.replace(day=1).isoformat(), f"{day.year}-12-31"),
        "addItem": [
            {
                "itemSequence": [1],
                "productOrService": concept({"system": HCPCS, "code": "H0038"}),
                "quantity": {"value": 52},
                "adjudication": [{"category": concept(hl7("adjudication", "eligible"))}],
            }
        ],
    }

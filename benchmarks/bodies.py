"""What is sent: the people of a Montana waiver in any number, their visits, and claims for them.

The law accepts every visit without a finding: its peer is certified, trained, supervised and in one place at a time,
its member covered, diagnosed and planned for. A visit is half an hour, two units. Stored visits begin at the full hour,
two in any week; those that are sent while the clock runs at half past, three a week at most: ten units, as many as the
program pays. Days are counted back from today, so that claims are in time.
"""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

from peerfhir.cli.people.members import condition, coverage, episode, goal, member_number, patient, plan
from peerfhir.cli.people.shapes import (
    COMPETENCIES,
    HCPCS,
    HL7,
    ICD,
    ISSUER,
    NPI,
    authority,
    certificate,
    concept,
    ext,
    hl7,
    license_of,
    lived,
    organization,
    ours,
    parts,
    period,
    practitioner,
    ref,
    role,
    supervised,
)
from peerfhir.fhir import json

Json = dict[str, Any]
PROGRAM, AGENCY, PAYER = "mt-sdmi-hcbs", "ORG-MT", "DPHHS-MT"
DIAGNOSIS = "F25.0"
IDENTIFIERS, BILLING = "https://ehr.example.org/encounters", "https://ehr.example.org/claims"
ZONE = ZoneInfo("America/Denver")
SINCE = "2020-01-01"  # what must hold on every day
WEEKS = 50  # Sunday to Saturday; the last one ended last Saturday
DAYS = WEEKS * 7
_PEERS_DAY = 8  # members whom a peer sees in a day, an hour each
HALF = timedelta(minutes=30)


def first_day(today: date) -> date:
    """The Sunday on which the stored year begins: its last visits are of last week, its first are still payable."""
    return today - timedelta(days=today.isoweekday() % 7 + DAYS)


TODAY = datetime.fromtimestamp(time.time(), ZONE).date()
FIRST_DAY = first_day(TODAY)


def peers(members: int) -> int:
    """How many peers it takes to see every member on one day."""
    return -(-members // _PEERS_DAY)


def peer_of(member: int) -> str:
    """The id of the peer who sees a member."""
    return f"peer-{member // _PEERS_DAY}"


def directory(members: int) -> list[Json]:
    """The payer, the agency with its clinician, and its peers, all as the law wants them."""
    since = period(SINCE)
    enrolled = parts("program-enrollment", ("program", {"valueCode": "mt-hcbs"}), ("period", {"valuePeriod": since}))
    licence = license_of("LCPC", "SYN-MT-L-1", since, authority(PAYER, "mt-dphhs"))
    return [
        organization(
            PAYER,
            "Zz-Department",
            "MT",
            hl7("organization-type", "pay"),
            identifier=[{"system": ISSUER, "value": "mt-dphhs"}],
        ),
        organization(
            AGENCY,
            "Zz-Agency",
            "MT",
            hl7("organization-type", "prov"),
            ours("agency-type", "group-agency"),
            identifier=[{"system": NPI, "value": "9990003011"}],
            extension=[enrolled, ext("time-zone", valueCode=ZONE.key)],
        ),
        practitioner("clinician", "Zz-Clinician One", "9990002013", "MT", qualification=[licence]),
        role("clinician", AGENCY, "101YM0800X", SINCE, "MT"),
        *(resource for number in range(peers(members)) for resource in _peer(number)),
    ]


def _peer(number: int) -> list[Json]:
    id_, held = f"peer-{number}", period("2024-01-01", "2035-12-31")
    training = certificate(
        "peer-training",
        None,
        period("2023-10-05", "2023-10-16"),
        authority(PAYER, "mt-dphhs"),
        ext("training-hours", valueDecimal=32),
        ext("curriculum-approved-by", valueIdentifier={"system": ISSUER, "value": "mt-dphhs"}),
        *(ext("competency", valueCode=code) for code in COMPETENCIES),
    )
    certified = certificate("cpss", f"SYN-MT-C-{number}", held, authority(PAYER, "mt-dphhs"))
    said = [ext("program", valueCode=PROGRAM), supervised("clinician", SINCE)]
    return [
        practitioner(
            id_,
            f"Zz-Peer {number}",
            "9990001015",
            "MT",
            extension=[lived("self-mh", SINCE)],
            qualification=[certified, training],
        ),
        role(id_, AGENCY, "175T00000X", SINCE, "MT", *said, ext("employment-type", valueCode="employee")),
    ]


def member(number: int, by: str | None = None) -> list[Json]:
    """A member: the person, the coverage, the diagnosis, the episode of care, the plan with its goal."""
    id_, peer = f"m{number}", by or peer_of(number)
    return [
        *insured(number),
        condition(f"d-{id_}", id_, DIAGNOSIS, SINCE),
        episode(
            f"e-{id_}",
            id_,
            AGENCY,
            peer,
            period(SINCE),
            diagnosis=[{"condition": ref(f"Condition/d-{id_}")}],
            extension=[ext("program", valueCode=PROGRAM)],
        ),
        goal(f"g-{id_}", id_, "I want to take the bus on my own", SINCE, "2035-06-01"),
        plan(f"p-{id_}", id_, ("pcrp", "Person-centered recovery plan"), PROGRAM, peer, SINCE, goal=f"Goal/g-{id_}"),
    ]


def insured(number: int) -> list[Json]:
    """A person and their coverage: all that makes a member of a payer's roster."""
    id_, mb = f"m{number}", f"SYN-MT-{number:05}"
    return [
        patient(id_, f"Zz-Member {number}", "female", "1984-05-05", "MT", member_number(PAYER, mb)),
        coverage(f"c-{id_}", id_, PAYER, mb, (PROGRAM, "Zz-Waiver SDMI"), period(SINCE)),
    ]


def hour(of: int, day: int, *, late: bool = False) -> datetime:
    """When a member is seen on a day of the year: the hour of their own, or `late` the half hour after it."""
    return instant(day, 8 + of % _PEERS_DAY) + (HALF if late else timedelta())


def instant(day: int, at: int) -> datetime:
    """An hour of a day of the year, counted from 0."""
    return datetime.combine(FIRST_DAY + timedelta(day), clock(hour=at), ZONE)


def visit(of: int, begins: datetime, identifier: str, by: str | None = None) -> Json:
    """Half an hour with a member, as an EHR sends it (1.6 kB); `by` another peer than their own."""
    place = {"system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"}
    performer = {"system": f"{HL7}/v3-ParticipationType", "code": "PPRF"}
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": IDENTIFIERS, "value": identifier}],
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
        "extension": [
            ext("program", valueCode=PROGRAM),
            ext("place-of-service", valueCoding=place | {"code": "53"}),
            ext("service-mode", valueCode="individual"),
            ext("modality", valueCode="in-person"),
            ext("care-plan", valueReference=ref(f"CarePlan/p-m{of}")),
            ext("intervention", valueCoding=ours("peer-intervention", "self-advocacy")),
        ],
        "type": [{"coding": [{"system": HCPCS, "code": "H0038"}]}],
        "subject": ref(f"Patient/m{of}"),
        "episodeOfCare": [ref(f"EpisodeOfCare/e-m{of}")],
        "participant": [
            {"type": [{"coding": [performer]}], "individual": ref(f"PractitionerRole/{by or peer_of(of)}")}
        ],
        "period": {"start": begins.isoformat(), "end": (begins + HALF).isoformat()},
        "serviceProvider": ref(f"Organization/{AGENCY}"),
    }


def claim(of: int, identifier: str, lines: list[tuple[date, str]]) -> Json:
    """The claim for visits of a member, a line each: (day, id of the Encounter)."""
    items = [
        {
            "sequence": number,
            "careTeamSequence": [1],
            "diagnosisSequence": [1],
            "productOrService": concept({"system": HCPCS, "code": "H0038"}),
            "servicedDate": day.isoformat(),
            "quantity": {"value": 2},
            "unitPrice": {"value": 15.25, "currency": "USD"},
            "net": {"value": 30.5, "currency": "USD"},
            "encounter": [ref(f"Encounter/{encounter}")],
        }
        for number, (day, encounter) in enumerate(lines, 1)
    ]
    primary = concept(hl7("claimcareteamrole", "primary"))
    return {
        "resourceType": "Claim",
        "identifier": [{"system": BILLING, "value": identifier}],
        "status": "active",
        "type": concept(hl7("claim-type", "professional")),
        "use": "claim",
        "patient": ref(f"Patient/m{of}"),
        "created": TODAY.isoformat(),
        "provider": ref(f"Organization/{AGENCY}"),
        "priority": concept(hl7("processpriority", "normal")),
        "careTeam": [{"sequence": 1, "provider": ref(f"PractitionerRole/{peer_of(of)}"), "role": primary}],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept({"system": ICD, "code": DIAGNOSIS})}],
        "insurance": [{"sequence": 1, "focal": True, "coverage": ref(f"Coverage/c-m{of}")}],
        "item": items,
    }


def observation(of: str, encounter: str, number: int) -> Json:
    """A heart rate, as vital signs go."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [hl7("observation-category", "vital-signs")]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}], "text": "Heart rate"},
        "subject": ref(of),
        "encounter": ref(encounter),
        "effectiveDateTime": instant(number % 28, 10).isoformat(),
        "valueQuantity": {
            "value": 60 + number % 40,
            "unit": "beats/minute",
            "system": "http://unitsofmeasure.org",
            "code": "/min",
        },
    }


def put_all(resources: list[Json]) -> bytes:
    """A transaction that stores resources under the ids they bear."""
    entries = [
        {"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in resources
    ]
    return json.encode({"resourceType": "Bundle", "type": "transaction", "entry": entries})

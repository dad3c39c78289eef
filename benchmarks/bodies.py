"""What is sent: the people of a Montana waiver in any number, and their visits.

Every visit is judged: its peer holds a valid certificate, its member an episode of care in the program. A visit is half
an hour, two units, so that a member with two visits a week stays below the ten that the program pays.
"""

from datetime import date, timedelta
from typing import Any

from peerfhir.cli.people.members import coverage, episode, goal, member_number, patient, plan
from peerfhir.cli.people.shapes import (
    HCPCS,
    HL7,
    ISSUER,
    NPI,
    authority,
    certificate,
    ext,
    hl7,
    organization,
    ours,
    period,
    practitioner,
    ref,
    role,
)
from peerfhir.fhir import json

Json = dict[str, Any]
PROGRAM, AGENCY, PAYER = "mt-sdmi-hcbs", "ORG-MT", "DPHHS-MT"
IDENTIFIERS = "https://ehr.example.org/encounters"
FIRST_DAY = date(2025, 1, 1)
DAYS = 364
PEERS = 40


def directory() -> list[Json]:
    """The payer, the agency, and its peers with their certificates and roles."""
    department = [{"system": ISSUER, "value": "mt-dphhs"}]
    npi = [{"system": NPI, "value": "9990003011"}]
    found = [
        organization(PAYER, "Zz-Department", "MT", hl7("organization-type", "pay"), identifier=department),
        organization(AGENCY, "Zz-Agency", "MT", hl7("organization-type", "prov"), identifier=npi),
    ]
    for number in range(PEERS):
        certified = certificate(
            "cpss", f"SYN-MT-C-{number}", period("2024-01-01", "2029-12-31"), authority(PAYER, "mt-dphhs")
        )
        id_ = f"peer-{number}"
        found.append(practitioner(id_, f"Zz-Peer {number}", "9990001015", "MT", qualification=[certified]))
        found.append(role(id_, AGENCY, "175T00000X", "2024-01-01", "MT", ext("program", valueCode=PROGRAM)))
    return found


def member(number: int) -> list[Json]:
    """A member: the person, the coverage, the episode of care, the plan with its goal."""
    id_, since, mb = f"m{number}", "2024-06-01", f"SYN-MT-{number:05}"
    peer = f"peer-{number % PEERS}"
    waiver = (PROGRAM, "Zz-Waiver SDMI")
    return [
        patient(id_, f"Zz-Member {number}", "female", "1984-05-05", "MT", member_number(PAYER, mb)),
        coverage(f"c-{id_}", id_, PAYER, mb, waiver, period(since)),
        episode(f"e-{id_}", id_, AGENCY, peer, period(since), extension=[ext("program", valueCode=PROGRAM)]),
        goal(f"g-{id_}", id_, "I want to take the bus on my own", since, "2026-06-01"),
        plan(f"p-{id_}", id_, ("pcrp", "Person-centered recovery plan"), PROGRAM, peer, since, goal=f"Goal/g-{id_}"),
    ]


def visit(of: int, day: int, identifier: str) -> Json:
    """The visit of a member on a day of the year, as an EHR sends it (1.6 kB)."""
    on, hour = (FIRST_DAY + timedelta(day)).isoformat(), 8 + of % 9
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
            {"type": [{"coding": [performer]}], "individual": ref(f"PractitionerRole/peer-{of % PEERS}")},
        ],
        "period": {"start": f"{on}T{hour:02}:00:00-07:00", "end": f"{on}T{hour:02}:30:00-07:00"},
        "serviceProvider": ref(f"Organization/{AGENCY}"),
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
        "effectiveDateTime": f"2025-03-{1 + number % 28:02}T10:00:00-07:00",
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

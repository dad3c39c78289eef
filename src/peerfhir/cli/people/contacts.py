"""What an agency sends about a member it serves: sessions and claims, each shape once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from peerfhir.cli.people.shapes import HCPCS, HL7, ICD, Json, concept, ext, hl7, ours, ref

POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
SESSIONS = "https://ehr.example.org/encounters"
CLAIMS = "https://ehr.example.org/claims"
_PRICE = 15  # dollars a unit


@dataclass(frozen=True, slots=True)
class Served:
    """A member as an agency serves them: the ids of what sessions and claims refer to."""

    member: str
    coverage: str
    episode: str
    plan: str
    peer: str
    agency: str
    payer: str
    program: str
    diagnosis: str
    intervention: str
    zone: str


def in_montana(
    member: str, coverage: str, episode: str, plan: str, *, peer: str = "mt-peer", agency: str = "ORG-MT"
) -> Served:
    """A member of the waiver."""
    program, zone = "mt-sdmi-hcbs", "America/Denver"
    return Served(member, coverage, episode, plan, peer, agency, "DPHHS-MT", program, "F25.0", "self-advocacy", zone)


def in_idaho(
    member: str, coverage: str, episode: str, plan: str, *, peer: str = "id-peer2", agency: str = "ORG-ID"
) -> Served:
    """A member of Idaho's plan."""
    program, zone = "id-adult-peer", "America/Boise"
    return Served(member, coverage, episode, plan, peer, agency, "MCO-ID", program, "F31.9", "self-management", zone)


HUCKLEBERRY = in_montana("mt-m1", "mt-c1", "mt-e1", "mt-pcrp")
SERVICEBERRY = in_montana("mt-m2", "mt-c2", "mt-e2", "mt-pcrp2")
CHOKECHERRY = in_montana("mt-m3", "mt-c3", "mt-e3", "mt-pcrp3")
JUNEBERRY = in_montana("mt-m4", "mt-c4", "mt-e4", "mt-pcrp4")
JUNEBERRY_TOO = in_montana("mt-m4-b", "mt-c4-b", "mt-e4-b", "mt-pcrp4-b", peer="mt-solo", agency="ORG-MT-SOLO")
FIREWEED = in_montana("mt-m5", "mt-c5", "mt-e5", "mt-pcrp5")
SAGEBRUSH = in_idaho("id-m1", "id-c1", "id-e1", "id-rap")
SAGEBRUSH_TOO = in_idaho("id-m1-b", "id-c1-b", "id-e1-b", "id-rap-b", peer="id-peer3", agency="ORG-ID2")


def session(who: Served, name: str, day: date, start: str, end: str, *, peer: str | None = None) -> Json:
    """Peer support for a member, as an EHR sends it when the note is signed (domain: Encounter); `name` is its id."""
    return {
        "resourceType": "Encounter",
        "id": name,
        "identifier": [{"system": SESSIONS, "value": name.upper()}],
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
        "extension": [
            ext("program", valueCode=who.program),
            ext("place-of-service", valueCoding={"system": POS, "code": "53"}),
            ext("service-mode", valueCode="individual"),
            ext("modality", valueCode="in-person"),
            ext("care-plan", valueReference=ref(f"CarePlan/{who.plan}")),
            ext("intervention", valueCoding=ours("peer-intervention", who.intervention)),
        ],
        "type": [concept({"system": HCPCS, "code": "H0038"})],
        "subject": ref(f"Patient/{who.member}"),
        "episodeOfCare": [ref(f"EpisodeOfCare/{who.episode}")],
        "participant": [
            {
                "type": [concept(hl7("v3-ParticipationType", "PPRF"))],
                "individual": ref(f"PractitionerRole/{peer or who.peer}"),
            }
        ],
        "period": {"start": at(who, day, start), "end": at(who, day, end)},
        "serviceProvider": ref(f"Organization/{who.agency}"),
    }


def at(who: Served, day: date, clock: str) -> str:
    """An instant of a day where the member lives."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(who.zone)).isoformat()


def claim(who: Served, name: str, created: date, *lines: Json, quoted: str | None = None, **more: Any) -> Json:
    """What the agency bills for a member (domain: Claim); `quoted` is the number of an authorization."""
    insured: Json = {"sequence": 1, "focal": True, "coverage": ref(f"Coverage/{who.coverage}")}
    return {
        "resourceType": "Claim",
        "identifier": [{"system": CLAIMS, "value": name}],
        "status": "active",
        "use": "claim",
        "type": concept(hl7("claim-type", "professional")),
        "patient": ref(f"Patient/{who.member}"),
        "created": created.isoformat(),
        "insurer": ref(f"Organization/{who.payer}"),
        "provider": ref(f"Organization/{who.agency}"),
        "priority": concept(hl7("processpriority", "normal")),
        "careTeam": [
            {
                "sequence": 1,
                "provider": ref(f"PractitionerRole/{who.peer}"),
                "role": concept(hl7("claimcareteamrole", "primary")),
            }
        ],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept({"system": ICD, "code": who.diagnosis})}],
        "insurance": [insured | ({"preAuthRef": [quoted]} if quoted else {})],
        "item": [{"sequence": number, **one} for number, one in enumerate(lines, 1)],
        **more,
    }


def line(day: date, units: int, encounter: str | None = None) -> Json:
    """A line of a claim; `encounter` is the id of the session that it bills."""
    return {
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": concept({"system": HCPCS, "code": "H0038"}),
        "servicedDate": day.isoformat(),
        "locationCodeableConcept": concept({"system": POS, "code": "53"}),
        "quantity": {"value": units},
        "unitPrice": {"value": _PRICE, "currency": "USD"},
        "net": {"value": _PRICE * units, "currency": "USD"},
        **({"encounter": [ref(f"Encounter/{encounter}")]} if encounter else {}),
    }


def void(of: str) -> Json:
    """What makes a claim take back the Claim with this id, whole (frequency 8)."""
    prior = {"claim": ref(f"Claim/{of}"), "relationship": concept(hl7("ex-relatedclaimrelationship", "prior"))}
    return {"extension": [ext("claim-frequency", valueCode="8")], "related": [prior]}

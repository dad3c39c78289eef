"""People of the tests: agencies with their clients, peers with certificates, members with plans; ids never twice.

Each test makes its own, so that any order of tests and a shared server give the same result.
"""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from peerfhir.store.sight import Role

if TYPE_CHECKING:
    from tests.conftest import Server

Json = dict[str, Any]

BASE = "https://peerfhir.org/fhir"
HL7 = "http://terminology.hl7.org/CodeSystem"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
EHR = "https://ehr.example.org/encounters"
RULE = f"{BASE}/CodeSystem/rule"
PROGRAM = "mt-sdmi-hcbs"
FHIR = {"content-type": "application/fhir+json"}
FINDINGS = {"prefer": "return=OperationOutcome"}


def unique(stem: str) -> str:
    """An id that no other test has."""
    return f"{stem}-{uuid4().hex[:12]}"


def ref(target: str) -> Json:
    """A relative reference."""
    return {"reference": target}


def ext(name: str, **value: Any) -> Json:
    """A simple extension of ours."""
    return {"url": f"{BASE}/StructureDefinition/{name}", **value}


def patient(id_: str | None = None, **more: Any) -> Json:
    """A Patient as US Core wants one."""
    said = {
        "identifier": [{"system": "https://ehr.example.org/patients", "value": unique("mrn")}],
        "active": True,
        "name": [{"family": "Zz-Member", "given": ["Huckleberry"]}],
        "gender": "female",
        "birthDate": "1984-05-05",
    }
    return {"resourceType": "Patient", **({"id": id_} if id_ else {}), **said, **more}


def numbered(system: str, value: str) -> Json:
    """An identifier of type MB: the number by which a payer knows a member."""
    return {"type": {"coding": [{"system": f"{HL7}/v2-0203", "code": "MB"}]}, "system": system, "value": value}


def organization(id_: str, **more: Any) -> Json:
    """An Organization."""
    return {"resourceType": "Organization", "id": id_, "active": True, "name": f"Zz-Agency {id_}", **more}


def basic(**more: Any) -> Json:
    """A Basic that belongs to no patient: the smallest thing that can be kept."""
    return {"resourceType": "Basic", "code": {"text": unique("thing")}, **more}


def coverage(id_: str, member: str, payer: str, **more: Any) -> Json:
    """A Coverage that an Organization pays."""
    return {
        "resourceType": "Coverage",
        "id": id_,
        "status": "active",
        "beneficiary": ref(f"Patient/{member}"),
        "payor": [ref(f"Organization/{payer}")],
        **more,
    }


def claim(member: str, organization: str) -> Json:
    """A Claim with what R4 asks for."""
    coded = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]}
    return {
        "resourceType": "Claim",
        "status": "active",
        "use": "claim",
        "type": coded,
        "patient": ref(f"Patient/{member}"),
        "created": "2026-11-16",
        "provider": ref(f"Organization/{organization}"),
        "priority": {"text": "normal"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": ref(f"Coverage/{member}")}],
    }


def certificate(start: str | None, end: str | None = None, code: str = "cpss") -> Json:
    """A qualification with its period."""
    period = {name: day for name, day in (("start", start), ("end", end)) if day}
    return {
        "code": {"coding": [{"system": f"{BASE}/CodeSystem/qual", "code": code}]},
        **({"period": period} if period else {}),
    }


CERTIFIED = certificate("2026-01-01", "2027-12-31")


class Agency:
    """An organization that gives peer support, and the client that calls for it."""

    def __init__(self, server: "Server", role: Role = Role.PROVIDER) -> None:
        """Its Organization is posted by its own client."""
        self.server = server
        self.id = unique("org")
        self.token = server.token(role, self.id)
        self.http = httpx.Client(
            base_url=f"{server.base}/fhir", headers={"authorization": f"Bearer {self.token}"}, timeout=60
        )
        put(self.http, organization(self.id))

    def close(self) -> None:
        """Let the connections go."""
        self.http.close()

    def hire(self, *qualification: Json) -> str:
        """The reference to the PractitionerRole of a new peer."""
        id_ = unique("peer")
        person = {"resourceType": "Practitioner", "id": id_, "name": [{"family": "Zz-Peer", "given": ["Larkspur"]}]}
        put(self.http, person | ({"qualification": list(qualification)} if qualification else {}))
        role = {"resourceType": "PractitionerRole", "id": id_, "active": True}
        put(self.http, role | {"practitioner": ref(f"Practitioner/{id_}"), "organization": self.ref})
        return f"PractitionerRole/{id_}"

    def admit(self, *, payer: str | None = None, **said: Any) -> str:
        """The id of a new Patient with an EpisodeOfCare of the same id, and a Coverage where there is a payer."""
        id_ = unique("member")
        put(self.http, patient(id_, **said))
        episode = {"resourceType": "EpisodeOfCare", "id": id_, "status": "active", "patient": ref(f"Patient/{id_}")}
        put(self.http, episode | {"managingOrganization": self.ref, "extension": [ext("program", valueCode=PROGRAM)]})
        if payer:
            put(self.http, coverage(id_, id_, payer))
        return id_

    @property
    def ref(self) -> Json:
        """The reference to its Organization."""
        return ref(f"Organization/{self.id}")

    def encounter(self, member: str, peer: str, start: str, end: str, **said: Any) -> Json:
        """E(id, start, end) of domain.md section 12 under an identifier of its own; `said` stands over it."""
        coded = {"system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"}
        said_by_default: Json = {
            "resourceType": "Encounter",
            "identifier": [{"system": EHR, "value": unique("e")}],
            "status": "finished",
            "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
            "extension": [
                ext("program", valueCode=PROGRAM),
                ext("place-of-service", valueCoding={**coded, "code": "53"}),
                ext("service-mode", valueCode="individual"),
                ext("modality", valueCode="in-person"),
            ],
            "type": [{"coding": [{"system": HCPCS, "code": "H0038"}]}],
            "subject": ref(f"Patient/{member}"),
            "episodeOfCare": [ref(f"EpisodeOfCare/{member}")],
            "participant": [
                {
                    "type": [{"coding": [{"system": f"{HL7}/v3-ParticipationType", "code": "PPRF"}]}],
                    "individual": ref(peer),
                }
            ],
            "period": {"start": start, "end": end},
            "serviceProvider": self.ref,
        }
        return said_by_default | said


def put(client: httpx.Client, resource: Json) -> None:
    """Store a resource under its id, or fail."""
    answer = client.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
    assert answer.status_code in (200, 201), answer.text


def post(client: httpx.Client, resource: Json, **headers: str) -> httpx.Response:
    """POST a resource to its type; `if_none_exist` becomes the header If-None-Exist."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/{resource['resourceType']}", json=resource, headers=named)


def bundle(kind: str, *entries: Json) -> Json:
    """A Bundle to be POSTed to the base."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method: str, url: str, resource: Json | None = None, full_url: str | None = None, **request: str) -> Json:
    """An entry of a transaction or batch."""
    made: Json = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    return ({"fullUrl": full_url} if full_url else {}) | made


def findings(answer: httpx.Response) -> list[str]:
    """The PeerFHIR-Finding headers, without information (which depends on when the test runs)."""
    return [f for f in answer.headers.get_list("peerfhir-finding", split_commas=False) if "information" not in f]


def issues(answer: httpx.Response | Json) -> list[Json]:
    """The issues of an OperationOutcome, without information."""
    body: Json = answer if isinstance(answer, dict) else answer.json()
    assert body["resourceType"] == "OperationOutcome", body
    return [issue for issue in body["issue"] if issue["severity"] != "information"]


def rules(answer: httpx.Response | Json) -> list[tuple[str, str]]:
    """(rule, severity) of each issue that a rule found."""
    return [
        (coding["code"], issue["severity"])
        for issue in issues(answer)
        for coding in issue["details"].get("coding", ())
        if coding["system"] == RULE
    ]


def usage(client: httpx.Client, member: str, as_of: str, **more: str) -> tuple[Json, Json]:
    """The parts of the one limit and the one total of `$authorization-usage`, by name."""
    asked = {"program": PROGRAM, "as-of": as_of} | {name.replace("_", "-"): value for name, value in more.items()}
    answer = client.get(f"/Patient/{member}/$authorization-usage", params=asked)
    assert answer.status_code == 200, answer.text
    limit, total = answer.json()["parameter"]
    assert (limit["name"], total["name"]) == ("limit", "total")
    return parts(limit), parts(total)


def parts(parameter: Json) -> Json:
    """The parts of a Parameters.parameter: name → value."""
    return {part["name"]: next(value for name, value in part.items() if name != "name") for part in parameter["part"]}


def statuses(answer: httpx.Response) -> list[str]:
    """The status of each entry of the answer to a Bundle."""
    assert answer.status_code == 200, answer.text
    return [e["response"]["status"][:3] for e in answer.json()["entry"]]

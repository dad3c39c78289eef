"""Resources of the tests, each shape once; what varies is an argument, and what is given stands over the rest."""

from typing import Any
from uuid import uuid4

Json = dict[str, Any]

BASE = "https://peerfhir.org/fhir"
HL7 = "http://terminology.hl7.org/CodeSystem"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
PLACES = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NUCC = "http://nucc.org/provider-taxonomy"
ISSUER = f"{BASE}/NamingSystem/issuer"
AUTHORIZATION = f"{BASE}/NamingSystem/authorization"
RULE = f"{BASE}/CodeSystem/rule"
EHR = "https://ehr.example.org/encounters"
BILLING = "https://ehr.example.org/claims"
PROGRAM = "mt-sdmi-hcbs"
FHIR = {"content-type": "application/fhir+json"}
FINDINGS = {"prefer": "return=OperationOutcome"}


# What else is attested of a peer's recovery (CMH-22, CMH-37).
RECOVERED = ("currentlyWorkingOnRecovery", "stable", "ableToMaintainEmployment", "noInpatient", "noJustice")


def unique(stem: str) -> str:
    """An id that no other test has."""
    return f"{stem}-{uuid4().hex[:12]}"


def ref(target: str) -> Json:
    """A relative reference."""
    return {"reference": target}


def ext(name: str, **value: Any) -> Json:
    """A simple extension of ours."""
    return {"url": f"{BASE}/StructureDefinition/{name}", **value}


def compound(name: str, **nested: Any) -> Json:
    """A complex extension of ours: `compound("lri", isLRI={"valueBoolean": True})`; a list repeats the part."""
    named = [(url, value) for url, said in nested.items() for value in (said if isinstance(said, list) else [said])]
    return ext(name, extension=[{"url": url, **value} for url, value in named])


def concept(system: str, code: str) -> Json:
    """A CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code}]}


def ours(system: str, code: str) -> Json:
    """A CodeableConcept of one of the project's code systems."""
    return concept(f"{BASE}/CodeSystem/{system}", code)


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


def practitioner(id_: str, given: str, **more: Any) -> Json:
    """A Practitioner as US Core wants one."""
    said = {
        "identifier": [{"system": "https://ehr.example.org/staff", "value": id_}],
        "name": [{"family": "Zz-Person", "given": [given]}],
    }
    return {"resourceType": "Practitioner", "id": id_, **said, **more}


def practitioner_role(id_: str, organization_: Json, **more: Any) -> Json:
    """The PractitionerRole of the Practitioner with the same id, as US Core wants one."""
    said = {
        "active": True,
        "practitioner": ref(f"Practitioner/{id_}"),
        "organization": organization_,
        "code": [concept(NUCC, "175T00000X")],
        "telecom": [{"system": "phone", "value": "406-555-0100"}],
    }
    return {"resourceType": "PractitionerRole", "id": id_, **said, **more}


def basic(**more: Any) -> Json:
    """A Basic that belongs to no patient: the smallest thing that can be kept."""
    return {"resourceType": "Basic", "code": {"text": unique("thing")}, **more}


def coverage(id_: str, member: str, payer: str, **more: Any) -> Json:
    """A Coverage of Montana's waiver that an Organization pays; it has no subscriberId, which would name a person."""
    return {
        "resourceType": "Coverage",
        "id": id_,
        "identifier": [numbered(f"https://{payer}.example.org/members", id_)],
        "status": "active",
        "class": planned(PROGRAM),
        "beneficiary": ref(f"Patient/{member}"),
        "relationship": concept(f"{HL7}/subscriber-relationship", "self"),
        "payor": [ref(f"Organization/{payer}")],
        **more,
    }


def planned(plan: str) -> list[Json]:
    """The class by which a Coverage says of which program it is."""
    return [{"type": concept(f"{HL7}/coverage-class", "plan"), "value": plan}]


def claim(member: str, organization: str) -> Json:
    """A Claim with what R4 asks for."""
    return {
        "resourceType": "Claim",
        "status": "active",
        "use": "claim",
        "type": concept(f"{HL7}/claim-type", "professional"),
        "patient": ref(f"Patient/{member}"),
        "created": "2026-11-16",
        "provider": ref(f"Organization/{organization}"),
        "priority": {"text": "normal"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": ref(f"Coverage/{member}")}],
    }


def line(units: int, day: str, encounter: str | None = None, **said: Any) -> Json:
    """A line of C(lines), domain.md section 12: H0038 at place 53; `encounter` is the id of the one it bills."""
    return {
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": concept(HCPCS, "H0038"),
        "servicedDate": day,
        "locationCodeableConcept": concept(PLACES, "53"),
        "quantity": {"value": units},
        "unitPrice": {"value": 15, "currency": "USD"},
        "net": {"value": 15 * units, "currency": "USD"},
        **({"encounter": [ref(f"Encounter/{encounter}")]} if encounter else {}),
        **said,
    }


def certificate(start: str | None, end: str | None = None, code: str = "cpss", **more: Any) -> Json:
    """A qualification with its period."""
    period = {name: day for name, day in (("start", start), ("end", end)) if day}
    return {"code": ours("qual", code), **({"period": period} if period else {}), **more}


def licensed(licence: str, system: str = "license") -> Json:
    """A licence, by its code in one of the systems of licences."""
    held = certificate("2020-01-01", None, "license", issuer={"display": "Zz-Board"})
    held["code"]["coding"].append({"system": f"{BASE}/CodeSystem/{system}", "code": licence})
    return held


def assessment(member: str, day: str, kind: str = "mh-assessment", **more: Any) -> Json:
    """A DocumentReference with the copy of an assessment of that day."""
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": ours("doc", kind),
        "subject": ref(f"Patient/{member}"),
        "content": [{"attachment": {"contentType": "text/plain", "data": "c3ludGhldGlj"}}],
        "context": {"period": {"start": day, "end": day}},
        **more,
    }


def criterion(code: str, day: str, kind: str = "admission-criterion", *, met: bool = True) -> Json:
    """That a criterion was found to be met, or not, on a day (X-16)."""
    said: Json = {"met": {"valueBoolean": met}, "attestedOn": {"valueDate": day}}
    return compound(kind, code={"valueCode": code}, attestedBy={"valueReference": {"display": "Zz-Clinician"}}, **said)


def screening(member: str, code: str, day: str, **more: Any) -> Json:
    """An Observation of a screening of that day, under an id of its own."""
    return {
        "resourceType": "Observation",
        "id": f"{member}-{code}",
        "status": "final",
        "code": ours("screening", code),
        "subject": ref(f"Patient/{member}"),
        "effectiveDateTime": day,
        "valueBoolean": False,
        **more,
    }


def course(hours: float, by: str = "mt-dphhs", approved: str | None = None) -> Json:
    """A peer training of so many hours, given by an authority; `approved`: who approved its curriculum."""
    said = [ext("training-hours", valueDecimal=hours)]
    if approved:
        said.append(ext("curriculum-approved-by", valueIdentifier={"system": ISSUER, "value": approved}))
    return certificate("2025-10-05", "2025-10-16", "peer-training", issuer=authority(by), extension=said)


def authority(name: str) -> Json:
    """A reference to an authority by the name that packs know it by."""
    return {"identifier": {"system": ISSUER, "value": name}, "display": f"Zz-Authority {name}"}


def lived(category: str = "self-mh", months: int | None = 24, **more: Any) -> Json:
    """Lived experience as an attestation; `months` in recovery on 2025-12-01."""
    recovery: list[Json] = [
        {"url": "groundedInRecovery", "valueBoolean": True},
        *[{"url": url, "valueBoolean": True} for url in RECOVERED],
        {"url": "asOf", "valueDate": "2025-12-01"},
        *([{"url": "attestedMonths", "valueInteger": months}] if months is not None else []),
    ]
    said: Json = {
        "category": {"valueCode": category},
        "selfIdentified": {"valueBoolean": True},
        "serviceUser": {"valueBoolean": True},
        "recoveryAttestation": {"extension": recovery},
    }
    return compound("lived-experience", **(said | more))


def preauthorization(member: str, payer: str, number: str, period: tuple[str | None, str | None], **said: Any) -> Json:
    """A payer's ClaimResponse that authorizes: `units` in all; a CPO approval when `per_week` is said, be it None."""
    units, approves, per_week = said.pop("units", None), "per_week" in said, said.pop("per_week", None)
    days = {name: day for name, day in zip(("start", "end"), period, strict=True) if day}
    item = {
        "itemSequence": [1],
        "productOrService": concept(HCPCS, "H0038"),
        "quantity": {"value": units},
        "adjudication": [{"category": concept(f"{HL7}/adjudication", "eligible")}],
    }
    raised = [cpo_approval(per_week, days)] if approves else []
    return {
        "resourceType": "ClaimResponse",
        "id": unique("auth"),
        "status": "active",
        "type": concept(f"{HL7}/claim-type", "professional"),
        "use": "preauthorization",
        "patient": ref(f"Patient/{member}"),
        "created": "2026-11-01",
        "insurer": ref(f"Organization/{payer}"),
        "outcome": "complete",
        "preAuthRef": number,
        **({"preAuthPeriod": days} if days else {}),
        **({"addItem": [item]} if units is not None else {}),
        **({"extension": raised} if raised else {}),
        **said,
    }


def cpo_order(member: str, number: str, per_week: int | None, period: tuple[str | None, str | None]) -> Json:
    """A CPO approval as a ServiceRequest."""
    days = {name: day for name, day in zip(("start", "end"), period, strict=True) if day}
    return {
        "resourceType": "ServiceRequest",
        "id": unique("cpo"),
        "identifier": [{"system": AUTHORIZATION, "value": number}],
        "status": "active",
        "intent": "order",
        "code": concept(HCPCS, "H0038"),
        "subject": ref(f"Patient/{member}"),
        "requester": {"display": "Zz-Community Program Officer"},
        "extension": [cpo_approval(per_week, days)],
    }


def cpo_approval(per_week: int | None, days: Json) -> Json:
    """The extension of a CPO approval; without a number it is without a cap while it runs (MT-32)."""
    said: Json = {"approver": {"valueReference": {"display": "Zz-Community Program Officer"}}}
    if per_week is not None:
        said["approvedUnitsPerWeek"] = {"valueUnsignedInt": per_week}
    if days:
        said["period"] = {"valuePeriod": days}
    return compound("cpo-approval", **said)


def bundle(kind: str, *entries: Json) -> Json:
    """A Bundle to be POSTed to the base."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method: str, url: str, resource: Json | None = None, full_url: str | None = None, **request: str) -> Json:
    """An entry of a transaction or batch."""
    made: Json = {"request": {"method": method, "url": url, **request}}
    if resource is not None:
        made["resource"] = resource
    return ({"fullUrl": full_url} if full_url else {}) | made


CERTIFIED = certificate("2026-01-01", "2027-12-31")

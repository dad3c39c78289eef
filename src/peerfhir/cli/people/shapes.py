"""What the resources of the sandbox have in common, each shape once: an organization, a peer, a member, a plan."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from peerfhir.fhir.issues import CANONICAL

Json = dict[str, Any]

HL7 = "http://terminology.hl7.org/CodeSystem"
NUCC = "http://nucc.org/provider-taxonomy"
NPI = "http://hl7.org/fhir/sid/us-npi"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ISSUER = f"{CANONICAL}/NamingSystem/issuer"

META = {
    "security": [{"system": f"{HL7}/v3-ActReason", "code": "HTEST"}],
    "tag": [{"system": f"{CANONICAL}/CodeSystem/sandbox", "code": "synthetic"}],
}
COMPETENCIES = (  # of MT-36 to MT-46
    "lived-experience-use",
    "listening",
    "cultural-competence",
    "hipaa-confidentiality",
    "mandatory-reporting",
    "communication",
    "mentoring",
    "crisis-wrap-planning",
    "natural-supports",
    "advocacy",
    "documentation-outcomes",
    "ethics-boundaries",
    "networking",
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A resource of the sandbox and the organization whose client writes it."""

    owner: str
    resource: Json


def made(type_: str, id_: str, **elements: Any) -> Json:
    """A resource with the marks of the sandbox; elements that are None or empty are left out."""
    given = {name: value for name, value in elements.items() if value not in (None, [], "")}
    return {"resourceType": type_, "id": id_, "meta": deepcopy(META), **given}


def ref(target: str) -> Json:
    """A relative reference."""
    return {"reference": target}


def ours(system: str, code: str) -> Json:
    """A coding of one of the project's code systems."""
    return {"system": f"{CANONICAL}/CodeSystem/{system}", "code": code}


def concept(*codings: Json, text: str | None = None) -> Json:
    """A CodeableConcept."""
    return {"coding": list(codings), **({"text": text} if text else {})}


def hl7(system: str, code: str) -> Json:
    """A coding of one of HL7's code systems."""
    return {"system": f"{HL7}/{system}", "code": code}


def ext(name: str, **value: Any) -> Json:
    """A simple extension of ours: `ext("program", valueCode="mt-sdmi-hcbs")`."""
    return {"url": f"{CANONICAL}/StructureDefinition/{name}", **value}


def parts(name: str, *nested: tuple[str, Json]) -> Json:
    """A complex extension of ours: `parts("supervisor", ("period", {"valuePeriod": ...}))`."""
    return ext(name, extension=[{"url": url, **value} for url, value in nested])


def period(start: str, end: str | None = None) -> Json:
    """A Period; open at the end without one."""
    return {"start": start, **({"end": end} if end else {})}


def authority(organization: str, name: str) -> Json:
    """A reference to an authority, with the name by which packs know it."""
    return {"reference": f"Organization/{organization}", "identifier": {"system": ISSUER, "value": name}}


def contact(state: str, number: str) -> Json:
    """Address and telephone; 555-01xx rings nowhere."""
    city, code, area = {"MT": ("Helena", "59601", "406"), "ID": ("Boise", "83702", "208")}[state]
    place = {"use": "work", "line": ["1 Synthetic Way"], "city": city, "state": state, "postalCode": code}
    phone = {"system": "phone", "value": f"{area}-555-01{number}", "use": "work"}
    return {"telecom": [phone], "address": [place]}


def organization(id_: str, name: str, state: str, *types: Json, identifier: list[Json], **more: Any) -> Json:
    """An agency, a payer, an authority."""
    return made(
        "Organization",
        id_,
        identifier=identifier,
        active=True,
        type=[concept(t) for t in types],
        name=name,
        **contact(state, "00"),
        **more,
    )


def practitioner(id_: str, name: str, npi: str, state: str, **more: Any) -> Json:
    """A person who works: `Zz-Peer Larkspur`."""
    given, family = name.split(" ", 1)
    return made(
        "Practitioner",
        id_,
        identifier=[{"system": NPI, "value": npi}],
        active=True,
        name=[{"text": name, "family": family, "given": [given]}],
        **contact(state, npi[-3:-1]),
        **more,
    )


def certificate(code: str, number: str | None, when: Json, issuer: Json, *extension: Json) -> Json:
    """A qualification of a code of ours (`cpss`, `peer-training`, `continuing-education`, ...)."""
    named = [{"system": f"{CANONICAL}/NamingSystem/certificate", "value": number}] if number else []
    out = {"extension": list(extension), "identifier": named, "code": concept(ours("qual", code))}
    return {k: v for k, v in out.items() if v} | {"period": when, "issuer": issuer}


def license_of(code: str, number: str, when: Json, issuer: Json) -> Json:
    """A licence as a qualification: the kind and, beside it, which one."""
    return certificate("license", number, when, issuer) | {
        "code": concept(ours("qual", "license"), ours("license", code))
    }


def lived(category: str, attested: str, months: int | None = None) -> Json:
    """Lived experience as an attestation, never as a diagnosis."""
    since: list[tuple[str, Json]] = [("attestedMonths", {"valueInteger": months})] if months else []
    recovery: list[tuple[str, Json]] = [
        *since,
        ("groundedInRecovery", {"valueBoolean": True}),
        ("asOf", {"valueDate": attested}),
    ]
    return parts(
        "lived-experience",
        ("category", {"valueCode": category}),
        ("selfIdentified", {"valueBoolean": True}),
        ("serviceUser", {"valueBoolean": True}),
        ("recoveryAttestation", {"extension": [{"url": url, **value} for url, value in recovery]}),
    )


def role(id_: str, organization_: str, taxonomy: str, start: str, state: str, *extension: Json) -> Json:
    """What the practitioner of the same id does for an organization."""
    return made(
        "PractitionerRole",
        id_,
        extension=list(extension),
        active=True,
        period=period(start),
        practitioner=ref(f"Practitioner/{id_}"),
        organization=ref(f"Organization/{organization_}"),
        code=[concept({"system": NUCC, "code": taxonomy})],
        specialty=[concept({"system": NUCC, "code": taxonomy})],
        telecom=contact(state, "00")["telecom"],
    )


def supervised(by: str, since: str) -> Json:
    """Who supervises a role, and since when."""
    return parts(
        "supervisor",
        ("supervisor", {"valueReference": ref(f"PractitionerRole/{by}")}),
        ("period", {"valuePeriod": period(since)}),
    )

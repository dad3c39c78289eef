"""What the sandbox knows of a member: the person, the coverage, why and how they are served."""

from typing import Any

from peerfhir.cli.people.shapes import (
    HCPCS,
    ICD,
    Json,
    concept,
    contact,
    ext,
    hl7,
    made,
    ours,
    parts,
    period,
    ref,
)


def member_number(payer: str, value: str) -> Json:
    """The number by which a payer knows a person."""
    return {
        "type": concept(hl7("v2-0203", "MB")),
        "system": f"https://{payer.lower()}.example.org/members",
        "value": value,
        "assigner": ref(f"Organization/{payer}"),
    }


def patient(id_: str, name: str, gender: str, born: str, state: str, *numbers: Json) -> Json:
    """A member as their agency knows them."""
    given, family = name.split(" ", 1)
    return made(
        "Patient",
        id_,
        identifier=list(numbers),
        active=True,
        name=[{"use": "official", "text": name, "family": family, "given": [given]}],
        gender=gender,
        birthDate=born,
        **{k: [v | {"use": "home"} for v in values] for k, values in contact(state, "50").items()},
    )


def coverage(id_: str, patient_: str, payer: str, value: str, plan: tuple[str, str], when: Json) -> Json:
    """Medicaid coverage; `plan` is the class by which a program is known, and its name."""
    return made(
        "Coverage",
        id_,
        identifier=[member_number(payer, value)],
        status="active",
        type=concept({"system": "https://nahdo.org/sopt", "code": "2"}),
        subscriberId=value,
        beneficiary=ref(f"Patient/{patient_}"),
        relationship=concept(hl7("subscriber-relationship", "self")),
        period=when,
        payor=[ref(f"Organization/{payer}")],
        **{"class": [{"type": concept(hl7("coverage-class", "plan")), "value": plan[0], "name": plan[1]}]},
    )


def condition(id_: str, patient_: str, code: str, recorded: str) -> Json:
    """A diagnosis on the problem list."""
    return made(
        "Condition",
        id_,
        clinicalStatus=concept(hl7("condition-clinical", "active")),
        verificationStatus=concept(hl7("condition-ver-status", "confirmed")),
        category=[concept(hl7("condition-category", "problem-list-item"))],
        code=concept({"system": ICD, "code": code}),
        subject=ref(f"Patient/{patient_}"),
        recordedDate=recorded,
    )


def goal(id_: str, patient_: str, text: str, start: str, due: str) -> Json:
    """A goal in the member's own words."""
    return made(
        "Goal",
        id_,
        lifecycleStatus="active",
        category=[concept(hl7("goal-category", "behavioral"))],
        description={"text": text},
        subject=ref(f"Patient/{patient_}"),
        startDate=start,
        target=[{"dueDate": due}],
        expressedBy=ref(f"Patient/{patient_}"),
    )


def episode(id_: str, patient_: str, agency: str, peer: str, when: Json, **more: Any) -> Json:
    """The time in which an agency serves a member."""
    return made(
        "EpisodeOfCare",
        id_,
        status="active",
        patient=ref(f"Patient/{patient_}"),
        managingOrganization=ref(f"Organization/{agency}"),
        period=when,
        careManager=ref(f"PractitionerRole/{peer}"),
        **more,
    )


def admitted(code: str, attested: str, by: str) -> Json:
    """An admission criterion, attested."""
    return parts(
        "admission-criterion",
        ("code", {"valueCode": code}),
        ("met", {"valueBoolean": True}),
        ("attestedBy", {"valueReference": ref(by)}),
        ("attestedOn", {"valueDate": attested}),
    )


def team(id_: str, patient_: str, agency: str, members: dict[str, str]) -> Json:
    """Who works together for a member: roles by their taxonomy code."""
    return made(
        "CareTeam",
        id_,
        status="active",
        subject=ref(f"Patient/{patient_}"),
        participant=[
            {
                "role": [concept({"system": "http://nucc.org/provider-taxonomy", "code": code})],
                "member": ref(f"PractitionerRole/{role}"),
            }
            for role, code in members.items()
        ],
        managingOrganization=[ref(f"Organization/{agency}")],
    )


def plan(id_: str, patient_: str, kind: tuple[str, str], program: str, peer: str, start: str, **more: Any) -> Json:
    """An active plan with the goal of the same number, and the one activity that serves it; `kind` is code, title."""
    served = more.pop("goal")
    activity = {
        "detail": {
            "code": concept({"system": HCPCS, "code": "H0038"}, text="Peer support"),
            "goal": [ref(served)],
            "status": "in-progress",
            "performer": [ref(f"PractitionerRole/{peer}")],
            "description": "Meet a peer every week",
        }
    }
    narrative = (
        f'<div xmlns="http://www.w3.org/1999/xhtml">{kind[1]}: one goal, served by peer support every week</div>'
    )
    return made(
        "CarePlan",
        id_,
        text={"status": "generated", "div": narrative},
        extension=[ext("program", valueCode=program), *more.pop("extension", [])],
        status="active",
        intent="plan",
        category=[
            concept({"system": "http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "code": "assess-plan"}),
            concept(ours("plan-type", kind[0])),
        ],
        title=kind[1],
        subject=ref(f"Patient/{patient_}"),
        period=period(start),
        created=start,
        author=ref(f"PractitionerRole/{peer}"),
        goal=[ref(served)],
        activity=[activity],
        **more,
    )

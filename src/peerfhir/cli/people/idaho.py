"""Idaho: adult peer support, an agency and its clinician, two peers of whom one's certificate has lapsed, a member."""

from peerfhir.cli.people.members import (
    condition,
    coverage,
    episode,
    goal,
    member_number,
    patient,
    plan,
    team,
)
from peerfhir.cli.people.shapes import (
    ISSUER,
    NPI,
    Json,
    Seed,
    authority,
    certificate,
    concept,
    ext,
    hl7,
    license_of,
    lived,
    made,
    organization,
    ours,
    parts,
    period,
    practitioner,
    ref,
    role,
    supervised,
)

PROGRAM = "id-adult-peer"
PAYER, AGENCY, STATE = "MCO-ID", "ORG-ID", "ID-STATE"
PEER, COUNSELOR = "175T00000X", "101YM0800X"


def organizations() -> list[Seed]:
    """The payer, the State that certifies, and the agency."""
    provider, group = hl7("organization-type", "prov"), ours("agency-type", "group-agency")
    state = [{"system": ISSUER, "value": "id-state"}]
    agency, plan_id = [{"system": NPI, "value": "9990003037"}], [{"system": NPI, "value": "9990003045"}]
    payer = hl7("organization-type", "pay")
    zone = [ext("time-zone", valueCode="America/Boise")]
    return [
        Seed(STATE, organization(STATE, "Zz-State of Idaho", "ID", hl7("organization-type", "govt"), identifier=state)),
        Seed(PAYER, organization(PAYER, "Zz-Health Plan Gem", "ID", payer, identifier=plan_id)),
        Seed(
            AGENCY,
            organization(AGENCY, "Zz-Agency Sawtooth", "ID", provider, group, identifier=agency, extension=zone),
        ),
    ]


def seeds(year: int) -> list[Seed]:
    """Every resource of Idaho but its organizations, with its owner; `year` is that of the facts."""
    return [*_workers(year), *_sagebrush(year)]


def _workers(year: int) -> list[Seed]:
    start = f"{year - 1}-03-01"
    issuer = authority(STATE, "id-state")
    protocol = license_of("id-protocol", "SYN-ID-L-1", period(f"{year - 2}-01-01", f"{year + 3}-12-31"), issuer)
    extensions = [
        ext("program", valueCode=PROGRAM),
        supervised("id-sup", start),
        parts(
            "supervisory-protocol",
            ("program", {"valueCode": PROGRAM}),
            ("attested", {"valueBoolean": True}),
            ("period", {"valuePeriod": period(start)}),
        ),
        ext("employment-type", valueCode="employee"),
    ]
    syringa = _peer("id-peer", "Zz-Peer Syringa", "9990001080", year, period(start, f"{year}-09-30"))
    camphor = _peer("id-peer2", "Zz-Peer Camphor", "9990001098", year, period(start, f"{year + 1}-12-31"))
    clinician = practitioner("id-sup", "Zz-Clinician Salmon", "9990002054", "ID", qualification=[protocol])
    return [
        Seed(AGENCY, clinician),
        Seed(AGENCY, role("id-sup", AGENCY, COUNSELOR, f"{year - 2}-01-01", "ID")),
        Seed(AGENCY, syringa),
        Seed(AGENCY, role("id-peer", AGENCY, PEER, start, "ID", *extensions)),
        Seed(AGENCY, camphor),
        Seed(AGENCY, role("id-peer2", AGENCY, PEER, start, "ID", *extensions)),
    ]


def _peer(id_: str, name: str, npi: str, year: int, certified: Json) -> Json:
    issuer = authority(STATE, "id-state")
    return practitioner(
        id_,
        name,
        npi,
        "ID",
        extension=[lived("self-mh", f"{year - 1}-02-15", 14)],
        qualification=[
            certificate("cpss", f"SYN-ID-C-{npi[-2]}", certified, issuer),
            certificate("peer-training", None, period(f"{year - 1}-02-02", f"{year - 1}-02-06"), issuer),
            certificate("high-school-or-equivalent", None, period("2010-06-01"), {"display": "Zz-High School"}),
        ],
    )


def _sagebrush(year: int) -> list[Seed]:
    began, number = f"{year}-02-02", member_number(PAYER, "SYN-ID-0001")
    inventory = made(
        "Observation",
        "id-nai",
        status="final",
        category=[concept(hl7("observation-category", "survey"))],
        code=concept(ours("doc", "needs-assessment-inventory"), text="Needs assessment inventory"),
        subject=ref("Patient/id-m1"),
        effectiveDateTime=began,
        performer=[ref("PractitionerRole/id-peer2")],
        valueString="Completed with the member",
    )
    relapse = parts(
        "plan-component",
        ("code", {"valueCode": "relapse-plan"}),
        ("text", {"valueString": "Call the peer or the crisis line when sleep fails for two nights"}),
    )
    return [
        Seed(AGENCY, resource)
        for resource in (
            patient("id-m1", "Zz-Member Sagebrush", "male", "1979-01-20", "ID", number),
            coverage(
                "id-c1", "id-m1", PAYER, "SYN-ID-0001", (PROGRAM, "Zz-Adult peer support"), period(f"{year}-01-01")
            ),
            condition("id-dx1", "id-m1", "F31.9", began),
            episode(
                "id-e1",
                "id-m1",
                AGENCY,
                "id-peer2",
                period(began),
                extension=[ext("program", valueCode=PROGRAM)],
                diagnosis=[{"condition": ref("Condition/id-dx1")}],
            ),
            team("id-t1", "id-m1", AGENCY, {"id-peer2": PEER, "id-sup": COUNSELOR}),
            goal("id-g1", "id-m1", "I want to cook for my sister once a week", began, f"{year + 1}-02-02"),
            inventory,
            plan(
                "id-rap",
                "id-m1",
                ("recovery-action-plan", "Recovery action plan"),
                PROGRAM,
                "id-peer2",
                began,
                goal="Goal/id-g1",
                extension=[relapse],
                addresses=[ref("Condition/id-dx1")],
                careTeam=[ref("CareTeam/id-t1")],
                supportingInfo=[ref("Observation/id-nai")],
            ),
        )
    ]

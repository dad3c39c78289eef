"""Idaho: adult peer support, two agencies, three peers of whom one's certificate has lapsed, and a member of both."""

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
PAYER, AGENCY, SECOND, STATE = "MCO-ID", "ORG-ID", "ORG-ID2", "ID-STATE"
PEER, COUNSELOR = "175T00000X", "101YM0800X"


def organizations() -> list[Seed]:
    """The payer, the State that certifies, and the agencies."""
    provider, group = hl7("organization-type", "prov"), ours("agency-type", "group-agency")
    state = [{"system": ISSUER, "value": "id-state"}]
    agency, plan_id = [{"system": NPI, "value": "9990003037"}], [{"system": NPI, "value": "9990003045"}]
    second = [{"system": NPI, "value": "9990003052"}]
    payer = hl7("organization-type", "pay")
    zone = [ext("time-zone", valueCode="America/Boise")]
    return [
        Seed(STATE, organization(STATE, "Zz-State of Idaho", "ID", hl7("organization-type", "govt"), identifier=state)),
        Seed(PAYER, organization(PAYER, "Zz-Health Plan Gem", "ID", payer, identifier=plan_id)),
        Seed(
            AGENCY,
            organization(AGENCY, "Zz-Agency Sawtooth", "ID", provider, group, identifier=agency, extension=zone),
        ),
        Seed(
            SECOND,
            organization(SECOND, "Zz-Agency Payette", "ID", provider, group, identifier=second, extension=zone),
        ),
    ]


def seeds(year: int) -> list[Seed]:
    """Every resource of Idaho but its organizations, with its owner; `year` is that of the facts."""
    return [*_workers(year), *_sagebrush(year), *_sagebrush(year, again=True)]


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
    tamarack = _peer("id-peer3", "Zz-Peer Tamarack", "9990001122", year, period(start, f"{year + 1}-12-31"))
    clinician = practitioner("id-sup", "Zz-Clinician Salmon", "9990002054", "ID", qualification=[protocol])
    return [
        Seed(AGENCY, clinician),
        Seed(AGENCY, role("id-sup", AGENCY, COUNSELOR, f"{year - 2}-01-01", "ID")),
        Seed(AGENCY, syringa),
        Seed(AGENCY, role("id-peer", AGENCY, PEER, start, "ID", *extensions)),
        Seed(AGENCY, camphor),
        Seed(AGENCY, role("id-peer2", AGENCY, PEER, start, "ID", *extensions)),
        Seed(SECOND, tamarack),
        Seed(SECOND, role("id-peer3", SECOND, PEER, start, "ID", *extensions)),
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


def _sagebrush(year: int, *, again: bool = False) -> list[Seed]:
    """A member with all that is on file; `again`: as the second agency knows him."""
    began, number = f"{year}-02-02", member_number(PAYER, "SYN-ID-0001")
    agency, peer, own = (SECOND, "id-peer3", "-b") if again else (AGENCY, "id-peer2", "")
    member, goal_id, team_id = f"id-m1{own}", f"id-g1{own}", f"id-t1{own}"
    inventory = made(
        "Observation",
        f"id-nai{own}",
        status="final",
        category=[concept(hl7("observation-category", "survey"))],
        code=concept(ours("doc", "needs-assessment-inventory"), text="Needs assessment inventory"),
        subject=ref(f"Patient/{member}"),
        effectiveDateTime=began,
        performer=[ref(f"PractitionerRole/{peer}")],
        valueString="Completed with the member",
    )
    relapse = parts(
        "plan-component",
        ("code", {"valueCode": "relapse-plan"}),
        ("text", {"valueString": "Call the peer or the crisis line when sleep fails for two nights"}),
    )
    insured = (PROGRAM, "Zz-Adult peer support")
    return [
        Seed(agency, resource)
        for resource in (
            patient(member, "Zz-Member Sagebrush", "male", "1979-01-20", "ID", number),
            coverage(f"id-c1{own}", member, PAYER, "SYN-ID-0001", insured, period(f"{year}-01-01")),
            condition(f"id-dx1{own}", member, "F31.9", began),
            episode(
                f"id-e1{own}",
                member,
                agency,
                peer,
                period(began),
                extension=[ext("program", valueCode=PROGRAM)],
                diagnosis=[{"condition": ref(f"Condition/id-dx1{own}")}],
            ),
            team(team_id, member, agency, {peer: PEER, "id-sup": COUNSELOR}),
            goal(goal_id, member, "I want to cook for my sister once a week", began, f"{year + 1}-02-02"),
            inventory,
            plan(
                f"id-rap{own}",
                member,
                ("recovery-action-plan", "Recovery action plan"),
                PROGRAM,
                peer,
                began,
                goal=f"Goal/{goal_id}",
                extension=[relapse],
                addresses=[ref(f"Condition/id-dx1{own}")],
                careTeam=[ref(f"CareTeam/{team_id}")],
                supportingInfo=[ref(f"Observation/id-nai{own}")],
            ),
        )
    ]

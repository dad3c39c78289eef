"""Montana: the SDMI HCBS waiver, its agencies, a hospital, four peers and their clinician, and the members.

`mt-short` has half an hour too little of training and therefore no role; `mt-trainee` has no certificate.
"""

from peerfhir.cli.people.members import (
    admitted,
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
    COMPETENCIES,
    ISSUER,
    NPI,
    Json,
    Seed,
    authority,
    certificate,
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

PROGRAM = "mt-sdmi-hcbs"
PAYER, AGENCY, SOLO, HOSPITAL = "DPHHS-MT", "ORG-MT", "ORG-MT-SOLO", "HOSP-MT"
PEER, COUNSELOR = "175T00000X", "101YM0800X"


def seeds(year: int) -> list[Seed]:
    """Every resource of Montana with its owner; `year` is that of the facts (2026 in the stories)."""
    return [*_organizations(year), *_workers(year), *_members(year), *_twostate(year)]


def _organizations(year: int) -> list[Seed]:
    since = period(f"{year}-01-01")
    enrolled = parts("program-enrollment", ("program", {"valueCode": "mt-hcbs"}), ("period", {"valuePeriod": since}))
    zone = ext("time-zone", valueCode="America/Denver")
    provider, payer = hl7("organization-type", "prov"), hl7("organization-type", "pay")
    department = [{"system": ISSUER, "value": "mt-dphhs"}]
    agency, solo = [{"system": NPI, "value": "9990003011"}], [{"system": NPI, "value": "9990003029"}]
    return [
        Seed(PAYER, organization(PAYER, "Zz-Department of Montana Health", "MT", payer, identifier=department)),
        Seed(
            AGENCY,
            organization(
                AGENCY,
                "Zz-Agency Clark Fork",
                "MT",
                provider,
                ours("agency-type", "group-agency"),
                identifier=agency,
                extension=[enrolled, zone],
            ),
        ),
        Seed(
            SOLO,
            organization(
                SOLO,
                "Zz-Agency Camas",
                "MT",
                provider,
                ours("agency-type", "sole-proprietor"),
                identifier=solo,
                extension=[enrolled, zone],
            ),
        ),
        Seed(HOSPITAL, organization(HOSPITAL, "Zz-Hospital Bridger", "MT", provider, identifier=[])),
        Seed(PAYER, organization("MT-CMT", "Zz-Team Gallatin", "MT", ours("agency-type", "cmt"), identifier=[])),
        Seed(PAYER, organization("MT-CPO", "Zz-Office Missouri", "MT", ours("agency-type", "cpo"), identifier=[])),
    ]


def _training(hours: str, year: int, *competencies: str) -> Json:
    return certificate(
        "peer-training",
        None,
        period(f"{year - 1}-10-05", f"{year - 1}-10-16"),
        authority(PAYER, "mt-dphhs"),
        ext("training-hours", valueDecimal=_decimal(hours)),
        ext("curriculum-approved-by", valueIdentifier={"system": ISSUER, "value": "mt-dphhs"}),
        *(ext("competency", valueCode=code) for code in competencies),
    )


def _decimal(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def _certified(number: str, year: int) -> Json:
    return certificate("cpss", number, period(f"{year}-01-01", f"{year + 1}-12-31"), authority(PAYER, "mt-dphhs"))


def _workers(year: int) -> list[Seed]:
    start, attested = f"{year}-01-01", f"{year - 1}-12-01"
    more = certificate(
        "continuing-education",
        None,
        period(f"{year}-03-02", f"{year}-03-03"),
        authority(PAYER, "mt-dphhs"),
        ext("training-hours", valueDecimal=10),
    )
    counselor = license_of(
        "LCPC", "SYN-MT-L-1", period(f"{year - 2}-01-01", f"{year + 3}-12-31"), ref("Organization/" + PAYER)
    )
    program, supervisor = ext("program", valueCode=PROGRAM), supervised("mt-sup", start)
    employee, alone = (ext("employment-type", valueCode=code) for code in ("employee", "self-employed"))
    mind = lived("self-mh", attested)
    larkspur = [_certified("SYN-MT-C-1", year), _training("32", year, *COMPETENCIES), more]
    camas = [_certified("SYN-MT-C-2", year), _training("40", year, *COMPETENCIES)]
    lupine = [_certified("SYN-MT-C-3", year), _training("29.5", year)]
    return [
        Seed(AGENCY, practitioner("mt-sup", "Zz-Clinician Bitterroot", "9990002013", "MT", qualification=[counselor])),
        Seed(AGENCY, role("mt-sup", AGENCY, COUNSELOR, f"{year - 2}-01-01", "MT")),
        Seed(AGENCY, _peer("mt-peer", "Zz-Peer Larkspur", "9990001015", mind, larkspur)),
        Seed(AGENCY, role("mt-peer", AGENCY, PEER, start, "MT", program, supervisor, employee)),
        Seed(SOLO, _peer("mt-solo", "Zz-Peer Camas", "9990001023", mind, camas)),
        Seed(SOLO, role("mt-solo", SOLO, PEER, start, "MT", program, supervisor, alone)),
        Seed(AGENCY, _peer("mt-short", "Zz-Peer Lupine", "9990001031", mind, lupine)),
        Seed(AGENCY, _peer("mt-trainee", "Zz-Peer Yarrow", "9990001114", mind, [_training("32", year)])),
        Seed(AGENCY, role("mt-trainee", AGENCY, PEER, start, "MT", supervisor, employee)),
    ]


def _peer(id_: str, name: str, npi: str, experience: Json, qualifications: list[Json]) -> Json:
    return practitioner(id_, name, npi, "MT", extension=[experience], qualification=qualifications)


def _members(year: int) -> list[Seed]:
    """Who is served: one member by two agencies, one below 21."""
    bus, band = "I want to take the bus to the library on my own", "I want to play in a band again"
    return [
        *_member(year, "1", ("Zz-Member Huckleberry", "female", "1984-05-05"), bus),
        *_member(year, "2", ("Zz-Member Serviceberry", "male", "1976-11-02"), "I want to see my brother in Butte"),
        *_member(year, "3", ("Zz-Member Chokecherry", "female", "1991-03-21"), "I want to sleep through the night"),
        *_member(year, "4", ("Zz-Member Juneberry", "male", "1969-07-30"), band),
        *_member(year, "4", ("Zz-Member Juneberry", "male", "1969-07-30"), band, again=True),
        *_member(year, "5", ("Zz-Member Fireweed", "female", f"{year - 19}-02-01"), "I want to finish school"),
    ]


def _member(year: int, number: str, who: tuple[str, str, str], wish: str, *, again: bool = False) -> list[Seed]:
    """A member (name, gender, birth) with all that is on file; `again`: as the second agency knows them."""
    waiver, began, known = f"{year}-01-01", f"{year}-08-10", f"SYN-MT-000{number}"
    agency, peer, own = (SOLO, "mt-solo", f"{number}-b") if again else (AGENCY, "mt-peer", number)
    plan_id = "mt-pcrp" if own == "1" else f"mt-pcrp{own}"
    member = f"mt-m{own}"
    listed = (
        patient(member, *who, "MT", member_number(PAYER, known)),
        coverage(f"mt-c{own}", member, PAYER, known, (PROGRAM, "Zz-Waiver SDMI"), period(waiver)),
        condition(f"mt-dx{own}", member, "F25.0", waiver),
        episode(
            f"mt-e{own}",
            member,
            agency,
            peer,
            period(began),
            extension=[ext("program", valueCode=PROGRAM), admitted("sdmi", waiver, f"Organization/{PAYER}")],
            diagnosis=[{"condition": ref(f"Condition/mt-dx{own}")}],
        ),
        team(f"mt-t{own}", member, agency, {peer: PEER, "mt-sup": COUNSELOR}),
        goal(f"mt-g{own}", member, wish, began, f"{year + 1}-08-10"),
        plan(
            plan_id,
            member,
            ("pcrp", "Person-centered recovery plan"),
            PROGRAM,
            peer,
            began,
            goal=f"Goal/mt-g{own}",
            addresses=[ref(f"Condition/mt-dx{own}")],
            careTeam=[ref(f"CareTeam/mt-t{own}")],
        ),
    )
    return [Seed(agency, resource) for resource in listed]


def _twostate(year: int) -> list[Seed]:
    """A member of the waiver who moved to Idaho: in August both coverages are in force."""
    numbers = [member_number(PAYER, "SYN-XX-0001"), member_number("MCO-ID", "SYN-XX-0001")]
    waiver, both, left = f"{year}-01-01", f"{year}-08-01", f"{year}-08-31"
    gem = ("id-adult-peer", "Zz-Adult peer support")
    return [
        Seed(AGENCY, resource)
        for resource in (
            patient("two-m1", "Zz-Member Twostate", "male", "1990-06-15", "MT", *numbers),
            coverage("two-c-mt", "two-m1", PAYER, "SYN-XX-0001", (PROGRAM, "Zz-Waiver SDMI"), period(waiver, left)),
            coverage("two-c-id", "two-m1", "MCO-ID", "SYN-XX-0001", gem, period(both)),
            episode("two-e1", "two-m1", AGENCY, "mt-peer", period(waiver)),
        )
    ]

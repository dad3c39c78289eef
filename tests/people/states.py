"""What a program asks of a full file: those of Montana, Nebraska and Idaho, a community standard (rules.md 3)."""

from dataclasses import dataclass

SINCE = "2020-01-01"  # what must hold on the days of the tests has held since then


@dataclass(frozen=True)
class State:
    """The names of a program's parts; members are admitted, and planned for, on the day `admitted`."""

    program: str
    zone: str
    issuer: str  # of certificates, licences and training
    licence: str  # of the supervisor
    plan: str  # plan-type
    diagnosis: str
    intervention: str
    enrolled: str | None = None  # as what its agencies are
    certified: bool = True  # whether a peer holds a certificate
    licences: str = "license"  # the code system of the licence
    experience: str = "self-mh"
    admitted: str = SINCE
    criteria: tuple[str, ...] = ()  # of admission, attested of every member
    assessed: str | None = None  # on which day, where the member is to be assessed first
    screened: tuple[str, ...] = ()  # for what, at admission


MONTANA = State(
    "mt-sdmi-hcbs", "America/Denver", "mt-dphhs", "LCPC", "pcrp", "F25.0", "self-advocacy", enrolled="mt-hcbs"
)
IDAHO = State(
    "id-adult-peer",
    "America/Boise",
    "id-state",
    "id-protocol",
    "recovery-action-plan",
    "F31.9",
    "self-management",
)
NEBRASKA = State(
    "ne-dhhs-peer",
    "America/Chicago",
    "ne-dbh",
    "limhp",
    "wrsp",
    "F33.1",
    "self-advocacy",
    licences="ne-license",
    admitted="2026-09-01",  # a plan is reviewed every 90 days
    criteria=("active-bh-services", "functional-deficit"),
    assessed="2026-08-25",
    screened=("strengths", "ability", "risk", "suicide"),
)
COMMUNITY = State(
    "cmh-standard",
    "America/Denver",
    "zz-any",
    "LCPC",
    "service-plan",
    "F41.1",
    "self-help",
    certified=False,
    experience="self-smi",
    criteria=("cmh-C",),
)

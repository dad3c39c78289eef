"""What a State asks of a full file: Montana's waiver and Idaho's adult peer support (rules.md 3.1 and 3.4)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """The names of a program's parts."""

    program: str
    zone: str
    issuer: str  # of certificates, licences and training
    licence: str  # of the supervisor
    plan: str  # plan-type
    diagnosis: str
    intervention: str
    enrolled: str | None = None  # as what its agencies are


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

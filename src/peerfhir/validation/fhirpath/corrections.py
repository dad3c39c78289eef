"""Rules whose published expression does not say what their text says, as HL7 corrected them in later releases.

A rule that has no answer is broken, so these would be by every resource that lacks the element they speak of, or has it
several times.
"""

_NAMED = "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')"

CORRECTED = {
    "telecom or endpoint": "telecom.exists() or endpoint.exists()",
    "practitioner or organization or healthcareService or location": (
        "practitioner.exists() or organization.exists() or healthcareService.exists() or location.exists()"
    ),
    _NAMED: f"name.exists() implies {_NAMED}",
    "probability is decimal implies (probability as decimal) <= 100": (
        "probability.empty() or ((probability is decimal) implies ((probability as decimal) <= 100))"
    ),
}
WHOLE = {"eld-19", "eld-20"}  # they mean all of the path, where `matches` is content with a part of it


def corrected(key: str, expression: str) -> str:
    """The expression as it is meant."""
    if key in WHOLE:
        return expression.replace(".matches(", ".matchesFull(")
    return CORRECTED.get(expression, expression)

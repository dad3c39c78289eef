"""A wellness and recovery service plan: what Nebraska asks of a plan beyond goals and activities (NE-20 to NE-36)."""

from tests.people.shapes import Json, compound, ext, ref

SIGNED = {"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.7"}  # consent signature


def wellness(member: str, made: str) -> tuple[list[Json], Json]:
    """Extensions and elements of a plan that a member made and signed on that day."""
    return [
        ext("shared-decision-making", valueBoolean=True),
        component("evaluation-method", "Peer and member look at the calendar every month"),
        component("discharge-plan", "When two evenings a week have lasted for three months"),
        component("wellness-plan", "Walk daily; cook on Sundays; call the sister"),
        crisis(),
        signature(f"Patient/{member}", made),
    ], {"contributor": [ref(f"Patient/{member}")], "addresses": [ref(f"Condition/{member}")]}


def component(code: str, text: str) -> Json:
    """A part of a plan, in words."""
    return compound("plan-component", code={"valueCode": code}, text={"valueString": text})


def crisis(*without: str) -> Json:
    """The crisis prevention plan (NE-29), without these of its parts."""
    said = {
        "earlyWarningSigns": "Two nights without sleep",
        "triggers": "Letters from the court",
        "response": "Call the peer, then the crisis line",
    }
    parts: Json = {name: {"valueString": text} for name, text in said.items() if name not in without}
    return compound("plan-component", code={"valueCode": "crisis-prevention-plan"}, **parts)


def signature(who: str, day: str) -> Json:
    """That somebody signs a plan (NE-32)."""
    return ext("plan-signature", valueSignature={"type": [SIGNED], "when": f"{day}T11:00:00-05:00", "who": ref(who)})


def refusal(reason: str | None = None) -> Json:
    """That the member will not sign, and why (NE-33)."""
    said: Json = {"refused": {"valueBoolean": True}}
    return compound("signature-refusal", **said, **({"reason": {"valueString": reason}} if reason else {}))

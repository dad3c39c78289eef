"""The Parameters of `$decide` as a payer's decision (names.md)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from peerfhir.fhir.issues import Issue
from peerfhir.mapping.elements import item, items, text, whole
from peerfhir.mapping.response import CARC, PENDED, RARC
from peerfhir.mapping.times import backwards, days
from peerfhir.policy.decision import Decision
from peerfhir.policy.ruling import Denial

Json = dict[str, Any]

KINDS: tuple[Literal["approve", "deny", "reduce"], ...] = ("approve", "deny", "reduce")
_VALUES = {
    "decision": "valueCode",
    "units": "valueUnsignedInt",
    "period": "valuePeriod",
    "reason": "valueCoding",
    "note": "valueString",
}
_ONCE = ("decision", "units", "period", "note")
# Codes that X12 wants with a remark that is no alert, and those that are of group OA only (domain.md 1).
_REMARKED = frozenset({"16", "96", "129", "148", "226", "227", "250", "251", "252", "A1"})
_OTHER_ADJUSTMENT = frozenset({"18", "23"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision, and the days of which pended lines it is about (None: of all)."""

    decision: Decision
    first: date | None = None
    last: date | None = None


def read(parameters: Json) -> Asked | list[Issue]:
    """The decision, or everything that is wrong with the parameters."""
    given: dict[str, list[Any]] = {}
    issues: list[Issue] = []
    for number, part in enumerate(items(parameters.get("parameter"))):
        name, path = text(part.get("name")) or "", f"Parameters.parameter[{number}]"
        key = _VALUES.get(name)
        if key is None:
            issues.append(_wrong(f"There is no parameter {name[:64]!r}; there are {', '.join(_VALUES)}", path))
        elif key not in part:
            issues.append(_wrong(f"{name} must be {key}", path))
        else:
            if name in given and name in _ONCE:
                issues.append(_wrong(f"{name} is given twice", path))
            given.setdefault(name, []).append(part[key])
    kind = next((one for one in KINDS if one == _first(given, "decision")), None)
    if kind is None:
        issues.append(_wrong(f"decision is one of {', '.join(KINDS)}", "Parameters.parameter"))
    units = whole(_first(given, "units"))
    if (kind == "reduce") != ("units" in given):
        issues.append(_wrong("units is given with reduce, and only then", "Parameters.parameter"))
    period = item(_first(given, "period"))
    if period and backwards(period):
        issues.append(_wrong("period ends before it begins", "Parameters.parameter"))
    denial, faults = _denial([item(one) for one in given.get("reason", [])])
    if denial is not None and kind == "approve":
        faults.append(_wrong("reason belongs to deny and reduce", "Parameters.parameter"))
    issues += faults
    if issues or kind is None:
        return issues
    first, last = days(period) if period else (None, None)
    return Asked(Decision(kind, units or 0, denial, text(_first(given, "note"))), first, last)


def _denial(reasons: list[Json]) -> tuple[Denial | None, list[Issue]]:
    """One CARC and its RARCs as a denial; None without reasons."""
    if not reasons:
        return None, []
    carcs = [text(one.get("code")) or "" for one in reasons if one.get("system") == CARC]
    rarcs = tuple(text(one.get("code")) or "" for one in reasons if one.get("system") == RARC)
    said = []
    if len(carcs) + len(rarcs) != len(reasons) or not all((*carcs, *rarcs)):
        said.append(f"reason is a code of {CARC} or {RARC}")
    elif len(carcs) != 1:
        said.append("the reasons are one CARC, and RARCs that go with it")
    elif carcs[0] == PENDED:
        said.append(f"CARC {PENDED} says that a decision is awaited; this is the decision")
    elif carcs[0] in _REMARKED and not rarcs:
        said.append(f"CARC {carcs[0]} needs a RARC beside it")
    if said:
        return None, [_wrong(one, "Parameters.parameter") for one in said]
    return Denial(carcs[0], rarcs, "OA" if carcs[0] in _OTHER_ADJUSTMENT else "CO"), []


def _first(given: dict[str, list[Any]], name: str) -> Any:
    return given.get(name, [None])[0]


def _wrong(said: str, path: str) -> Issue:
    return Issue("error", "value", said, (path,))

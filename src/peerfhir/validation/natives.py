"""Rules of R4 written in Python, because FHIRPath would take a hundred times as long.

Each is a sentence of ours and a test of the object that states the rule. A test may stumble over an object that is
malformed; the walk has found that out before. `exists()` of FHIRPath is a key or its `_key` here.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.uris import is_absolute
from peerfhir.validation.visit import Json, Place, Visit

_UCUM = "http://unitsofmeasure.org"
_CONDITION = "http://terminology.hl7.org/CodeSystem/condition-"
_NUMBER = (int, Decimal)


class Rule(NamedTuple):
    """What to say when the test fails, and the test."""

    said: str
    holds: Callable[[Json], bool]


def has(node: Json, name: str) -> bool:
    """Whether an element is there, with a value or with extensions only."""
    return name in node or f"_{name}" in node


def has_choice(node: Json, name: str) -> bool:
    """The same for a choice element: `value` as `valueCode`, `_valueCode` and so on."""
    return any(key.startswith((name, f"_{name}")) for key in node)


def period_in_order(node: Json) -> bool:
    """per-1: as far as both are stated; of different precision or zone knowledge, by the shorter one's digits."""
    start, end = node.get("start"), node.get("end")
    if type(start) is not str or type(end) is not str:
        return True
    return not later(start, end)


def later(one: str, other: str) -> bool:
    """Whether a dateTime is certainly after another."""
    if len(one) > 10 and len(other) > 10:  # noqa: PLR2004 - both have a time and a zone
        if one[-6:] == other[-6:] and len(one) == len(other):
            return one > other
        return _seconds(one) > _seconds(other)
    short = min(len(one), len(other), 10)
    return one[:short] > other[:short]


def _seconds(text: str) -> Decimal:
    """Seconds since year 0, exact to the last digit of the fraction; enough to compare by."""
    day = date(int(text[:4]), int(text[5:7]), int(text[8:10])).toordinal()
    clock, _, zone = text[11:].partition("Z")
    shift = 0
    if not text.endswith("Z"):
        zone, clock = clock[-6:], clock[:-6]
        shift = (int(zone[1:3]) * 60 + int(zone[4:6])) * (-60 if zone[0] == "-" else 60)
    hour, minute, second = clock.split(":")
    return day * 86400 + int(hour) * 3600 + int(minute) * 60 + Decimal(second) - shift


def uri_identifier(node: Json, place: Place, visit: Visit) -> None:
    """An identifier that says it is a URI is a full one (http://hl7.org/fhir/R4/datatypes.html#Identifier)."""
    if node.get("system") == "urn:ietf:rfc:3986" and type(node.get("value")) is str and not is_absolute(node["value"]):
        visit.add((place, "value", -1), "value", "An identifier of system urn:ietf:rfc:3986 must be an absolute URI")


def attachment_size(node: Json, place: Place, visit: Visit) -> None:
    """The size of an attachment is that of its data, where it carries them (in bytes, before base 64)."""
    data, size = node.get("data"), node.get("size")
    if type(data) is str and type(size) is int:
        plain = "".join(data.split())
        actual = len(plain) * 3 // 4 - plain.count("=")
        if size != actual:
            visit.add((place, "size", -1), "value", f"The size is given as {size}, but the data have {actual} bytes")


def _any(said: str, *names: str) -> Rule:
    return Rule(said, lambda node: any(has(node, name) for name in names))


def _needs(said: str, name: str, needed: str) -> Rule:
    return Rule(said, lambda node: not has(node, name) or has(node, needed))


def _not_both(said: str, one: str, other: str) -> Rule:
    return Rule(said, lambda node: not (has(node, one) and has(node, other)))


def _coded(node: Any, system: str, *codes: str) -> bool:
    """Whether a CodeableConcept has a coding of this system and one of these codes."""
    return any(c.get("system") == system and c.get("code") in codes for c in (node or {}).get("coding", ()))


def _void(node: Json) -> bool:
    return _coded(node.get("verificationStatus"), f"{_CONDITION}ver-status", "entered-in-error")


def _range_in_order(node: Json) -> bool:
    low, high = node.get("low"), node.get("high")
    if not low or not high:
        return True
    unit = [(q.get("system"), q.get("code") or q.get("unit")) for q in (low, high)]
    values = [q.get("value") for q in (low, high)]
    return all(type(v) in _NUMBER for v in values) and (unit[0] != unit[1] or values[0] <= values[1])


def _in_ucum(node: Json) -> bool:
    return (has(node, "code") or not has(node, "value")) and node.get("system", _UCUM) == _UCUM


def _ratio(node: Json) -> bool:
    both = has(node, "numerator") == has(node, "denominator")
    return both and (has(node, "numerator") or has(node, "extension"))


def _extension(node: Json) -> bool:
    valued = [key for key in node if key.startswith(("value", "_value"))]
    return bool(valued) != ("extension" in node)


def _components_differ(node: Json) -> bool:
    if not has_choice(node, "value"):
        return True
    own = {(c.get("system"), c.get("code")) for c in node.get("code", {}).get("coding", ())}
    parts = [c for part in node.get("component", ()) for c in part.get("code", {}).get("coding", ())]
    return not any((c.get("system"), c.get("code")) in own for c in parts)


def _parameter(node: Json) -> bool:
    valued = has_choice(node, "value")
    if "part" in node:
        return not valued and "resource" not in node
    return valued != ("resource" in node)


def _abated(node: Json) -> bool:
    over = _coded(node.get("clinicalStatus"), f"{_CONDITION}clinical", "resolved", "remission", "inactive")
    return over or not has_choice(node, "abatement")


def _strata(node: Json) -> bool:
    strata = [s for g in node.get("group", ()) for t in g.get("stratifier", ()) for s in t.get("stratum", ())]
    return all(has(s, "value") != has(s, "component") for s in strata)


def _appointed(node: Json) -> bool:
    timed = has(node, "start") and has(node, "end")
    return timed or node.get("status") in ("proposed", "cancelled", "waitlist")


def _task_times(node: Json) -> bool:
    first, last = node.get("authoredOn"), node.get("lastModified")
    return type(first) is not str or type(last) is not str or not later(first, last)


def _document_named(node: Json) -> bool:
    return node.get("type") != "document" or {"system", "value"} <= node.get("identifier", {}).keys()


def _begins(node: Json, kind: str, first: str) -> bool:
    entries = node.get("entry") or [{}]
    return node.get("type") != kind or entries[0].get("resource", {}).get("resourceType") == first


def _on_problem_list(node: Json) -> bool:
    listed = any(c.get("code") == "problem-list-item" for k in node.get("category", ()) for c in k.get("coding", ()))
    return has(node, "clinicalStatus") or _void(node) or not listed


def _on_behalf(node: Json) -> bool:
    member = node.get("member", {}).get("reference", "").partition("/")[0]
    return "onBehalfOf" not in node or member == "Practitioner" or member not in definitions().resources


def _offset(node: Json) -> bool:
    return not has(node, "offset") or (has(node, "when") and not {"C", "CM", "CD", "CV"} & set(node.get("when", ())))


_HOME = "An organization has no home address or home telephone"
_NAMED = "It needs a name or an identifier"

RULES = {
    "age-1": Rule("An age is a positive number with a UCUM code", lambda n: _in_ucum(n) and n.get("value", 1) > 0),
    "app-1": _any("A participant needs a type or an actor", "type", "actor"),
    "app-2": Rule("Start and end go together", lambda n: has(n, "start") == has(n, "end")),
    "app-3": Rule("Only a proposed, cancelled or wait-listed appointment may be without start and end", _appointed),
    "app-4": Rule(
        "Only a cancelled appointment or a no-show has a cancelation reason",
        lambda n: not has(n, "cancelationReason") or n.get("status") in ("no-show", "cancelled"),
    ),
    "att-1": _needs("Data needs a contentType", "data", "contentType"),
    "bdl-1": Rule(
        "Only a searchset or a history has a total",
        lambda n: not has(n, "total") or n.get("type") in ("searchset", "history"),
    ),
    "bdl-5": _any("An entry needs a resource, a request or a response", "resource", "request", "response"),
    "bdl-8": Rule("A fullUrl must not name a version", lambda n: "/_history/" not in n.get("fullUrl", "")),
    "bdl-9": Rule("A document needs an identifier with system and value", _document_named),
    "bdl-10": Rule("A document needs a timestamp", lambda n: n.get("type") != "document" or "timestamp" in n),
    "bdl-11": Rule("A document begins with a Composition", lambda n: _begins(n, "document", "Composition")),
    "bdl-12": Rule("A message begins with a MessageHeader", lambda n: _begins(n, "message", "MessageHeader")),
    "ces-1": Rule(
        "Exactly one of category and productOrService", lambda n: has(n, "category") != has(n, "productOrService")
    ),
    "con-1": _any("A stage needs a summary or an assessment", "summary", "assessment"),
    "con-2": _any("Evidence needs a code or a detail", "code", "detail"),
    "con-3": Rule("A condition of the problem list needs a clinicalStatus", _on_problem_list),
    "con-4": Rule("A condition that abated is resolved, in remission or inactive", _abated),
    "con-5": Rule(
        "A condition entered in error has no clinicalStatus", lambda n: not (_void(n) and has(n, "clinicalStatus"))
    ),
    "cpl-3": _not_both("Either a reference or a detail, not both", "reference", "detail"),
    "cpt-2": _needs("A contact point with a value needs a system", "value", "system"),
    "ctm-1": Rule("Only a Practitioner takes part on behalf of an organization", _on_behalf),
    "dis-1": Rule("A distance has a UCUM code", _in_ucum),
    "drt-1": Rule(
        "A duration's code is a UCUM one, with a value",
        lambda n: not has(n, "code") or (n.get("system") == _UCUM and has(n, "value")),
    ),
    "exp-1": _any("An expression or a reference to one must be given", "expression", "reference"),
    "ext-1": Rule("An extension has either a value or extensions, not both and not neither", _extension),
    "gol-1": Rule("A target with a detail needs a measure", lambda n: not has_choice(n, "detail") or has(n, "measure")),
    "grp-1": Rule("Only an actual group has members", lambda n: "member" not in n or n.get("actual") is True),
    "ipn-1": _any(_NAMED, "identifier", "name"),
    "Parameters.parameter:inv-1": Rule("Exactly one of value, resource and parts", _parameter),
    "Task:inv-1": Rule("lastModified must not be before authoredOn", _task_times),
    "mrp-1": Rule(
        "A report for data collection has no group", lambda n: n.get("type") != "data-collection" or "group" not in n
    ),
    "mrp-2": Rule("A stratum has either a value or components", _strata),
    "obs-3": _any("A reference range needs low, high or text", "low", "high", "text"),
    "obs-6": Rule(
        "dataAbsentReason is for observations without a value",
        lambda n: not (has(n, "dataAbsentReason") and has_choice(n, "value")),
    ),
    "obs-7": Rule("A component must not have the code of the observation when that has a value", _components_differ),
    "org-1": _any(_NAMED, "identifier", "name"),
    "org-2": Rule(_HOME, lambda n: n.get("use") != "home"),
    "org-3": Rule(_HOME, lambda n: n.get("use") != "home"),
    "pat-1": _any(
        "A contact needs a name, telecom, address or organization", "name", "telecom", "address", "organization"
    ),
    "per-1": Rule("The period ends before it starts", period_in_order),
    "ppc-1": _any("A consent needs a policy or a policyRule", "policy", "policyRule"),
    "prr-1": _needs("orderDetail needs a code", "orderDetail", "code"),
    "qrs-1": _not_both("An item has answers or items, not both", "answer", "item"),
    "qty-3": _needs("A coded unit needs its system", "code", "system"),
    "rat-1": Rule("Numerator and denominator go together; without them there must be an extension", _ratio),
    "rng-2": Rule("Both ends of a range have a value, the low one none above the high one", _range_in_order),
    "sev-1": _not_both("Either a name or a query, not both", "name", "query"),
    "sqty-1": Rule("The quantity here is a plain one, without a comparator", lambda n: not has(n, "comparator")),
    "tim-1": _needs("A duration needs a durationUnit", "duration", "durationUnit"),
    "tim-2": _needs("A period needs a periodUnit", "period", "periodUnit"),
    "tim-4": Rule("A duration is not negative", lambda n: n.get("duration", 0) >= 0),
    "tim-5": Rule("A period is not negative", lambda n: n.get("period", 0) >= 0),
    "tim-6": _needs("periodMax needs a period", "periodMax", "period"),
    "tim-7": _needs("durationMax needs a duration", "durationMax", "duration"),
    "tim-8": _needs("countMax needs a count", "countMax", "count"),
    "tim-9": Rule("An offset needs a when, and not one of C, CM, CD, CV", _offset),
    "tim-10": _not_both("Either timeOfDay or when, not both", "timeOfDay", "when"),
}

"""A StructureDefinition as facts: one slim, frozen form, wherever it came from.

`slim` makes it of the resource (http://hl7.org/fhir/R4/structuredefinition.html), `peerfhir.fhir.shelf` keeps it. The
elements are those of the differential, so that what a profile inherits is its base's to say.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import msgspec

Json = dict[str, Any]
Strength = Literal["required", "extensible", "preferred", "example"]


class Discriminator(msgspec.Struct, frozen=True, omit_defaults=True):
    """How slices are told apart: `type` is value, exists, pattern, type or profile, `path` restricted FHIRPath."""

    type: str
    path: str


class Slicing(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an element is sliced; `rules` is closed, open or openAtEnd."""

    discriminators: tuple[Discriminator, ...] = ()
    rules: str = "open"
    ordered: bool = False


class Kind(msgspec.Struct, frozen=True, omit_defaults=True):
    """One type of an element; FHIRPath's System types are mapped to FHIR's.

    `profiles` and `targets` are canonicals (targets: of what a Reference or canonical points to); `inside` gives, for
    a profile, the id of the element of it that is meant instead of its root.
    """

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    aggregation: tuple[str, ...] = ()
    inside: dict[str, str] = {}


class Binding(msgspec.Struct, frozen=True, omit_defaults=True):
    """The value set of a coded element, canonicals with the version they are pinned to."""

    strength: Strength
    value_set: str | None = None
    max_value_set: str | None = None


class Constraint(msgspec.Struct, frozen=True, omit_defaults=True):
    """An invariant; `source` is the canonical that first said so, where it is another's."""

    key: str
    severity: str
    expression: str
    human: str = ""
    best_practice: bool = False
    source: str | None = None


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an extension may stand: `type` is element, extension or fhirpath."""

    type: str
    expression: str


class ElementRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one element of a differential says; None or empty is nothing.

    `fixed`, `pattern`, `min_value` and `max_value` are the JSON values, decimals as Decimal, their types FHIR types
    (`code`, `CodeableConcept`). `rule` holds the rule ids that begin the element's comment: `NE-27`, or `NE-27 NE-28`.
    """

    path: str
    id: str
    slice: str | None = None
    min: int | None = None
    max: str | None = None
    types: tuple[Kind, ...] = ()
    fixed: Any = None
    fixed_type: str | None = None
    pattern: Any = None
    pattern_type: str | None = None
    min_value: Any = None
    min_value_type: str | None = None
    max_value: Any = None
    max_value_type: str | None = None
    max_length: int | None = None
    constraints: tuple[Constraint, ...] = ()
    binding: Binding | None = None
    slicing: Slicing | None = None
    modifier: bool | None = None
    content: str | None = None
    rule: str | None = None


class StructureDefinition(msgspec.Struct, frozen=True, omit_defaults=True):
    """A profile, an extension, a type or a logical model.

    `elements` are those of the differential that say anything of the above (mustSupport alone is nothing), or the
    snapshot's where there is no differential. `use_programs` are the codes of its useContext `program`, `applies_when`
    the FHIRPath of our extension applies-when.
    """

    url: str
    version: str | None = None
    name: str = ""
    title: str = ""
    kind: str = "resource"
    abstract: bool = False
    derivation: str = "specialization"
    type: str = ""
    base: str | None = None
    contexts: tuple[Context, ...] = ()
    context_invariants: tuple[str, ...] = ()
    elements: tuple[ElementRule, ...] = ()
    use_programs: tuple[str, ...] = ()
    applies_when: str | None = None


_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SYSTEM = "http://hl7.org/fhirpath/System."
_APPLIES_WHEN = "https://peerfhir.org/fhir/StructureDefinition/applies-when"
_VALUES = ("fixed", "pattern", "minValue", "maxValue")
_FIELDS = {"minValue": "min_value", "maxValue": "max_value"}
_RULE = re.compile(r"[A-Z]{1,5}-[0-9]+[a-z]?")
_LED_BY_RULES = re.compile(r"\s*((?:[A-Z]{1,5}-[0-9]+[a-z]?[,; ]*)+):")


_encoder = msgspec.json.Encoder(decimal_format="number")
_typed = msgspec.json.Decoder(StructureDefinition, float_hook=Decimal)


class MalformedError(ValueError):
    """A resource that calls itself a StructureDefinition and cannot be read as one."""


def slim(definition: Json) -> StructureDefinition:
    """The facts of a StructureDefinition given as FHIR JSON; `MalformedError` says what is missing or misshapen."""
    try:
        return _typed.decode(_encoder.encode(_slim(definition)))  # a Struct does not ask what it is made of
    except (KeyError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        name = definition.get("url") or definition.get("id") or "a StructureDefinition"
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise MalformedError(f"{name} cannot be read: {reason}") from None


def _slim(definition: Json) -> StructureDefinition:
    stated = definition.get("differential") or definition.get("snapshot") or {}
    return StructureDefinition(
        url=_text(definition["url"]),
        version=definition.get("version"),
        name=_text(definition.get("name", "")),
        title=_text(definition.get("title", "")),
        kind=_text(definition["kind"]),
        abstract=definition.get("abstract") is True,
        derivation=definition.get("derivation", "specialization"),
        type=_text(definition["type"]).removeprefix(_CORE),
        base=definition.get("baseDefinition"),
        contexts=tuple(Context(c["type"], c["expression"]) for c in definition.get("context", ())),
        context_invariants=tuple(definition.get("contextInvariant", ())),
        elements=tuple(_elements(stated.get("element", ()), definition["url"])),
        use_programs=tuple(_programs(definition)),
        applies_when=_extension(definition, _APPLIES_WHEN).get("valueString"),
    )


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} stands where text is expected")
    return value


def _programs(definition: Json) -> list[str]:
    uses = [u for u in definition.get("useContext", ()) if u.get("code", {}).get("code") == "program"]
    concepts = [u.get("valueCodeableConcept", {}) for u in uses]
    return [coding["code"] for concept in concepts for coding in concept.get("coding", ()) if "code" in coding]


def _elements(elements: Any, source: str) -> Iterator[ElementRule]:
    for each in elements:
        found = _element(each, source)
        if found != ElementRule(found.path, found.id):
            yield found


def _element(element: Json, source: str) -> ElementRule:
    facts: Json = {}
    for prefix in _VALUES:
        key = next((k for k in element if k.startswith(prefix)), None)
        if key is not None:
            name = _FIELDS.get(prefix, prefix)
            facts[name] = element[key]
            facts[f"{name}_type"] = _type_named(key.removeprefix(prefix))
    return ElementRule(
        path=_text(element["path"]),
        id=element.get("id") or element["path"],
        slice=element.get("sliceName"),
        min=element.get("min"),
        max=str(element["max"]) if "max" in element else None,  # HL7's own tests write a number
        types=tuple(_kind(t) for t in element.get("type", ())),
        max_length=element.get("maxLength"),
        constraints=tuple(_constraint(c, source) for c in element.get("constraint", ()) if "expression" in c),
        binding=_binding(element["binding"]) if "binding" in element else None,
        slicing=_slicing(element["slicing"]) if "slicing" in element else None,
        modifier=element.get("isModifier"),
        content=element.get("contentReference"),
        rule=led(element.get("comment", "")),
        **facts,
    )


def _type_named(suffix: str) -> str:
    """`valueX` names a primitive in upper case: `fixedDateTime` is of type dateTime, `fixedPeriod` of type Period."""
    first = suffix[:1].lower() + suffix[1:]
    return first if first in _PRIMITIVES else suffix


_PRIMITIVES = frozenset(
    (
        *("base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer"),
        *("markdown", "oid", "positiveInt", "string", "time", "unsignedInt", "uri", "url", "uuid"),
    )
)


def _kind(entry: Json) -> Kind:
    code = _text(entry["code"])
    if code.startswith(_SYSTEM):
        named = _extension(entry, f"{_CORE}structuredefinition-fhir-type")
        found = named.get("valueUrl") or named.get("valueUri") or _SYSTEM_TYPES[code.removeprefix(_SYSTEM)]
        code = _text(found)
    profiles = tuple(entry.get("profile", ()))
    return Kind(
        code.removeprefix(_CORE),
        profiles,
        tuple(entry.get("targetProfile", ())),
        tuple(entry.get("aggregation", ())),
        _inside(profiles, entry.get("_profile", ())),
    )


_SYSTEM_TYPES = {
    "String": "string",
    "Boolean": "boolean",
    "Integer": "integer",
    "Decimal": "decimal",
    "Date": "date",
    "DateTime": "dateTime",
    "Time": "time",
}


def _inside(profiles: tuple[str, ...], beside: Any) -> dict[str, str]:
    named = [_extension(b or {}, f"{_CORE}elementdefinition-profile-element").get("valueString") for b in beside]
    return {profile: name for profile, name in zip(profiles, named, strict=False) if name}


def _constraint(entry: Json, source: str) -> Constraint:
    best = _extension(entry, f"{_CORE}elementdefinition-bestpractice").get("valueBoolean") is True
    said = entry.get("source")
    other = None if said == source else said
    return Constraint(entry["key"], entry["severity"], entry["expression"], entry.get("human", ""), best, other)


def _binding(entry: Json) -> Binding:
    most = _extension(entry, f"{_CORE}elementdefinition-maxValueSet")
    return Binding(entry["strength"], entry.get("valueSet"), most.get("valueCanonical") or most.get("valueUri"))


def _slicing(entry: Json) -> Slicing:
    tells = tuple(Discriminator(d["type"], d["path"]) for d in entry.get("discriminator", ()))
    return Slicing(tells, entry.get("rules", "open"), entry.get("ordered") is True)


def _extension(node: Json, url: str) -> Json:
    return next((e for e in node.get("extension", ()) if e["url"] == url), {})


def led(comment: str) -> str | None:
    """The rule ids that a text begins with, one space between them: two of `"NE-27, NE-28: because"`; None of none."""
    found = _LED_BY_RULES.match(comment)
    return " ".join(_RULE.findall(found[1])) if found else None

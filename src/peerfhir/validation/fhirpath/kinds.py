"""The kinds of items: FHIR's structures by path (`Patient.contact`, `code`) and FHIRPath's own (`System.String`).

The compiler follows kinds through an expression, so that plain JSON values need no label: only where a kind depends on
the data (choice elements, resources of any type, mixed collections) is it None, and each item then says its own.
"""

from functools import cache

from peerfhir.fhir.definitions import Element, definitions
from peerfhir.validation.primitives import PRIMITIVES

BOOLEAN, STRING, INTEGER, DECIMAL = "System.Boolean", "System.String", "System.Integer", "System.Decimal"
DATE, DATE_TIME, TIME, QUANTITY = "System.Date", "System.DateTime", "System.Time", "System.Quantity"
SYSTEM = frozenset((BOOLEAN, STRING, INTEGER, DECIMAL, DATE, DATE_TIME, TIME, QUANTITY))

_PROFILED = {"SimpleQuantity": "Quantity", "MoneyQuantity": "Quantity"}  # names that are profiles of a type
_AS_SYSTEM = {
    "boolean": BOOLEAN,
    "integer": INTEGER,
    "decimal": DECIMAL,
    "date": DATE,
    "dateTime": DATE_TIME,
    "instant": DATE_TIME,
    "time": TIME,
    "Quantity": QUANTITY,
}


@cache
def bases(kind: str) -> tuple[str, ...]:
    """The kind and what it is derived from, itself first; just itself for those of FHIRPath."""
    found = [kind]
    known = definitions()
    while found[-1] in known.paths:
        base = known.structure(found[-1]).base
        if base is None:
            break
        found.append(base)
    return tuple(found)


@cache
def is_primitive(kind: str) -> bool:
    """Whether items of the kind are JSON values that a `_name` may stand beside."""
    return kind in PRIMITIVES


@cache
def is_resource(kind: str) -> bool:
    """Whether the kind is a resource type, abstract or not."""
    return kind in definitions().paths and definitions().structure(kind).kind == "resource"


@cache
def system(kind: str) -> str | None:
    """The kind of FHIRPath that a value is taken as by operators, None for one that has elements only."""
    for each in bases(kind):
        if each in _AS_SYSTEM:
            return _AS_SYSTEM[each]
    if kind in SYSTEM:
        return kind
    return STRING if is_primitive(kind) else None


@cache
def named(name: str) -> str | None:
    """The kind that a type specifier means: FHIR's first, then FHIRPath's; None when there is none of that name."""
    space, _, plain = name.rpartition(".")
    if space in ("", "FHIR"):
        plain = _PROFILED.get(plain, plain)
        if plain in definitions().types:
            return plain
    found = f"System.{plain}"
    return found if space in ("", "System") and found in SYSTEM else None


@cache
def elements(kind: str) -> dict[str, Element]:
    """What a structure of this kind may hold, by name; nothing for the kinds of FHIRPath."""
    return definitions().structure(kind).elements if kind in definitions().paths else {}


@cache
def choice_keys(kind: str, name: str) -> dict[str, str]:
    """The JSON names of a choice element, led by `_` or not, and the kind that each means."""
    found = {}
    for each in elements(kind)[name].types:
        key = name + each[0].upper() + each[1:]
        found[key] = each
        if is_primitive(each):
            found[f"_{key}"] = each
    return found


@cache
def of_path(path: str) -> str | None:
    """The kind of what stands at a path of the definitions, as `Bundle.entry` or `Questionnaire.item.item`.

    None where it may be of several kinds, or of none that is known.
    """
    if path in definitions().paths:
        return path
    owner, _, name = path.rpartition(".")
    home = of_path(owner) if owner else None
    element = elements(home).get(name.removesuffix("[x]")) if home else None
    return element.types[0] if element and len(element.types) == 1 else None

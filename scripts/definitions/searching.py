"""Compiles search parameters, R4's and ours, and the Patient compartment into src/peerfhir/fhir/r4/search.json.

Each FHIRPath expression becomes the list of places it reads: the JSON keys to follow, with `{key=value}` for a
`where(key='value')`, and the data type found there. `search-ids.json` numbers every distinct set of places of a type;
a number once given is never given again or changed, because the index tables of running servers hold it.

Left out: composite and special parameters, expressions that begin at `Bundle.entry[0]`, and R4's own parameters on
extensions (`extension('url')`: they are examples). Ours, in profiles/package, say `extension.where(url = '...')`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scripts.definitions.package import ROOT, TABLES, Package

Json = dict[str, Any]

# What a parameter of each type reads (http://hl7.org/fhir/R4/search.html#ptypes); other types of a choice are not its.
READABLE: dict[str, set[str]] = {
    "token": {
        *("Coding", "CodeableConcept", "Identifier", "ContactPoint"),
        *("code", "boolean", "string", "id", "uri", "canonical"),
    },
    "reference": {"Reference", "canonical", "uri"},
    "date": {"date", "dateTime", "instant", "Period", "Timing"},
    "string": {"string", "markdown", "HumanName", "Address"},
    "uri": {"uri", "url", "canonical", "oid"},
    "number": {"integer", "decimal", "positiveInt", "unsignedInt", "Range"},
    "quantity": {"Quantity", "Money", "Age", "Duration", "Range", "Count", "Distance"},
}
IDS = "search-ids.json"
OURS = ROOT / "profiles" / "package"
_HL7 = "http://hl7.org/fhir/SearchParameter/"
_PART = re.compile(
    r"^\(?\s*(?P<path>[\w.]+?)(?:\.where\((?P<where>.+?)\)(?P<rest>(?:\.\w+)*))?"
    r"(?:\.as\((?P<as1>\w+)\)|\s+as\s+(?P<as2>\w+)\))?(?P<tail>(?:\.\w+)*)\s*\)?$"
)
_EQUALS = re.compile(r"^(\w+)\s*=\s*'([^']+)'$")
_RESOLVE = re.compile(r"^resolve\(\) is (\w+)$")
_DECEASED = "Patient.deceased.exists() and Patient.deceased != false"


@dataclass(frozen=True)
class Found:
    """Where a step of a path has led: the JSON keys so far, the definition there and its type."""

    keys: tuple[str, ...]
    structure: str
    path: str
    type: str
    systems: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # the elements passed, a choice under its own name
    many: bool = False  # whether any of them may repeat


class Structures:
    """The element definitions of the package, found by path."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._elements: dict[str, dict[str, Json]] = {}
        for structure in package.resources("StructureDefinition"):
            if structure.get("derivation") != "constraint" and structure["kind"] != "logical":
                elements = structure.get("snapshot", {}).get("element", ())
                self._elements[structure["type"]] = {e["path"]: e for e in elements}
        self.resources = sorted(
            s["type"]
            for s in package.resources("StructureDefinition")
            if s["kind"] == "resource" and not s["abstract"] and s.get("derivation") == "specialization"
        )

    def step(self, at: Found, key: str) -> list[Found]:
        """The element `key` below `at`: one Found for each type it may have; `KeyError` when there is none."""
        elements = self._elements[at.structure]
        element = elements.get(f"{at.path}.{key}")
        choice = element is None
        if element is None:
            element = elements[f"{at.path}.{key}[x]"]
        names, many = (*at.names, key), at.many or element["max"] != "1"
        if "contentReference" in element:
            target = element["contentReference"].lstrip("#")
            return [Found((*at.keys, key), at.structure, target, "BackboneElement", (), names, many)]
        found = []
        for type_ in element["type"]:
            code = type_["code"].rsplit("System.", 1)[-1]
            name = key + code[0].upper() + code[1:] if choice else key
            code = {"String": "id" if key == "id" else "string"}.get(code, code)
            inline = code in ("BackboneElement", "Element")
            structure, path = (at.structure, f"{at.path}.{key}") if inline else (code, code)
            systems = self._systems(element) if code == "code" else ()
            found.append(Found((*at.keys, name), structure, path, code, systems, names, many))
        return found

    def _systems(self, element: Json) -> tuple[str, ...]:
        """The code systems that a bound `code` may come from, empty when its value set is not known."""
        value_set = self._package.canonical(element.get("binding", {}).get("valueSet", ""))
        include = (value_set or {}).get("compose", {}).get("include", ())
        return tuple(sorted({i["system"] for i in include if "system" in i}))


@dataclass
class Reading:
    """What one parameter reads of one type."""

    places: set[str]
    only: set[str]  # target types of where(resolve() is X); empty: any
    systems: set[str]
    names: set[tuple[str, ...]] = field(default_factory=set)
    many: bool = False

    @property
    def single(self) -> bool:
        """Whether a resource has one value at most."""
        return len(self.names) == 1 and not self.many


def read(structures: Structures, kind: str, expression: str, base: str) -> Reading:
    """The places of `base` that an expression reads; `ValueError` when they are not understood or none."""
    if expression == _DECEASED:
        return Reading({":deceased"}, set(), set())
    reading = Reading(set(), set(), set())
    unrestricted = False
    for text in expression.split(" | "):
        part = _PART.match(text.strip())
        if not part:
            raise ValueError(f"{base}: {text} is not understood")
        names = part["path"].split(".")
        if names[0] in ("Resource", base):
            names = names[1:]
        elif names[0][0].isupper():
            continue  # of another base
        guard, only = _condition(part["where"])
        for each in _places(structures, part, names, guard, base):
            if each.type in READABLE[kind]:
                reading.places.add(f"{'.'.join(each.keys)}:{each.type}")
                reading.systems.update(each.systems)
                reading.names.add(each.names)
                reading.many = reading.many or each.many
        reading.only.update(only)
        unrestricted = unrestricted or not only
    if not reading.places:
        raise ValueError(f"{base}: {expression} reads nothing")
    if unrestricted:
        reading.only.clear()
    return reading


def _places(structures: Structures, part: re.Match[str], names: list[str], guard: str, base: str) -> list[Found]:
    found = _follow(structures, [Found((), base, base, base)], names)
    if guard:
        found = [replace(f, keys=(*f.keys[:-1], f.keys[-1] + guard)) for f in found]
    found = _follow(structures, found, (part["rest"] or "").split(".")[1:])
    wanted = part["as1"] or part["as2"]
    if wanted:
        found = [f for f in found if f.type == wanted]
    return _follow(structures, found, part["tail"].split(".")[1:])


def _condition(where: str | None) -> tuple[str, list[str]]:
    """`where(...)` as the guard of its step and the target types it restricts to."""
    if not where:
        return "", []
    if resolved := _RESOLVE.match(where):
        return "", [resolved[1]]
    equals = _EQUALS.match(where)
    if not equals:
        raise ValueError(f"where({where}) is not understood")
    return f"{{{equals[1]}={equals[2]}}}", []


def _follow(structures: Structures, found: list[Found], names: list[str]) -> list[Found]:
    for name in names:
        found = [below for at in found for below in structures.step(at, name)]
    return found


def _definitions(package: Package) -> Iterator[Json]:
    """Every SearchParameter that is compiled: R4's, then ours."""
    for parameter in package.resources("SearchParameter"):
        expression = parameter.get("expression", "")
        if parameter["type"] not in READABLE or not expression or "xtension(" in expression or "[0]" in expression:
            continue
        if parameter["id"] == "example" or parameter["code"] in ("_id", "_lastUpdated"):
            continue  # those two are columns of the resource itself
        yield parameter
    for file in sorted(OURS.glob("SearchParameter-*.json")):
        yield json.loads(file.read_text(encoding="utf-8"))


def compile_parameters(structures: Structures, package: Package) -> dict[str, dict[str, Json]]:
    """Type to code to what the table says of the parameter, without its number."""
    table: dict[str, dict[str, Json]] = {name: {} for name in structures.resources}
    for parameter in _definitions(package):
        for base in parameter["base"]:
            for type_ in structures.resources if base == "Resource" else [base]:
                if parameter["code"] in table[type_] and not parameter["url"].startswith(_HL7):
                    raise ValueError(f"{parameter['url']}: {type_} has a parameter {parameter['code']} already")
                table[type_][parameter["code"]] = _entry(structures, parameter, type_)
    return {type_: dict(sorted(entries.items())) for type_, entries in table.items()}


def _entry(structures: Structures, parameter: Json, type_: str) -> Json:
    kind, targets = parameter["type"], parameter.get("target", [])
    reading = read(structures, kind, parameter["expression"], type_)
    entry: Json = {"type": kind, "places": sorted(reading.places)}
    storable = set(structures.resources) - {"Parameters"}
    named = [] if storable <= set(targets) else targets  # none named: any type
    for name, values in (("targets", named), ("only", reading.only), ("systems", reading.systems)):
        if values:
            entry[name] = sorted(values)
    if kind == "date" and reading.single:
        entry["single"] = True
    if parameter["url"] not in (f"{_HL7}{type_}-{parameter['code']}", f"{_HL7}Resource-{parameter['code'][1:]}"):
        entry["url"] = parameter["url"]
    return entry


def number(table: dict[str, dict[str, Json]], ids: dict[str, int]) -> dict[str, int]:
    """Give each parameter its `id`; the numbers there are stay, new ones follow the highest."""
    ids = dict(ids)
    for type_, entries in sorted(table.items()):
        for entry in entries.values():
            key = f"{type_} {entry['type']} {' '.join(entry['places'])}"
            entry["id"] = ids.setdefault(key, max(ids.values(), default=0) + 1)
    return ids


def compartment(package: Package, table: dict[str, dict[str, Json]]) -> dict[str, list[str]]:
    """Type to the places whose references to a Patient put a resource into that patient's compartment."""
    definition = next(c for c in package.resources("CompartmentDefinition") if c["id"] == "patient")
    places: dict[str, list[str]] = {}
    for resource in definition["resource"]:
        params = resource.get("param", ())
        found = {place for code in params for place in table[resource["code"]][code]["places"]}
        if found:
            places[resource["code"]] = sorted(found)
    return places


def build(package: Package, folder: Path = TABLES) -> None:
    """Write search.json, and search-ids.json with the numbers of new parameters appended."""
    structures = Structures(package)
    table = compile_parameters(structures, package)
    given = TABLES / IDS
    ids = number(table, json.loads(given.read_text()) if given.exists() else {})
    (folder / IDS).write_text(_lines(ids))
    codes = {name: code for code, name in enumerate(structures.resources, 1)}
    sections: dict[str, dict[str, Any]] = {
        "types": codes,
        "compartment": compartment(package, table),
        "parameters": table,
    }
    body = ",\n".join(f"{json.dumps(name)}: {_lines(section).rstrip()}" for name, section in sections.items())
    (folder / "search.json").write_text("{" + body + "}\n")


def _lines(section: dict[str, Any], depth: int = 0) -> str:
    """JSON with one entry a line, so that a change of the tables is read as such."""
    nested = all(isinstance(v, dict) for v in section.values()) and depth == 0
    rows = (
        f"{json.dumps(k)}: {_lines(v, 1) if nested else json.dumps(v, separators=(',', ':'))}"
        for k, v in section.items()
    )
    return "{\n" + ",\n".join(rows) + "\n}" + ("\n" if depth == 0 else "")

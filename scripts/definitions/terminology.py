"""The value sets of required bindings, expanded to their codes by system, as far as the package alone can do it.

Not expanded, and so not checked, are those that draw on systems the package does not hold in full: BCP-13 media
types, BCP-47 languages, ISO 4217 currencies, UCUM units, LOINC answer lists.
"""

from collections.abc import Iterable, Iterator

from scripts.definitions.package import Json, Package

Codes = dict[str, list[str]]


class Unexpandable(Exception):  # noqa: N818 - an answer, not an error
    """The codes of a value set cannot be had from the package."""


def build(package: Package) -> dict[str, Codes]:
    """Value set URL -> code system URL -> its codes in the set, for every required binding of a base type."""
    found = {}
    for url in sorted(set(_required(package))):
        try:
            found[url] = _expand(package, url)
        except Unexpandable as reason:
            print(f"  not expanded: {reason}")
    return found


def _required(package: Package) -> Iterator[str]:
    for definition in package.resources("StructureDefinition"):
        if definition.get("derivation") == "constraint" or definition["kind"] == "logical":
            continue
        for element in definition["snapshot"]["element"]:
            binding = element.get("binding", {})
            if binding.get("strength") == "required" and "valueSet" in binding:
                yield binding["valueSet"].split("|", 1)[0]


def _expand(package: Package, url: str) -> Codes:
    definition = package.canonical(url)
    if definition is None or definition["resourceType"] != "ValueSet":
        raise Unexpandable(f"{url}: not in the package")
    if "exclude" in definition["compose"]:
        raise Unexpandable(f"{url}: it excludes codes")
    found: dict[str, dict[str, None]] = {}
    for include in definition["compose"]["include"]:
        for system, codes in _include(package, url, include).items():
            found.setdefault(system, {}).update(dict.fromkeys(codes))
    return {system: list(codes) for system, codes in sorted(found.items())}


def _include(package: Package, url: str, include: Json) -> Codes:
    """The codes of one include: the intersection of its own and those of each value set that it names."""
    parts = [_expand(package, v) for v in include.get("valueSet", ())]
    if "system" in include:
        parts.append({include["system"]: _of_system(package, url, include)})
    first, *others = parts
    for other in others:
        first = {s: [c for c in codes if c in other.get(s, ())] for s, codes in first.items()}
    return first


def _of_system(package: Package, url: str, include: Json) -> list[str]:
    if "concept" in include:
        return [c["code"] for c in include["concept"]]
    if "filter" in include:
        raise Unexpandable(f"{url}: it filters {include['system']}")
    definition = package.canonical(include["system"])
    if definition is None or definition.get("content") != "complete":
        raise Unexpandable(f"{url}: {include['system']} is not in the package")
    return list(_concepts(definition.get("concept", ())))


def _concepts(concepts: Iterable[Json]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _concepts(concept.get("concept", ()))

"""Conformance resources by canonical: profiles, extensions, value sets, code systems.

`shelf()` is the built-in one: R4 4.0.1, US Core 6.1.0, PAS 2.2.1, PDex 2.2.0 as compiled by
`python -m scripts.definitions`, and ours from `profiles/package`. `Shelf.beside` puts a user's definitions on top.

A canonical is `url` or `url|version`. Without a version the topmost layer that has the url answers, with its newest. A
pin on a version that nobody has falls back to that too, and `note` says so.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from peerfhir import data
from peerfhir.fhir import json
from peerfhir.fhir.structures import Json, StructureDefinition, slim
from peerfhir.fhir.terminology import code_system, value_set

TABLES = Path(__file__).parent / "published"

_structure = msgspec.json.Decoder(StructureDefinition, float_hook=Decimal)
_resource = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_table = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NUMBERS = re.compile(r"\d+")

Kept = dict[str, dict[str, Any]]  # url -> version -> a Raw that is decoded when it is asked for, or what it became


_SLIMMED: dict[str, Callable[[Json], Any]] = {
    "StructureDefinition": slim,
    "ValueSet": value_set,
    "CodeSystem": code_system,
    "ImplementationGuide": lambda guide: guide.get("global", []),
}


class Layer:
    """Definitions of one origin, by kind and canonical."""

    def __init__(self, structures: Kept, value_sets: Kept, code_systems: Kept, guides: Kept | None = None) -> None:
        kinds = {"structures": structures, "value-sets": value_sets, "code-systems": code_systems}
        self._kept = kinds | {"guides": guides or {}}

    def kept(self, kind: str) -> Kept:
        """The definitions of a kind: `structures`, `value-sets`, `code-systems`, or the global profiles of `guides`."""
        return self._kept[kind]


class Tables(Layer):
    """The compiled tables in a folder, each read when first asked for."""

    def __init__(self, folder: Path = TABLES) -> None:
        super().__init__({}, {}, {})
        self._folder = folder
        self._read: set[str] = set()

    def kept(self, kind: str) -> Kept:
        """As `Layer.kept`."""
        if kind not in self._read and kind != "guides":
            for canonical, raw in _table.decode((self._folder / f"{kind}.json").read_bytes()).items():
                url, _, version = canonical.partition("|")
                self._kept[kind].setdefault(url, {})[version] = raw
            self._read.add(kind)
        return self._kept[kind]


def layer(resources: Iterable[Json]) -> Layer:
    """The conformance resources among FHIR JSON dicts, others are passed over; `MalformedError` as `slim` has it."""
    kinds: dict[str, Kept] = {kind: {} for kind in _SLIMMED}
    for resource in resources:
        kind = str(resource.get("resourceType"))
        kept = kinds.get(kind)
        if kept is not None and type(resource.get("url")) is str:
            kept.setdefault(resource["url"], {})[str(resource.get("version") or "")] = _SLIMMED[kind](resource)
    return Layer(*kinds.values())


class Shelf:
    """Layers of definitions, the topmost first."""

    def __init__(self, *layers: Layer) -> None:
        self._layers = layers

    def beside(self, resources: Iterable[Json]) -> "Shelf":
        """A new shelf with a user's definitions (FHIR JSON dicts) on top; `MalformedError` where one cannot be read."""
        return Shelf(layer(resources), *self._layers)

    def above(self, *layers: Layer) -> "Shelf":
        """A new shelf with these layers on top, the topmost first."""
        return Shelf(*layers, *self._layers)

    def structure(self, canonical: str) -> StructureDefinition | None:
        """The profile, extension or type of this canonical."""
        found: StructureDefinition | None = self._find("structures", canonical)
        return found

    def value_set(self, canonical: str) -> Json | None:
        """The ValueSet of this canonical, reduced to `compose` and `expansion`."""
        found: Json | None = self._find("value-sets", canonical)
        return found

    def code_system(self, canonical: str) -> Json | None:
        """The CodeSystem of this canonical, reduced to its concepts."""
        found: Json | None = self._find("code-systems", canonical)
        return found

    @cached_property
    def _everywhere(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for each in self._layers:
            for versions in each.kept("guides").values():
                for stated in (one for listed in versions.values() for one in listed):
                    found[stated["type"]] = (*found.get(stated["type"], ()), stated["profile"])
        return found

    def everywhere(self, kind: str) -> tuple[str, ...]:
        """The profiles that users' implementation guides want every resource of a type to meet (`global`)."""
        return self._everywhere.get(kind, ())

    def canonicals(self, kind: str) -> list[str]:
        """The urls of all `structures`, `value-sets` or `code-systems`."""
        return list(dict.fromkeys(url for each in self._layers for url in each.kept(kind)))

    def structures(self) -> Iterator[StructureDefinition]:
        """Every StructureDefinition, for each url the one that an unpinned canonical means. Decodes all: 50 ms."""
        for url in self.canonicals("structures"):
            found = self.structure(url)
            if found is not None:
                yield found

    def ours(self) -> Iterator[StructureDefinition]:
        """The profiles and extensions of our own canonical base."""
        for url in self.canonicals("structures"):
            if url.startswith("https://peerfhir.org/fhir/"):
                found = self.structure(url)
                if found is not None:
                    yield found

    @cached_property
    def _supplements(self) -> Mapping[str, tuple[Json, ...]]:
        found: dict[str, tuple[Json, ...]] = {}
        for url in self.canonicals("code-systems"):
            system = self.code_system(url)
            if system is not None and system.get("content") == "supplement":
                base = str(system.get("supplements")).partition("|")[0]
                found[base] = (*found.get(base, ()), system)
        return found

    def supplements(self, system: str) -> tuple[Json, ...]:
        """The CodeSystem supplements of a code system, by its url."""
        return self._supplements.get(system, ())

    def note(self, canonical: str) -> str | None:
        """Which version stands in for the one that a canonical pins, None where it is met or nothing is here."""
        url, _, pin = canonical.partition("|")
        for kind in ("structures", "value-sets", "code-systems"):
            found = self._version(kind, url, pin)
            if found is not None:
                version = found[1]
                met = not pin or _meets(version, pin)
                return None if met else f"Version {pin} of {url} is not here; version {version} was used"
        return None

    def _version(self, kind: str, url: str, pin: str) -> tuple[dict[str, Any], str] | None:
        """The versions of the layer that answers, and which of them."""
        first = None
        for each in self._layers:
            versions = each.kept(kind).get(url)
            if not versions:
                continue
            if not pin or pin in versions:
                return versions, pin if pin in versions else _newest(versions)
            near = [v for v in versions if _meets(v, pin)]
            if near:
                return versions, _newest(near)
            first = first or (versions, _newest(versions))
        return first

    def _find(self, kind: str, canonical: str) -> Any:
        url, _, pin = canonical.partition("|")
        found = self._version(kind, url, pin)
        if found is None:
            return None
        versions, version = found
        kept = versions[version]
        if type(kept) is msgspec.Raw:
            kept = versions[version] = (_structure if kind == "structures" else _resource).decode(kept)
        return kept


def _meets(version: str, pin: str) -> bool:
    """A pin may leave out the last parts: 4.0 is met by 4.0.1 (https://hl7.org/fhir/references.html#canonical)."""
    return version == pin or version.startswith(f"{pin}.")


def _newest(versions: Iterable[str]) -> str:
    return max(versions, key=lambda v: ([int(n) for n in _NUMBERS.findall(v)], v))


def _ours() -> Layer:
    try:
        folder = data.folder("profiles") / "package"
    except FileNotFoundError:
        return layer(())
    return layer(json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json")))


@cache
def shelf() -> Shelf:
    """The built-in shelf, one for the process; making it reads what is ours, the tables are read when asked for."""
    return Shelf(_ours(), Tables())

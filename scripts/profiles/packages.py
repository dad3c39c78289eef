"""The vendored packages, unpacked the way SUSHI looks for them: `<home>/.fhir/packages/<name>#<version>/package`.

They name packages that no build may fetch. So that SUSHI starts all the same, dependencies are left out and pins on a
version nobody here has are loosened to the one there is (PAS 2.2.1 pins US Core 7.0.0; vendored is 6.1.0).
"""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from peerfhir.fhir import json
from scripts.definitions.package import VENDOR, Json, Package

NAMES = (
    "hl7.fhir.r4.core#4.0.1",
    "hl7.fhir.us.core#6.1.0",
    "hl7.fhir.us.davinci-pas#2.2.1",
    "hl7.fhir.us.davinci-pdex#2.2.0",
)
EMPTY = ("hl7.fhir.uv.tools.r4#0.0.0", "hl7.terminology.r4#0.0.0", "hl7.fhir.uv.extensions.r4#0.0.0")

# What SUSHI fishes for; examples and capability statements of the packages would only slow it down.
_TYPES = ("StructureDefinition", "ValueSet", "CodeSystem")


def unpacked(caches: Path) -> Path:
    """The home folder for SUSHI under `caches`, made once for each set of archives: its name is their digest."""
    promised = (VENDOR / "SHA256SUMS").read_bytes() + Path(__file__).read_bytes()
    home = caches / f"fhir-{hashlib.sha256(promised).hexdigest()[:16]}"
    if (home / "complete").exists():
        return home
    making = Path(tempfile.mkdtemp(dir=_made(caches)))
    packages = {name: Package(VENDOR / f"{name.replace('#', '-')}.tgz") for name in NAMES}
    found = {name: [r for kind in _TYPES for r in package.resources(kind)] for name, package in packages.items()}
    versions = {r["url"]: r.get("version") for group in found.values() for r in group if "url" in r}
    for name in (*NAMES, *EMPTY):
        _write(making, name, [loosened(r, versions) for r in found.get(name, ())])
    (making / "complete").touch()
    try:
        making.rename(home)
    except OSError:  # another process was first
        shutil.rmtree(making)
    return home


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def loosened(node: Any, versions: dict[str, Any]) -> Any:
    """`node` with every canonical `url|version` cut to `url` where `versions` has that URL in another version."""
    if isinstance(node, dict):
        return {key: loosened(value, versions) for key, value in node.items()}
    if isinstance(node, list):
        return [loosened(value, versions) for value in node]
    if isinstance(node, str) and node.startswith("http") and "|" in node:
        url, _, version = node.partition("|")
        return url if versions.get(url, version) != version else node
    return node


def _write(home: Path, name: str, resources: list[Json]) -> None:
    folder = home / ".fhir" / "packages" / name / "package"
    folder.mkdir(parents=True, exist_ok=True)
    for resource in resources:
        (folder / f"{resource['resourceType']}-{resource['id']}.json").write_bytes(json.encode(resource))
    package, _, version = name.partition("#")
    manifest = {"name": package, "version": version, "type": "IG", "fhirVersions": ["4.0.1"], "dependencies": {}}
    (folder / "package.json").write_bytes(json.encode(manifest))

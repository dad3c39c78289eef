"""One published FHIR package, read from its vendored archive after its checksum is proven."""

import hashlib
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "vendor" / "packages"
FHIR = ROOT / "src" / "peerfhir" / "fhir"
TABLES = FHIR / "r4"  # where the compiled tables of the base types go

Json = dict[str, Any]
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def core() -> "Package":
    """hl7.fhir.r4.core 4.0.1, the standard itself, with the stand-ins for what it names and does not hold."""
    return Package(VENDOR / "hl7.fhir.r4.core-4.0.1.tgz", VENDOR / "stand-ins")


class Package:
    """The resources of an archive `name-version.tgz` that SHA256SUMS beside it names.

    The files of the folder `beside` count as its own. Every method goes in the order of file names, so that what is
    compiled from it is the same every time. `ValueError` when the archive is not the one its checksum promises.
    """

    def __init__(self, archive: Path, beside: Path | None = None) -> None:
        promised = dict(line.split()[::-1] for line in (archive.parent / "SHA256SUMS").read_text().splitlines())
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if promised.get(archive.name) != found:
            raise ValueError(f"{archive.name}: SHA-256 {found}, but SHA256SUMS says {promised.get(archive.name)}")
        self._archive = archive
        self._beside = beside

    @cached_property
    def _by_type(self) -> dict[str, list[Json]]:
        read: list[tuple[str, Json]] = []
        with tarfile.open(self._archive) as archive:
            for member in archive:
                folder, _, name = member.name.rpartition("/")
                meant = folder == "package" and name.endswith(".json") and not name.startswith(".")  # not its index
                stream = archive.extractfile(member) if meant else None
                if stream is not None:
                    read.append((name, _decoder.decode(stream.read())))
        beside = self._beside.glob("*.json") if self._beside else ()
        read += [(path.name, _decoder.decode(path.read_bytes())) for path in beside]
        found: dict[str, list[Json]] = {}
        for _, resource in sorted(read, key=lambda pair: pair[0]):
            if "resourceType" in resource:  # not so package.json and the index
                found.setdefault(resource["resourceType"], []).append(resource)
        return found

    @cached_property
    def _by_url(self) -> dict[str, Json]:
        return {r["url"]: r for group in self._by_type.values() for r in group if "url" in r}

    def resources(self, resource_type: str) -> Iterator[Json]:
        """All resources of a type, such as `SearchParameter`, by file name."""
        yield from self._by_type.get(resource_type, ())

    def canonical(self, url: str) -> Json | None:
        """The definition of this canonical URL (a `|version` is not looked at), or None."""
        return self._by_url.get(url.split("|", 1)[0])

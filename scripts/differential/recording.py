"""The recorded verdicts: one line for each source, then one for each fault planted in it, compressed."""

import hashlib
import lzma
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from peerfhir.fhir import json
from scripts.differential.faults import Fault

RECORDED = Path(__file__).parents[2] / "tests" / "differential" / "recorded.ndjson.xz"


class Told(NamedTuple):
    """What HL7's validator says of one fault: its errors as (message id, FHIRPath of the place)."""

    source: str
    fault: Fault
    errors: tuple[tuple[str, str], ...]


def digest(body: bytes) -> str:
    """What a source is known by: when it changes, what was recorded of it no longer holds."""
    return hashlib.sha256(body).hexdigest()[:16]


def write(sources: Mapping[str, bytes], accepted: Iterable[str], told: Iterable[Told], path: Path = RECORDED) -> None:
    """Keep a recording."""
    lines: list[dict[str, Any]] = [{"source": name, "sha256": digest(sources[name])} for name in accepted]
    lines += [
        {"of": t.source, "act": t.fault.act, "at": t.fault.at, "to": t.fault.to, "errors": t.errors} for t in told
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress(b"".join(json.encode(line) + b"\n" for line in lines), preset=9))


def read(path: Path = RECORDED) -> tuple[dict[str, str], list[Told]]:
    """Digests of the accepted sources by name, and what was told, in the order it was asked."""
    digests: dict[str, str] = {}
    told: list[Told] = []
    for line in _lines(path):
        if "source" in line:
            digests[line["source"]] = line["sha256"]
        else:
            fault = Fault(line["act"], tuple(line["at"]), line["to"])
            told.append(Told(line["of"], fault, tuple((name, place) for name, place in line["errors"])))
    return digests, told


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in lzma.decompress(path.read_bytes()).splitlines():
        yield json.decode(line)

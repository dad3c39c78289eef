"""What was made of a package, kept in a file: the same form as the tables that come with us.

A file is named by the SHA-256 of its package and by the form, so it is never stale. It holds facts only and is decoded
into the structures it should have; one that cannot be is made again.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from peerfhir.fhir.shelf import Layer

FORM = 2  # to be raised when `structures` or `terminology` change what they keep
MOST_KEPT = 50  # files; the oldest go

_decoder = msgspec.json.Decoder(dict[str, dict[str, dict[str, msgspec.Raw]]])
_encoder = msgspec.json.Encoder(decimal_format="number")
_KINDS = ("structures", "value-sets", "code-systems", "guides")


def folder() -> Path:
    """Where it is kept: `peerfhir/definitions` in the user's cache (XDG_CACHE_HOME, else ~/.cache)."""
    stated = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(stated) if stated else Path.home() / ".cache") / "peerfhir" / "definitions"


def key(source: Path) -> str:
    """The name of what is made of a file; `OSError` where it cannot be read."""
    with source.open("rb") as stream:
        return f"{hashlib.file_digest(stream, 'sha256').hexdigest()}-{FORM}"


def read(cache: Path, name: str) -> Layer | None:
    """The layer that is kept, None where there is none or it cannot be used."""
    try:
        kinds = _decoder.decode((cache / f"{name}.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    guides = {
        url: {v: msgspec.json.decode(raw) for v, raw in of.items()} for url, of in kinds.get("guides", {}).items()
    }
    structures, value_sets, code_systems, _ = (kinds.get(kind, {}) for kind in _KINDS)
    return Layer(structures, value_sets, code_systems, guides)


def write(cache: Path, name: str, made: Layer) -> None:
    """Keep a layer, if the folder lets us."""
    body = _encoder.encode({kind: made.kept(kind) for kind in _KINDS})
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, path = tempfile.mkstemp(dir=cache, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        Path(path).replace(cache / f"{name}.json")
        _forget(cache)


def _forget(cache: Path) -> None:
    newest_first: list[Any] = sorted(cache.glob("*.json"), key=lambda path: -path.stat().st_mtime)
    for path in newest_first[MOST_KEPT:]:
        path.unlink(missing_ok=True)

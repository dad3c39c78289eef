"""`python -m scripts.definitions [FOLDER]` compiles the vendored packages into tables, the same bytes each time.

FOLDER is where they go instead of src/peerfhir/fhir, into its `r4` and `published`: the test that compares uses it.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

from scripts.definitions import elements, published, searching, terminology
from scripts.definitions.package import FHIR, core

_encoder = msgspec.json.Encoder(decimal_format="number")


def write(folder: Path, name: str, lines: dict[str, Any]) -> None:
    """A JSON object with one line a key, so that a change shows as the lines it changed."""
    body = b",\n".join(_encoder.encode(key) + b":" + _encoder.encode(value) for key, value in lines.items())
    (folder / name).write_bytes(b"{\n" + body + b"\n}\n")
    print(f"{name}: {len(lines)} entries, {(folder / name).stat().st_size:,} bytes")


def main(folder: Path = FHIR) -> None:
    """Compile everything into `folder`."""
    r4, shelf = folder / "r4", folder / "published"
    r4.mkdir(exist_ok=True)
    shelf.mkdir(exist_ok=True)
    package = core()
    value_sets = terminology.build(package)
    write(r4, "terminology.json", value_sets)
    write(r4, "elements.json", elements.build(package, value_sets.__contains__))
    searching.build(package, r4)
    for name, lines in published.build().items():
        write(shelf, name, lines)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

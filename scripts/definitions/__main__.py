"""`python -m scripts.definitions [FOLDER]` compiles the vendored packages into tables, the same bytes each time.

FOLDER is where they go instead of src/peerfhir/fhir/r4: the test that compares uses it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scripts.definitions import elements, searching, terminology
from scripts.definitions.package import TABLES, core


def write(folder: Path, name: str, lines: dict[str, Any]) -> None:
    """A JSON object with one line a key, so that a change shows as the lines it changed."""
    body = ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in lines.items())
    (folder / name).write_text("{\n" + body + "\n}\n", encoding="utf-8")
    print(f"{name}: {len(lines)} entries, {(folder / name).stat().st_size:,} bytes")


def main(folder: Path = TABLES) -> None:
    """Compile everything into `folder`."""
    package = core()
    value_sets = terminology.build(package)
    write(folder, "terminology.json", value_sets)
    write(folder, "elements.json", elements.build(package, value_sets.__contains__))
    searching.build(package, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

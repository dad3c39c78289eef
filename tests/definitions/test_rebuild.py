"""The committed tables are what the script makes of the vendored package, byte for byte."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "src" / "peerfhir" / "fhir" / "r4"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with freshly compiled tables."""
    folder = tmp_path_factory.mktemp("r4")
    command = [sys.executable, "-m", "scripts.definitions", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_tables_are_rebuilt_byte_for_byte(built: Path) -> None:
    """Every committed table is built again the same, and no other one is built."""
    made, kept = ({p.name: p.read_bytes() for p in folder.glob("*.json")} for folder in (built, TABLES))
    assert made.keys() == kept.keys()
    assert [name for name in sorted(kept) if made[name] != kept[name]] == []


def test_no_prose_is_copied(built: Path) -> None:
    """The tables hold no definition, comment or requirement text of the standard."""
    text = (built / "elements.json").read_text() + (built / "terminology.json").read_text()
    assert [key for key in ("definition", "comment", "requirements", "human", "display") if f'"{key}":"' in text] == []

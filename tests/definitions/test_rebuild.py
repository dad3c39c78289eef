"""The committed tables are what the script makes of the vendored packages, byte for byte."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
FHIR = ROOT / "src" / "peerfhir" / "fhir"
FOLDERS = ("r4", "published")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with freshly compiled tables."""
    folder = tmp_path_factory.mktemp("fhir")
    command = [sys.executable, "-m", "scripts.definitions", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tables_are_rebuilt_byte_for_byte(folder, built: Path) -> None:
    """Every committed table is built again the same, and no other one is built."""
    made, kept = ({p.name: p.read_bytes() for p in (root / folder).glob("*.json")} for root in (built, FHIR))
    assert made.keys() == kept.keys()
    assert [name for name in sorted(kept) if made[name] != kept[name]] == []


def test_no_prose_is_copied(built: Path) -> None:
    """The tables hold no definition, comment or requirement text of the standard, nor the texts of its invariants."""
    tables = [path.read_text(encoding="utf-8") for folder in FOLDERS for path in (built / folder).glob("*.json")]
    names = ("definition", "comment", "requirements", "human", "description", "copyright", "div", "purpose")
    assert [key for key in names if any(f'"{key}":"' in table for table in tables)] == []


@pytest.mark.parametrize("owner", ["http://loinc.org", "http://snomed.info/sct", "http://dicom.nema.org", "x12.org"])
def test_texts_of_others_are_not_copied(owner, built: Path) -> None:
    """LOINC, SNOMED CT, DICOM and X12 own the texts of their codes; the codes are named without them."""
    value_sets, systems = (
        msgspec.json.decode((built / "published" / name).read_bytes())
        for name in ("value-sets.json", "code-systems.json")
    )
    includes = [i for v in value_sets.values() for i in v.get("compose", {}).get("include", ())]
    named = [c for i in includes if owner in i.get("system", "") for c in i.get("concept", ())]
    defined = [c for url, s in systems.items() if owner in url for c in s.get("concept", ())]
    assert [c for c in named + defined if c.keys() & {"display", "designation"}] == []

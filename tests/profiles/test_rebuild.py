"""What is committed is what SUSHI makes of profiles/input."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.profiles import shorthand, variants

ROOT = Path(__file__).parents[2]


def files(folder: Path) -> dict[str, bytes]:
    """Every compiled file by its path."""
    found = [*folder.glob("package/*.json"), *folder.glob("examples/*/*.json")]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


@pytest.mark.skipif(shorthand.missing() is not None, reason=f"{shorthand.missing()}")
def test_the_package_is_rebuilt_byte_for_byte(tmp_path):
    """`python -m scripts.profiles` compiles without an error, to the very files that are committed."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.profiles", "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    made, kept = files(tmp_path), files(ROOT / "profiles")
    assert sorted(made.keys() ^ kept.keys()) == []
    assert [name for name in made if made[name] != kept[name]] == []


URL = "https://peerfhir.org/fhir/StructureDefinition/"
NIGHT = {
    "resourceType": "Encounter",
    "id": "night",
    "status": "finished",
    "extension": [
        {"url": f"{URL}program", "valueCode": "ne-dhhs-peer"},
        {"url": f"{URL}group-session", "extension": [{"url": "participantCount", "valueUnsignedInt": 5}]},
    ],
    "participant": [{"individual": {"reference": "PractitionerRole/a"}}],
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("remove: [status]", {k: v for k, v in NIGHT.items() if k != "status"}),
        ("set: {status: planned}", NIGHT | {"status": "planned"}),
        (
            'set: {"extension[group-session].extension[participantCount].valueUnsignedInt": 13}',
            NIGHT
            | {
                "extension": [
                    NIGHT["extension"][0],
                    {"url": f"{URL}group-session", "extension": [{"url": "participantCount", "valueUnsignedInt": 13}]},
                ]
            },
        ),
        ('remove: ["extension[1]"]', NIGHT | {"extension": NIGHT["extension"][:1]}),
        ('set: {"reasonCode[+]": {text: why}}', NIGHT | {"reasonCode": [{"text": "why"}]}),
        (
            'set: {"participant[+].required": required}',
            NIGHT | {"participant": [*NIGHT["participant"], {"required": "required"}]},
        ),
        ('set: {"period": {start: 2026-11-09}}', NIGHT | {"period": {"start": "2026-11-09"}}),
    ],
)
def test_a_variant_differs_in_what_it_says(tmp_path, change, expected):
    """Removing, setting and appending, by name, index and extension; the rest stays, the id is its own."""
    (tmp_path / "some.yaml").write_text(f"- refused: NE-72-thirteen\n  of: Encounter/night\n  {change}\n")
    made, faults = variants.stated(tmp_path, {"Encounter/night": NIGHT})
    assert faults == []
    assert made == [("refused", "NE-72-thirteen", expected | {"id": "refused-NE-72-thirteen"})]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- refused: NE-1\n  of: Encounter/day\n", "Encounter/day"),
        ("- refused: NE-1\n  of: Encounter/night\n  remove: [colour]\n", "colour"),
        ('- refused: NE-1\n  of: Encounter/night\n  remove: ["extension[mode]"]\n', "StopIteration"),
        (f"- refused: {'NE-1' * 20}\n  of: Encounter/night\n", "64 characters"),
        ("- of: Encounter/night\n", "StopIteration"),
        ("- refused: [\n", "parsing"),
    ],
)
def test_a_variant_that_cannot_be_made_is_told(tmp_path, text, fault):
    """With its file, and without keeping the others from being made."""
    (tmp_path / "bad.yaml").write_text(text)
    (tmp_path / "good.yaml").write_text("- noticed: CMS-01\n  of: Encounter/night\n")
    made, faults = variants.stated(tmp_path, {"Encounter/night": NIGHT})
    assert [name for _, name, _ in made] == ["CMS-01"]
    assert len(faults) == 1
    assert faults[0].startswith("bad.yaml")
    assert fault in faults[0]

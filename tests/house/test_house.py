"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from peerfhir.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DRAWERS = {"utils", "helpers", "common", "base", "manager", "service", "misc"}


def test_imports_run_one_way():
    """The import contracts of pyproject.toml hold."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_one_act(path: Path):
    """No source file is longer than 300 lines, is a drawer, or lacks a docstring that says what it is."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert path.stem not in DRAWERS
    assert not text or ast.get_docstring(ast.parse(text))


def test_settings_are_documented():
    """Every setting stands in docs/operating.md under the name of its environment variable."""
    said = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`PEERFHIR_{name.upper()}`" not in said]
    assert missing == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_short_and_weighs_alternatives(path: Path):
    """A decision has a number of its own, at most 60 lines, and says what else was thought of."""
    text = path.read_text(encoding="utf-8")
    assert re.match(r"# \d{4}: ", text)
    assert len(text.splitlines()) <= 60
    assert "Alternatives" in text or "instead of" in text
    assert len([p for p in DECISIONS if p.name[:4] == path.name[:4]]) == 1


def test_links_in_documents_lead_somewhere():
    """Every relative link of the README and of docs/ names a file that is there."""
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []

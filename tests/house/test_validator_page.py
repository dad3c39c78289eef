"""docs/validator.md is run: its Python as it stands, its commands with what they print."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "validator.md"
CONSOLES = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
PEERFHIR = f'peerfhir() {{ "{sys.executable}" -m peerfhir "$@"; }}\n'


def test_python():
    """Every `>>>` of the page, with what it prints."""
    done = doctest.testfile(str(PAGE), module_relative=False)
    assert done.attempted > 5
    assert done.failed == 0


@pytest.mark.parametrize("console", CONSOLES, ids=range(len(CONSOLES)))
def test_commands(console: str):
    """What a block of commands prints; `...` stands for what is of no matter."""
    typed = "\n".join(line[2:] for line in console.splitlines() if line.startswith("$ "))
    shown = "".join(line + "\n" for line in console.splitlines() if not line.startswith("$ "))
    done = subprocess.run(["sh", "-c", PEERFHIR + typed], cwd=ROOT, capture_output=True, text=True, check=False)
    wanted = re.escape(shown).replace(re.escape("..."), ".*")
    assert re.fullmatch(wanted, done.stdout, re.DOTALL), done.stdout


def test_there_are_commands():
    """The search for blocks finds some: the test above is about something."""
    assert CONSOLES

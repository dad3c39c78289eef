"""What the documents tell people to type is there."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SPANS = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def typed(word: str) -> list[tuple[str, str]]:
    """(page, line) of each line in a code span of the documents that begins with this word."""
    found = []
    for page in PAGES:
        for block, span in SPANS.findall(page.read_text(encoding="utf-8")):
            lines = (line.strip().removeprefix("$ ") for line in (block or span).splitlines())
            found += [(page.name, line) for line in lines if line.split(" ")[0] == word]
    return sorted(set(found))


@cache
def helped(*command: str) -> str:
    """The help text of a command, or nothing when there is none."""
    done = subprocess.run(
        [sys.executable, "-m", "peerfhir", *command, "--help"], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else ""


@pytest.mark.parametrize(("page", "line"), typed("peerfhir"))
def test_commands_are_there(page: str, line: str):
    """Each `peerfhir ...` that a document shows is a command, and has the options that it is shown with."""
    words = re.findall(r"[a-z]+|\S+", " ".join(line.split()[1:]).split(" -")[0])
    command = [word for word in words if re.fullmatch("[a-z]+", word)][:2] if line.split()[1:2] else []
    text = helped(*command) or helped(*command[:1])
    assert text, f"{page}: there is no command {line!r}"
    options = set(re.findall(r"--[a-z][a-z-]+", line))
    assert {option for option in options if option not in text} == set(), f"{page}: {line}"


@pytest.mark.parametrize(("page", "line"), typed("make"))
def test_targets_are_there(page: str, line: str):
    """Each `make ...` that a document shows is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in (word for word in line.split()[1:] if re.fullmatch("[a-z-]+", word)):
        assert f"\n{target}:" in makefile, f"{page}: {line}"


def test_documents_show_commands():
    """The search for commands finds some: the tests above are about something."""
    assert len(typed("peerfhir")) > 5
    assert len(typed("make")) > 2

"""`python -m scripts.profiles.judged COMMAND ...` asks HL7's validator about every definition and example.

COMMAND reads questions `{"id": ..., "file": PATH}`, one JSON object a line, and answers each with
`{"id": ..., "issues": [{"severity", "expression", "text"}]}`. It has to know US Core 6.1.0, PAS 2.2.1, PDex 2.2.0 and
the definitions in profiles/package. The errors go into tests/profiles/judged.json, beside the digest of what was
judged, so that the test needs no Java and tells when something was changed and not judged again.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.profiles.shorthand import PROJECT

KEPT = PROJECT.parent / "tests" / "profiles" / "judged.json"
_LONGEST = 500


def digest(file: Path) -> str:
    """What identifies the content of a JSON file, however it is laid out."""
    text = json.dumps(json.loads(file.read_text(encoding="utf-8")), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def files() -> dict[str, Path]:
    """Every definition and example by its path under profiles/."""
    found = [*PROJECT.glob("package/*.json"), *PROJECT.glob("examples/*/*.json")]
    return {file.relative_to(PROJECT).as_posix(): file for file in sorted(found)}


def main(command: list[str]) -> int:
    """Ask about all of them; 1 when one was not answered."""
    asked = files()
    questions = "".join(json.dumps({"id": name, "file": str(file)}) + "\n" for name, file in asked.items())
    done = subprocess.run(command, input=questions, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - asked for
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    unanswered = [name for name in asked if "issues" not in answers.get(name, {})]
    print(*(f"{name}: no answer" for name in unanswered), sep="\n")
    kept = {
        name: {"digest": digest(file), "errors": _errors(answers[name])}
        for name, file in asked.items()
        if name not in unanswered
    }
    lines = (f"{json.dumps(name)}: {json.dumps(said)}" for name, said in kept.items())
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(kept)} judged, {sum(bool(said['errors']) for said in kept.values())} with errors")
    return 1 if unanswered else 0


def _errors(answer: dict[str, Any]) -> list[list[str]]:
    """Where and what, of each error."""
    found = [issue for issue in answer["issues"] if issue["severity"] in ("error", "fatal")]
    return [[_place(issue.get("expression", "")), issue["text"][:_LONGEST]] for issue in found]


def _place(expression: Any) -> str:
    return ", ".join(expression) if isinstance(expression, list) else str(expression)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

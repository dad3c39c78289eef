"""Record what HL7's validator says of every planted fault: `python -m scripts.differential COMMAND [ARGUMENT...]`.

COMMAND is HL7's validator as a filter: it reads one JSON object a line, `id` and `text` (a resource as a string), and
answers each with one line: the `id`, and either `failed` or `issues`, each with `severity`, `messageId` and
`expression`. It must know R4, US Core, PAS, PDex and profiles/package, look nothing up (no terminology server), let
unknown extensions pass, and take a relative reference to exist and to be of the type it states.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.progress import track

from peerfhir.fhir import json
from scripts.differential.choose import chosen
from scripts.differential.faults import planted
from scripts.differential.recording import Told, write
from scripts.differential.sources import sources


def ask(command: list[str], texts: Iterable[tuple[str, bytes]], keep: Path) -> Iterator[dict[str, Any]]:
    """The answer to each text, in order; the full answers stay in the file `keep`."""
    with tempfile.TemporaryFile() as questions:
        many = 0
        for name, body in texts:
            questions.write(json.encode({"id": name, "text": body.decode()}) + b"\n")
            many += 1
        questions.seek(0)
        with subprocess.Popen(command, stdin=questions, stdout=subprocess.PIPE) as validator, keep.open("wb") as kept:  # noqa: S603 - the command is the caller's
            assert validator.stdout is not None  # noqa: S101 - it is a pipe
            for line in track(validator.stdout, f"{keep.name}:", total=many):
                kept.write(line)
                yield json.decode(line)


def errors(answer: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Message id and place of each error, sorted; a resource that it could not answer for has one without a place."""
    if "failed" in answer:
        return (("failed", ""),)
    refusing = [i for i in answer["issues"] if i["severity"] in ("error", "fatal")]
    return tuple(sorted({(i["messageId"] or "", i["expression"] or "") for i in refusing}))


def main() -> None:
    """Ask for the sources, then for the faults in those that are accepted."""
    command, folder = sys.argv[1:], Path(tempfile.mkdtemp(prefix="peerfhir-differential-"))
    bodies = sources()
    accepted = [a["id"] for a in ask(command, bodies.items(), folder / "sources.ndjson") if not errors(a)]
    choices = chosen(bodies, accepted)
    resources = {name: json.decode(bodies[name]) for name in accepted}
    texts = [(str(n), planted(resources[name], fault)) for n, (name, fault) in enumerate(choices)]
    answers = list(ask(command, texts, folder / "faults.ndjson"))
    if [a["id"] for a in answers] != [name for name, _ in texts]:
        raise SystemExit(f"The validator did not answer every question: {folder}")
    write(bodies, accepted, (Told(*choice, errors(a)) for choice, a in zip(choices, answers, strict=True)))
    refused = sum(bool(errors(a)) for a in answers)
    print(f"{len(answers)} faults in {len(accepted)} of {len(bodies)} examples, {refused} refused; answers in {folder}")


if __name__ == "__main__":
    main()

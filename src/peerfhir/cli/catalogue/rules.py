"""Every rule of every program, from mappings/rules.yaml, with what states it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from peerfhir import data
from peerfhir.cli.catalogue.constraints import Constraint, constraints
from peerfhir.cli.catalogue.values import values
from peerfhir.fhir import json

READINGS = "readings"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it is enforced (`states`, the primary first) and how it ends when it is broken.

    `program` is the pack whose rule it is, `readings` for those of the engine. `test` is a file of tests that proves
    it, None where none does yet; `examples` are those of its profile, as far as they are installed.
    """

    id: str
    program: str
    states: tuple[str, ...]
    severity: str
    text: str
    constraints: tuple[Constraint, ...]
    values: tuple[str, ...]
    examples: tuple[str, ...]
    test: str | None

    @property
    def state(self) -> str:
        """The primary place."""
        return self.states[0]


def rules(packs: Path) -> tuple[Rule, ...]:
    """All of them, program by program; `packs` is the folder of the program packs."""
    texts, stated, cited, examples = _texts(), constraints(), values(packs), _examples()
    return tuple(
        Rule(
            id_,
            program,
            tuple(said["states"]),
            said["severity"],
            texts[id_],
            stated.get(id_, ()),
            cited.get(id_, ()),
            tuple(name for name in examples if _of(name, id_)),
            said.get("test"),
        )
        for program, id_, said in _known()
    )


def programs() -> dict[str, tuple[str, ...]]:
    """Program to the groups of rules that hold in it: its own, its parents', the readings."""
    table = _table()
    found = {}
    for program in table:
        line, at = [], program
        while at:
            line.append(at)
            at = table[at]["parent"]
        found[program] = tuple(line) if program == READINGS else (*line, READINGS)
    return found


def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.safe_load((data.folder("mappings") / "rules.yaml").read_text(encoding="utf-8"))
    return table


def _known() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for program, group in _table().items():
        for id_, said in group.items():
            if id_ != "parent":
                yield program, id_, said


def _texts() -> dict[str, str]:
    """Rule id to its sentence, as CodeSystem/rule says it."""
    system = json.decode((data.folder("profiles") / "package" / "CodeSystem-rule.json").read_bytes())
    return {concept["code"]: concept["display"] for concept in system["concept"]}


def _examples() -> tuple[str, ...]:
    folder = data.folder("profiles") / "examples"
    found = sorted(folder.glob("*/*.json"))
    return tuple(f"{file.parent.name}/{file.name}" for file in found)


def _of(example: str, rule: str) -> bool:
    name = example.partition("/")[2]
    return name.startswith((f"{rule}-", f"{rule}."))

"""Program packs from files: each YAML file of a folder is one program, checked as a whole, with a digest of its law."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from peerfhir.policy.pack import Enforcement, Pack
from peerfhir.policy.readings import READINGS
from peerfhir.policy.ruling import Citation, Finding, Severity
from peerfhir.policy.source import Mistake, Place, Source, read

_ENFORCED: dict[Enforcement, Severity | None] = {
    "reject": "error",
    "warn": "warning",
    "info": "information",
    "off": None,
}


class PackError(Exception):
    """The packs cannot be used; `mistakes` names each file, line and reason."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its law, and the SHA-256 of what the file says (comments and order of keys do not count)."""

    law: Pack
    digest: bytes
    services: frozenset[tuple[str, str]]

    @property
    def id(self) -> str:
        """The id that ext:program bears."""
        return self.law.id

    @property
    def name(self) -> str:
        """Id and version, as findings show them."""
        return f"{self.law.id} {self.law.version}"

    def zone(self, day: date) -> str:
        """The IANA name of the program's own time zone (X-1)."""
        return self.law.tz.on(day).value

    def finding(self, rule: str, severity: Severity, **said: Any) -> tuple[Finding, ...]:
        """The finding of a rule with its text and citation, as the pack enforces it; none when that is off."""
        enforced = self.law.enforcement.get(rule)
        kept = severity if enforced is None else _ENFORCED[enforced]
        if kept is None:
            return ()
        text, citation = cite(self.law, rule)
        return (Finding(rule, kept, text, citation, pack=self.name, **said),)


def cite(law: Pack, rule: str) -> tuple[str, Citation]:
    """A rule in plain words and where it stands: a sentence of the pack's seed, or a reading of the engine."""
    own = law.rules.get(rule)
    if own:
        return own.text, Citation(own.seed, own.lines, own.quote)
    return READINGS[rule], Citation(f"reading {rule}")


class Programs(Mapping[str, Program]):
    """The loaded programs by id; `services` are the (system, code) pairs that any of them bills peer support by."""

    def __init__(self, programs: list[Program]) -> None:
        self._by_id = {program.id: program for program in programs}
        self.services = frozenset(pair for program in programs for pair in program.services)

    def __getitem__(self, name: str) -> Program:
        return self._by_id[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def load(folder: Path) -> Programs:
    """The programs of `folder` (each `*.yaml`); `PackError` with every mistake in all of its files."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise PackError([Mistake(str(folder), 0, "", "there is no program pack (*.yaml) in this folder")])
    programs, mistakes = [], []
    for file in files:
        source = read(file)
        found = source.mistakes or _mistakes_of_rules(source)
        try:
            programs.append(_program(source, file.stem))
        except ValidationError as error:
            found += [_mistake(source, dict(one)) for one in error.errors(include_url=False, include_input=False)]
        except PackError as error:
            found += error.mistakes
        mistakes += found
    if mistakes:
        raise PackError(sorted(set(mistakes)))
    return Programs(programs)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; `KeyError` or `ValueError` when there is none."""
    return ZoneInfo(name)


def _program(source: Source, stem: str) -> Program:
    if source.mistakes:
        raise PackError(source.mistakes)
    law = Pack.model_validate(source.data)
    if law.id != stem:
        raise PackError([source.mistake(("id",), f"the id of the program must be the name of its file, {stem!r}")])
    canonical = json.dumps(source.data, sort_keys=True, separators=(",", ":"), default=str)
    services = frozenset((s.system, s.code) for value in law.service_codes.root for s in value.value)
    return Program(law, hashlib.sha256(canonical.encode()).digest(), services)


def _mistake(source: Source, error: dict[str, Any]) -> Mistake:
    context = error.get("ctx", {})
    place: Place = context.get("place") or tuple(step for step in error["loc"] if step != "[key]")
    if "index" in context:
        place = (*place, context["index"])
    text = "there is no such key" if error["type"] == "extra_forbidden" else error["msg"]
    return source.mistake(place, text)


def _mistakes_of_rules(source: Source) -> list[Mistake]:
    """Values that cite a rule which neither the pack nor the engine has."""
    rules = source.data.get("rules") if isinstance(source.data, dict) else None
    known = {*READINGS, *(rules if isinstance(rules, dict) else ())}
    return [
        source.mistake(place, f"there is no rule {rule!r}")
        for place, rule in _cited(source.data, ())
        if rule not in known
    ]


def _cited(node: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(node, dict):
        if "from" in node and isinstance(node.get("rule"), str):
            yield (*place, "rule"), node["rule"]
        for key, value in node.items():
            yield from _cited(value, (*place, str(key)))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _cited(item, (*place, number))

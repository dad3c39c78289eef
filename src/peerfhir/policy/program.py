"""Program packs from files: each YAML file of a folder is one pack, checked as a whole, with a digest of its law."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from peerfhir.policy.grammar import unknown
from peerfhir.policy.merge import Merged, alone, merge
from peerfhir.policy.pack import AbstractPack, Enforcement, Law, Pack
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
    """One program: its law with all that it inherits, and the SHA-256 of it (comments, order of keys do not count)."""

    law: Pack = field(hash=False)  # the digest stands for it, so that what a day's law means can be remembered
    digest: bytes
    services: frozenset[tuple[str, str]]
    merged: Merged = field(compare=False, repr=False)  # where in the files it stands

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

    def enforced(self, rule: str, severity: Severity) -> Severity | None:
        """The severity of a rule's finding as the pack enforces it; None when that is off."""
        said = self.law.enforcement.get(rule)
        return severity if said is None else _ENFORCED[said]

    def finding(self, rule: str, severity: Severity, **said: Any) -> tuple[Finding, ...]:
        """The finding of a rule with its text and citation, as the pack enforces it; none when that is off."""
        kept = self.enforced(rule, severity)
        if kept is None:
            return ()
        text, citation = cite(self.law, rule)
        return (Finding(rule, kept, text, citation, pack=self.name, **said),)


@dataclass(frozen=True, slots=True)
class Abstract:
    """A pack that only others build on."""

    law: AbstractPack
    merged: Merged


def cite(law: Law, rule: str) -> tuple[str, Citation]:
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
    """The programs of `folder`; `PackError` with every mistake in all of its files (each `*.yaml`).

    Abstract packs are parents of others and no programs.
    """
    return Programs([program for program in assemble(folder, sources_of(folder)) if isinstance(program, Program)])


def sources_of(folder: Path) -> dict[str, Source]:
    """The packs of a folder by the names of their files, as they are written."""
    return {file.stem: read(file) for file in sorted(folder.glob("*.yaml"))}


def assemble(where: Path, sources: Mapping[str, Source]) -> list[Program | Abstract]:
    """The law of these packs, by the names of their files; `PackError` with every mistake in all of them.

    `where` is what is named when there are none, or all are abstract.
    """
    if not sources:
        raise PackError([Mistake(str(where), 0, "", "there is no program pack (*.yaml) in this folder")])
    found, mistakes = examine(sources)
    if not mistakes and not any(isinstance(one, Program) for one in found):
        mistakes = [Mistake(str(where), 0, "", "every pack in this folder is abstract, none is a program")]
    if mistakes:
        raise PackError(mistakes)
    return found


def examine(sources: Mapping[str, Source]) -> tuple[list[Program | Abstract], list[Mistake]]:
    """The packs that are as they must be, and what is wrong with the others, in the order of their files and lines."""
    packs: list[Program | Abstract] = []
    mistakes: list[Mistake] = []
    for stem, source in sources.items():
        found = source.mistakes or _mistakes_of_lineage(stem, sources)
        if not found:
            merged = _merged(source, sources)
            found = _mistakes_of_file(source, stem) + (_mistakes_of_law(source, merged) if merged else [])
            if merged and not found:
                packs.append(_abstract(merged) if _is_abstract(source) else _program(merged))
        mistakes += found
    return packs, sorted(set(mistakes))


def parent_of(source: Source) -> str | None:
    """The pack that this one is merged over; the grammar refuses a parent of an abstract pack."""
    parent = source.data.get("parent") if isinstance(source.data, dict) else None
    return parent if isinstance(parent, str) and not _is_abstract(source) else None


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name; `KeyError` or `ValueError` when there is none."""
    return ZoneInfo(name)


def _merged(source: Source, sources: Mapping[str, Source]) -> Merged | None:
    """The whole law of a pack; None when its parent cannot be read."""
    parent = parent_of(source)
    if parent is None:
        return alone(source)
    return None if sources[parent].mistakes else merge(sources[parent], source)


def _abstract(merged: Merged) -> Abstract:
    return Abstract(AbstractPack.model_validate(merged.data), merged)


def _program(merged: Merged) -> Program:
    law = Pack.model_validate(merged.data)
    canonical = json.dumps(merged.data, sort_keys=True, separators=(",", ":"), default=str)
    services = frozenset((s.system, s.code) for value in law.service_codes.root for s in value.value)
    return Program(law, hashlib.sha256(canonical.encode()).digest(), services, merged)


def _mistakes_of_lineage(stem: str, sources: Mapping[str, Source]) -> list[Mistake]:
    """A parent that is not there, that has a parent itself, or whose parents lead back to the pack."""
    source = sources[stem]
    parent = parent_of(source)
    if parent is None:
        return []
    if parent not in sources:
        return [source.mistake(("parent",), f"there is no pack {parent!r} in this folder")]
    line = [stem]
    while parent is not None and parent in sources and parent not in line:
        line.append(parent)
        parent = parent_of(sources[parent])
    if parent == stem:
        return [source.mistake(("parent",), f"a circle of parents: {' > '.join([*line, stem])}")]
    if parent_of(sources[line[1]]) is not None:
        return [source.mistake(("parent",), f"{line[1]!r} has a parent itself; a parent has none")]
    return []


def _mistakes_of_file(source: Source, stem: str) -> list[Mistake]:
    """What is wrong in a file whatever its parent says, in values that give way to the parent's, too."""
    errors = _errors(_grammar(source), source.data)
    found = [_mistake(source, error) for error in errors if error["type"] != "missing"]
    if isinstance(source.data, dict) and source.data.get("id", stem) != stem:
        found.append(source.mistake(("id",), f"the id of the program must be the name of its file, {stem!r}"))
    return found


def _mistakes_of_law(source: Source, merged: Merged) -> list[Mistake]:
    """What is wrong with the law as a whole: keys that neither file has, rules that are not there, merging itself."""
    found = [_mistake(merged, error) for error in _errors(_grammar(source), merged.data)]
    rules = merged.data.get("rules") if isinstance(merged.data, dict) else None
    known = {*READINGS, *(rules if isinstance(rules, dict) else ())}
    found += [
        source.mistake(place, f"there is no rule {rule!r}")
        for place, rule in _cited(source.data, ())
        if rule not in known
    ]
    enforced = source.data.get("enforcement") if isinstance(source.data, dict) else None
    found += [
        source.mistake(("enforcement", str(rule)), "there is no rule of this id in the pack")
        for rule in (enforced if isinstance(enforced, dict) else ())
        if rule not in known
    ]
    return found + merged.mistakes


def _errors(grammar: type[Law], data: Any) -> list[dict[str, Any]]:
    try:
        grammar.model_validate(data)
    except ValidationError as error:
        return [dict(one) for one in error.errors(include_url=False, include_input=False)]
    return []


def _mistake(source: Source | Merged, error: dict[str, Any]) -> Mistake:
    context = error.get("ctx", {})
    place: Place = context.get("place") or tuple(step for step in error["loc"] if step != "[key]")
    if "index" in context:
        place = (*place, context["index"])
    if error["type"] != "extra_forbidden":
        return source.mistake(place, error["msg"])
    file, there = source.origin(place) if isinstance(source, Merged) else (source, place)
    return file.mistake(there, unknown(_grammar(file), there))


def _grammar(source: Source) -> type[Law]:
    return AbstractPack if _is_abstract(source) else Pack


def _is_abstract(source: Source) -> bool:
    return isinstance(source.data, dict) and source.data.get("abstract") is True


def _cited(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Each rule that is cited, and where."""
    if isinstance(node, dict):
        if isinstance(node.get("rule"), str):
            yield (*place, "rule"), node["rule"]
        for key, value in node.items():
            yield from _cited(value, (*place, str(key)))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _cited(item, (*place, number))

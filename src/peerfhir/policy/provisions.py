"""What the law of a program says on a day, key by key: the value in force, since when, by which rule, of which file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from peerfhir.policy.dated import Dated, Part
from peerfhir.policy.pack import DenialCode, Enforcement, Pack
from peerfhir.policy.program import Program, cite
from peerfhir.policy.ruling import Citation
from peerfhir.policy.source import Place

_DAY = timedelta(days=1)
# What a pack says of itself and of its rules, which the values cite.
_OF_THE_PACK = frozenset({"id", "version", "abstract", "parent", "rules", "enforcement"})


@dataclass(frozen=True, slots=True)
class Provision:
    """One key on a day.

    `name` is the key as the file has it ("limits[mt-week].units"), `key` as the grammar ("limits[].units"). The value
    is in force from `since` (None: it always was) to `until` (None: no other begins). `rule` is None of a key that
    cites none. `pack` is the id of the pack that says it, at `line` of its file; None where none does, and it is the
    engine's reading. `enforced` is what the pack says of the rule itself.
    """

    name: str
    key: str
    value: Any
    since: date | None = None
    until: date | None = None
    rule: str | None = None
    text: str | None = None
    citation: Citation | None = None
    pack: str | None = None
    line: int | None = None
    enforced: Enforcement | None = None


def provisions(program: Program, day: date) -> tuple[Provision, ...]:
    """Every key that the program's law has a value for on `day`, in the order of the grammar."""
    return tuple(_block(program, program.law, day, (), "", ""))


def _block(program: Program, part: Part, day: date, place: Place, name: str, key: str) -> Iterator[Provision]:
    for field in type(part).model_fields:
        value = getattr(part, field)
        if value is None or (isinstance(part, Pack) and field in _OF_THE_PACK):
            continue
        yield from _value(program, value, day, (*place, field), f"{name}{field}", f"{key}{field}")


def _value(program: Program, value: Any, day: date, place: Place, name: str, key: str) -> Iterator[Provision]:
    if isinstance(value, Dated):
        starts = [one.start for one in value.root]
        number = starts.index(value.on(day).start)
        after = starts[number + 1] if number + 1 < len(starts) else None
        span = (starts[number], after - _DAY if after else None)
        said = value.root[number]
        yield _cited(program, (*place, number), Provision(name, key, _plain(said.value), *span), said.rule)
    elif isinstance(value, DenialCode):
        yield _cited(program, place, Provision(name, key, value.model_dump(exclude={"rule"})), value.rule)
    elif isinstance(value, Part):
        yield from _block(program, value, day, place, f"{name}.", f"{key}.")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _block(program, item, day, (*place, number), f"{name}[{item.id}].", f"{key}[].")
    elif value != {}:
        yield _placed(program, place, Provision(name, key, _plain(value)))


def _cited(program: Program, place: Place, one: Provision, rule: str) -> Provision:
    text, citation = cite(program.law, rule)
    enforced = program.law.enforcement.get(rule)
    return _placed(program, place, replace(one, rule=rule, text=text, citation=citation, enforced=enforced))


def _placed(program: Program, place: Place, one: Provision) -> Provision:
    """The same with the file that says it; a value that no file has is a reading."""
    found = program.merged.found(place)
    return replace(one, pack=found[0].stem, line=found[1]) if found else one


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Part):
        return {name: _plain(one) for name, one in value.model_dump(mode="json").items() if one not in (None, [])}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value

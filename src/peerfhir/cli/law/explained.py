"""The law of a program on a day, as text, Markdown or JSON."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from peerfhir.cli.law.words import Meaning, meanings
from peerfhir.policy.program import Program, cite
from peerfhir.policy.provisions import Provision, provisions
from peerfhir.policy.ruling import Citation

Json = dict[str, Any]

_WRITE = {"refused": "refused (422)", "warned": "kept with a warning", "told": "kept with an information"}


def as_json(program: Program, day: date) -> Json:
    """Program, digest, parent; each key with value, dates, rule, citation and meaning; the rules that no key states."""
    law = provisions(program, day)
    said = meanings(law)
    return {
        "program": program.id,
        "version": program.law.version,
        "digest": program.digest.hex(),
        "parent": program.law.parent,
        "on": day.isoformat(),
        "keys": [_key(program, one, said[one.name]) for one in law],
        "rules": [{"rule": rule, "text": text, **_cited(where)} for rule, text, where in _unstated(program, law)],
    }


def as_text(program: Program, day: date) -> str:
    """The same for reading: a sentence, then what stands behind it."""
    law = provisions(program, day)
    said = meanings(law)
    lines = [_title(program, day), ""]
    for one in law:
        lines += [f"{said[one.name].sentence}.", *(f"    {part}" for part in _parts(program, one, said[one.name])), ""]
    lines.append("Rules that no key states; they are measured, carried and shown:")
    lines += [f"    {rule}  {text} ({where})" for rule, text, where in _unstated(program, law)]
    return "\n".join(lines)


def as_markdown(program: Program, day: date) -> str:
    """The same as tables."""
    law = provisions(program, day)
    said = meanings(law)
    head = ("what it says", "key", "value", "in force", "rule", "source", "on write", "on a claim", "said by")
    rows = [row for one in law for row in (_row(program, one, said[one.name]), *_item_rows(program, one))]
    rest = [(rule, text, str(where)) for rule, text, where in _unstated(program, law)]
    title = [f"# {_title(program, day)}", ""]
    return "\n".join(
        [*title, *_table(head, rows), "", "## Rules that no key states", "", *_table(("rule", "text", "source"), rest)]
    )


def _title(program: Program, day: date) -> str:
    over = f", over {program.law.parent}" if program.law.parent else ""
    return f"{program.name}{over}: the law of {day}"


def _key(program: Program, one: Provision, said: Meaning) -> Json:
    return {
        "key": one.name,
        "says": said.sentence,
        "value": one.value,
        "from": one.since.isoformat() if one.since else None,
        "until": one.until.isoformat() if one.until else None,
        "rule": one.rule,
        "text": one.text,
        **(_cited(one.citation) if one.citation else {}),
        "enforcement": one.enforced,
        "write": said.write,
        "claim": said.claim,
        "pack": one.pack,
        "line": one.line,
        "inherited": _inherited(program, one),
        "items": [{**item, "text": text, **_cited(where)} for item, text, where in _items(program, one)],
    }


def _cited(where: Citation) -> Json:
    return {"seed": where.source, "lines": where.lines, "quote": where.quote}


def _items(program: Program, one: Provision) -> list[tuple[Json, str, Citation]]:
    """The items of a list that cite a rule of their own, with it."""
    items = one.value if isinstance(one.value, list) else ()
    return [(item, *cite(program.law, item["rule"])) for item in items if isinstance(item, dict) and "rule" in item]


def _inherited(program: Program, one: Provision) -> str | None:
    """The parent that a value is from."""
    return one.pack if one.pack != program.id else None


def _parts(program: Program, one: Provision, said: Meaning) -> Iterator[str]:
    yield f"{one.name}, in force {_span(one)}; {_origin(program, one)}"
    if one.rule:
        yield f"{one.rule}  {one.text}"
        yield f"{one.citation}"
    for item, text, where in _items(program, one):
        yield f"{item['rule']}  {item['code']}: {text} ({where})"
    became = []
    if said.write:
        became.append(f"a record against it is {_WRITE[said.write]}")
    if said.claim:
        became.append(f"a claim line against it is {said.claim}")
    if one.enforced:
        became.append(f"the pack enforces {one.rule} as {one.enforced}")
    if became:
        yield "; ".join(became)


def _span(one: Provision) -> str:
    since = f"since {one.since}" if one.since else "always"
    return f"{since}, until {one.until}" if one.until else since


def _origin(program: Program, one: Provision) -> str:
    if one.pack is None:
        return "a reading of the engine, no pack says otherwise"
    inherited = f"inherited from {one.pack}, " if _inherited(program, one) else ""
    return f"{inherited}{one.pack}.yaml:{one.line}"


def _row(program: Program, one: Provision, said: Meaning) -> tuple[str, ...]:
    rule = f"{one.rule} ({one.enforced})" if one.enforced else one.rule or ""
    value = json.dumps(one.value, ensure_ascii=False)
    where = str(one.citation) if one.citation else ""
    became = (_WRITE[said.write] if said.write else "", said.claim or "")
    return said.sentence, f"`{one.name}`", f"`{value}`", _span(one), rule, where, *became, _origin(program, one)


def _item_rows(program: Program, one: Provision) -> list[tuple[str, ...]]:
    """A row for each item of a list that has a rule of its own."""
    return [
        (text, f"`{one.name}`", f"`{item['code']}`", _span(one), item["rule"], str(where), "", "", "")
        for item, text, where in _items(program, one)
    ]


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]


def _unstated(program: Program, law: tuple[Provision, ...]) -> list[tuple[str, str, Citation]]:
    """The rules of the pack and its parent that no value cites."""
    stated = {one.rule for one in law} | {item["rule"] for one in law for item, *_ in _items(program, one)}
    return [(rule, *cite(program.law, rule)) for rule in program.law.rules if rule not in stated]

r"""From the text of one search parameter to its condition: modifiers, alternatives, and the form of each type.

http://hl7.org/fhir/R4/search.html: `,` separates alternatives, `|` and `$` the parts of a value, `\\` escapes them.
Whatever cannot be understood is a `ValueError` whose text says why, or `Unsupported` for what lenient handling may
ignore.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from peerfhir.fhir.reference import local
from peerfhir.fhir.searching import TYPE_CODES, Parameter
from peerfhir.store.conditions import (
    Amount,
    Amounts,
    Begins,
    Code,
    Condition,
    Contains,
    Dates,
    Keys,
    Missing,
    References,
)
from peerfhir.store.prefixes import date_range, number_range
from peerfhir.store.rows import WHOLE_URIS
from peerfhir.store.values import STRING_LENGTH, code_hash, fold, system_hash, value_hash

MAX_VALUES = 50  # alternatives of one parameter
MAX_LENGTH = 2_000  # characters of one parameter's value

_ID = re.compile(r"^[A-Za-z0-9\-.]{1,64}$", re.ASCII)
_BOOLEANS = "http://terminology.hl7.org/CodeSystem/special-values"
MODIFIERS = {
    "token": ("missing", "not"),
    "reference": ("missing",),
    "date": ("missing",),
    "string": ("missing", "exact", "contains"),
    "uri": ("missing", "below"),
    "number": ("missing",),
    "quantity": ("missing",),
}


class Unsupported(ValueError):  # noqa: N818 - it is an answer, not an error
    """Something of FHIR search that this server does not do, or a name it does not know."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the meaning of a value depends on: the zone of dates without one, and this server's own base URL."""

    zone: tzinfo
    base: str | None = None


def condition(parameter: Parameter, modifier: str, text: str, context: Context) -> Condition:
    """The condition that `code:modifier=text` puts (`modifier` may be empty)."""
    types = (parameter.targets or TYPE_CODES) if parameter.type == "reference" else ()
    if modifier and modifier not in allowed(parameter) and modifier not in types:
        raise Unsupported(f"{parameter.code} has no modifier ':{modifier[:64]}'")
    if modifier == "missing":
        if text not in ("true", "false"):
            raise ValueError("':missing' takes true or false")
        return Missing(parameter.id, parameter.type, text == "true", parameter.only)
    values = list(alternatives(text))
    match parameter.type:
        case "token":
            found: Condition = _tokens(parameter, values, negated=modifier == "not")
        case "reference":
            found = _references(parameter, modifier, values, context)
        case "date":
            found = Dates(parameter.id, tuple(date_range(unescape(v), context.zone) for v in values), parameter.single)
        case "string":
            found = _strings(parameter, modifier, values)
        case "uri":
            found = _uris(parameter, modifier, values)
        case "number" | "quantity":
            found = Amounts(parameter.id, tuple(_amount(v) for v in values))
    return found


def allowed(parameter: Parameter) -> tuple[str, ...]:
    """The modifiers a parameter takes; a reference takes its target types besides."""
    return tuple(m for m in MODIFIERS[parameter.type] if m != "below" or parameter.code not in WHOLE_URIS)


def alternatives(text: str) -> Iterator[str]:
    """The values between commas, still escaped, none of them empty."""
    values = parts(text, ",")
    if len(values) > MAX_VALUES:
        raise ValueError(f"more than {MAX_VALUES} values")
    for value in values:
        if not value:
            raise ValueError("an empty value")
        yield value


def parts(text: str, mark: str) -> list[str]:
    """A text cut at each `mark` that is not escaped."""
    if "\\" not in text:
        return text.split(mark)
    pieces, escaped = [""], False
    for char in text:
        if char == mark and not escaped:
            pieces.append("")
        else:
            pieces[-1] += char
        escaped = char == "\\" and not escaped
    return pieces


def unescape(text: str) -> str:
    r"""A value without its escapes: `\,` `\|` `\$` `\\`."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) if "\\" in text else text


def _tokens(parameter: Parameter, values: list[str], *, negated: bool) -> Keys:
    codes = tuple(_token(parameter, value) for value in values)
    rare = parameter.reads("Identifier", "ContactPoint") and not negated and all(c.value is not None for c in codes)
    return Keys(parameter.id, codes, negated, rare)


def _token(parameter: Parameter, text: str) -> Code:
    """`code`, `system|code`, `|code` or `system|`.

    A `code` element carries no system in JSON; a search with the system it is bound to finds it all the same.
    """
    pieces = [unescape(piece) for piece in parts(text, "|")]
    if len(pieces) == 1:
        return Code(value_hash(pieces[0]))
    if len(pieces) > 2 or not any(pieces):  # noqa: PLR2004 - a system and a code
        raise ValueError("a token is written code, system|code, |code or system|")
    system, code = pieces
    systems = {system_hash(system)}
    implied = parameter.systems | ({_BOOLEANS} if parameter.reads("boolean", "deceased") else set())
    if system in implied:
        systems.add(0)
    return Code(value_hash(code) if code else None, tuple(sorted(systems)))


def _references(parameter: Parameter, type_: str, values: list[str], context: Context) -> References:
    allowed_ = parameter.only or parameter.targets or frozenset(TYPE_CODES)
    if type_:
        allowed_ &= {type_}
    found: list[tuple[tuple[str, ...], str]] = []
    others: list[int] = []
    for text in map(unescape, values):
        near = text
        if context.base and text.startswith(f"{context.base.rstrip('/')}/"):
            near = text[len(context.base.rstrip("/")) + 1 :]
        named = local(near)
        if named and named.type in TYPE_CODES:
            if named.type in allowed_:
                found.append(((named.type,), named.id))
        elif _ID.match(near):
            found.append((tuple(sorted(allowed_)), near))
        elif ":" not in text:
            raise ValueError(f"a reference is written id, Type/id or as a URL, not '{text[:80]}'")
        else:
            others.append(code_hash(text))
        if parameter.reads("canonical", "uri"):
            others.append(code_hash(text))
    return References(parameter.id, tuple((t, i) for t, i in found if t), tuple(sorted(set(others))))


def _strings(parameter: Parameter, modifier: str, values: list[str]) -> Condition:
    texts = tuple(unescape(value) for value in values)
    if modifier == "exact":
        return Keys(parameter.id, tuple(Code(value_hash(text)) for text in texts))
    folded = tuple(fold(text) for text in texts)
    if not all(folded):
        raise ValueError("a string of nothing but white space or accents")
    return Contains(parameter.id, folded) if modifier == "contains" else Begins(parameter.id, folded)


def _uris(parameter: Parameter, modifier: str, values: list[str]) -> Condition:
    texts = tuple(unescape(value) for value in values)
    if modifier != "below":
        return Keys(parameter.id, tuple(Code(value_hash(text)) for text in texts))
    if any(len(text) > STRING_LENGTH for text in texts):
        raise ValueError(f"':below' takes at most {STRING_LENGTH} characters")
    return Begins(parameter.id, texts)


def _amount(text: str) -> Amount:
    """`[prefix]number`, `[prefix]number|system|code` or `[prefix]number||code`, the last by code or unit."""
    number, *rest = map(unescape, parts(text, "|"))
    if len(rest) not in (0, 2):
        raise ValueError("a quantity is written number, number|system|code or number||code")
    system, code = rest or ("", "")
    return Amount(number_range(number), system_hash(system) if system else None, code_hash(code) if code else None)

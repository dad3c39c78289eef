"""The parameters of a search as a `Query`: conditions, order, page size; or a refusal that names every mistake.

Unknown parameters are refused with the valid ones, for a filter that is ignored returns too much; who asks for
`Prefer: handling=lenient` gets them ignored and is told so.
"""

import difflib
import re
from dataclasses import dataclass, field
from datetime import tzinfo

from peerfhir.fhir.issues import Issue, Kind, Refused, refused
from peerfhir.fhir.searching import TYPE_CODES, Parameter, parameters
from peerfhir.store.conditions import Condition, Ids, Updated
from peerfhir.store.criteria import MAX_LENGTH, Context, Unsupported, allowed, alternatives, condition, unescape
from peerfhir.store.prefixes import date_range

MAX_PARAMETERS = 40
MAX_COUNT = 1_000
DEFAULT_COUNT = 50
CURSOR = "_cursor"
RESULT_PARAMETERS = ("_count", "_sort", "_total", "_summary", "_format", "_pretty", CURSOR)
_COLUMNS = ("_id", "_lastUpdated")
_ID = re.compile(r"^[A-Za-z0-9\-.]{1,64}$", re.ASCII)
_JSON = ("json", "application/json", "application/fhir+json")
_LATER = (
    "_include",
    "_revinclude",
    "_has",
    "_list",
    "_text",
    "_content",
    "_filter",
    "_query",
    "_elements",
    "_contained",
)


@dataclass(frozen=True, slots=True)
class Sort:
    """What a search is ordered by: a date parameter's id, or None for `_lastUpdated`."""

    param: int | None
    descending: bool


@dataclass(slots=True)
class Query:
    """A search, understood."""

    type: str
    conditions: list[Condition] = field(default_factory=list)
    count: int = DEFAULT_COUNT
    sort: Sort | None = None
    total: bool = False
    only_total: bool = False
    cursor: str | None = None
    applied: list[tuple[str, str]] = field(default_factory=list)  # for the self link, without the cursor
    ignored: list[Issue] = field(default_factory=list)  # what lenient handling let pass

    @property
    def rtype(self) -> int:
        """The code of the type that is searched."""
        return TYPE_CODES[self.type]


def parse(type_: str, params: list[tuple[str, str]], *, lenient: bool, zone: tzinfo, base: str | None = None) -> Query:
    """Understand a search on `type_`, or raise `Refused` with an issue for every parameter that is wrong.

    `zone` is that of dates without one, `base` this server's own base URL, which references may begin with. A value
    that is malformed is refused in lenient handling too.
    """
    if type_ not in TYPE_CODES:
        raise refused(Kind.BAD_REQUEST, "not-supported", f"R4 has no resource type '{type_[:64]}'")
    query = Query(type_)
    if len(params) > MAX_PARAMETERS:
        raise Refused(Kind.BAD_REQUEST, (Issue("error", "too-costly", f"More than {MAX_PARAMETERS} parameters"),))
    wrong: list[Issue] = []
    seen: set[str] = set()
    for name, text in params:
        try:
            _take(query, name, text, seen, Context(zone, base))
        except Unsupported as error:
            issue = _unsupported(type_, name, str(error), lenient=lenient)
            (query.ignored if lenient else wrong).append(issue)
        except (ValueError, OverflowError) as error:
            wrong.append(Issue("error", "invalid", f"{name[:64]}: {error}"))
    if wrong:
        raise Refused(Kind.BAD_REQUEST, tuple(wrong))
    return query


def valid(type_: str) -> list[str]:
    """The names of all parameters a search on a type takes."""
    return sorted([*parameters(type_), *_COLUMNS, *RESULT_PARAMETERS])


def _take(query: Query, name: str, text: str, seen: set[str], context: Context) -> None:
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a value longer than {MAX_LENGTH} characters")
    if not text:
        raise ValueError("no value")
    if "\0" in text:
        raise ValueError("a value with a NUL character")
    if name in RESULT_PARAMETERS:
        if name in seen:
            raise ValueError("given twice")
        seen.add(name)
        _result(query, name, text)
    else:
        query.conditions.append(_condition(query.type, name, text, context))
    if name not in (CURSOR, "_format", "_pretty"):
        query.applied.append((name, text))


def _condition(type_: str, name: str, text: str, context: Context) -> Condition:
    code, _, modifier = name.partition(":")
    if "." in name or code in _LATER:
        raise Unsupported("chains, includes and the like are not supported")
    if code in _COLUMNS and modifier:
        raise Unsupported(f"{code} takes no modifier")
    if code == "_id":
        ids = tuple(unescape(value) for value in alternatives(text))
        if not all(map(_ID.match, ids)):
            raise ValueError("an id has 1 to 64 letters, digits, '-' and '.'")
        return Ids(ids)
    if code == "_lastUpdated":
        return Updated(tuple(date_range(unescape(value), context.zone) for value in alternatives(text)))
    parameter = parameters(type_).get(code)
    if parameter is None:
        raise Unsupported(f"{type_} has no search parameter '{code[:64]}'")
    return condition(parameter, modifier, text, context)


def _result(query: Query, name: str, text: str) -> None:
    match name, text:
        case "_count", _:
            if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - more digits than sense
                raise ValueError(f"a number from 0 to {MAX_COUNT}")
            query.count = min(int(text), MAX_COUNT)
            query.only_total = query.only_total or query.count == 0
        case "_sort", _:
            query.sort = _sort(query.type, text)
        case "_total", "none" | "accurate" | "estimate":  # an estimate here is a count too
            query.total = text != "none"
        case "_summary", "count" | "false":
            query.only_total = query.only_total or text == "count"
        case "_format", _:
            if text.partition(";")[0].strip().replace(" ", "+") not in _JSON:
                raise Refused(Kind.NOT_ACCEPTABLE, (Issue("error", "not-supported", "_format: only JSON is served"),))
        case "_pretty", "true" | "false":
            pass  # bodies are answered as they are stored
        case "_cursor", _:
            query.cursor = text
        case _:
            raise Unsupported(f"'{text[:40]}' is not supported")


def _sort(type_: str, text: str) -> Sort:
    code, descending = text.removeprefix("-"), text.startswith("-")
    if "," in code:
        raise Unsupported("one sort key at a time is supported")
    if code == "_lastUpdated":
        return Sort(None, descending)
    parameter = parameters(type_).get(code)
    if parameter is None or parameter.type != "date":
        dates = ", ".join(sorted(["_lastUpdated", *(p.code for p in parameters(type_).values() if p.type == "date")]))
        raise Unsupported(f"{type_} is sorted by one of {dates}, each also with '-' before it")
    return Sort(parameter.id, descending)


def _unsupported(type_: str, name: str, text: str, *, lenient: bool) -> Issue:
    code, _, modifier = name.partition(":")
    known = parameters(type_).get(code)
    if known is not None and modifier:
        names, near = list(_modifiers(known)), difflib.get_close_matches(modifier, _modifiers(known), 1)
        hint = f"; did you mean '{code}:{near[0]}'?" if near else ""
        listed = f"Valid modifiers of {code}: {', '.join(names) or 'none'}"
    elif name in RESULT_PARAMETERS:
        hint, listed = "", None
    else:
        near = difflib.get_close_matches(code, valid(type_), 1)
        hint = f"; did you mean '{near[0]}'?" if near and known is None else ""
        listed = f"Valid parameters of {type_}: {', '.join(valid(type_))}"
    text = f"{name[:64]}: {text}{hint}" + (", so it was ignored" if lenient else "")
    return Issue("warning" if lenient else "error", "not-supported", text, (), None, listed)


def _modifiers(parameter: Parameter) -> list[str]:
    return [*allowed(parameter), *sorted(parameter.targets)]

"""One search parameter with its values, as a condition on the row `r` of `resource`.

Every condition is a probe of an index table by parameter and value, so that the planner may begin with any of them.
Values that are alternatives (a comma) stand in one probe.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.prefixes import DateRange, NumberRange


class Args(list[Any]):
    """The arguments of a statement; `bind` appends one and gives its `$n`.

    `driven` says that the statement begins at few rows: then probes are kept as probes (`OFFSET 0`), whatever the
    planner thinks of them when it does not know the values. `number` is the expression of the row number that is at
    hand first.
    """

    def __init__(self, *, driven: bool = False, number: str = "r.pk") -> None:
        super().__init__()
        self.driven = driven
        self.number = number

    def bind(self, value: object) -> str:
        """`$n` for this value."""
        self.append(value)
        return f"${len(self)}"


class Condition(Protocol):
    """What a resource has to fulfil."""

    def sql(self, args: Args, /) -> str:
        """SQL over `r`, its values appended to `args`."""
        ...


def _probe(table: str, param: int, where: str, args: Args, *, negated: bool = False) -> str:
    """Whether a row of an index table exists; ids are our own numbers and may stand in the text."""
    fence = " OFFSET 0" if args.driven else ""
    found = f"EXISTS (SELECT 1 FROM {table} i WHERE i.pk = {args.number} AND i.param = {param} AND ({where}){fence})"
    return f"NOT {found}" if negated else found


@dataclass(frozen=True, slots=True)
class Ids:
    """`_id`."""

    ids: tuple[str, ...]

    def sql(self, args: Args) -> str:
        """Of these ids."""
        return f"r.fid = ANY ({args.bind(list(self.ids))}::text[])"


@dataclass(frozen=True, slots=True)
class Updated:
    """`_lastUpdated`."""

    ranges: tuple[DateRange, ...]

    def sql(self, args: Args) -> str:
        """Last changed in one of these ranges."""
        ways = [f"({each.sql_instant('r.updated', args.bind)})" for each in self.ranges]
        return f"({' OR '.join(ways)})"


@dataclass(frozen=True, slots=True)
class Code:
    """A token or URI sought: the hash of its text (None: any) and the hashes of systems it may have (empty: any)."""

    value: int | None
    systems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """A token, a URI, or an exact string; `negated` for `:not`, which also finds what has no value."""

    param: int
    codes: tuple[Code, ...]
    negated: bool = False
    rare: bool = False  # identifiers and the like: few rows have the same

    def sql(self, args: Args) -> str:
        """With a row of one of these codes, or, negated, with none."""
        return _probe("index_key", self.param, self._where(args), args, negated=self.negated)

    def driving(self, args: Args) -> str:
        """The same, for a statement that begins here."""
        return (
            f"r.pk = ANY (ARRAY (SELECT i.pk FROM index_key i WHERE i.param = {self.param} AND ({self._where(args)})))"
        )

    def _where(self, args: Args) -> str:
        plain = [c.value for c in self.codes if not c.systems]
        ways = [f"i.value = ANY ({args.bind(plain)}::bigint[])"] if len(plain) > 1 else []
        ways += [f"i.value = {args.bind(plain[0])}::bigint"] if len(plain) == 1 else []
        for code in self.codes:
            if code.systems:
                system = f"i.system = ANY ({args.bind(list(code.systems))}::int[])"
                value = "" if code.value is None else f"i.value = {args.bind(code.value)}::bigint AND "
                ways.append(f"({value}{system})")
        return " OR ".join(ways)


@dataclass(frozen=True, slots=True)
class References:
    """References to resources of this server, as (types it may be, id), or to others and canonicals, as hashes."""

    param: int
    local: tuple[tuple[tuple[str, ...], str], ...]
    others: tuple[int, ...] = ()

    def sql(self, args: Args) -> str:
        """With a row that refers to one of these."""
        ways = [self._local(types, id_, args) for types, id_ in self.local]
        if self.others:
            hashes = args.bind(list(self.others))
            ways.append(_probe("index_key", self.param, f"i.value = ANY ({hashes}::bigint[])", args))
        return f"({' OR '.join(ways)})" if ways else "false"

    def _local(self, types: tuple[str, ...], id_: str, args: Args) -> str:
        return _probe("index_reference", self.param, f"i.target {target(types, id_, args)}", args)


def target(types: tuple[str, ...], id_: str, args: Args) -> str:
    """` = (the pk of one resource)`, or ` IN` those of several types with one id."""
    codes = sorted(TYPE_CODES[name] for name in types)
    if len(codes) == 1:
        return f"= (SELECT t.pk FROM resource t WHERE t.rtype = {codes[0]} AND t.fid = {args.bind(id_)}::text)"
    some = f"t.rtype = ANY ({args.bind(codes)}::smallint[])"
    return f"IN (SELECT t.pk FROM resource t WHERE {some} AND t.fid = {args.bind(id_)}::text)"


@dataclass(frozen=True, slots=True)
class Dates:
    """A date parameter; `single` when a resource has one value of it at most."""

    param: int
    ranges: tuple[DateRange, ...]
    single: bool = False

    def where(self, table: str, args: Args) -> str:
        """The condition on a row of index_date that is of this parameter."""
        return " OR ".join(f"({each.sql(table, args.bind)})" for each in self.ranges)

    @property
    def parted(self) -> bool:
        """Whether it is one range with several ways to it."""
        return len(self.ranges) == 1 and self.ranges[0].parted

    def sql(self, args: Args) -> str:
        """With a row in one of these ranges."""
        return _probe("index_date", self.param, self.where("i", args), args)


@dataclass(frozen=True, slots=True)
class Begins:
    """Folded strings, or URIs as they are, that begin with one of these texts."""

    param: int
    texts: tuple[str, ...]

    def sql(self, args: Args) -> str:
        """With a text that begins so."""
        return _probe("index_string", self.param, " OR ".join(self._one(text, args) for text in self.texts), args)

    def _one(self, text: str, args: Args) -> str:
        after = successor(text)
        lower = f"i.value >= {args.bind(text)}::text"
        return f"({lower} AND i.value < {args.bind(after)}::text)" if after else lower


@dataclass(frozen=True, slots=True)
class Contains:
    """Folded strings that have one of these texts anywhere."""

    param: int
    texts: tuple[str, ...]

    def sql(self, args: Args) -> str:
        """With a text that holds one of these."""
        ways = " OR ".join(f"position({args.bind(text)}::text IN i.value) > 0" for text in self.texts)
        return _probe("index_string", self.param, ways, args)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, with the hashes of the system and code it must have (None: any)."""

    range: NumberRange
    system: int | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """A number or quantity parameter."""

    param: int
    amounts: tuple[Amount, ...]

    def sql(self, args: Args) -> str:
        """With a row of one of these amounts."""
        return _probe("index_number", self.param, " OR ".join(self._one(each, args) for each in self.amounts), args)

    def _one(self, amount: Amount, args: Args) -> str:
        parts = [amount.range.sql("i", args.bind)]
        parts += [] if amount.system is None else [f"i.system = {args.bind(amount.system)}::int"]
        parts += [] if amount.code is None else [f"i.code = {args.bind(amount.code)}::bigint"]
        return f"({' AND '.join(parts)})"


_TABLES = {
    "token": ("index_key",),
    "uri": ("index_key",),
    "reference": ("index_reference", "index_key"),
    "date": ("index_date",),
    "string": ("index_string",),
    "number": ("index_number",),
    "quantity": ("index_number",),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """`:missing`: no value (or, not `missing`, any) of a parameter; `only` are the target types that count."""

    param: int
    type: str
    missing: bool
    only: frozenset[str] = frozenset()

    def sql(self, args: Args) -> str:
        """With a value, or without any."""
        found = []
        for table in _TABLES[self.type]:
            where = "true"
            if self.only and table == "index_reference":
                codes = args.bind(sorted(TYPE_CODES[name] for name in self.only))
                where = f"(SELECT t.rtype FROM resource t WHERE t.pk = i.target) = ANY ({codes}::smallint[])"
            elif self.only:
                where = "i.value <> 0"  # what is known by its name only is of no known type
            found.append(_probe(table, self.param, where, args, negated=self.missing))
        return f"({(' AND ' if self.missing else ' OR ').join(found)})"


_LAST, _SURROGATES, _AFTER_SURROGATES = 0x10FFFF, 0xD800, 0xE000


def successor(text: str) -> str | None:
    """The least text after all that begin with `text`, in the order of code points; None when there is none."""
    for end in range(len(text), 0, -1):
        last = ord(text[end - 1])
        if last < _LAST:
            return text[: end - 1] + chr(_AFTER_SURROGATES if last + 1 == _SURROGATES else last + 1)
    return None

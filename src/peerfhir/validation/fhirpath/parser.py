"""FHIRPath tokens as a tree, by precedence (http://hl7.org/fhirpath/N1/#operator-precedence)."""

from typing import NamedTuple

from peerfhir.validation.fhirpath.lexer import Malformed, Token, tokens

DEEPEST = 60  # parentheses, arguments and signs within each other


class Literal(NamedTuple):
    """A value as written; `unit` of a quantity. `kind` as that of its token, or `boolean`, `empty`, `quantity`."""

    kind: str
    text: str = ""
    unit: str = ""


class Special(NamedTuple):
    """One of `$this`, `$index` and `$total`."""

    name: str


class External(NamedTuple):
    """`%resource` and the like."""

    name: str


class Member(NamedTuple):
    """An element or, at the beginning of a path, the name of a type. Without `of` it is one of `$this`."""

    of: "Tree | None"
    name: str


class Call(NamedTuple):
    """A function of what `of` gives, or of `$this`."""

    of: "Tree | None"
    name: str
    arguments: "tuple[Tree, ...]"


class Item(NamedTuple):
    """One item of a collection: `of[index]`."""

    of: "Tree"
    at: "Tree"


class Sign(NamedTuple):
    """A plus or minus before an expression."""

    sign: str
    of: "Tree"


class Pair(NamedTuple):
    """Two expressions with an operator between them."""

    operator: str
    left: "Tree"
    right: "Tree"


class Typed(NamedTuple):
    """`is` or `as` with the name of a type."""

    operator: str
    of: "Tree"
    type: str


Tree = Literal | Special | External | Member | Call | Item | Sign | Pair | Typed

_BINDS = {
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("is", "as"), 8),
    "|": 7,
    **dict.fromkeys(("<", ">", "<=", ">="), 6),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("in", "contains"), 4),
    "and": 3,
    **dict.fromkeys(("or", "xor"), 2),
    "implies": 1,
}
_SIGNED = 11
_NAMES = {"as", "is", "contains", "in"}  # keywords that may be names too
UNITS = frozenset(["year", "month", "week", "day", "hour", "minute", "second", "millisecond"])


def parsed(text: str) -> Tree:
    """The tree of an expression. `Malformed` when it is none."""
    reader = _Reader(tokens(text))
    tree = reader.expression(0)
    reader.take("end", "")
    return tree


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def _is(self, *texts: str) -> bool:
        token = self._tokens[self._at]
        return token.kind in ("sign", "name") and token.text in texts

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def take(self, kind: str, text: str) -> None:
        """Go past the token that must stand here."""
        token = self._tokens[self._at]
        if token.kind != kind or token.text != text:
            raise Malformed(f"expected {text or 'the end'!r}, found {token.text or 'the end'!r} (at {token.at})")
        self._at += 1

    def expression(self, least: int) -> Tree:
        """An expression whose operators bind tighter than `least`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Malformed("the expression nests too deep")
        left = self._signed()
        while True:
            token = self._tokens[self._at]
            binds = _BINDS.get(token.text, 0) if token.kind in ("sign", "name") else 0
            if binds <= least:
                break
            self._at += 1
            if token.text in ("is", "as"):
                left = Typed(token.text, left, self._type())
            else:
                left = Pair(token.text, left, self.expression(binds))
        self._depth -= 1
        return left

    def _signed(self) -> Tree:
        if self._is("+", "-"):
            return Sign(self._next().text, self.expression(_SIGNED))
        found = self._term()
        while True:
            if self._is("."):
                self._at += 1
                found = self._invocation(found)
            elif self._is("["):
                self._at += 1
                found = Item(found, self.expression(0))
                self.take("sign", "]")
            else:
                return found

    def _type(self) -> str:
        parts = [self._name()]
        while self._is("."):
            self._at += 1
            parts.append(self._name())
        return ".".join(parts)

    def _name(self) -> str:
        token = self._next()
        keyword = token.kind == "name" and (token.text in _BINDS and token.text not in _NAMES)
        if token.kind not in ("name", "quoted") or keyword:
            raise Malformed(f"expected a name, found {token.text or 'the end'!r} (at {token.at})")
        return token.text

    def _invocation(self, of: Tree | None) -> Tree:
        if self._tokens[self._at].kind == "special":
            return Special(self._next().text)
        name = self._name()
        if not self._is("("):
            return Member(of, name)
        self._at += 1
        found: list[Tree] = []
        while not self._is(")"):
            if found:
                self.take("sign", ",")
            found.append(self.expression(0))
        self._at += 1
        return Call(of, name, tuple(found))

    def _term(self) -> Tree:
        token = self._tokens[self._at]
        if token.kind == "number":
            return self._number()
        if token.kind in ("string", "date", "time", "long"):
            return Literal(token.kind, self._next().text)
        if token.kind == "external":
            return External(self._next().text)
        if self._is("("):
            self._at += 1
            found = self.expression(0)
            self.take("sign", ")")
            return found
        return self._worded()

    def _worded(self) -> Tree:
        if self._is("{"):
            self._at += 1
            self.take("sign", "}")
            return Literal("empty")
        if self._is("true", "false"):
            return Literal("boolean", self._next().text)
        return self._invocation(None)

    def _number(self) -> Tree:
        text, after = self._next().text, self._tokens[self._at]
        if after.kind == "string":
            return Literal("quantity", text, f"'{self._next().text}'")
        if after.kind == "name" and after.text.removesuffix("s") in UNITS:
            return Literal("quantity", text, self._next().text.removesuffix("s"))
        return Literal("number", text)

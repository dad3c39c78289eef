"""FHIRPath text as tokens (http://hl7.org/fhirpath/N1/#lexical-elements)."""

import re
from typing import NamedTuple


class Malformed(ValueError):  # noqa: N818 - a word of the house: it is the text that is malformed
    """The text is not a FHIRPath expression; says where it stops being one."""


class Token(NamedTuple):
    """`kind`: number, long, string, name, quoted (a name in back-ticks), date, time, external, special, sign, end."""

    kind: str
    text: str
    at: int


LONGEST = 50_000
_CLOCK = r"\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?"
_TOKENS = re.compile(
    rf"""
      (?P<blank>\s+|//[^\r\n]*|/\*.*?\*/)
    | (?P<date>@\d{{4}}(?:-\d\d(?:-\d\d)?)?(?:T(?:{_CLOCK})?(?:Z|[+-]\d\d:\d\d)?)?)
    | (?P<time>@T{_CLOCK})
    | (?P<long>\d+L\b)
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<string>'(?:\\.|[^'\\])*')
    | (?P<quoted>`(?:\\.|[^`\\])*`)
    | (?P<external>%(?:[A-Za-z_][A-Za-z0-9_-]*|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`))
    | (?P<special>\$(?:this|index|total)\b)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPED = {"f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_EXTERNAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def tokens(text: str) -> list[Token]:
    """All tokens and one of kind `end`; strings and names without their quotes. `Malformed` where there is none."""
    if len(text) > LONGEST:
        raise Malformed(f"an expression has at most {LONGEST} characters")
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise Malformed(f"nothing in FHIRPath begins like {text[at : at + 20]!r} (at {at})")
        kind, part = match.lastgroup or "", match[0]
        if kind == "external" and part[1] not in "'`" and "-" in part:  # only quoted ones may hold a dash: %vs-name
            part = _dashed(part, text, at)
        at += len(part)
        if kind != "blank":
            found.append(Token(kind, _bare(kind, part), at - len(part)))
    found.append(Token("end", "", at))
    return found


def _dashed(part: str, text: str, at: int) -> str:
    """FHIR's older form of `%"vs-name"`: a dash belongs to the name only after `vs` and `ext`."""
    if part.startswith(("%vs-", "%ext-")):
        return part
    name = _EXTERNAL_NAME.match(text, at + 1)
    return "%" + name[0] if name else part


def _bare(kind: str, part: str) -> str:
    if kind in ("string", "quoted"):
        return unescaped(part[1:-1])
    if kind == "external":
        return unescaped(part[2:-1]) if part[1] in "'`" else part[1:]
    return part[:-1] if kind == "long" else part


def unescaped(text: str) -> str:
    r"""The text of a literal without its escapes: `\'`, `\\`, `\n`, `\u0041` and the like."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _ESCAPED.get(m[2], m[2]), text)

"""The primitive types: which decoded JSON values each takes (http://hl7.org/fhir/R4/datatypes.html#primitive).

Each test is made for the valid value, which is the common one; only when it fails is the reason looked for.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from peerfhir.validation.visit import json_kind, shown

_LONGEST = 1024 * 1024  # characters of a string
_URI = re.compile(r"\S+")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_CODE = re.compile(r"[^\s\x00-\x1f]+(\s[^\s\x00-\x1f]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BASE64 = re.compile(r"[0-9a-zA-Z+/]*={0,2}")
_YEAR = r"([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAY = r"(0[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(rf"{_YEAR}(-(0[1-9]|1[0-2])(-{_DAY})?)?")
_DATETIME = re.compile(rf"{_YEAR}(-(0[1-9]|1[0-2])(-{_DAY}(T{_TIME}{_ZONE})?)?)?")
_INSTANT = re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])-{_DAY}T{_TIME}{_ZONE}")
_CLOCK = re.compile(_TIME)
_SPACE = re.compile(r"\s")


class Primitive(NamedTuple):
    """A primitive type: its test, the JSON it is written as, its form in words, whether a message may repeat it."""

    ok: Callable[[Any], bool]
    json: str
    form: str
    echo: bool = False

    def wrong(self, name: str, value: Any) -> tuple[str, str]:
        """Issue code and text for a value that failed the test."""
        kind = json_kind(value)
        if kind != self.json:
            return "structure", f"The type {name} is written as {self.json}, but here is {kind}"
        if value == "":
            return "value", f"The type {name} must not be empty"
        if kind == "a string" and len(value) > _LONGEST:
            return "too-long", f"The type {name} has at most {_LONGEST} characters, but here are {len(value)}"
        found = f"; found {shown(value)}" if self.echo else ""
        return "value", f"Not a valid {name}: {self.form}{found}"


def _string(v: Any) -> bool:
    if type(v) is not str or not v:
        return False
    return len(v) <= _LONGEST and (v.isprintable() or not _CONTROL.search(v))


def _code(v: Any) -> bool:
    return type(v) is str and ((v.isprintable() and " " not in v and v != "") or _CODE.fullmatch(v) is not None)


def _uri(v: Any) -> bool:
    if type(v) is not str or not v or not ((" " not in v and v.isprintable()) or _URI.fullmatch(v)):
        return False
    if v[:4] == "urn:":
        if v[4:8] == "oid:":
            return _OID.fullmatch(v) is not None
        if v[4:9] == "uuid:":
            return _UUID.fullmatch(v) is not None
    return True


def _matcher(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    match = pattern.fullmatch
    return lambda v: type(v) is str and match(v) is not None


def _dated(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    match = pattern.fullmatch

    def ok(v: Any) -> bool:
        if type(v) is not str or not match(v):
            return False
        day = v[8:10]
        return day <= "28" or int(day) <= monthrange(int(v[:4]), int(v[5:7]))[1]

    return ok


def _between(least: int, most: int) -> Callable[[Any], bool]:
    return lambda v: type(v) is int and least <= v <= most


def _decimal(v: Any) -> bool:
    return type(v) is Decimal or type(v) is int


def _base64(v: Any) -> bool:
    if type(v) is not str or not v:
        return False
    if _SPACE.search(v):
        v = "".join(v.split())
    return len(v) % 4 == 0 and v != "" and _BASE64.fullmatch(v) is not None


_TEXT = "it has a control character other than tab, line feed and carriage return"
_WEB = "it has white space, or is a urn:oid or a (lower-case) urn:uuid of wrong form"
_MOMENT = "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz, a day that exists, the zone never without"
_MOST = 2**31 - 1

PRIMITIVES = {
    "base64Binary": Primitive(_base64, "a string", "base 64 in groups of four characters"),
    "boolean": Primitive(lambda v: v is True or v is False, "a boolean", "true or false"),
    "canonical": Primitive(_uri, "a string", _WEB, echo=True),
    "code": Primitive(_code, "a string", "no white space but single spaces inside", echo=True),
    "date": Primitive(_dated(_DATE), "a string", "YYYY, YYYY-MM or YYYY-MM-DD, a day that exists", echo=True),
    "dateTime": Primitive(_dated(_DATETIME), "a string", _MOMENT, echo=True),
    "decimal": Primitive(_decimal, "a number", "a number", echo=True),
    "id": Primitive(_matcher(_ID), "a string", "1 to 64 of the characters A-Z a-z 0-9 - .", echo=True),
    "instant": Primitive(
        _dated(_INSTANT), "a string", "YYYY-MM-DDThh:mm:ss+zz:zz, a day that exists, with its zone", echo=True
    ),
    "integer": Primitive(_between(-_MOST - 1, _MOST), "a number", "a whole number of 32 bits, no fraction", echo=True),
    "markdown": Primitive(_string, "a string", _TEXT),
    "oid": Primitive(_matcher(_OID), "a string", "urn:oid: and numbers joined by dots", echo=True),
    "positiveInt": Primitive(_between(1, _MOST), "a number", f"a whole number from 1 to {_MOST}", echo=True),
    "string": Primitive(_string, "a string", _TEXT),
    "time": Primitive(_matcher(_CLOCK), "a string", "hh:mm:ss, without a zone", echo=True),
    "unsignedInt": Primitive(_between(0, _MOST), "a number", f"a whole number from 0 to {_MOST}", echo=True),
    "uri": Primitive(_uri, "a string", _WEB),
    "url": Primitive(_uri, "a string", _WEB),
    "uuid": Primitive(_matcher(_UUID), "a string", "urn:uuid: and a lower-case UUID", echo=True),
    "xhtml": Primitive(lambda v: type(v) is str and v != "", "a string", "an XHTML div"),
}

"""UCUM: what units measure, and how much, so that quantities in different units can be compared.

The values are those of the tables of https://ucum.org/ucum (sections 4 to 4.5), for units that clinical records have;
a unit that is not here, or that is arbitrary such as `[iU]`, is compared with nothing but itself.
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from peerfhir.validation.units import is_unit

_LONGEST = 50
_MOST_DIGITS = 60  # before or after the point: what is beyond is no measurement
_PREFIXES = {
    "Y": 24,
    "Z": 21,
    "E": 18,
    "P": 15,
    "T": 12,
    "G": 9,
    "M": 6,
    "k": 3,
    "h": 2,
    "da": 1,
    "d": -1,
    "c": -2,
    "m": -3,
    "u": -6,
    "n": -9,
    "p": -12,
    "f": -15,
    "a": -18,
    "z": -21,
    "y": -24,
}
_METRIC = {  # a number and the units that it is of; m, g, s, K, C and cd are what all others are made of
    "mol": "6.0221367e23",
    "L": "1e-3 m3",
    "l": "1e-3 m3",
    "ar": "100 m2",
    "t": "1e6 g",
    "Hz": "1 s-1",
    "N": "1e3 g.m.s-2",
    "Pa": "1e3 g.m-1.s-2",
    "J": "1e3 g.m2.s-2",
    "W": "1e3 g.m2.s-3",
    "A": "1 C.s-1",
    "V": "1 J.C-1",
    "Ohm": "1 V.A-1",
    "S": "1 A.V-1",
    "F": "1 C.V-1",
    "Bq": "1 s-1",
    "Gy": "1 J.kg-1",
    "Sv": "1 J.kg-1",
    "lm": "1 cd",
    "bar": "1e5 Pa",
    "m[Hg]": "133.322e3 Pa",
    "m[H2O]": "9.80665e3 Pa",
    "cal": "4.184 J",
    "cal_th": "4.184 J",
    "eq": "1 mol",
    "osm": "1 mol",
    "kat": "1 mol.s-1",
    "U": "1e-6 mol.min-1",
    "g%": "10 g.L-1",
    "dyn": "1e-5 N",
    "erg": "1e-7 J",
}
_PLAIN = {
    "%": "1e-2",
    "[ppth]": "1e-3",
    "[ppm]": "1e-6",
    "[ppb]": "1e-9",
    "min": "60 s",
    "h": "3600 s",
    "d": "24 h",
    "wk": "7 d",
    "a": "365.25 d",
    "a_j": "365.25 d",
    "mo": "30.4375 d",
    "mo_j": "30.4375 d",
    "[Cal]": "4184 J",
    "[in_i]": "0.0254 m",
    "[ft_i]": "12 [in_i]",
    "[yd_i]": "3 [ft_i]",
    "[mi_i]": "5280 [ft_i]",
    "[gr]": "64.79891e-3 g",
    "[oz_av]": "437.5 [gr]",
    "[lb_av]": "7000 [gr]",
    "[stone_av]": "14 [lb_av]",
    "[gal_us]": "231 [in_i]3",
    "[qt_us]": "0.25 [gal_us]",
    "[pt_us]": "0.125 [gal_us]",
    "[cup_us]": "16 [tbs_us]",
    "[foz_us]": "0.0078125 [gal_us]",
    "[tbs_us]": "0.5 [foz_us]",
    "[foz_m]": "30 mL",
    "[tbs_m]": "15 mL",
    "[tsp_m]": "5 mL",
    "[psi]": "6894.757293168 Pa",
    "atm": "101325 Pa",
}
_BASE = ("m", "g", "s", "K", "C", "cd")
_SPECIAL = {"Cel": (Fraction(1), Fraction("273.15")), "[degF]": (Fraction(5, 9), Fraction("459.67"))}
_TOKEN = re.compile(
    r"(?P<ten>10[*^](?P<power>[+-]?\d{1,2}(?!\d))?)(?!\d)|(?P<number>\d{1,9}(?![\d*^]))"
    r"|(?P<name>(?:\[[\x21-\x5a\x5c\x5e-\x7a]+\]|[A-Za-z_%])+)(?P<exponent>[+-]?\d(?!\d))?(?!\d)"
)
_ANNOTATION = re.compile(r"\{[^{}]*\}")


class Measure(NamedTuple):
    """A unit in terms of the base units: how much of them, their exponents, and what is added before (`Cel`)."""

    factor: Fraction
    dimension: tuple[tuple[str, int], ...]
    offset: Fraction = Fraction(0)


class Unmeasured(Exception):  # noqa: N818 - it says that nothing can be said
    """A unit that cannot be told in base units."""


@lru_cache(1024)
def measure(code: str) -> Measure | None:
    """What a UCUM code measures, None of what is not known here."""
    if code in _SPECIAL:
        factor, offset = _SPECIAL[code]
        return Measure(factor, (("K", 1),), offset)
    if len(code) > _LONGEST or not is_unit(code):
        return None
    try:
        factor, exponents, _ = _term(_ANNOTATION.sub("", code), 0)
    except Unmeasured:
        return None
    return Measure(factor, tuple(sorted((unit, n) for unit, n in exponents.items() if n)))


def amount(value: int | Decimal, unit: Measure) -> Fraction | None:
    """A value of a unit in base units; None of what no measurement is."""
    exact = Decimal(value)
    if not exact.is_finite() or (exact and abs(exact.adjusted()) > _MOST_DIGITS) or _digits(exact) > _MOST_DIGITS:
        return None
    return (Fraction(exact) + unit.offset) * unit.factor


def _digits(value: Decimal) -> int:
    return len(value.as_tuple().digits)


Product = tuple[Fraction, dict[str, int], int]  # a factor, the exponents of base units, and where the text goes on


def _term(text: str, at: int) -> Product:
    factor, exponents = Fraction(1), dict[str, int]()
    sign = 1
    if text[at : at + 1] == "/":
        sign, at = -1, at + 1
    while True:
        part, units, at = _component(text, at)
        factor *= part**sign
        for unit, n in units.items():
            exponents[unit] = exponents.get(unit, 0) + sign * n
        if text[at : at + 1] not in (".", "/"):
            return factor, exponents, at
        sign, at = (1 if text[at] == "." else -1), at + 1


def _component(text: str, at: int) -> Product:
    if text[at : at + 1] == "(":
        factor, exponents, end = _term(text, at + 1)
        if text[end : end + 1] != ")":
            raise Unmeasured
        return factor, exponents, end + 1
    if text[at : at + 1] in ("", ".", "/", ")"):  # only an annotation stood here
        return Fraction(1), {}, at
    token = _TOKEN.match(text, at)
    if token is None:
        raise Unmeasured
    if token["number"]:
        number = Fraction(token["number"])
        if not number:
            raise Unmeasured
        return number, {}, token.end()
    if token["ten"]:
        return Fraction(10) ** int(token["power"] or 1), {}, token.end()
    factor, units = _unit(token["name"])
    power = int(token["exponent"] or 1)
    return factor**power, {unit: n * power for unit, n in units}, token.end()


@lru_cache(1024)
def _unit(name: str) -> tuple[Fraction, tuple[tuple[str, int], ...]]:
    if name in _BASE:
        return Fraction(1), ((name, 1),)
    stated = _METRIC.get(name) or _PLAIN.get(name)
    if stated:
        number, _, units = stated.partition(" ")
        factor, exponents, _ = _term(units or "1", 0)
        return Fraction(number) * factor, tuple(exponents.items())
    for length in (1, 2):
        prefix, rest = name[:length], name[length:]
        if prefix in _PREFIXES and (rest in _BASE or rest in _METRIC):
            factor, found = _unit(rest)
            return Fraction(10) ** _PREFIXES[prefix] * factor, found
    raise Unmeasured

"""JSON in and out without losing anything: decimals keep their digits, doubled keys are refused.

msgspec decodes with `Decimal`, so `1.00` stays `1.00`. No fast parser reports a doubled key, so bodies whose key
count cannot be proven from their bytes are read a second time by the standard library (see `_doubled`).
"""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from peerfhir.fhir import places
from peerfhir.fhir.issues import Kind, refused

MAX_DEPTH = 64

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_QUOTE_SPACE = (b'" ', b'"\n', b'"\r', b'"\t')  # in no compact body; spares it the search
_SPACED_KEY = re.compile(rb'"\s+:')


def encode(value: Any) -> bytes:
    """Compact JSON bytes; Decimals as number literals."""
    return _encoder.encode(value)


def decode(body: bytes) -> dict[str, Any]:
    """One JSON object, or `Refused(UNREADABLE)` that says what cannot be read.

    Refused are: text that is not JSON or not UTF-8, NaN, lone surrogates, anything but an object at the top, nesting
    deeper than `MAX_DEPTH`, and doubled keys (RFC 8259 leaves their meaning open).
    """
    try:
        value = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise refused(Kind.UNREADABLE, "structure", "The body is not JSON", diagnostics=str(error)) from None
    except RecursionError:
        raise _too_deep() from None
    except InvalidOperation:  # more digits in an exponent than any decimal has
        raise refused(Kind.UNREADABLE, "value", "A number is beyond what can be read") from None
    if not isinstance(value, dict):
        raise refused(Kind.UNREADABLE, "structure", "The body is not a JSON object")
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise _too_deep()
    doubled = _doubled(body, value)
    if doubled:
        key, way = doubled
        place = None if way is None else places.expression(value, way)
        said = f"The key '{key[:64]}' stands twice in one JSON object"
        raise refused(Kind.UNREADABLE, "structure", said, *([place] if place else []))
    return value


def depth(value: Any) -> int:
    """How deep the arrays and objects of `value` nest, counted no further than `MAX_DEPTH` + 1."""
    level, layer = 0, [value]
    while layer and level <= MAX_DEPTH:
        below: list[Any] = []
        for node in layer:
            if type(node) is dict:
                below += [v for v in node.values() if type(v) is dict or type(v) is list]
            elif type(node) is list:
                below += [v for v in node if type(v) is dict or type(v) is list]
        level, layer = level + 1, below
    return level


def _too_deep() -> Exception:
    return refused(Kind.UNREADABLE, "too-costly", f"The body nests deeper than {MAX_DEPTH} levels")


def _doubled(body: bytes, value: dict[str, Any]) -> tuple[str, list[str | int] | None] | None:
    """The first doubled key and the way to its object (None when that is lost with another doubled key), or None.

    A body that is its own re-encoding has none, as the decoder keeps one of two. In others each key ends in `":` once
    there is no white space before a colon and no escaped quotation mark; then the body and its re-encoding must hold
    that pair equally often.
    """
    again = _encoder.encode(value)
    if again == body:
        return None
    plain = b"\\u0022" not in body and not (any(e in body for e in _QUOTE_SPACE) and _SPACED_KEY.search(body))
    if plain and body.count(b'":') == again.count(b'":'):
        return None
    found: list[tuple[str, dict[str, Any]]] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        node = dict(items)
        if len(node) < len(items):
            found.append((next(name for name, times in Counter(n for n, _ in items).items() if times > 1), node))
        return node

    whole = json.loads(body, object_pairs_hook=pairs, parse_int=str, parse_float=str)
    return (found[0][0], _way(whole, found[0][1])) if found else None


def _way(node: Any, to: dict[str, Any]) -> list[str | int] | None:
    """The keys and indexes that lead from `node` to `to`."""
    if node is to:
        return []
    members = node.items() if type(node) is dict else enumerate(node) if type(node) is list else ()
    for step, inner in members:
        way = _way(inner, to)
        if way is not None:
            return [step, *way]
    return None

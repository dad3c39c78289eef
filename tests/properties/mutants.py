"""Requests that went wrong on their way: from good bodies, one seed and chance; the same seed makes the same mutants.

Half are broken as JSON (a key gone, a value of another type, a date that is none), half as bytes (cut, doubled, hit).
"""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.wire import Ask

WORDS = """
x ü \u200b \ufeff ../../etc/passwd %00 {{7*7}} \\ $ | , * 0000-00-00 2026-02-30 2026-13 9999-12-31T23:59:59Z
0001-01-01T00:00:00+14:00 2026-11-09T24:00:00Z 2026-11-09T10:00:00 2026-11-09T10:00:60Z 2026-11-09T10:00:00-25:00 -2026
20261109 1e3 NaN Infinity Patient/
Patient/never /Patient/x Patient/x/_history/ Patient/x/_history/1 Patient?identifier=x
Patient? Patient?x=1 Nonsense/1 Nonsense?x=1 urn:uuid:x urn:uuid:00000000-0000-0000-0000-000000000000 # #x #/x http://[
http://x/fhir/Patient/1 https:// mailto: http://user:pass@[::1]:99999/ Bundle/x $validate _history GET PATCH FETCH
transaction batch finished entered-in-error Patient Bundle Encounter Parameters
"""
TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\t",
    "\n",
    "Patient/a b",
    "'; DROP TABLE resource; --",
    "<script>alert(1)</script>",
]
STRANGE: list[Any] = [
    *WORDS.split(),
    *TEXTS,
    "😀" * 50,
    "x" * 5000,
    *(None, True, False, 0, -1, 1.5, 1e308, 10**30, -(10**400)),
    *([], {}, [[]], [None], [{}], {"": ""}, {"reference": 1}, {"reference": ""}, {"coding": {}}, [[[[[[[[[[1]]]]]]]]]]),
]
KEYS = [
    *[
        "id",
        "meta",
        "extension",
        "modifierExtension",
        "contained",
        "text",
        "reference",
        "resourceType",
        "period",
        "start",
        "end",
        "status",
        "_status",
    ],
    *["_birthDate", "value", "valueQuantity", "valueReference", "url", "constructor", "fhir_comments"],
    "",
    "\x00",
]
TOKENS = [
    *rb'{ } [ ] " : , null 1e999 - \ \u \ud800 \u0000 NaN // e .'.split(),
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc3", b"\xef\xbb\xbf"),
    *(b"0" * 50, b"9" * 500, b"[" * 300, b'{"a":' * 100),
]


class Mutants:
    """Asks made from good ones."""

    def __init__(self, seed: int, good: list[tuple[str, str, dict[str, Any]]]) -> None:
        """`good` are requests that would be taken: method, path, resource."""
        self._random = Random(seed)  # noqa: S311 - chance that can be repeated
        self._good = good

    def __iter__(self) -> Iterator[Ask]:
        """Mutants without end."""
        while True:
            method, path, resource = self._random.choice(self._good)
            if self._random.random() < 0.5:
                body = json.dumps(self._structural(resource)).encode("utf-8", "surrogatepass")
            else:
                body = self._bytes(json.dumps(resource).encode())
            yield Ask(method, path, body)

    def _structural(self, resource: dict[str, Any]) -> Any:
        made = copy.deepcopy(resource)
        for _ in range(self._random.choice((1, 1, 1, 2, 3, 6))):
            places = list(_places(made))
            if not places:
                break
            node, key = self._random.choice(places)
            self._change(node, key, places)
        return made

    def _change(self, node: Any, key: Any, places: list[tuple[Any, Any]]) -> None:
        chance, value = self._random, node[key]
        match chance.randrange(10):
            case 0:
                del node[key]
            case 1 | 2 | 3:
                node[key] = copy.deepcopy(chance.choice(STRANGE))
            case 4:
                node[key] = [copy.deepcopy(value), copy.deepcopy(value)]
            case 5:
                node[key] = {chance.choice(KEYS): value}
            case 6:
                other, place = chance.choice(places)
                node[key] = copy.deepcopy(other[place]) if place in other or isinstance(other, list) else value
            case 7 if isinstance(node, dict):
                node[chance.choice(KEYS)] = node.pop(key)
            case 8 if isinstance(node, dict):
                node[chance.choice(KEYS)] = copy.deepcopy(chance.choice(STRANGE))
            case _ if isinstance(value, str) and value:
                at = chance.randrange(len(value))
                node[key] = (
                    value[:at] + str(chance.choice(("", " ", "\x00", "é", "\ud800", "0", "T"))) + value[at + 1 :]
                )
            case _:
                node[key] = None

    def _bytes(self, body: bytes) -> bytes:
        chance = self._random
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            at, end = sorted((chance.randrange(len(body) + 1), chance.randrange(len(body) + 1)))
            match chance.randrange(6):
                case 0:
                    body = body[:at]
                case 1:
                    body = body[:at] + chance.choice(TOKENS) + body[at:]
                case 2:
                    body = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
                case 3:
                    body = body[:at] + body[end:]
                case 4:
                    body = body[:end] + body[at:end][:2000] + body[end:]
                case _:
                    body = body[:at] + chance.choice(TOKENS) + body[at + 1 :]
        return body


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield node, key
            yield from _places(value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield node, number
            yield from _places(value)

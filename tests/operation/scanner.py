"""Reads a server's log and finds whatever is not known to say nothing about anybody.

By what is allowed, not by what is forbidden: every line one JSON object, every field known, every text of a form that
cannot carry a name, an identifier, or a word of a record. `findings` may be asked of any server's log.
"""

import json
import re
from pathlib import Path

from peerfhir.api.template import template

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"
_DOTTED = r"[A-Za-z_]+(\.[A-Za-z_]+)*"
_FORMS = {
    "event": r"request|failed|unavailable|hung up|out of time|library|worker died|database [a-z ]+|audit kept back",
    "level": r"debug|info|warning|error",
    "time": _TIME,
    "request_id": r"[A-Za-z0-9-]{8,64}",
    "method": r"[A-Z]{3,7}",
    "error": _DOTTED,
    "sqlstate": r"[0-9A-Z]{5}",
    "logger": _DOTTED,
    "place": r"[a-z_]+:\d+",
    "log": r"/\S+/postgres\.log",
}
_PLACE = re.compile(r"[\w./<>-]+:\d+ [\w<>.]+")
_WORDS = re.compile(r"[A-Za-z %.:'()\[\]\n,-]*")  # of a library's template: %s where a value would be
_NUMBERS = frozenset({"status", "ms", "client", "pid", "code", "rows", "lost"})


def findings(log: Path) -> list[str]:
    """What in this log should not be there, a sentence each."""
    found = []
    for number, line in enumerate(log.read_text().splitlines(), 1):
        try:
            fields = json.loads(line)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            found.append(f"line {number} is no JSON object")
            continue
        found += [f"line {number}: {name} is {value!r}" for name, value in fields.items() if not _allowed(name, value)]
    return found


def _allowed(name: str, value: object) -> bool:
    """Whether a field may have this value."""
    if value is None:
        return True
    if not isinstance(value, str):
        numbers = name in _NUMBERS and isinstance(value, (int, float))
        return numbers or (name == "places" and isinstance(value, list) and all(map(_PLACE.fullmatch, value)))
    if name == "route":
        return template(value.replace("{id}", "x").replace("{vid}", "1").replace("{file}", "x")) == value
    if name == "words":
        return bool(_WORDS.fullmatch(value))
    return name in _FORMS and bool(re.fullmatch(_FORMS[name], value))

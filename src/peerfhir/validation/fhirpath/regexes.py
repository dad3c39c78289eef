"""Regular expressions of definitions, which anybody may write: bounded in time, whatever the pattern and the text.

Python's engine goes back and tries again; how often at worst is seen from the pattern. Where that is too often for a
text, an `Automaton` answers instead.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from peerfhir.validation.automaton import Again, Automaton, Choice, One, Part, Row, Unreadable, read
from peerfhir.validation.fhirpath.code import LONGEST_TEXT, Env
from peerfhir.validation.fhirpath.values import TooCostly, Undecided, Untold

MOST_TRIES = 1_000_000  # of Python's engine on one text, some 10 ns each
LONGEST_PATTERN = 2000
_OFTEN = 8  # from so many repetitions on they count as any number
_TOO_MANY = 99


class Pattern(NamedTuple):
    """A pattern; a text of n characters takes Python's engine at worst n to the power of `degree` tries."""

    plain: re.Pattern[str]
    degree: int
    part: Part | None


@lru_cache(512)
def pattern(text: str) -> Pattern:
    """A pattern read. `Undecided` when it is none."""
    try:
        plain = re.compile(text, re.DOTALL) if len(text) <= LONGEST_PATTERN else None
    except (re.error, OverflowError, RecursionError):
        plain = None
    if plain is None:
        raise Undecided("that is no regular expression") from None
    try:
        part = read(text)
    except Unreadable:
        return Pattern(plain, _TOO_MANY if _repeats(text) else 1, None)
    return Pattern(plain, _degree(part) + (0 if text.startswith("^") else 1), part)


def _repeats(text: str) -> bool:
    return re.search(r"[*+{]|\\\d", text) is not None


def _degree(part: Part) -> int:
    """How many repetitions may share one stretch of text between them."""
    match part:
        case One():
            return 0
        case Row():
            return min(sum(map(_degree, part.parts)), _TOO_MANY)
        case Choice():
            return max(map(_degree, part.ways)) + (1 if any(map(_degree, part.ways)) else 0)
        case Again():
            if part.most is not None and part.most < _OFTEN:
                return min(_degree(part.part) * part.most + (0 if type(part.part) is One else part.most), _TOO_MANY)
            return 1 if type(part.part) is One else _TOO_MANY


@lru_cache(64)
def _automaton(text: str) -> Automaton:
    part = pattern(text).part
    try:
        if part is not None:
            return Automaton(part)
    except Unreadable:
        pass
    raise Untold(f"the regular expression {text[:80]} could take too long")


def matches(wanted: str, subject: str, env: Env, *, whole: bool) -> bool:
    """Whether the pattern is in the subject, or all of it. `Untold` for what could take too long."""
    found = pattern(wanted)
    if _quick(found, subject):
        env.spend(len(subject))
        return (found.plain.fullmatch(subject) if whole else found.plain.search(subject)) is not None
    env.spend(10 * len(subject))
    return _automaton(wanted).matches(subject, whole=whole)


def _quick(found: Pattern, subject: str) -> bool:
    return found.degree == 1 or len(subject) <= 1 or len(subject) ** min(found.degree, 20) <= MOST_TRIES


def replaced(subject: str, wanted: str, new: str, env: Env) -> str:
    """The subject with what matches replaced, `$1` in the new text being the first group."""
    env.spend(len(subject))
    if not wanted:
        return subject
    found = pattern(wanted)
    if not _quick(found, subject):
        raise Untold(f"the regular expression {wanted[:80]} could take too long")
    if (len(subject) + 1) * max(len(new), 1) > LONGEST_TEXT:
        raise TooCostly
    template = re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", new.replace("\\", r"\\"))
    try:
        return found.plain.sub(template, subject)
    except (re.error, IndexError):
        raise Undecided("that replaces by a group that is not there") from None

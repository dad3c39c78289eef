"""Regular expressions without backtracking: all ways to match are followed at once, so time grows with the text only.

For the patterns that `regexes` finds dangerous. What these can be made of: characters, classes, `.`, groups,
alternatives, repetitions, `^` and `$`.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

MOST_STATES = 4000
MOST_KEPT = 2000  # sets of states whose next ones are remembered
DEEPEST = 30  # groups within each other
_ATOM = re.compile(
    r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^1-9bBAZxuUN]|[^\\|()*+?{}\[^$]", re.DOTALL
)
_TIMES = re.compile(r"([*+?])\??|\{(\d{1,4})(?:(,)(\d{1,4})?)?\}\??")
_SIMPLE = {"*": (0, None), "+": (1, None), "?": (0, 1)}

Accepts = Callable[[str], object]


class One(NamedTuple):
    """One character, or none at an anchor (`accepts` is None, `anchor` is `^` or `$`)."""

    accepts: Accepts | None
    anchor: str = ""


class Row(NamedTuple):
    """Parts one after the other."""

    parts: "tuple[Part, ...]"


class Choice(NamedTuple):
    """Alternatives."""

    ways: "tuple[Part, ...]"


class Again(NamedTuple):
    """A part repeated, `most` None for without end."""

    part: "Part"
    least: int
    most: int | None


Part = One | Row | Choice | Again


class Unreadable(Exception):  # noqa: N818 - it sends the caller elsewhere
    """The pattern has more than these parts, or is no pattern."""


def read(pattern: str) -> Part:
    """The parts of a pattern. `Unreadable` when it has others than those known here."""
    found, at = _ways(pattern, 0, 0)
    if at != len(pattern):
        raise Unreadable(pattern)
    return found


def _ways(text: str, at: int, depth: int) -> tuple[Part, int]:
    if depth > DEEPEST:
        raise Unreadable(text)
    ways: list[Part] = []
    while True:
        row: list[Part] = []
        while at < len(text) and text[at] not in "|)":
            part, at = _one(text, at, depth)
            times = _TIMES.match(text, at)
            if times:
                part, at = _repeated(part, times), times.end()
            row.append(part)
        ways.append(row[0] if len(row) == 1 else Row(tuple(row)))
        if at >= len(text) or text[at] != "|":
            return (ways[0] if len(ways) == 1 else Choice(tuple(ways))), at
        at += 1


def _one(text: str, at: int, depth: int) -> tuple[Part, int]:
    if text[at] in "^$":
        return One(None, text[at]), at + 1
    if text[at] == "(":
        at += 3 if text.startswith("?:", at + 1) else 1
        part, at = _ways(text, at, depth + 1)
        if text[at : at + 1] != ")":
            raise Unreadable(text)
        return part, at + 1
    atom = _ATOM.match(text, at)
    if atom is None:
        raise Unreadable(text)
    try:
        return One(re.compile(atom[0], re.DOTALL).fullmatch), atom.end()
    except re.error:
        raise Unreadable(text) from None


def _repeated(part: Part, times: re.Match[str]) -> Again:
    if times[1]:
        return Again(part, *_SIMPLE[times[1]])
    least = int(times[2])
    return Again(part, least, (int(times[4]) if times[4] else None) if times[3] else least)


class Automaton:
    """A pattern as states: each goes on by one character, or for nothing."""

    def __init__(self, part: Part) -> None:
        self._accepts: list[Accepts | None] = [None]
        self._on: list[int] = [0]
        self._free: list[list[tuple[str, int]]] = [[]]  # the anchor that must hold, the next state
        start, self._end = self._state(), 0
        self._join(start, self._built(part, self._end))
        self._begin = self._reach((start,), "^")
        self._again = self._reach((start,), "")
        self._kept: dict[tuple[frozenset[int], str, bool], frozenset[int]] = {}

    def matches(self, text: str, *, whole: bool) -> bool:
        """Whether the text holds a match, or is one."""
        now = self._begin
        last = len(text) - text.endswith("\n")  # `$` is also before the last line break
        for at, character in enumerate(text):
            if not whole and (self._end in now or (at == last and self._end in self._reach(now, "$"))):
                return True
            now = self._next(now, character, whole=whole)
            if not now:
                return False
        return self._end in now or self._end in self._reach(now, "$^" if not text else "$")

    def _next(self, now: frozenset[int], character: str, *, whole: bool) -> frozenset[int]:
        key = (now, character, whole)
        found = self._kept.get(key)
        if found is None:
            accepts = self._accepts
            ahead = [self._on[s] for s in now if (a := accepts[s]) is not None and a(character)]
            found = self._reach(ahead, "")
            if not whole:
                found |= self._again
            if len(self._kept) < MOST_KEPT:
                self._kept[key] = found
        return found

    def _reach(self, states: Iterable[int], anchors: str) -> frozenset[int]:
        met = set(states)
        ahead = list(met)
        while ahead:
            for anchor, state in self._free[ahead.pop()]:
                if state not in met and (not anchor or anchor in anchors):
                    met.add(state)
                    ahead.append(state)
        return frozenset(met)

    def _state(self) -> int:
        if len(self._on) >= MOST_STATES:
            raise Unreadable("too many states")
        self._accepts.append(None)
        self._on.append(0)
        self._free.append([])
        return len(self._on) - 1

    def _join(self, state: int, other: int, anchor: str = "") -> None:
        self._free[state].append((anchor, other))

    def _built(self, part: Part, after: int) -> int:
        """The state from which the part leads to `after`."""
        match part:
            case One():
                state = self._state()
                if part.accepts is None:
                    self._join(state, after, part.anchor)
                else:
                    self._accepts[state], self._on[state] = part.accepts, after
                return state
            case Row():
                for each in reversed(part.parts):
                    after = self._built(each, after)
                return after
            case Choice():
                state = self._state()
                for each in part.ways:
                    self._join(state, self._built(each, after))
                return state
            case Again():
                return self._repeated(part, after)

    def _repeated(self, part: Again, after: int) -> int:
        if part.most is None:
            loop = self._state()
            self._join(loop, self._built(part.part, loop))
            self._join(loop, after)
            after = loop
        else:
            out = after
            for _ in range(part.most - part.least):
                state = self._state()
                self._join(state, self._built(part.part, after))
                self._join(state, out)
                after = state
        for _ in range(part.least):
            after = self._built(part.part, after)
        return after

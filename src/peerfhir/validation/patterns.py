"""Regular expressions of value sets, run without going back, however they are written (`automaton`)."""

import re
from collections.abc import Callable, Iterable

from peerfhir.validation.automaton import Automaton, Unreadable, read

_REPEATS = re.compile(r"[*+{]|\\\d")


def whole(wanted: str) -> Callable[[Iterable[str]], bool] | None:
    """The test whether the pattern is all of one of some texts; None where it is none, or could take too long."""
    try:
        plain = re.compile(wanted, re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        return None
    if not _REPEATS.search(wanted):
        return lambda texts: any(plain.fullmatch(text) for text in texts)
    try:
        bounded = Automaton(read(wanted))
    except Unreadable:
        return None
    return lambda texts: any(bounded.matches(text, whole=True) for text in texts)

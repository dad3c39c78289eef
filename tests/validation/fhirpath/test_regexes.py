"""Regular expressions: the automaton says what Python's engine says, and no pattern takes without end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.validation.automaton import Automaton, Unreadable, read
from peerfhir.validation.fhirpath import Untold, compiled

ATOMS = ["a", "b", ".", "[ab]", "[^a]", r"\.", r"\d", "(?:ab|a)", "(a|)", "^", "$", "[]a]"]
TIMES = ["", "", "*", "+", "?", "{2}", "{1,3}", "{0,1}", "{2,}"]

pieces = st.tuples(st.sampled_from(ATOMS), st.sampled_from(TIMES)).map(
    lambda pair: pair[0] if pair[0] in "^$" else "".join(pair)
)
rows = st.lists(pieces, min_size=1, max_size=4).map("".join)
patterns = st.lists(rows, min_size=1, max_size=3).map("|".join)
nested = st.tuples(patterns, st.sampled_from(["*", "+", "{1,2}"]), rows).map(lambda p: f"({p[0]}){p[1]}{p[2]}")
texts = st.text(alphabet="ab.1\n", max_size=9)


@given(pattern=st.one_of(patterns, nested), text=texts)
def test_the_automaton_agrees_with_python(pattern, text) -> None:
    """Anywhere in the text, and for all of it."""
    automaton, plain = Automaton(read(pattern)), re.compile(pattern, re.DOTALL)
    found = (automaton.matches(text, whole=False), automaton.matches(text, whole=True))
    assert found == (plain.search(text) is not None, plain.fullmatch(text) is not None)


@pytest.mark.parametrize("pattern", [r"(?=a)b", r"(a)\1", r"a\b", "(?P<x>a)", "a**", "(a", "[a", "a{,2}"])
def test_what_the_automaton_does_not_read(pattern) -> None:
    """Looking ahead, back references, names; and what is no pattern."""
    with pytest.raises(Unreadable):
        read(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*)*b", "^([a-z]+)*[0-9]$", "a*a*a*a*a*b", "((a*)*)*b"])
def test_a_pattern_that_python_would_not_finish(pattern) -> None:
    """It is answered: tries without end end nobody."""
    assert compiled(f"$this.matches('{pattern}')", "string")("a" * 5000 + "!", {}) == [False]


def test_what_could_take_too_long_is_not_evaluated() -> None:
    """Where the automaton cannot read a dangerous pattern, nobody is told anything."""
    with pytest.raises(Untold):
        compiled(r"$this.matches('^(?=a)(a+)+$')", "string")("a" * 50 + "!", {})

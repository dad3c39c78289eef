"""Any text is an expression or is not, and no resource makes one raise, run without end or fill the memory."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerfhir.validation import fhirpath
from peerfhir.validation.fhirpath import Malformed, TooCostly, Undecided, Untold, compiled
from peerfhir.validation.fhirpath.compiler import FUNCTIONS
from peerfhir.validation.fhirpath.parser import parsed
from peerfhir.validation.visit import Visit

WORDS = [
    *("name", "given", "value", "Patient", "'a'", "1", "2.50", "@2020-02", "@T10:00", "4 days", "3 'mg'", "{}", "true"),
    *(
        ".",
        ".",
        ".",
        "(",
        ")",
        "[",
        "]",
        ",",
        "+",
        "-",
        "*",
        "/",
        "&",
        "|",
        "=",
        "!=",
        "~",
        "<",
        ">=",
        "is",
        "as",
        "in",
    ),
    *("and", "or", "xor", "implies", "contains", "div", "mod", "$this", "$index", "$total", "%resource", "Quantity"),
]
ENDLESS = [
    "repeat($this)",
    "1.repeat($this + 1)",
    "name.select($this | $this.combine($this))" + ".select($this.combine($this))" * 50,
    "'aaaaaaaaaa'" + ".select($this & $this)" * 50,
    "'aaaaaaaaaa'" + ".replace('a', 'aaaaaaaaaa')" * 50,
    "(1 | 2 | 3)" + ".select(%resource.descendants().where(%resource.descendants().count() > 1))" * 10,
    "10.power(1000000000)",
    "99999999999" + " * 99999999999" * 50,
    "@2020-01-01 + 99999999999999999999 years",
]

junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(), st.text(max_size=5)),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["name", "given", "value", "id"]), below)
    ),
    max_leaves=8,
)


def _outcome(expression: str, resource: Any) -> str:
    try:
        compiled(expression, "Patient")(resource, {"resource": resource})
    except (Malformed, Undecided, Untold, TooCostly) as reason:
        return type(reason).__name__
    return "answer"


@given(text=st.text(max_size=40))
def test_any_text(text) -> None:
    """It is parsed or refused."""
    with suppress(Malformed):
        assert parsed(text) == parsed(f" {text} ")


@given(words=st.lists(st.sampled_from(WORDS), max_size=9), resource=junk)
def test_any_words(words, resource) -> None:
    """What happens is one of five things, whatever the resource."""
    visit = Visit({})
    try:
        rule = fhirpath.rule("x-1", "error", " ".join(words), "Patient")
    except Malformed:
        return
    rule(resource, (None, "Patient", -1), visit)
    assert len(visit.issues) <= 1


@settings(max_examples=600)
@given(name=st.sampled_from(sorted(FUNCTIONS)), resource=junk)
def test_any_function_on_anything(name, resource) -> None:
    """A function with none, one and two arguments, on what no patient has."""
    visit = Visit({})
    for arguments in ("", "name", "1, 'a'"):
        fhirpath.rule("x-1", "error", f"name.given.{name}({arguments})", "Patient")(
            {"name": resource}, (None, "Patient", -1), visit
        )
    assert {issue.rule for issue in visit.issues} <= {"x-1"}


@pytest.mark.parametrize("expression", ENDLESS)
def test_what_would_not_end(expression) -> None:
    """Effort and size are bounded."""
    patient = {"resourceType": "Patient", "name": [{"given": ["a", "b"], "text": "c"}] * 30}
    assert _outcome(expression, patient) in ("answer", "TooCostly", "Undecided")

"""What a search means, and what it is refused for: http://hl7.org/fhir/R4/search.html."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from peerfhir.fhir.issues import Kind, Refused
from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.conditions import Code, Contains, Ids, Keys, Missing, References, Updated, successor
from peerfhir.store.criteria import MAX_LENGTH, MAX_VALUES
from peerfhir.store.prefixes import date_range, number_range
from peerfhir.store.query import MAX_PARAMETERS, Query, Sort, parse
from peerfhir.store.values import system_hash, value_hash

DENVER = ZoneInfo("America/Denver")


def query(type_: str, *params: tuple[str, str], lenient: bool = False, base: str | None = None) -> Query:
    """A parsed search in Denver."""
    return parse(type_, list(params), lenient=lenient, zone=DENVER, base=base)


def refusal(type_: str, *params: tuple[str, str]) -> Refused:
    """The refusal of a search."""
    with pytest.raises(Refused) as caught:
        query(type_, *params)
    return caught.value


def only(type_: str, name: str, value: str, **options):
    """The one condition of a search with one parameter."""
    (condition,) = query(type_, (name, value), **options).conditions
    return condition


H0038, S = value_hash("H0038"), system_hash("http://s")


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("H0038", (Code(H0038),)),
        ("http://s|H0038", (Code(H0038, (S,)),)),
        ("|H0038", (Code(H0038, (0,)),)),
        ("http://s|", (Code(None, (S,)),)),
        ("H0038,http://s|x", (Code(H0038), Code(value_hash("x"), (S,)))),
        (r"a\,b\|c\$d\\e", (Code(value_hash(r"a,b|c$d\e")),)),
    ],
)
def test_the_forms_of_a_token(value, codes):
    """code, system|code, |code, system|, alternatives, and escapes."""
    assert only("Encounter", "type", value) == Keys(parameters("Encounter")["type"].id, codes)


def test_a_code_is_found_with_the_system_it_is_bound_to():
    """`status` has no system in JSON; its value set's system finds it, another does not."""
    status, bound = parameters("Encounter")["status"].id, "http://hl7.org/fhir/encounter-status"
    systems = tuple(sorted((0, system_hash(bound))))
    finished = value_hash("finished")
    assert only("Encounter", "status", f"{bound}|finished") == Keys(status, (Code(finished, systems),))
    assert only("Encounter", "status", "http://s|finished") == Keys(status, (Code(finished, (S,)),))


def test_not_and_missing():
    """`:not` negates the whole alternative; `:missing` takes true or false."""
    status = parameters("Encounter")["status"].id
    assert only("Encounter", "status:not", "planned") == Keys(status, (Code(value_hash("planned")),), negated=True)
    assert only("Encounter", "status:missing", "true") == Missing(status, "token", missing=True)
    assert [i.code for i in refusal("Encounter", ("status:missing", "yes")).issues] == ["invalid"]


@pytest.mark.parametrize(
    ("name", "value", "local"),
    [
        ("patient", "p1", ((("Patient",), "p1"),)),
        ("patient", "Patient/p1", ((("Patient",), "p1"),)),
        ("patient:Patient", "p1", ((("Patient",), "p1"),)),
        ("subject", "p1", ((("Group", "Patient"), "p1"),)),
        ("subject:Group", "p1", ((("Group",), "p1"),)),
        ("patient", "Group/g", ()),
        ("patient", "https://here.example.org/fhir/Patient/p1", ((("Patient",), "p1"),)),
        ("patient", "Patient/p1/_history/2", ((("Patient",), "p1"),)),
    ],
)
def test_the_forms_of_a_reference(name, value, local):
    """id, Type/id, :Type, our own URL; a type that the parameter does not let through finds nothing."""
    subject = parameters("Encounter")["subject"].id
    assert only("Encounter", name, value, base="https://here.example.org/fhir") == References(subject, local)


def test_a_url_of_another_server_is_sought_as_it_is():
    """References to other servers are kept by the hash of their URL."""
    url = "http://elsewhere.example.org/fhir/Patient/p1"
    assert only("Encounter", "patient", url).others == (value_hash(url),)
    assert [i.code for i in refusal("Encounter", ("patient", "Patient/a b")).issues] == ["invalid"]


def test_strings_are_folded_except_exact():
    """Default and `:contains` without case and accents, `:exact` to the letter."""
    name = parameters("Patient")["name"].id
    assert only("Patient", "name:contains", "ÑÚ") == Contains(name, ("nu",))
    assert only("Patient", "name:exact", "Núñez") == Keys(name, (Code(value_hash("Núñez")),))
    assert [i.code for i in refusal("Patient", ("name", " ")).issues] == ["invalid"]


@pytest.mark.parametrize(("text", "after"), [("ab", "ac"), ("a\U0010ffff", "b"), ("\ud7ff", "\ue000")])
def test_the_end_of_a_prefix(text, after):
    """What begins with a text lies before its successor in the order of code points."""
    assert successor(text) == after
    assert successor("\U0010ffff") is None


@pytest.mark.parametrize(
    ("text", "lo", "length"),
    [
        ("2026", datetime(2026, 1, 1, 7, tzinfo=UTC), timedelta(days=365)),
        ("2026-11", datetime(2026, 11, 1, 6, tzinfo=UTC), timedelta(days=30, hours=1)),  # summer time ends
        ("2026-11-09", datetime(2026, 11, 9, 7, tzinfo=UTC), timedelta(days=1)),
        ("2026-11-09T10:00", datetime(2026, 11, 9, 17, tzinfo=UTC), timedelta(minutes=1)),
        ("2026-11-09T10:00:00", datetime(2026, 11, 9, 17, tzinfo=UTC), timedelta(seconds=1)),
        ("2026-11-09T10:00:00.5Z", datetime(2026, 11, 9, 10, 0, 0, 500_000, tzinfo=UTC), timedelta(milliseconds=100)),
        ("2026-11-09T10:00:00 01:00", datetime(2026, 11, 9, 9, tzinfo=UTC), timedelta(seconds=1)),  # an unescaped +
    ],
)
def test_a_date_means_the_interval_of_its_precision_in_the_zone(text, lo, length):
    """http://hl7.org/fhir/R4/search.html#date."""
    found = date_range(f"ge{text}", DENVER)
    assert (found.prefix, found.lo, found.hi) == ("ge", lo, lo + length)


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [("100", 99.5, 100.5), ("100.00", 99.995, 100.005), ("1e2", 95, 105), ("ap100", 90, 110), ("-5", -5.5, -4.5)],
)
def test_a_number_means_the_interval_of_its_digits(text, lo, hi):
    """http://hl7.org/fhir/R4/search.html#number gives the first three."""
    found = number_range(text)
    assert (found.lo, found.hi) == (lo, hi)


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("Encounter", "date", "2026-13-01"),
        ("Encounter", "date", "2026-02-30"),
        ("Encounter", "date", "yesterday"),
        ("Encounter", "date", "xx2026"),
        ("Encounter", "date", "2026-11-09,"),
        ("Encounter", "length", "ten"),
        ("Encounter", "length", "5|http://unitsofmeasure.org"),
        ("Encounter", "length", "NaN"),
        ("Encounter", "type", "a|b|c"),
        ("Encounter", "type", "|"),
        ("Encounter", "type", ""),
        ("Encounter", "type", "a\0b"),
        ("Encounter", "type", "x" * (MAX_LENGTH + 1)),
        ("Encounter", "type", ",".join("x" * (MAX_VALUES + 1))),
        ("Encounter", "_id", "a b"),
        ("Encounter", "_lastUpdated", "now"),
        ("Encounter", "_count", "-1"),
        ("Encounter", "_count", "ten"),
        ("CarePlan", "instantiates-uri:below", "http://" + "x" * 300),
    ],
)
def test_what_is_malformed_is_refused(type_, name, value):
    """A value that cannot be meant is a 400 that names the parameter, lenient or not."""
    for lenient in (False, True):
        with pytest.raises(Refused) as caught:
            query(type_, (name, value), lenient=lenient)
        assert caught.value.kind == Kind.BAD_REQUEST
        assert [issue.text.startswith(f"{name}: ") for issue in caught.value.issues] == [True]


def test_every_mistake_is_named_at_once():
    """Three wrong parameters, three issues."""
    found = refusal("Encounter", ("patinet", "p"), ("date", "x"), ("_sort", "status"))
    assert [issue.code for issue in found.issues] == ["not-supported", "invalid", "not-supported"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("patinet", "did you mean 'patient'?"),
        ("patient:Patint", "did you mean 'patient:Patient'?"),
        ("status:in", "no modifier ':in'"),
        ("_profile:below", "no modifier ':below'"),
        ("_include", "not supported"),
        ("subject.name", "not supported"),
        ("_has:Observation:patient:code", "not supported"),
        ("_lastUpdated:missing", "takes no modifier"),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(name, hint):
    """A did-you-mean where a name is near, and the list of the valid ones."""
    found = refusal("Encounter", (name, "x"))
    (issue,) = found.issues
    assert (found.kind, issue.code) == (Kind.BAD_REQUEST, "not-supported")
    assert hint in issue.text
    assert "missing" in (issue.diagnostics or "") or "episode-of-care" in (issue.diagnostics or "")


def test_lenient_handling_passes_over_what_is_unknown_and_says_so():
    """The rest is applied; the self link will not name what was not."""
    found = query("Encounter", ("patinet", "p"), ("status", "finished"), ("_sort", "status"), lenient=True)
    assert found.applied == [("status", "finished")]
    assert [(issue.severity, issue.text.rsplit(", ", 1)[1]) for issue in found.ignored] == [
        ("warning", "so it was ignored"),
        ("warning", "so it was ignored"),
    ]


def test_result_parameters():
    """`_count` is 50, at most 1000; `_sort` one date or `_lastUpdated`; totals only when asked."""
    plain = query("Encounter")
    assert (plain.count, plain.sort, plain.total, plain.only_total) == (50, None, False, False)
    date = parameters("Encounter")["date"].id
    found = query("Encounter", ("_count", "5000"), ("_sort", "-date"), ("_total", "accurate"), ("_format", "json"))
    assert (found.count, found.sort, found.total) == (1000, Sort(date, descending=True), True)
    assert query("Encounter", ("_sort", "_lastUpdated")).sort == Sort(None, descending=False)
    assert query("Encounter", ("_summary", "count")).only_total
    assert query("Encounter", ("_count", "0")).only_total
    assert refusal("Encounter", ("_format", "xml")).kind == Kind.NOT_ACCEPTABLE
    assert [i.code for i in refusal("Encounter", ("_count", "1"), ("_count", "2")).issues] == ["invalid"]
    assert [i.code for i in refusal("Encounter", *[("status", "x")] * (MAX_PARAMETERS + 1)).issues] == ["too-costly"]


def test_columns_of_the_resource_itself():
    """`_id` and `_lastUpdated` need no index rows."""
    ids, updated = query("Encounter", ("_id", "a,b"), ("_lastUpdated", "gt2026-11-09T00:00:00Z")).conditions
    assert ids == Ids(("a", "b"))
    assert updated == Updated((date_range("gt2026-11-09T00:00:00Z", DENVER),))


def test_every_parameter_of_every_type_can_be_asked_for():
    """None of the declared parameters is refused with a value of its type (rivals.md 4, item 21)."""
    value = {"date": "2026", "number": "1", "quantity": "1", "reference": "x"}
    for type_ in TYPE_CODES:
        for parameter in parameters(type_).values():
            assert len(query(type_, (parameter.code, value.get(parameter.type, "x"))).conditions) == 1
            assert len(query(type_, (f"{parameter.code}:missing", "true")).conditions) == 1


def test_an_unknown_type_is_refused_by_name():
    """A search on what is no resource type of R4, as a conditional reference may be, is no search at all."""
    refused = refusal("Foo", ("_id", "1"))
    assert (refused.kind, [i.text for i in refused.issues]) == (Kind.BAD_REQUEST, ["R4 has no resource type 'Foo'"])

"""Value sets and code systems without a server (http://hl7.org/fhir/R4/valueset.html#compositions).

Certain where the definitions at hand tell it, None where they do not.
"""

from typing import Any

import pytest

from peerfhir.fhir.shelf import shelf
from peerfhir.validation import terms as module
from peerfhir.validation.terms import Terms

CORE = "http://hl7.org/fhir/ValueSet"
COLOURS = "https://example.org/CodeSystem/colours"
SET = "https://example.org/ValueSet/set"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SNOMED = "http://snomed.info/sct"

_CONCEPTS = [
    {
        "code": "warm",
        "display": "Warm colour",
        "property": [{"code": "notSelectable", "valueBoolean": True}],
        "concept": [
            {"code": "red", "display": "Red", "concept": [{"code": "crimson", "display": "Crimson"}]},
            {"code": "orange", "display": "Orange", "property": [{"code": "mixed", "valueCode": "yes"}]},
        ],
    },
    {
        "code": "green",
        "display": "Green",
        "designation": [{"language": "de", "value": "Grün"}],
        "property": [{"code": "mixed", "valueCode": "no"}, {"code": "parent", "valueCode": "cold"}],
    },
    {"code": "cold", "display": "Cold colour"},
]


def _system(**more: Any) -> dict[str, Any]:
    system = {
        "resourceType": "CodeSystem",
        "url": COLOURS,
        "version": "1",
        "content": "complete",
        "caseSensitive": True,
    }
    return system | {"property": [{"code": "mixed", "type": "code"}, {"code": "sheen"}], "concept": _CONCEPTS} | more


def _set(include: list[Any], url: str = SET, **more: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "url": url, "compose": {"include": include} | more}


def _terms(*resources: dict[str, Any]) -> Terms:
    return Terms(shelf().beside([_system(), *resources]))


def _codes(terms: Terms, value_set: str = SET) -> dict[str, set[str]]:
    codes = terms.codes(value_set)
    assert codes is not None, terms.why_unknown(value_set)
    return {system: set(each) for system, each in codes.items()}


def _filtered(op: str, value: str, name: str = "concept") -> set[str]:
    terms = _terms(_set([{"system": COLOURS, "filter": [{"property": name, "op": op, "value": value}]}]))
    return _codes(terms).get(COLOURS, set())


@pytest.fixture(scope="module")
def own() -> Terms:
    """What comes with us."""
    return Terms(shelf())


def test_a_whole_system() -> None:
    """An include without concepts and filters means all codes, nested ones too."""
    assert _codes(_terms(_set([{"system": COLOURS}]))) == {
        COLOURS: {"warm", "red", "crimson", "orange", "green", "cold"}
    }


def test_listed_codes() -> None:
    """Listed codes need no code system; another system's code of the same name is not meant."""
    terms = _terms(_set([{"system": SNOMED, "concept": [{"code": "1"}, {"code": "2"}]}]))
    told = [
        terms.has(SET, *coding) for coding in ((SNOMED, "1"), (SNOMED, "3"), (COLOURS, "1"), (None, "2"), (None, "9"))
    ]
    assert told == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("op", "value", "name", "codes"),
    [
        ("is-a", "warm", "concept", {"warm", "red", "crimson", "orange"}),
        ("is-a", "cold", "code", {"cold", "green"}),
        ("descendent-of", "warm", "concept", {"red", "crimson", "orange"}),
        ("is-not-a", "warm", "concept", {"green", "cold"}),
        ("generalizes", "crimson", "concept", {"crimson", "red", "warm"}),
        ("=", "yes", "mixed", {"orange"}),
        ("=", "warm", "parent", {"red", "orange"}),
        ("=", "Red", "display", {"red"}),
        ("=", "true", "notSelectable", {"warm"}),
        ("in", "red, green", "concept", {"red", "green"}),
        ("not-in", "red,green", "concept", {"warm", "crimson", "orange", "cold"}),
        ("regex", "[a-g].*", "code", {"crimson", "green", "cold"}),
        ("exists", "true", "mixed", {"orange", "green"}),
        ("exists", "false", "mixed", {"warm", "red", "crimson", "cold"}),
        ("exists", "true", "sheen", set()),
    ],
)
def test_filters(op, value, name, codes) -> None:
    """http://hl7.org/fhir/R4/valueset-filter-operator.html, with nested concepts and the property `parent`."""
    assert _filtered(op, value, name) == codes


@pytest.mark.parametrize(
    ("op", "value", "name"),
    [("=", "x", "undeclared"), ("likes", "x", "mixed"), ("regex", "(", "code"), ("regex", "a" * 999, "code")],
)
def test_filters_that_are_not_understood(op, value, name) -> None:
    """Nothing is guessed, and the reason names the code system."""
    terms = _terms(_set([{"system": COLOURS, "filter": [{"property": name, "op": op, "value": value}]}]))
    assert (terms.codes(SET), terms.has(SET, COLOURS, "red")) == (None, None)
    assert COLOURS in terms.why_unknown(SET)


def test_all_filters_of_an_include_must_hold() -> None:
    """Within one include filters narrow, several includes widen."""
    warm = {"property": "concept", "op": "is-a", "value": "warm"}
    red = {"property": "concept", "op": "is-not-a", "value": "red"}
    terms = _terms(
        _set([{"system": COLOURS, "filter": [warm, red]}, {"system": COLOURS, "concept": [{"code": "cold"}]}])
    )
    assert _codes(terms) == {COLOURS: {"warm", "orange", "cold"}}


def test_value_sets_in_one_include_narrow() -> None:
    """System and value sets of one include: only what is in all of them."""
    one = _set([{"system": COLOURS, "concept": [{"code": "red"}, {"code": "green"}]}], f"{SET}-1")
    two = _set([{"system": COLOURS, "concept": [{"code": "red"}, {"code": "cold"}]}], f"{SET}-2")
    narrow = _set([{"valueSet": [f"{SET}-1", f"{SET}-2"]}])
    wide = _set([{"valueSet": [f"{SET}-1"]}, {"valueSet": [f"{SET}-2"]}], f"{SET}-3")
    assert _codes(_terms(one, two, narrow)) == {COLOURS: {"red"}}
    assert _codes(_terms(one, two, wide), f"{SET}-3") == {COLOURS: {"red", "green", "cold"}}


def test_what_is_excluded() -> None:
    """An exclude takes away, also from what an unknown system gives."""
    out = [{"system": COLOURS, "concept": [{"code": "red"}]}, {"system": SNOMED, "concept": [{"code": "1"}]}]
    assert _terms(_set([{"system": COLOURS}], exclude=out)).has(SET, COLOURS, "red") is False
    terms = _terms(_set([{"system": SNOMED}], exclude=out))
    assert [terms.has(SET, SNOMED, code) for code in ("1", "2")] == [False, None]


def test_what_cannot_be_told() -> None:
    """A part that is at hand still tells of its own codes; the rest is unknown, not absent."""
    terms = _terms(_set([{"system": COLOURS}, {"system": SNOMED}, {"valueSet": ["https://example.org/none"]}]))
    asked = [(COLOURS, "red"), (COLOURS, "mauve"), (SNOMED, "1"), (None, "red"), (None, "1")]
    assert [terms.has(SET, *coding) for coding in asked] == [True, None, None, True, None]
    assert terms.why_unknown(SET) == f"it draws on the code system {SNOMED}, which is not at hand"


def test_a_code_of_another_system_is_outside() -> None:
    """Although SNOMED CT is not at hand, no code of another system is one of its."""
    terms = _terms(_set([{"system": SNOMED}]))
    assert terms.has(SET, COLOURS, "red") is False


def test_a_value_set_that_is_not_here() -> None:
    """Unknown, and said by its canonical."""
    terms = _terms()
    assert (terms.has("https://example.org/none", COLOURS, "red"), terms.codes("https://example.org/none")) == (
        None,
        None,
    )
    assert terms.why_unknown("https://example.org/none") == "the value set https://example.org/none is not at hand"


def test_value_sets_that_include_themselves() -> None:
    """They tell nothing by that, and end."""
    one = _set([{"valueSet": [f"{SET}-2"]}, {"system": COLOURS, "concept": [{"code": "red"}]}], f"{SET}-1")
    two = _set([{"valueSet": [f"{SET}-1"]}], f"{SET}-2")
    terms = _terms(one, two)
    assert [terms.has(f"{SET}-1", COLOURS, code) for code in ("red", "green")] == [True, None]
    assert "includes itself" in terms.why_unknown(f"{SET}-1")


def test_an_expansion_tells_where_the_compose_cannot() -> None:
    """A value set may come expanded by someone who has the code system; abstract codes only group."""
    contains = [{"system": SNOMED, "code": "1", "abstract": True, "contains": [{"system": SNOMED, "code": "2"}]}]
    terms = _terms(_set([{"system": SNOMED}]) | {"expansion": {"contains": contains}})
    assert _codes(terms) == {SNOMED: {"2"}}


def test_large_value_sets_are_asked_code_by_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a bound nothing is listed, but membership is told the same."""
    monkeypatch.setattr(module, "MOST_CODES", 3)
    terms = _terms(_set([{"system": COLOURS}]))
    assert terms.codes(SET) is None
    assert [terms.has(SET, COLOURS, code) for code in ("crimson", "mauve")] == [True, False]


@pytest.mark.parametrize(("stated", "told"), [(True, False), (False, True), (None, True)])
def test_case(stated, told) -> None:
    """Where a system does not say that case counts, codes are taken in any case (CodeSystem.caseSensitive)."""
    terms = Terms(shelf().beside([_system(caseSensitive=stated), _set([{"system": COLOURS}])]))
    asked = (terms.has(SET, COLOURS, "RED"), terms.has(SET, None, "RED"), terms.code(COLOURS, "RED"))
    assert asked == (told, told, told)


def test_codes_of_systems() -> None:
    """A complete system denies what it does not have; a fragment cannot."""
    complete, fragment = _terms(), Terms(shelf().beside([_system(content="fragment")]))
    assert [complete.code(COLOURS, code) for code in ("red", "mauve")] == [True, False]
    assert [fragment.code(COLOURS, code) for code in ("red", "mauve")] == [True, None]
    assert (complete.known(COLOURS), fragment.known(COLOURS), complete.known(SNOMED)) == (True, False, False)
    assert complete.code(SNOMED, "1") is None


def test_displays_and_supplements() -> None:
    """The display first, then other texts; a supplement adds texts and no codes."""
    french = [
        {"code": "green", "designation": [{"language": "fr", "value": "Vert"}]},
        {"code": "mauve", "display": "Mauve"},
    ]
    supplement = {"resourceType": "CodeSystem", "url": f"{COLOURS}-fr", "content": "supplement", "supplements": COLOURS}
    terms = _terms(supplement | {"concept": french})
    assert terms.display(COLOURS, "green") == ("Green", "Grün", "Vert")
    assert (terms.display(COLOURS, "mauve"), terms.display(SNOMED, "1")) == (None, None)


def test_subsumption() -> None:
    """A code is a kind of itself and of what it stands below."""
    terms = _terms()
    asked = [("warm", "crimson"), ("crimson", "warm"), ("red", "red"), ("cold", "green")]
    assert [terms.subsumes(COLOURS, *pair) for pair in asked] == [True, False, True, True]
    assert terms.subsumes(COLOURS, "warm", "mauve") is None


def test_hierarchies_with_a_circle_end() -> None:
    """A system that says each is below the other is broken, and does no harm."""
    circle = [{"code": a, "property": [{"code": "parent", "valueCode": b}]} for a, b in (("a", "b"), ("b", "a"))]
    terms = Terms(shelf().beside([_system(concept=circle)]))
    assert terms.subsumes(COLOURS, "c", "a") is None
    assert terms.subsumes(COLOURS, "b", "a") is True


@pytest.mark.parametrize(
    ("value_set", "system", "code", "told"),
    [
        (f"{CORE}/administrative-gender", None, "female", True),
        (f"{CORE}/administrative-gender", None, "F", False),
        ("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", ACT, "AMB", True),
        ("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode", ACT, "ACCTRECEIVABLE", False),
        (f"{CORE}/all-languages", None, "en-US", True),
        (f"{CORE}/all-languages", None, "english", False),
        (f"{CORE}/mimetypes", None, "png", False),
        (f"{CORE}/ucum-units", None, "mg/dL", True),
        (f"{CORE}/currencies", "urn:iso:std:iso:4217", "USD", True),
        (f"{CORE}/currencies", "urn:iso:std:iso:4217", "DOLLAR", False),
        (f"{CORE}/identifier-type|4.0.1", "http://terminology.hl7.org/CodeSystem/v2-0203", "MR", True),
        (f"{CORE}/observation-codes", "http://loinc.org", "8867-4", None),
        ("http://hl7.org/fhir/us/core/ValueSet/simple-language", "urn:ietf:bcp:47", "en-US", True),
        ("http://hl7.org/fhir/us/core/ValueSet/simple-language", "urn:ietf:bcp:47", "zh-Hans", False),
        ("http://hl7.org/fhir/us/core/ValueSet/us-core-usps-state", "https://www.usps.com/", "NE", True),
        ("http://hl7.org/fhir/us/core/ValueSet/us-core-usps-state", "https://www.usps.com/", "ZZ", False),
        ("http://hl7.org/fhir/us/core/ValueSet/omb-race-category", "urn:oid:2.16.840.1.113883.6.238", "2106-3", None),
        ("http://hl7.org/fhir/us/core/ValueSet/omb-race-category", "https://example.org/race", "2106-3", False),
        (
            "http://hl7.org/fhir/us/core/ValueSet/omb-ethnicity-category",
            "urn:oid:2.16.840.1.113883.6.238",
            "2186-5",
            True,
        ),
    ],
)
def test_what_comes_with_us(value_set, system, code, told, own) -> None:
    """Published value sets: listed, filtered, by form, and those whose code system is not at hand."""
    assert own.has(value_set, system, code) is told


def test_published_value_sets_that_can_be_told(own) -> None:
    """Of the 1,405 value sets of the packages nine in ten are listed in full."""
    canonicals = list(shelf().canonicals("value-sets"))
    listed = [c for c in canonicals if own.codes(c) is not None]
    assert len(canonicals) > 1_400
    assert len(listed) / len(canonicals) > 0.89
    assert [c for c in canonicals if own.codes(c) is None and not own.why_unknown(c)] == []


def test_a_regex_is_bounded() -> None:
    """A pattern that Python's engine would try 2 to the power of 60 ways is answered all the same."""
    code = "a" * 60 + "!"
    system = {**_system(), "concept": [{"code": code}, {"code": "a" * 60}]}
    compose = {"include": [{"system": COLOURS, "filter": [{"property": "code", "op": "regex", "value": "(a+)+$"}]}]}
    terms = Terms(shelf().beside([system, {"resourceType": "ValueSet", "url": SET, "compose": compose}]))
    assert (terms.has(SET, COLOURS, code), terms.has(SET, COLOURS, "a" * 60)) == (False, True)

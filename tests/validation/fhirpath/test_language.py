"""The language on one patient, as http://hl7.org/fhirpath/N1/ and http://hl7.org/fhir/R4/fhirpath.html define it."""

from decimal import Decimal

import pytest

from peerfhir.fhir import json
from peerfhir.validation.fhirpath import Malformed, Node, Undecided, Untold, compiled, condition

PATIENT = json.decode(b"""{
  "resourceType": "Patient",
  "id": "p",
  "active": true,
  "birthDate": "1974-12-25",
  "_birthDate": {"extension": [{"url": "urn:time", "valueDateTime": "1974-12-25T14:35:45-05:00"}]},
  "_gender": {"extension": [{"url": "urn:absent", "valueCode": "unknown"}]},
  "deceasedBoolean": false,
  "multipleBirthInteger": 2,
  "name": [
    {"use": "official", "family": "Chalmers", "given": ["Peter", "James"], "_given": [null, {"id": "second"}]},
    {"use": "usual", "given": ["Jim"], "period": {"start": "2020", "end": "2021-06-30"}}
  ],
  "contained": [
    {"resourceType": "Organization", "id": "o", "name": "Peers"},
    {"resourceType": "Observation", "id": "w", "valueQuantity": {
      "value": 185.50, "unit": "lbs", "system": "http://unitsofmeasure.org", "code": "[lb_av]"}}
  ],
  "managingOrganization": {"reference": "#o"}
}""")

ANSWERS = {
    # paths: choices by their plain name, types at the beginning, what stands beside a primitive
    "Patient.name.given": ["Peter", "James", "Jim"],
    "Observation.id": [],
    "name[1].given[0]": ["Jim"],
    "name[7]": [],
    "deceased": [False],
    "deceasedBoolean": [],
    "birthDate.extension('urn:time').value": ["1974-12-25T14:35:45-05:00"],
    "name.given.id": ["second"],
    "contained.value.unit": ["lbs"],
    "contained.ofType(Organization).name": ["Peers"],
    # existence: an element without a value exists and has none
    "gender.exists() and gender.hasValue().not()": [True],
    "birthDate.hasValue()": [True],
    "name.exists(use = 'usual')": [True],
    "name.all(given.exists())": [True],
    "name.all(family.exists())": [False],
    "photo.all($this.exists())": [True],
    "name.given.count()": [3],
    "(active | deceased).allTrue()": [False],
    "(active | deceased).anyTrue()": [True],
    # three values: nothing is neither true nor false
    "true and {}": [],
    "false and {}": [False],
    "true or {}": [True],
    "false or {}": [],
    "{} implies true": [True],
    "{} implies false": [],
    "true xor {}": [],
    "{}.not()": [],
    "name.first() and true": [True],
    # equality: nothing for nothing, order counts for =, not for ~
    "{} = {}": [],
    "name.given = ('Peter' | 'James' | 'Jim')": [True],
    "(1 | 2) = (2 | 1)": [False],
    "(1 | 2) ~ (2 | 1)": [True],
    "'Peter' ~ 'peter'": [True],
    "{} ~ {}": [True],
    "1 = 1.0": [True],
    "1 = true": [False],
    "gender = 'male'": [False],
    # dates: as precise as they are written
    "birthDate < @1975": [True],
    "birthDate = @1974-12-25T10:00:00Z": [],
    "@2012-04-15T15:00:00Z = @2012-04-15T17:00:00+02:00": [True],
    "@2012-04-15T15:00:00Z < @2012-04-15T15:00:01": [],
    "@2012-04-15T15:00:00Z < @2012-04-18T15:00:00": [True],
    "@2018-03 < @2018-03-01": [],
    "@T10:30 < @T10:31": [True],
    "birthDate = @T12:00": [False],
    "@2020-01-31 + 1 month": ["2020-02-29"],
    "@2019-03-01 - 24 months": ["2017-03-01"],
    "@2016 + 13 months": ["2017"],
    "@2016-02-28T23:30:00Z + 90 minutes": ["2016-02-29T01:00:00Z"],
    "@T23:30 + 1 hour": ["00:30"],
    "name.where(period.start <= @2020-12-31).given": [],
    # numbers keep being exact
    "0.1 + 0.2 = 0.3": [True],
    "7 div 2": [3],
    "-7 div 2": [-3],
    "7 mod 2": [1],
    "1 / 0": [],
    "2 + 3 * 4": [14],
    "-(1 + 1)": [-2],
    "1.55.round(1)": [Decimal("1.6")],
    "2.power(10)": [1024],
    "16.sqrt() = 4": [True],
    "(-5).abs()": [5],
    "1.9.truncate()": [1],
    "multipleBirth + 1": [3],
    # quantities
    "contained.value.ofType(Quantity) > 100 '[lb_av]'": [True],
    "1 'kg' = 1000 'g'": [True],
    "1 'kg' > 1 'm'": [],
    "7 days = 1 week": [True],
    # collections
    "(1 | 1 | 2).count()": [2],
    "name.given.combine(name.given).count()": [6],
    "name.given.combine(name.given).distinct()": ["Peter", "James", "Jim"],
    "name.given.isDistinct()": [True],
    "name.given.intersect('Jim' | 'Tom')": ["Jim"],
    "name.given.exclude('Jim')": ["Peter", "James"],
    "('Jim').subsetOf(name.given)": [True],
    "'Jim' in name.given": [True],
    "name.given contains 'Tom'": [False],
    "name.given.first() | name.given.last() | name.given.tail().first()": ["Peter", "Jim", "James"],
    "name.given.skip(1).take(1)": ["James"],
    "name.given.select($index)": [0, 1, 2],
    "name.select(given.count())": [2, 1],
    "(1 | 2 | 3).aggregate($this + $total, 0)": [6],
    "(1 | 2).repeat(iif($this < 4, $this + 1)).count()": [3],
    "contained.descendants().where($this is Quantity).code": ["[lb_av]"],
    "children().ofType(HumanName).count()": [2],
    # strings
    "name.given.first().substring(1, 2)": ["et"],
    "name.family.startsWith('Cha')": [True],
    "photo.title.startsWith('x')": [],
    "gender.startsWith('m')": [False],
    "'a,b'.split(',').join('-')": ["a-b"],
    "'abc'.matches('b')": [True],
    "'abc'.matchesFull('b')": [False],
    "'11/30/1972'.replaceMatches('(\\\\d+)/(\\\\d+)/(\\\\d+)', '$2-$1-$3')": ["30-11-1972"],
    "'abc'.indexOf('c')": [2],
    "name.given.first() & name.suffix & '!'": ["Peter!"],
    "'\\u0041\\''": ["A'"],
    "'TEST'.encode('base64').decode('base64')": ["TEST"],
    # types: FHIR's before FHIRPath's; a code is a string, but is not taken as one
    "active is boolean": [True],
    "active is Boolean": [False],
    "1 is Integer": [True],
    "name.use.first() is string": [True],
    "name.use.ofType(string)": [],
    "contained[1].value is Quantity": [True],
    "contained.all($this is DomainResource)": [True],
    "active.type().name": ["boolean"],
    # conversion
    "'5'.toInteger()": [5],
    "'x'.toInteger()": [],
    "1.50.toString()": ["1.50"],
    "active.toString()": ["true"],
    "'yes'.toBoolean()": [True],
    "'1974-12-25'.toDate() = birthDate": [True],
    "'4 days'.toQuantity() = 4 days": [True],
    "'1.0'.convertsToInteger()": [False],
    # conditions, variables, comments
    "iif(active, 'yes', 'no')": ["yes"],
    "photo.iif(empty(), 'none', 'some')": ["none"],
    "%resource.id = %context.id": [True],
    "%ucum": ["http://unitsofmeasure.org"],
    "name.trace('names').count() // traced": [2],
}


@pytest.mark.parametrize(("expression", "answer"), ANSWERS.items())
def test_an_answer(expression, answer) -> None:
    """What a resource that says its own type gives, and the same when the compiler is told the type."""
    variables = {"resource": PATIENT, "rootResource": PATIENT}
    assert compiled(expression)(PATIENT, variables) == answer
    assert compiled(expression, "Patient")(PATIENT, variables) == answer


@pytest.mark.parametrize("text", ["", "name.", "1 +", "(1", "'open", "name given", "@2020-13", "a..b", "[1]", "1 and"])
def test_what_is_no_expression(text) -> None:
    """Text that the grammar does not have, or a date that no calendar has."""
    with pytest.raises(Malformed):
        compiled(text)


def test_depth_is_bounded() -> None:
    """Parentheses without end are refused, not followed."""
    with pytest.raises(Malformed):
        compiled("(" * 100_000 + "1" + ")" * 100_000)


@pytest.mark.parametrize(
    "expression",
    ["name.given + 'x'", "name.given < 'x'", "active < 1", "name.single()", "name.iif(true, 1)", "(1 | 2).not()"],
)
def test_no_answer(expression) -> None:
    """Several items where one is expected, and values that have no order, are no answer."""
    with pytest.raises(Undecided):
        compiled(expression)(PATIENT, {})


def test_a_condition() -> None:
    """True, false, or None where there is no answer."""
    asked = ("active", "deceased", "photo.title = 'x'", "name.given = 1 + 'x'", "active.memberOf('urn:x:y')")
    assert [condition(e)(PATIENT) for e in asked] == [True, False, None, None, None]


def test_a_node_says_its_kind() -> None:
    """A primitive with what stands beside it, where no kind is given."""
    node = Node(None, "date", {"extension": [{"url": "urn:x", "valueString": "y"}]})
    assert compiled("hasValue() or extension('urn:x').value = 'y'")(node, {}) == [True]


def test_value_sets_need_somebody_to_ask() -> None:
    """Without terminology membership is not told, and not guessed."""
    with pytest.raises(Untold):
        compiled("gender.memberOf('http://hl7.org/fhir/ValueSet/administrative-gender')")(PATIENT, {})


def test_what_the_compiler_does_not_know_still_runs() -> None:
    """Sums and the like are fhirpathpy's."""
    assert compiled("(1 | 2).sum() = 3")(PATIENT, {}) == [True]


def test_what_time_it_is() -> None:
    """The same throughout an evaluation (http://hl7.org/fhirpath/N1/#now--datetime); the time is of this century."""
    assert compiled("now() = now() and today() = today() and timeOfDay() = timeOfDay()")(PATIENT, {}) == [True]
    assert compiled("today() > @2020-01-01 and now() < @2100-01-01T00:00:00Z")(PATIENT, {}) == [True]
    assert compiled("birthDate < today() and birthDate + 200 years > today()")(PATIENT, {}) == [True]

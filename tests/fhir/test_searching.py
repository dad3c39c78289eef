"""The compiled search parameters say what the R4 pages say, and their numbers never change."""

import json
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir.searching import TYPE_CODES, TYPE_NAMES, Place, Step, belonging, compartment, parameters
from scripts.definitions import searching
from scripts.definitions.package import TABLES, core

# The letters of http://hl7.org/fhir/R4/encounter.html#search and so on, composites left out.
LETTERS = {"t": "token", "r": "reference", "d": "date", "s": "string", "u": "uri", "q": "quantity", "n": "number"}
PAGES = {
    "Encounter": "account(r) appointment(r) based-on(r) class(t) date(d) diagnosis(r) episode-of-care(r) identifier(t) "
    "length(q) location(r) location-period(d) part-of(r) participant(r) participant-type(t) patient(r) practitioner(r) "
    "reason-code(t) reason-reference(r) service-provider(r) special-arrangement(t) status(t) subject(r) type(t)",
    "Claim": "care-team(r) created(d) detail-udi(r) encounter(r) enterer(r) facility(r) identifier(t) insurer(r) "
    "item-udi(r) patient(r) payee(r) priority(t) procedure-udi(r) provider(r) status(t) subdetail-udi(r) use(t)",
    "Goal": "achievement-status(t) category(t) identifier(t) lifecycle-status(t) patient(r) start-date(d) subject(r) "
    "target-date(d)",
    "Condition": "abatement-age(q) abatement-date(d) abatement-string(s) asserter(r) body-site(t) category(t) "
    "clinical-status(t) code(t) encounter(r) evidence(t) evidence-detail(r) identifier(t) onset-age(q) onset-date(d) "
    "onset-info(s) patient(r) recorded-date(d) severity(t) stage(t) subject(r) verification-status(t)",
    "Practitioner": "active(t) address(s) address-city(s) address-country(s) address-postalcode(s) address-state(s) "
    "address-use(t) communication(t) email(t) family(s) gender(t) given(s) identifier(t) name(s) phone(t) phonetic(s) "
    "telecom(t)",
    "AuditEvent": "action(t) address(s) agent(r) agent-name(s) agent-role(t) altid(t) date(d) entity(r) entity-name(s) "
    "entity-role(t) entity-type(t) outcome(t) patient(r) policy(u) site(t) source(r) subtype(t) type(t)",
    "RiskAssessment": "condition(r) date(d) encounter(r) identifier(t) method(t) patient(r) performer(r) "
    "probability(n) risk(t) subject(r)",
}
# Ours, for what R4 cannot search.
OURS = {
    "Encounter": "authorization(t) episode(r) program(t)",
    "Claim": "authorization(t) program(t)",
    "Condition": "episode(r)",
    "Practitioner": "qualification-code(t) qualification-identifier(t) qualification-period(d)",
}
COMMON = {"_profile": "uri", "_security": "token", "_source": "uri", "_tag": "token"}


@pytest.mark.parametrize("type_", PAGES)
def test_a_type_has_the_parameters_of_its_page(type_):
    """Codes and types are those of the R4 page and ours, with the parameters that every resource has."""
    listed = (text.rstrip(")").split("(") for text in [*PAGES[type_].split(), *OURS.get(type_, "").split()])
    expected = {code: LETTERS[letter] for code, letter in listed} | COMMON
    assert {p.code: p.type for p in parameters(type_).values()} == expected


def test_type_codes_are_the_alphabetical_list_from_one():
    """The 146 concrete resource types of R4 4.0.1, numbered in alphabetical order."""
    assert list(TYPE_CODES) == sorted(TYPE_CODES)
    assert list(TYPE_CODES.values()) == list(range(1, 147))
    assert TYPE_NAMES[TYPE_CODES["Patient"]] == "Patient"
    assert (TYPE_CODES["Account"], TYPE_CODES["Encounter"], TYPE_CODES["VisionPrescription"]) == (1, 44, 146)


def test_parameters_that_differ_in_the_target_only_share_a_number():
    """`Encounter.subject` and `Encounter.subject.where(resolve() is Patient)` read one place."""
    encounter = parameters("Encounter")
    assert encounter["patient"].id == encounter["subject"].id
    assert encounter["practitioner"].id == encounter["participant"].id
    assert encounter["patient"].only == {"Patient"}
    assert encounter["subject"].only == frozenset()
    assert encounter["subject"].targets == {"Group", "Patient"}


def test_one_number_means_one_set_of_places_of_one_type():
    """No two different readings share a number."""
    meanings: dict[int, set[object]] = {}
    for type_ in TYPE_CODES:
        for parameter in parameters(type_).values():
            meanings.setdefault(parameter.id, set()).add((type_, parameter.type, parameter.places))
    assert {number for number, said in meanings.items() if len(said) > 1} == set()


def test_expressions_become_places():
    """Paths, choices, `as`, `where(system=...)` and unions of http://hl7.org/fhir/R4/searchparameter-registry.html."""
    phone = (Step("telecom", ("system", "phone")),)
    assert parameters("Patient")["phone"].places == (Place(phone, "ContactPoint"),)
    assert parameters("Patient")["death-date"].places == (Place((Step("deceasedDateTime"),), "dateTime"),)
    onset = parameters("Condition")["onset-date"].places
    assert {(p.steps[0].key, p.type) for p in onset} == {("onsetDateTime", "dateTime"), ("onsetPeriod", "Period")}
    combo = parameters("Observation")["combo-code"].places
    assert {".".join(s.key for s in p.steps) for p in combo} == {"code", "component.code"}


def test_an_extension_becomes_a_guarded_place():
    """`extension.where(url = '...').value.as(code)` reads one extension's value; dots in its URL are no steps."""
    url = "https://peerfhir.org/fhir/StructureDefinition/program"
    (place,) = parameters("CarePlan")["program"].places
    assert place == Place((Step("extension", ("url", url)), Step("valueCode")), "code")


def test_a_parameter_names_its_definition():
    """The canonical of its SearchParameter, R4's (http://hl7.org/fhir/R4/searchparameter-registry.html) or ours."""
    assert parameters("Encounter")["status"].url == "http://hl7.org/fhir/SearchParameter/Encounter-status"
    assert parameters("Patient")["family"].url == "http://hl7.org/fhir/SearchParameter/individual-family"
    assert parameters("Patient")["_tag"].url == "http://hl7.org/fhir/SearchParameter/Resource-tag"
    assert parameters("Claim")["program"].url == "https://peerfhir.org/fhir/SearchParameter/program"


def test_a_date_is_single_when_no_step_of_its_path_repeats():
    """Encounter.period is 0..1, Encounter.location 0..*; a choice has one of its types."""
    assert parameters("Encounter")["date"].single
    assert not parameters("Encounter")["location-period"].single
    assert parameters("Observation")["date"].single


def test_bound_codes_know_their_system():
    """`Encounter.status` is required from the value set of http://hl7.org/fhir/encounter-status."""
    assert parameters("Encounter")["status"].systems == {"http://hl7.org/fhir/encounter-status"}


def test_the_patient_compartment_is_that_of_its_definition():
    """http://hl7.org/fhir/R4/compartmentdefinition-patient.html: by `patient` for Encounter, not at all for Task."""
    assert compartment("Encounter") == (Place((Step("subject"),), "Reference"),)
    assert {p.steps[0].key for p in compartment("Observation")} == {"subject", "performer"}
    assert (compartment("Task"), compartment("Practitioner")) == ((), ())


def test_to_whom_a_resource_belongs():
    """To those of its compartment, a Coverage to its beneficiary alone; a Patient to none that it names."""
    assert belonging("Observation") == frozenset(compartment("Observation"))
    assert belonging("Coverage") == {Place((Step("beneficiary"),), "Reference")}
    assert (belonging("Patient"), belonging("Task")) == (frozenset(), frozenset())


def test_the_tables_are_what_the_package_compiles_to(tmp_path: Path):
    """Compiling again gives the committed bytes, and no committed number is lost."""
    searching.build(core(), tmp_path)
    for name in ("search.json", "search-ids.json"):
        assert (tmp_path / name).read_bytes() == (TABLES / name).read_bytes(), name


def test_new_parameters_take_new_numbers():
    """A number that is given stays given, also when its parameter is gone; new ones follow the highest."""
    table: dict[str, dict[str, Any]] = {
        "Task": {"b": {"type": "date", "places": ["b:date"]}, "new": {"type": "date", "places": ["n:date"]}}
    }
    given = {"Task date b:date": 2, "Task date gone:date": 7}
    assert searching.number(table, given) == {"Task date b:date": 2, "Task date gone:date": 7, "Task date n:date": 8}
    assert [entry["id"] for entry in table["Task"].values()] == [2, 8]


def test_numbers_in_use_are_unchanged():
    """These stand in databases since the first release."""
    ids = json.loads((TABLES / "search-ids.json").read_text())
    assert {key: ids[key] for key in PINNED} == PINNED
    assert len(set(ids.values())) == len(ids)


PINNED = {
    "Encounter date period:Period": 678,
    "Encounter reference subject:Reference": 688,
    "Patient token identifier:Identifier": 1525,
}

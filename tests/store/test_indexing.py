"""Which rows a resource is found by, written from http://hl7.org/fhir/R4/search.html#ptypes."""

import json
import math
import tarfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from peerfhir.fhir.reference import local, walk
from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.indexing import index, patients
from peerfhir.store.values import OPEN_END, OPEN_START, fold, span, system_hash, value_hash

DENVER = ZoneInfo("America/Denver")
NINTH = datetime(2026, 11, 9, 7, tzinfo=UTC)  # midnight of 9 November in Denver

ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "meta": {"profile": ["http://example.org/p|1.0"], "tag": [{"system": "http://t", "code": "x"}]},
    "identifier": [{"system": "https://ehr.example.org/encounters", "value": "SYN-E-1"}],
    "status": "finished",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
    "extension": [
        {
            "url": "https://peerfhir.org/fhir/StructureDefinition/care-plan",
            "valueReference": {"reference": "CarePlan/c"},
        }
    ],
    "contained": [{"resourceType": "Basic", "id": "b", "author": {"reference": "Practitioner/inside"}}],
    "type": [{"coding": [{"system": "http://hcpcs", "code": "H0038"}, {"code": "local"}], "text": "not searched"}],
    "subject": {"reference": "Patient/m1"},
    "episodeOfCare": [{"reference": "EpisodeOfCare/ep"}, {"reference": "#b"}],
    "participant": [
        {"individual": {"reference": "PractitionerRole/peer"}},
        {"individual": {"reference": "PractitionerRole/peer/_history/3"}},
        {"individual": {"reference": "http://elsewhere.example.org/fhir/Practitioner/9"}},
        {"individual": {"display": "no reference"}},
    ],
    "period": {"start": "2026-11-09T10:00:00-07:00", "end": "2026-11-09T11:00:00-07:00"},
    "length": {"value": Decimal("60.0"), "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"},
}


def ids(type_: str, *codes: str) -> list[int]:
    """The numbers of these parameters."""
    return [parameters(type_)[code].id for code in codes]


def test_tokens_have_a_row_a_coding():
    """Code and system of each Coding; a `code` has no system; text of a CodeableConcept is no token."""
    status, class_, type_, identifier, tag = ids("Encounter", "status", "class", "type", "identifier", "_tag")
    rows = index(ENCOUNTER, DENVER)
    assert {row for row in rows.keys if row[0] in (status, class_, type_, identifier, tag)} == {
        (status, value_hash("finished"), 0),
        (class_, value_hash("AMB"), system_hash("http://terminology.hl7.org/CodeSystem/v3-ActCode")),
        (type_, value_hash("H0038"), system_hash("http://hcpcs")),
        (type_, value_hash("local"), 0),
        (identifier, value_hash("SYN-E-1"), system_hash("https://ehr.example.org/encounters")),
        (tag, value_hash("x"), system_hash("http://t")),
    }


def test_references_are_local_without_version_and_each_once():
    """Local references by type and id; one that no parameter covers stands under 0, contained ones nowhere."""
    episode, participant, subject = ids("Encounter", "episode-of-care", "participant", "subject")
    assert set(index(ENCOUNTER, DENVER).references) == {
        (episode, "EpisodeOfCare", "ep"),
        (participant, "PractitionerRole", "peer"),
        (subject, "Patient", "m1"),
        (0, "CarePlan", "c"),
        (0, "Practitioner", "inside"),
    }


def test_other_references_and_canonicals_are_keys():
    """A URL of another server as it is; a canonical with and without its version."""
    participant, profile = ids("Encounter", "participant", "_profile")
    keys = index(ENCOUNTER, DENVER).keys
    assert (participant, value_hash("http://elsewhere.example.org/fhir/Practitioner/9"), 0) in keys
    assert {row for row in keys if row[0] == profile} == {
        (profile, value_hash("http://example.org/p|1.0"), 0),
        (profile, value_hash("http://example.org/p"), 0),
    }


def test_a_period_lasts_to_the_end_of_its_last_second():
    """An end of second precision includes that second."""
    (date,) = ids("Encounter", "date")
    lo = datetime(2026, 11, 9, 17, tzinfo=UTC)
    assert index(ENCOUNTER, DENVER).dates == [(date, lo, lo + timedelta(hours=1, seconds=1))]


def test_quantities_have_a_row_by_code_and_one_by_unit():
    """`60||minutes` and `60||min` both find it."""
    (length,) = ids("Encounter", "length")
    assert index(ENCOUNTER, DENVER).numbers == [
        (length, 60.0, 60.0, system_hash("http://unitsofmeasure.org"), value_hash("min")),
        (length, 60.0, 60.0, 0, value_hash("minutes")),
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({"start": "2026-11-09"}, (NINTH, OPEN_END)),
        ({"end": "2026-11-09"}, (OPEN_START, NINTH + timedelta(days=1))),
        ({"start": "2026-11", "end": "2026-11"}, (NINTH - timedelta(days=8, hours=1), NINTH + timedelta(days=22))),
    ],
)  # fmt: skip
def test_open_periods_have_open_ends_and_dates_lie_in_the_zone(period, expected):
    """A missing end is unbounded; a date without a zone is the day in Denver, also over the change of the clocks."""
    (date,) = ids("Encounter", "date")
    resource = {"resourceType": "Encounter", "period": period}
    assert index(resource, DENVER).dates == [(date, *expected)]


def test_an_empty_period_is_no_value():
    """A period with nothing but an extension is not found by any date, nor by `date:missing=false`."""
    resource = {"resourceType": "Encounter", "period": {"extension": [{"url": "http://x"}]}}
    assert index(resource, DENVER).dates == []


def test_timings_count_by_their_outer_limits():
    """Of a Timing only the outer limits matter."""
    (date,) = ids("ServiceRequest", "occurrence")
    timing = {"event": ["2026-11-10T00:00:00Z", "2026-11-09T07:00:00Z"], "repeat": {"frequency": 1}}
    resource = {"resourceType": "ServiceRequest", "occurrenceTiming": timing}
    assert index(resource, DENVER).dates == [(date, NINTH, datetime(2026, 11, 10, 0, 0, 1, tzinfo=UTC))]


def test_strings_are_folded_and_kept_exactly():
    """Each part of a name without case and accents for the default search, its exact text as a key for `:exact`."""
    (name,) = ids("Patient", "name")
    rows = index({"resourceType": "Patient", "name": [{"family": "Núñez", "given": ["ANNA  Maria", "Zoë"]}]}, DENVER)
    assert {value for param, value in rows.strings if param == name} == {"nunez", "anna maria", "zoe"}
    assert (name, value_hash("Núñez"), 0) in rows.keys


def test_where_on_a_system_selects():
    """`telecom.where(system='phone')` is `phone`, all of them are `telecom`."""
    phone, email, telecom = ids("Patient", "phone", "email", "telecom")
    contact = [{"system": "phone", "value": "555"}, {"system": "email", "value": "a@b"}]
    rows = index({"resourceType": "Patient", "telecom": contact}, DENVER).keys
    assert {row[:2] for row in rows if row[0] in (phone, email, telecom)} == {
        (phone, value_hash("555")),
        (email, value_hash("a@b")),
        (telecom, value_hash("555")),
        (telecom, value_hash("a@b")),
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [({}, "false"), ({"deceasedBoolean": False}, "false"), ({"deceasedBoolean": True}, "true"),
     ({"deceasedDateTime": "2020"}, "true")],
)  # fmt: skip
def test_deceased_is_a_boolean_in_every_case(said, expected):
    """`Patient.deceased.exists() and Patient.deceased != false`."""
    (deceased,) = ids("Patient", "deceased")
    keys = index({"resourceType": "Patient", **said}, DENVER).keys
    assert [row for row in keys if row[0] == deceased] == [(deceased, value_hash(expected), 0)]


def test_a_reference_restricted_by_type_is_indexed_for_that_type():
    """`AuditEvent.patient` shares its places with no other parameter, so other targets make no rows for it."""
    (patient,) = ids("AuditEvent", "patient")
    who = [{"who": {"reference": "Patient/p"}}, {"who": {"reference": "Practitioner/q"}}]
    rows = index({"resourceType": "AuditEvent", "agent": who}, DENVER).references
    assert [row for row in rows if row[0] == patient] == [(patient, "Patient", "p")]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ({"value": 5}, (5.0, 5.0)),
        ({"value": 5, "comparator": "<"}, (-math.inf, math.nextafter(5, 0))),
        ({"value": 5, "comparator": ">="}, (5.0, math.inf)),
        ({"value": Decimal("1e400")}, (math.inf, math.inf)),
    ],
)
def test_comparators_open_the_interval(quantity, expected):
    """A measured `<5` is every value below five."""
    (value,) = ids("Observation", "value-quantity")
    rows = index({"resourceType": "Observation", "valueQuantity": quantity}, DENVER).numbers
    assert [row[1:3] for row in rows if row[0] == value] == [expected]


def test_money_is_a_quantity_in_its_currency():
    """http://hl7.org/fhir/R4/search.html#quantity: the system of Money is ISO 4217."""
    (total,) = ids("Invoice", "totalnet")
    rows = index({"resourceType": "Invoice", "totalNet": {"value": Decimal("15.00"), "currency": "USD"}}, DENVER)
    assert rows.numbers == [(total, 15.0, 15.0, system_hash("urn:iso:std:iso:4217"), value_hash("USD"))]


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59:59-07:00", "9999", "0001-01-01", "0001"])
def test_the_ends_of_the_calendar_are_dates_too(text):
    """Records say `9999-12-31` for "no end": it is a time after all others, not an error."""
    lo, hi = span(text, ZoneInfo("Pacific/Kiritimati"))
    assert OPEN_START <= lo < hi <= OPEN_END


def test_folding_takes_away_case_accents_and_doubled_space():
    """Two strings that R4 calls equal fold to the same text."""
    assert fold("  Straße\tÉCOLE ") == fold("STRASSE école") == "strasse ecole"
    assert len(fold("x" * 500)) == 200


def test_hashes_are_the_same_on_every_machine():
    """They stand in the database: these are BLAKE2b's, not Python's."""
    assert (value_hash(""), system_hash("")) == (0, 0)
    assert value_hash("H0038") == int.from_bytes(bytes.fromhex("a86eb53b76e58d29"), "big", signed=True)


def test_the_compartment_is_that_of_every_patient_named():
    """Observation by subject and performer, a Patient in its own; contained and absolute references do not count."""
    seen = [{"reference": "Patient/b"}, {"reference": "Practitioner/p"}, {"reference": "Patient/a/_history/2"}]
    observation = {"resourceType": "Observation", "subject": {"reference": "Patient/a"}, "performer": seen}
    assert sorted(patients(observation)) == ["a", "b"]
    assert patients({"resourceType": "Encounter", "subject": {"reference": "#p"}}) == []
    assert patients({"resourceType": "Encounter", "subject": {"reference": "http://x/Patient/1"}}) == []
    assert patients({"resourceType": "Patient", "id": "me", "link": [{"other": {"reference": "Patient/other"}}]}) == [
        "me",
        "other",
    ]
    assert patients({"resourceType": "Organization", "id": "o"}) == []


def test_every_type_indexes_an_empty_resource():
    """No type's parameters stumble over what is not there."""
    standing = {"Patient", "Coverage", "EpisodeOfCare", "CarePlan"}
    for type_ in TYPE_CODES:
        rows = index({"resourceType": type_}, DENVER)
        assert rows.references + rows.strings + rows.numbers == [], type_
        assert rows.dates == ([(0, OPEN_START, OPEN_END)] if type_ in standing else []), type_


def test_rows_are_never_doubled():
    """The same coding twice is one row."""
    coding = {"system": "http://s", "code": "c"}
    rows = index({"resourceType": "Encounter", "type": [{"coding": [coding, coding]}, {"coding": [coding]}]}, DENVER)
    assert len(rows.keys) == len(set(rows.keys)) == 1


def test_published_examples_have_a_row_for_every_parameter_that_reads_them():
    """All examples in the project make rows, each once; every local reference in them is among these."""
    archive = Path(__file__).parents[1] / "data" / "r4-examples" / "r4-examples.tar.xz"
    with tarfile.open(archive) as opened:
        texts = [file.read() for member in opened if (file := opened.extractfile(member)) and ".json" in member.name]
    examples = [e for text in texts if (e := json.loads(text, parse_float=Decimal)).get("resourceType") in TYPE_CODES]
    assert len(examples) > 300
    for example in examples:
        rows = index(example, DENVER)
        for table in (rows.keys, rows.references, rows.dates, rows.strings, rows.numbers):
            assert len(table) == len(set(table))
        if example["resourceType"] not in ("Bundle", "Parameters"):
            named = {(found.type, found.id) for _, node in walk(example, "") if (found := local(node["reference"]))}
            assert named <= {row[1:] for row in rows.references}


def test_what_is_there_without_a_code_is_not_missing():
    """A concept of text only and a reference by name only count for `:missing`."""
    type_, subject = ids("Encounter", "type", "subject")
    rows = index({"resourceType": "Encounter", "type": [{"text": "visit"}], "subject": {"display": "somebody"}}, DENVER)
    assert sorted(rows.keys) == sorted([(subject, 0, 0), (type_, 0, 0)])

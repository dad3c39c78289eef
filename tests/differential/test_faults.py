"""The acts of `scripts.differential.faults`, and when two places are the same."""

import json as plain
from typing import Any

import pytest

from peerfhir.fhir import json
from scripts.differential.comparing import places_agree
from scripts.differential.faults import Fault, faults, planted

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "active": True,
    "name": [{"family": "Zz-One", "given": ["Zz"]}],
    "maritalStatus": {"text": "x"},
}


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        (Fault("drop", ("active",)), {"active": ...}),
        (Fault("drop", ("name", 0, "given", 0)), {"name": [{"family": "Zz-One"}]}),
        (Fault("null", ("active",)), {"active": None}),
        (Fault("empty", ("name",)), {"name": []}),
        (Fault("retype", ("active",), "true"), {"active": "true"}),
        (Fault("recode", ("name", 0, "family"), "x"), {"name": [{"family": "x", "given": ["Zz"]}]}),
        (Fault("duplicate", ("name", 0)), {"name": PATIENT["name"] * 2}),
        (Fault("duplicate", ("active",)), {"active": [True, True]}),
        (Fault("rename", ("active",), "activex"), {"active": ..., "activex": True}),
        (
            Fault("move", ("active",), ["maritalStatus"]),
            {"active": ..., "maritalStatus": {"text": "x", "active": True}},
        ),
        (Fault("add", ("maritalStatus",), ["unheardOf", "x"]), {"maritalStatus": {"text": "x", "unheardOf": "x"}}),
        (Fault("add", (), ["extension", {"url": "x"}]), {"extension": [{"url": "x"}]}),
    ],
)
def test_an_act_does_one_thing(fault, changed) -> None:
    """What an act leaves is the source with one thing changed; `...` is no member at all."""
    expected = {key: value for key, value in (PATIENT | changed).items() if value is not ...}
    assert json.decode(planted(PATIENT, fault)) == expected


def test_a_key_stands_twice() -> None:
    """JSON text may hold what no dict can."""
    pairs: list[tuple[str, Any]] = []
    plain.loads(planted(PATIENT, Fault("double", ("active",))), object_pairs_hook=pairs.extend)
    assert [value for key, value in pairs if key == "active"] == [True, True]


def test_every_fault_changes_something() -> None:
    """Of each place and act; every act occurs."""
    found = list(faults(PATIENT | {"managingOrganization": {"reference": "Organization/x"}}))
    whole = PATIENT | {"managingOrganization": {"reference": "Organization/x"}}
    assert [fault for fault in found if planted(whole, fault) == json.encode(whole)] == []
    acts = {"drop", "null", "empty", "retype", "recode", "truncate", "retarget", "duplicate", "double", "rename"}
    assert {fault.act for fault in found} == acts | {"move", "add"}


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Patient.name[0].family", "Patient.name[0].family", True),
        ("Patient.name[0]", "Patient.name[0].family", True),
        ("Patient.name[0].given[0]", "Patient.name[0].given", True),
        ("Patient.name[0].given[0]", "Patient.name[0]", True),
        ("Patient", "Patient.name[0].family", False),
        ("Patient.name[0].family", "Patient.name[1].family", False),
        ("Patient.name[0].family", "Patient.name[0].given", False),
        ("Observation.value.ofType(Quantity).code", "Observation.value[x].code", True),
        ("Bundle.entry[0].resource.name", "Bundle.entry[0].resource/*Patient/p.1*/.name", True),
        ("Patient.extension[0]", "Patient.extension[0][url='https://example.org/x.y']", True),
        ("", "$", True),
    ],
)
def test_when_two_places_are_the_same(ours, theirs, same) -> None:
    """The same element, or one the parent of the other, however it is written."""
    assert places_agree([ours], [theirs]) == same

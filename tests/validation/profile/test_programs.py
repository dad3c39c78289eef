"""Which profiles apply because of a record's program (design section 4)."""

from typing import Any

import pytest

from peerfhir.validation.library import Library

BASE = "https://peerfhir.org/fhir/StructureDefinition"
Json = dict[str, Any]
PLAN: Json = {"resourceType": "CarePlan", "status": "active", "intent": "plan"}


def extension(name, **value):
    """One of ours."""
    return {"url": f"{BASE}/{name}", **value}


@pytest.fixture(scope="module")
def programs():
    """The profiles of the programs that come with us."""
    return Library().programs


@pytest.mark.parametrize(
    ("program", "resource", "applying"),
    [
        ("mt-sdmi-hcbs", PLAN, ["mt-sdmi-hcbs-recovery-plan"]),
        ("id-adult-peer", PLAN, ["id-adult-peer-recovery-plan"]),
        ("mt-sdmi-hcbs", {**PLAN, "status": "draft"}, []),
        ("mt-sdmi-hcbs", {"resourceType": "Observation", "status": "final"}, []),
        ("no-such-program", PLAN, []),
        (
            "ne-dhhs-peer",
            {**PLAN, "partOf": [{"reference": "CarePlan/p"}], "extension": [extension("plan-component")]},
            ["ne-dhhs-peer-recovery-sub-plan"],
        ),
    ],
)
def test_a_profile_applies_by_its_program_and_its_condition(programs, program, resource, applying):
    """`useContext` names the program, `applies-when` the condition."""
    assert programs.applying(program, resource) == [f"{BASE}/{name}" for name in applying]


@pytest.mark.parametrize(
    ("mode", "applying"),
    [
        ("individual", ["ne-dhhs-peer-peer-support-encounter"]),
        ("group", ["ne-dhhs-peer-group-session-encounter"]),
        ("family", ["ne-dhhs-peer-family-encounter"]),
    ],
)
def test_of_two_that_apply_the_derived_one_is_checked(programs, mode, applying):
    """A group session is a session: the profile of groups says all that the other says, and is checked alone."""
    session = {
        "resourceType": "Encounter",
        "status": "finished",
        "extension": [extension("service-mode", valueCode=mode)],
    }
    assert programs.applying("ne-dhhs-peer", session) == [f"{BASE}/{name}" for name in applying]


def test_what_is_referred_to_is_looked_at_where_it_is_at_hand(programs):
    """NE-25: each goal has a date; told of a stored goal only where the goal is handed over."""
    plan = {**PLAN, "goal": [{"reference": "Goal/g"}]}
    target = {"measure": {"text": "walks"}, "detailString": "a mile"}
    goal: Json = {"resourceType": "Goal", "id": "g", "target": [target]}

    def rules(related):
        return {issue.rule for issue in programs.lacking("ne-dhhs-peer", plan, related)}

    assert "NE-25" not in rules({})
    assert "NE-25" in rules({"Goal/g": goal})
    dated = [{**target, "dueDate": "2027-01-01"}]
    assert "NE-25" not in rules({"Goal/g": {**goal, "target": dated}})

"""The profile of a program applies because of what a record is, not because it claims it (design section 4)."""

import pytest

from tests.people import (
    CERTIFIED,
    HCPCS,
    IDAHO,
    MONTANA,
    compound,
    concept,
    ext,
    issues,
    kept,
    ours,
    post,
    rules,
    unique,
)

SHOWN = {"prefer": "return=OperationOutcome"}
PROFILES = "https://peerfhir.org/fhir/StructureDefinition"


def another(agency, member, **said):
    """A plan of its own beside the member's."""
    return agency.plan(member, id=None, **said) | {"identifier": [{"system": "urn:plans", "value": unique("p")}]}


def sent(agency, plan):
    """The answer to a plan without an id."""
    return post(agency.http, {name: value for name, value in plan.items() if value is not None}, **SHOWN)


def profiles_named(answer):
    """The rule and the profile of each error."""
    return {
        (one["details"]["coding"][0]["code"], one["diagnostics"].rpartition("Profile: ")[2])
        for one in issues(answer)
        if one["severity"] == "error" and "coding" in one["details"]
    }


def test_mt_20_mt_21_a_plan_without_goals_is_no_plan(come):
    """MT-20: goals; MT-21: an activity that serves one of them. Both sides of each, and which profile said so."""
    agency = come(state=MONTANA)
    member = agency.admit()
    of = f"{PROFILES}/mt-sdmi-hcbs-recovery-plan"
    assert sent(agency, another(agency, member)).status_code == 201
    without = sent(agency, another(agency, member, goal=None))
    assert (without.status_code, ("MT-20", of) in profiles_named(without)) == (422, True)
    idle = [{"detail": {"status": "in-progress", "code": concept(HCPCS, "H0038")}}]
    unserved = sent(agency, another(agency, member, activity=idle))
    assert (unserved.status_code, profiles_named(unserved)) == (422, {("MT-21", of)})


def test_mt_20_a_plan_that_is_a_draft_or_an_error_need_not_be_complete(come):
    """The rules are of a plan in force: a draft is kept, and what was entered in error can be taken back."""
    agency = come(state=MONTANA)
    member = agency.admit()
    draft = sent(agency, another(agency, member, goal=None, status="draft"))
    assert draft.status_code == 201
    taken_back = another(agency, member, goal=None, status="entered-in-error", activity=None)
    assert sent(agency, taken_back).status_code == 201


def test_id_17_a_plan_without_a_part_on_relapse_is_kept_with_a_warning(come):
    """ID-17 is a warning: stored, and told. With the part there is none."""
    agency = come(state=IDAHO)
    member = agency.admit()
    program = [ext("program", valueCode="id-adult-peer")]
    told = sent(agency, another(agency, member, extension=program))
    assert (told.status_code, rules(told)) == (201, [("ID-17", "warning")])
    assert rules(sent(agency, another(agency, member))) == []


def test_id_20_id_21_a_review_says_what_was_found(come):
    """ID-20 abilities and strengths, ID-21 accomplishments: each review of the plan has both."""
    agency = come(state=IDAHO)
    member = agency.admit()
    whole = {
        "date": {"valueDate": "2026-04-05"},
        "abilitiesAndStrengths": {"valueString": "Keeps a diary"},
        "accomplishments": {"valueString": "Three weeks planned"},
    }
    for left_out, rule in (("abilitiesAndStrengths", "ID-20"), ("accomplishments", "ID-21")):
        review = compound("plan-review", **{name: value for name, value in whole.items() if name != left_out})
        plan = another(agency, member)
        answer = sent(agency, plan | {"extension": [*plan["extension"], review]})
        assert (answer.status_code, {one for one, _ in profiles_named(answer)}) == (422, {rule})
    plan = another(agency, member)
    assert sent(agency, plan | {"extension": [*plan["extension"], compound("plan-review", **whole)]}).status_code == 201


def test_id_16_the_plan_of_another_kind_is_refused_by_idaho_alone(come):
    """ID-16 asks for a recovery action plan; the same plan without a program is nobody's to judge."""
    agency = come(state=IDAHO)
    member = agency.admit()
    kind = [
        concept("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan"),
        ours("plan-type", "pcrp"),
    ]
    refused = sent(agency, another(agency, member, category=kind))
    assert (refused.status_code, {one for one, _ in profiles_named(refused)}) == (422, {"ID-16"})
    assert sent(agency, another(agency, member, category=kind, extension=None)).status_code == 201


def test_a_change_is_held_against_the_profile_too(come):
    """A PUT that takes the goals away is refused, and the plan stays as it was."""
    agency = come(state=MONTANA)
    member = agency.admit()
    plan = agency.http.get(f"/CarePlan/{member}").json()
    changed = {name: value for name, value in plan.items() if name not in ("goal", "meta")}
    answer = agency.http.put(f"/CarePlan/{member}", json=changed)
    assert answer.status_code == 422
    assert "MT-20" in {one for one, _ in profiles_named(answer)}
    assert agency.http.get(f"/CarePlan/{member}").json() == plan


def test_validate_says_the_same_and_stores_nothing(come):
    """`$validate` of the faulty plan: 200 with the rules that a POST is refused for."""
    agency = come(state=MONTANA)
    member = agency.admit()
    faulty = {name: value for name, value in another(agency, member, goal=None).items() if value is not None}
    refused, foreseen = post(agency.http, faulty), agency.http.post("/CarePlan/$validate", json=faulty)
    assert foreseen.status_code == 200
    assert profiles_named(foreseen) == profiles_named(refused) != set()


@pytest.mark.parametrize("claimed", [[], [f"{PROFILES}/mt-sdmi-hcbs-peer-support-encounter"]])
def test_an_encounter_of_the_program_is_checked_once(come, claimed):
    """What is claimed and applies anyway is not told twice: an Encounter without participants has each finding once."""
    agency = come(state=MONTANA)
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    encounter = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    if claimed:
        encounter["meta"] = {"profile": claimed}
    assert kept(post(agency.http, encounter))
    del encounter["participant"]
    encounter["identifier"][0]["value"] = unique("e")
    told = issues(post(agency.http, encounter))
    assert len({str(one) for one in told}) == len(told)
    assert any(one["severity"] == "error" for one in told)

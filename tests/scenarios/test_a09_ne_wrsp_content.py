"""A09: Nebraska, what a wellness and recovery service plan holds (domain.md section 13; NE-20 to NE-29, NE-36)."""

import pytest

from tests.people import FINDINGS, NEBRASKA, component, crisis, post, put, rules, unique


@pytest.fixture
def nebraska(come):
    """An agency, and a member."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit()


def another(nebraska, *left_out, **said):
    """A second plan of the member, without the parts of these codes or extensions of these names; `said` over it."""
    agency, member = nebraska
    plan = agency.plan(member, id=None, **said) | {"identifier": [{"system": "urn:plans", "value": unique("p")}]}
    plan["extension"] = [one for one in plan["extension"] if not _named(one) & set(left_out)]
    return {name: value for name, value in plan.items() if value is not None}


def _named(extension):
    parts = extension.get("extension", [])
    code = {part["valueCode"] for part in parts if part["url"] == "code"}
    return {extension["url"].rpartition("/")[2], *code}


def sent(nebraska, plan):
    """Status, and the rules that refuse."""
    return errors(post(nebraska[0].http, plan, **FINDINGS))


def errors(answer):
    """Status, and the rules of the errors, each once."""
    return answer.status_code, sorted({rule for rule, severity in rules(answer) if severity == "error"})


def faulty(nebraska):
    """The plan of A09: no discharge plan, a crisis plan without triggers; its goal lacks its date."""
    agency, member = nebraska
    goal = agency.http.get(f"/Goal/{member}").json()
    undated = {name: value for name, value in goal["target"][0].items() if name != "dueDate"}
    plan = another(nebraska, "discharge-plan", "crisis-prevention-plan")
    plan["extension"].append(crisis("triggers"))
    contained = {name: value for name, value in goal.items() if name not in ("meta", "id", "target")}
    plan["contained"] = [contained | {"id": "g", "target": [undated]}]
    plan["goal"] = [{"reference": "#g"}]
    plan["activity"][0]["detail"]["goal"] = [{"reference": "#g"}]
    return plan


def test_ne_25_ne_27_ne_29_all_at_once(nebraska):
    """Three faults are three issues of one OperationOutcome."""
    status, found = sent(nebraska, faulty(nebraska))
    assert (status, set(found)) == (422, {"NE-25", "NE-27", "NE-29"})


def test_ne_27_validated_the_faulty_plan_is_told_the_same(nebraska):
    """`$validate`: 200, the same issues, and nothing is stored."""
    agency, member = nebraska
    answer = agency.http.post("/CarePlan/$validate", json=faulty(nebraska))
    assert (answer.status_code, set(errors(answer)[1])) == (200, {"NE-25", "NE-27", "NE-29"})
    stored = agency.http.get("/CarePlan", params={"patient": f"Patient/{member}"}).json()["entry"]
    assert [one["resource"]["id"] for one in stored] == [member]


def test_ne_20_ne_36_complete_and_signed_off(nebraska):
    """Everything is there, and the clinical consultant has signed off: 201 and nothing found."""
    answer = post(nebraska[0].http, another(nebraska), **FINDINGS)
    assert (answer.status_code, rules(answer)) == (201, [])


@pytest.mark.parametrize(
    ("left_out", "rule"),
    [
        ("shared-decision-making", "NE-20"),
        ("evaluation-method", "NE-26"),
        ("discharge-plan", "NE-27"),
        ("wellness-plan", "NE-28"),
        ("crisis-prevention-plan", "NE-29"),
    ],
)
def test_ne_20_ne_26_ne_27_ne_28_ne_29_each_part(nebraska, left_out, rule):
    """One part is missing: its rule, and no other."""
    assert sent(nebraska, another(nebraska, left_out)) == (422, [rule])


@pytest.mark.parametrize("part", ["earlyWarningSigns", "triggers", "response"])
def test_ne_29_the_three_of_a_crisis_plan(nebraska, part):
    """Early warning signs, triggers and the response."""
    plan = another(nebraska, "crisis-prevention-plan")
    plan["extension"].append(crisis(part))
    assert sent(nebraska, plan) == (422, ["NE-29"])


@pytest.mark.parametrize(
    ("element", "rule"), [("contributor", "NE-20"), ("addresses", "NE-21"), ("goal", "NE-22"), ("activity", "NE-23")]
)
def test_ne_20_ne_21_ne_22_ne_23_each_element(nebraska, element, rule):
    """Nobody of the family among its makers, nothing that it addresses, no goal, no activity."""
    status, found = sent(nebraska, another(nebraska, **{element: None}))
    assert (status, rule in found) == (422, True)


@pytest.mark.parametrize(("lacks", "rule"), [("measure", "NE-24"), ("detailString", "NE-24"), ("dueDate", "NE-25")])
def test_ne_24_ne_25_each_part_of_a_goal(nebraska, lacks, rule):
    """A goal without it is refused, where it is stored by itself."""
    agency, member = nebraska
    goal = agency.http.get(f"/Goal/{member}").json()
    target = {name: value for name, value in goal["target"][0].items() if name != lacks}
    program = component("evaluation-method", "unused")["url"].replace("plan-component", "program")
    said = goal | {"target": [target], "extension": [{"url": program, "valueCode": NEBRASKA.program}]}
    answer = agency.http.put(f"/Goal/{member}", json=said, headers=FINDINGS)
    status, found = errors(answer)
    assert (status, [one for one in found if one.startswith("NE-")]) == (422, [rule])


def test_ne_22_a_goal_without_an_objective(nebraska):
    """A stored goal that names no program is no one's to judge; the plan that refers to it is (NE-22)."""
    agency, member = nebraska
    goal = agency.http.get(f"/Goal/{member}").json()
    put(agency.http, {name: value for name, value in goal.items() if name != "target"})
    status, found = sent(nebraska, another(nebraska))
    assert (status, found) == (422, ["NE-22"])


@pytest.mark.parametrize(("due", "found"), [("2026-09-01", (201, [])), ("2026-08-31", (422, ["NE-25"]))])
def test_ne_25_not_due_before_the_plan_was_made(nebraska, due, found):
    """The plan is of 1 September."""
    agency, member = nebraska
    goal = agency.http.get(f"/Goal/{member}").json()
    put(agency.http, goal | {"target": [goal["target"][0] | {"dueDate": due}]})
    assert sent(nebraska, another(nebraska)) == found

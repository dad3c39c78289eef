"""A19, and CMH-03, CMH-41, CMH-50, CMH-55: who is served by the community standard (domain.md section 13)."""

import pytest

from tests.people import (
    COMMUNITY,
    FINDINGS,
    HL7,
    ICD,
    Decided,
    Denied,
    compound,
    concept,
    criterion,
    decided,
    ext,
    kept,
    line,
    post,
    put,
    ref,
    rules,
    submit,
)

DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
EXCLUDED = Decided(0, (Denied(4, "272", ("N130",), "CO", "CMH-52"),))


@pytest.fixture
def served(come):
    """An agency, a member, a peer."""
    agency = come(state=COMMUNITY)
    return agency, agency.admit(), agency.hire()


def attests(served, *said, **more):
    """Status and rules of an episode that attests this."""
    agency, member, _ = served
    own = agency.http.get(f"/EpisodeOfCare/{member}").json()
    told = own | {"extension": [ext("program", valueCode=COMMUNITY.program), *said]} | more
    answer = agency.http.put(f"/EpisodeOfCare/{member}", json=told, headers=FINDINGS)
    return answer.status_code, rules(answer)


def meets(served, *more, **said):
    """The answer to a contact of this content."""
    agency, member, peer = served
    content = agency.content(member, *more, **said)
    return post(agency.http, agency.encounter(member, peer, *HOUR, extension=content), **FINDINGS)


def claims(served, contact):
    """What becomes of a line that bills a contact."""
    agency, member, peer = served
    return decided(submit(agency.http, agency.claim(member, peer, line(4, DAY, contact))))[0]


@pytest.mark.parametrize("code", [f"cmh-{letter}" for letter in "ABCDEFG"])
def test_cmh_42_any_area_will_do(served, code):
    """One of A to G."""
    assert attests(served, criterion(code, DAY)) == (200, [])


def test_cmh_42_none_is_not_enough(served):
    """None, one that is not met, one of another program: 422."""
    refused = (422, [("CMH-42", "error")])
    assert attests(served) == refused
    assert attests(served, criterion("cmh-C", DAY, met=False)) == refused
    assert attests(served, criterion("functional-deficit", DAY)) == refused


@pytest.mark.parametrize("code", ["clinical-stabilization", "risk", "higher-level-needed", "structure-needed"])
def test_cmh_52_an_exclusion_ends_the_episode(served, code):
    """Active 422; finished 200; the contacts of then are denied, new ones refused."""
    contact = kept(meets(served))
    both = (criterion("cmh-C", "2026-09-01"), criterion(code, "2026-11-01", "exclusion-criterion"))
    assert attests(served, *both) == (422, [("CMH-52", "error")])
    assert attests(served, *both, status="finished") == (200, [])
    assert claims(served, contact) == EXCLUDED
    answer = meets(served)
    assert (answer.status_code, [r for r in rules(answer) if r[1] == "error"]) == (422, [("CMH-52", "error")])


@pytest.mark.parametrize(("on", "stands"), [(DAY, True), ("2026-11-10", False)])
def test_cmh_53_from_the_day_it_is_attested(served, on, stands):
    """From that day on; on the day before the member was not excluded."""
    contact = kept(meets(served))
    both = (criterion("cmh-C", "2026-09-01"), criterion("risk", on, "exclusion-criterion"))
    assert attests(served, *both, status="finished")[0] == 200
    assert claims(served, contact) == (EXCLUDED if stands else Decided(4))


def test_cmh_50_not_in_hospital(served):
    """A contact while the member is an inpatient is refused; one recorded before is denied 60/M2."""
    agency, member, _ = served
    contact = kept(meets(served))
    stay = {
        "resourceType": "Encounter",
        "status": "in-progress",
        "class": {"system": f"{HL7}/v3-ActCode", "code": "IMP"},
        "subject": ref(f"Patient/{member}"),
        "period": {"start": "2026-11-09T08:00:00-07:00"},
    }
    kept(post(agency.http, stay))
    answer = meets(served)
    assert (answer.status_code, [r for r in rules(answer) if r[1] == "error"]) == (422, [("CMH-50", "error")])
    assert claims(served, contact) == Decided(0, (Denied(4, "60", ("M2",), "CO", "CMH-50"),))


@pytest.mark.parametrize(
    ("code", "disability", "found"),
    [
        ("F41.1", False, []),
        ("F10.20", False, [("CMH-03", "error")]),
        ("F10.20", True, []),
        ("Z73.6", False, []),
        ("F84.0", False, []),
        ("E11.9", False, [("CMH-03", "error")]),
    ],
)
def test_cmh_03_mental_illness_or_disability(served, code, disability, found):
    """Substance use alone does not qualify; a disability does."""
    agency, member, _ = served
    own = agency.http.get(f"/Condition/{member}").json()
    said = [compound("disability", code={"valueCode": "physical"}, met={"valueBoolean": True})] if disability else []
    put(
        agency.http,
        own | {"code": concept(ICD, code), "extension": said} if said else own | {"code": concept(ICD, code)},
    )
    answer = meets(served)
    assert (answer.status_code, rules(answer)) == (422 if found else 201, found)


def test_cmh_41_by_telephone_for_a_goal(served):
    """Without a goal a warning, and paid; with one nothing is said."""
    agency, member, _ = served
    answer = meets(served, modality="audio-only")
    assert (answer.status_code, rules(answer)) == (201, [("CMH-41", "warning")])
    assert claims(served, kept(answer)) == Decided(4)
    goal = ext("goal-addressed", valueReference=ref(f"Goal/{member}"))
    other = agency.encounter(
        member,
        served[2],
        "2026-11-10T10:00:00-07:00",
        "2026-11-10T11:00:00-07:00",
        extension=agency.content(member, goal, modality="audio-only"),
    )
    assert rules(post(agency.http, other, **FINDINGS)) == []


def test_cmh_55_cmh_56_cmh_57_who_stays(served):
    """A and B are asked for, C is recorded (an information)."""
    agency, member, _ = served
    for met, found in (
        (("capacity-to-progress", "wishes-to-continue"), []),
        (("wishes-to-continue",), [("CMH-55", "warning")]),
        (("capacity-to-progress",), [("CMH-56", "warning")]),
    ):
        plan = agency.plan(member)
        criteria = [{"extension": [{"url": "code", "valueCode": c}, {"url": "met", "valueBoolean": True}]} for c in met]
        plan["extension"].append(compound("plan-review", date={"valueDate": DAY}, criteria=criteria))
        answer = agency.http.put(f"/CarePlan/{member}", json=plan, headers=FINDINGS)
        assert (answer.status_code, rules(answer)) == (200, found)
        assert "CMH-57" in answer.text

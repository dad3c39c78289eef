"""A23: Idaho, what peer support is not, and where it is given (domain.md section 13; ID-11, ID-34 to ID-54)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    HCPCS,
    HL7,
    IDAHO,
    PLACES,
    Decided,
    Denied,
    Json,
    concept,
    decided,
    ext,
    kept,
    line,
    ours,
    post,
    put,
    ref,
    rules,
    submit,
)

DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
COMMUNITY: Json = {"locationCodeableConcept": concept(PLACES, "99")}


@pytest.fixture
def idaho(come):
    """An agency, a member, a peer."""
    agency = come(state=IDAHO)
    return agency, agency.admit(), agency.hire(CERTIFIED)


def meets(idaho, *more, hours=HOUR, **said):
    """Status and errors of a contact of this content."""
    agency, member, peer = idaho
    content = agency.content(member, *more, **said)
    return post(agency.http, agency.encounter(member, peer, *hours, extension=content), **FINDINGS)


def errors(answer):
    """Status, and the rules that refuse."""
    return answer.status_code, [rule for rule, severity in rules(answer) if severity == "error"]


def claims(idaho, *lines):
    """What becomes of a claim."""
    agency, member, peer = idaho
    return decided(submit(agency.http, agency.claim(member, peer, *lines)))


def denied(carc, rarc, rule):
    """Four units denied."""
    return [Decided(0, (Denied(4, carc, (rarc,), "CO", rule),))]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("non-peer", ["ID-34"]),
        ("transportation", ["ID-36"]),
        ("supervision-daycare", ["ID-37"]),
        ("vocational-training", ["ID-38"]),
        ("skills-training", ["ID-39"]),
        ("legal-representative", ["ID-41", "ID-52"]),  # the summary of the document repeats it
        ("competence-determination", ["ID-42"]),
        ("legal-advice", ["ID-43"]),
        ("possession-of-belongings", ["ID-53"]),
        ("errands", ["ID-54"]),
    ],
)
def test_id_34_to_id_54_what_is_no_peer_support(idaho, code, found):
    """An intervention outside the scope: 422 with what says so."""
    assert errors(meets(idaho, intervention=code)) == (422, found)


def test_id_51_in_the_community_for_a_goal(idaho):
    """Place 99 without a goal: 422, its claim denied 272/N130; with a goal of the active plan kept and paid."""
    _, member, _ = idaho
    assert errors(meets(idaho, place="99")) == (422, ["ID-51"])
    assert claims(idaho, line(4, DAY, **COMMUNITY)) == denied("272", "N130", "ID-51")
    goal = ext("goal-addressed", valueReference=ref(f"Goal/{member}"))
    answer = meets(idaho, goal, place="99")
    assert errors(answer) == (201, [])
    assert claims(idaho, line(4, DAY, kept(answer), **COMMUNITY)) == [Decided(4)]


def test_id_35_another_service_is_not_billed(idaho):
    """A line for H2014 under this program: denied 96/N130."""
    billed = line(4, DAY, productOrService=concept(HCPCS, "H2014"))
    assert claims(idaho, billed) == denied("96", "N130", "ID-35")


def test_id_40_the_same_hour_as_counseling(idaho):
    """The interval of an H0004 encounter of another provider: a warning, and denied 231/M80."""
    agency, member, _ = idaho
    session = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
        "type": [concept(HCPCS, "H0004")],
        "subject": ref(f"Patient/{member}"),
        "period": {"start": HOUR[0], "end": HOUR[1]},
    }
    kept(post(agency.http, session))
    answer = meets(idaho)
    assert (answer.status_code, ("ID-40", "warning") in rules(answer)) == (201, True)
    assert claims(idaho, line(4, DAY, kept(answer))) == denied("231", "M80", "ID-40")


def test_id_11_a_sole_proprietor(idaho):
    """A peer in an organization that is no group agency: 422 OO(ID-11)."""
    agency, _, _ = idaho
    own = agency.http.get(f"/Organization/{agency.id}").json()
    put(agency.http, own | {"type": [ours("agency-type", "sole-proprietor")]})
    assert errors(meets(idaho)) == (422, ["ID-11"])
    assert claims(idaho, line(4, DAY)) == denied("B7", "N570", "ID-11")

"""A11: Nebraska, who may be clinical consultant (domain.md section 13; NE-36, NE-58 to NE-69)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    HL7,
    ICD,
    NEBRASKA,
    Decided,
    Denied,
    concept,
    decided,
    line,
    post,
    put,
    ref,
    rules,
    submit,
)

DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-06:00", f"{DAY}T11:00:00-06:00")
DEPRESSION, ALCOHOL = "F33.1", "F10.20"
ALL = [
    pytest.param("psychiatrist", id="NE-59"),
    pytest.param("licensed-psychologist", id="NE-60"),
    pytest.param("provisional-psychologist", id="NE-61"),
    pytest.param("aprn", id="NE-62"),
    pytest.param("np", id="NE-63"),
    pytest.param("rn", id="NE-64"),
    pytest.param("limhp", id="NE-65"),
    pytest.param("lmhp", id="NE-66"),
    pytest.param("plmhp", id="NE-67"),
]


@pytest.fixture
def nebraska(come):
    """An agency."""
    return come(state=NEBRASKA)


def admitted(agency, diagnosis):
    """A member with this diagnosis and no other."""
    member = agency.admit()
    own = agency.http.get(f"/Condition/{member}").json()
    put(agency.http, own | {"code": concept(ICD, diagnosis)})
    return member


def errors(answer):
    """Status, and the rules that refuse."""
    return answer.status_code, [rule for rule, severity in rules(answer) if severity == "error"]


def signed(agency, member, who):
    """The answer to the member's plan, signed off by somebody else."""
    plan = agency.plan(member)
    plan["extension"] = [one for one in plan["extension"] if not one["url"].endswith("/clinical-signoff")]
    plan["extension"].append(agency.signoff(who, DAY))
    return agency.http.put(f"/CarePlan/{member}", json=plan, headers=FINDINGS)


@pytest.mark.parametrize("licence", ALL)
def test_ne_59_each_licence_of_the_list(nebraska, licence):
    """NE-59 to NE-67: the plan of ne-m1, signed off by anyone of the list."""
    assert errors(signed(nebraska, admitted(nebraska, DEPRESSION), nebraska.clinician(licence))) == (200, [])


def test_ne_59_no_other(nebraska):
    """A social worker's licence, which is not on the list: 422 OO(NE-59)."""
    member = admitted(nebraska, DEPRESSION)
    assert errors(signed(nebraska, member, nebraska.clinician("LCSW", "license"))) == (422, ["NE-59"])


@pytest.mark.parametrize(("licence", "rule"), [("ladc", "NE-68"), ("pladc", "NE-69")])
def test_ne_68_ne_69_counselors_for_substance_use_only(nebraska, licence, rule):
    """The plan of ne-m1 (F33.1): 422; that of ne-sud (F10.20): kept."""
    who = nebraska.clinician(licence)
    assert errors(signed(nebraska, admitted(nebraska, DEPRESSION), who)) == (422, [rule])
    assert errors(signed(nebraska, admitted(nebraska, ALCOHOL), who)) == (200, [])


def supervised(who):
    """What a claim says when it names a supervisor besides the peer."""
    return {"sequence": 2, "provider": ref(who), "role": concept(f"{HL7}/claimcareteamrole", "supervisor")}


@pytest.mark.parametrize(
    ("licence", "system", "diagnosis", "refused"),
    [
        ("ladc", "ne-license", DEPRESSION, ("N130", "NE-68")),
        ("ladc", "ne-license", ALCOHOL, None),
        ("pladc", "ne-license", DEPRESSION, ("N130", "NE-69")),
        ("LCSW", "license", DEPRESSION, ("N570", "NE-59")),
        ("rn", "ne-license", DEPRESSION, None),
    ],
)
def test_ne_58_whom_the_claim_names(nebraska, licence, system, diagnosis, refused):
    """A supervisor whose licence does not suffice for the principal diagnosis: denied 283."""
    member, peer = admitted(nebraska, diagnosis), nebraska.hire(CERTIFIED)
    billed = nebraska.claim(member, peer, line(4, DAY, careTeamSequence=[1, 2]))
    billed["careTeam"].append(supervised(nebraska.clinician(licence, system)))
    billed["diagnosis"] = [{"sequence": 1, "diagnosisCodeableConcept": concept(ICD, diagnosis)}]
    expected = Decided(0, (Denied(4, "283", (refused[0],), "CO", refused[1]),)) if refused else Decided(4)
    assert decided(submit(nebraska.http, billed)) == [expected]


def test_ne_68_the_principal_diagnosis_counts(nebraska):
    """Of two diagnoses of a line the first."""
    member, peer = admitted(nebraska, DEPRESSION), nebraska.hire(CERTIFIED)
    who = nebraska.clinician("ladc")
    found = []
    for first, second in ((DEPRESSION, ALCOHOL), (ALCOHOL, DEPRESSION)):
        units = 4 if first == DEPRESSION else 3
        billed = nebraska.claim(member, peer, line(units, DAY, careTeamSequence=[1, 2], diagnosisSequence=[1, 2]))
        billed["careTeam"].append(supervised(who))
        billed["diagnosis"] = [
            {"sequence": number, "diagnosisCodeableConcept": concept(ICD, code)}
            for number, code in enumerate((first, second), 1)
        ]
        found += decided(submit(nebraska.http, billed))
    assert found == [Decided(0, (Denied(4, "283", ("N130",), "CO", "NE-68"),)), Decided(3)]


def test_ne_58_who_answers_for_the_peer(nebraska):
    """A peer under a counselor serves ne-sud, not ne-m1; a peer whom nobody answers for serves nobody."""
    under = nebraska.role_extensions(supervisor=nebraska.clinician("ladc"))
    peer = nebraska.hire(CERTIFIED, extension=under)
    for diagnosis, found in ((ALCOHOL, (201, [])), (DEPRESSION, (422, ["NE-68"]))):
        member = admitted(nebraska, diagnosis)
        assert errors(post(nebraska.http, nebraska.encounter(member, peer, *HOUR), **FINDINGS)) == found
    alone = [one for one in nebraska.role_extensions(program=False) if not one["url"].endswith("/supervisor")]
    lonely = nebraska.hire(CERTIFIED, extension=alone)
    member = admitted(nebraska, DEPRESSION)
    assert errors(post(nebraska.http, nebraska.encounter(member, lonely, *HOUR), **FINDINGS)) == (422, ["NE-58"])
    denied = Decided(0, (Denied(4, "272", ("N706",), "CO", "NE-58"),))
    assert decided(submit(nebraska.http, nebraska.claim(member, lonely, line(4, DAY)))) == [denied]


def test_ne_36_signed_off_when_the_plan_is_due(nebraska):
    """Without a sign-off: a warning until day 30 after the admission, an error after."""
    member = admitted(nebraska, DEPRESSION)
    plan = nebraska.plan(member)
    plan["extension"] = [one for one in plan["extension"] if not one["url"].endswith("/clinical-signoff")]
    answers = []
    for day in ("2026-10-17", "2026-10-16"):  # on 16 November day 30 and day 31
        episode = nebraska.http.get(f"/EpisodeOfCare/{member}").json()
        put(nebraska.http, episode | {"period": {"start": day}})
        answers.append(nebraska.http.put(f"/CarePlan/{member}", json=plan | {"title": day}, headers=FINDINGS))
    found = [(answer.status_code, [r for r in rules(answer) if r[0] == "NE-36"]) for answer in answers]
    assert found == [(200, [("NE-36", "warning")]), (422, [("NE-36", "error")])]

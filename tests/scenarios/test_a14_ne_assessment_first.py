"""A14: Nebraska, an assessment before the first service (domain.md section 13; NE-15 to NE-19)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    NEBRASKA,
    Decided,
    Denied,
    assessment,
    compound,
    decided,
    line,
    ours,
    post,
    put,
    ref,
    rules,
    submit,
)

DAY = "2026-11-09"
EFFORTS = "assessment-request-efforts"
UNASSESSED = Decided(0, (Denied(4, "16", ("N731",), "CO", "NE-15"),))


class File:
    """A member whose file has no assessment yet."""

    def __init__(self, agency):
        self.agency, self.peer, self.member = agency, agency.hire(CERTIFIED), agency.admit()
        gone = agency.http.delete(f"/DocumentReference/{self.member}")
        assert gone.status_code == 204, gone.text

    def has(self, resource):
        """Put a paper into the file."""
        answer = post(self.agency.http, resource)
        assert answer.status_code == 201, answer.text

    def meets(self, day=DAY, time="10:00:00"):
        """The warnings about a contact, which is kept."""
        hour = (f"{day}T{time}-06:00", f"{day}T11:00:00-06:00")
        answer = post(self.agency.http, self.agency.encounter(self.member, self.peer, *hour), **FINDINGS)
        assert answer.status_code == 201, answer.text
        return rules(answer)

    def claims(self, day=DAY):
        """What becomes of a line of an hour."""
        return decided(submit(self.agency.http, self.agency.claim(self.member, self.peer, line(4, day))))[0]


@pytest.fixture
def file(come):
    """Of an agency in Nebraska."""
    return File(come(state=NEBRASKA))


def test_ne_15_no_assessment(file):
    """Kept with a warning; denied 16/N731."""
    assert file.meets() == [("NE-15", "warning")]
    assert file.claims() == UNASSESSED


def test_ne_19_efforts_and_the_date(file):
    """Efforts to obtain it that tell its date: NE-15 still, no NE-18, and paid."""
    file.has(assessment(file.member, "2026-05-20", EFFORTS))
    assert file.meets() == [("NE-15", "warning")]
    assert file.claims() == Decided(4)


def test_ne_19_efforts_alone_prove_nothing(file):
    """Efforts that do not tell when the assessment was: denied."""
    paper = assessment(file.member, "2026-05-20", EFFORTS)
    del paper["context"]
    file.has(paper)
    assert file.claims() == UNASSESSED


def test_ne_15_an_assessment_that_came_late(file):
    """Of 10 September: a line of the 5th is denied, one of the 10th and later ones are paid."""
    file.has(assessment(file.member, "2026-09-10"))
    assert [file.claims(f"2026-09-{day}") for day in ("05", "09", "10", "11")] == [
        UNASSESSED,
        UNASSESSED,
        Decided(4),
        Decided(4),
    ]


@pytest.mark.parametrize(("ends", "found"), [("10:00:00", []), ("10:00:01", [("NE-15", "warning")])])
def test_ne_15_on_the_same_day(file, ends, found):
    """It ends before the contact begins."""
    file.has(assessment(file.member, DAY) | {"context": {"period": {"end": f"{DAY}T{ends}-06:00"}}})
    assert file.meets() == found


@pytest.mark.parametrize("kind", ["mh-assessment", "sud-assessment"])
@pytest.mark.parametrize(
    "evidence",
    [
        {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-05-20"},
        {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-05-20"},
    ],
    ids=["Observation", "Procedure"],
)
def test_ne_18_a_copy_should_be_there(file, kind, evidence):
    """An assessment that is recorded without a copy: paid, with a warning that efforts take away."""
    file.has(evidence | {"code": ours("doc", kind), "subject": ref(f"Patient/{file.member}")})
    assert file.meets() == [("NE-18", "warning")]
    assert file.claims() == Decided(4)
    plan = file.agency.http.get(f"/CarePlan/{file.member}").json()
    told = compound("assessment-efforts", date={"valueDate": DAY}, description={"valueString": "Asked twice"})
    put(file.agency.http, plan | {"extension": [*plan["extension"], told]})
    assert file.meets("2026-11-10") == []


@pytest.mark.parametrize("said", [{"status": "entered-in-error"}, {"type": ours("doc", "needs-assessment-inventory")}])
def test_ne_15_what_is_no_assessment(file, said):
    """An error, or another paper."""
    file.has(assessment(file.member, "2026-05-20") | said)
    assert file.claims() == UNASSESSED


@pytest.mark.parametrize(
    ("licence", "found"),
    [
        (("limhp", "ne-license"), (201, [])),
        (("LCSW", "license"), (201, [])),  # any licence that authorizes to assess
        (None, (201, [("NE-16", "warning")])),
    ],
)
def test_ne_16_a_licensed_clinician(file, licence, found):
    """Who made the assessment has a licence; nobody named is a warning."""
    who = {"author": [ref(file.agency.clinician(*licence))]} if licence else {}
    answer = post(file.agency.http, assessment(file.member, "2026-05-20") | who, **FINDINGS)
    assert (answer.status_code, rules(answer)) == found


def test_ne_16_a_peer_is_no_clinician(file):
    """Somebody who is known, and has no licence: 422; a paper that is no assessment asks for nobody."""
    who = {"author": [ref(file.peer)]}
    answer = post(file.agency.http, assessment(file.member, "2026-05-20") | who, **FINDINGS)
    assert (answer.status_code, rules(answer)) == (422, [("NE-16", "error")])
    file.has(assessment(file.member, "2026-05-20", EFFORTS) | who)

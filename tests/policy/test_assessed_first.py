"""NE-15, NE-18, NE-19: assessed before the first service, with a copy; 16/N731. NE-38: screened at admission."""

from datetime import date, datetime
from typing import Any

import pytest

from peerfhir.policy.assessed_first import assessed_first, copied
from peerfhir.policy.assessor import licensed_assessor
from peerfhir.policy.facts import Credential, Episode, Member, Paper, Span
from peerfhir.policy.ruling import Denial
from peerfhir.policy.screened import screened

UNASSESSED = Denial("16", ("N731",))
EFFORTS = "assessment-request-efforts"
LAW: dict[str, Any] = {
    "types": (["mh", "sud"], "NE-15"),
    "before_first_service": (True, "NE-15"),
    "copied": (True, "NE-18"),
    "efforts_ok": (True, "NE-19"),
}


def paper(day, kind="mh-assessment", *, copy=True):
    """A paper of a day, or of an instant."""
    at = datetime.fromisoformat(day) if day and "T" in day else None
    return Paper(kind, date.fromisoformat(day[:10]) if day else None, at, copy=copy)


def told(rule, law, contact, *papers, day="2026-11-09", **said):
    """What a rule says of a contact at ten o'clock of that day."""
    one = contact(f"{day}T10:00:00-07:00", f"{day}T11:00:00-07:00", member=Member(papers=papers))
    return [(f.rule, f.severity, f.denial) for f in rule(one, law({"assessment": LAW | said}))]


DENIED = [("NE-15", "warning", UNASSESSED)]
ATTESTED = [("NE-15", "warning", None)]


@pytest.mark.parametrize(
    ("papers", "found"),
    [
        ([], DENIED),
        ([paper("2026-11-08")], []),
        ([paper("2026-11-09")], []),
        ([paper("2026-11-10")], DENIED),
        ([paper("2026-11-09T10:00:00-07:00")], []),
        ([paper("2026-11-09T10:00:01-07:00")], DENIED),
        ([paper("2026-05-20", "sud-assessment")], []),
        ([paper("2026-05-20", "needs-assessment-inventory")], DENIED),
        ([paper(None)], DENIED),
        ([paper("2026-05-20", EFFORTS)], ATTESTED),
        ([paper("2026-11-10", EFFORTS)], DENIED),
        ([paper(None, EFFORTS)], DENIED),
        ([paper("2026-05-20", EFFORTS), paper("2026-06-01")], []),
    ],
)
def test_ne_15_ne_19_before_the_service(law, contact, papers, found):
    """An assessment of that day or before; efforts that tell its date take the denial away."""
    assert told(assessed_first, law, contact, *papers) == found


def test_ne_15_what_a_late_one_cures(law, contact):
    """The days from then on, or all where the law says so; efforts count only where it says so."""
    late = paper("2026-11-10")
    assert told(assessed_first, law, contact, late, late_cure=("retroactive", "NE-15")) == []
    assert told(assessed_first, law, contact, paper("2026-05-20", EFFORTS), efforts_ok=(False, "NE-19")) == DENIED
    assert told(assessed_first, law, contact, before_first_service=(False, "NE-15")) == []


@pytest.mark.parametrize(
    ("papers", "found"),
    [
        ([], []),  # NE-15 speaks
        ([paper("2026-05-20")], []),
        ([paper("2026-05-20", copy=False)], [("NE-18", "warning", None)]),
        ([paper("2026-05-20", copy=False), paper("2026-05-20", "sud-assessment")], []),
        ([paper("2026-05-20", copy=False), paper(None, EFFORTS)], []),
    ],
)
def test_ne_18_ne_19_a_copy_or_efforts(law, contact, papers, found):
    """An assessment without a copy is a warning, unless efforts to obtain one are documented."""
    assert told(copied, law, contact, *papers) == found


def licence(code="license", last=None):
    """A licence since 2020."""
    return Credential(code, date(2020, 1, 1), last)


@pytest.mark.parametrize(
    ("assessors", "severity"),
    [
        (((licence(),),), None),
        (((licence(last=date(2026, 5, 20)),),), None),
        (((licence(last=date(2026, 5, 19)),),), "error"),
        (((licence("cpss"),),), "error"),
        (((),), "error"),
        (((), (licence(),)), None),
        (((), None), "warning"),
        ((None,), "warning"),
        ((), "warning"),
    ],
)
def test_ne_16_a_licensed_clinician(law, assessors, severity):
    """Somebody with a licence in force on its day; an error when all are known, and nobody has one."""
    program = law({"assessment": LAW | {"licensed": (True, "NE-16")}})
    found = licensed_assessor(assessors, date(2026, 5, 20), program, "DocumentReference.author")
    assert [(f.rule, f.severity, f.denial) for f in found] == ([("NE-16", severity, None)] if severity else [])
    assert licensed_assessor(assessors, date(2026, 5, 20), law({"assessment": LAW}), "path") == ()
    assert licensed_assessor(assessors, None, program, "path") == ()


def screening(law, contact, day, *papers):
    """What is said of screenings; admitted on 1 November."""
    program = law({"screening": {"at_admission": (["risk", "suicide"], "NE-38")}})
    episode = Episode("EpisodeOfCare/e", active=True, programs=(), span=Span(date(2026, 11, 1)))
    who = Member(episodes=(episode,), papers=papers)
    one = contact(f"{day}T10:00:00-07:00", f"{day}T11:00:00-07:00", member=who)
    return [(f.rule, f.severity, f.measured, f.denial) for f in screened(one, program)]


@pytest.mark.parametrize(("day", "found"), [("2026-11-15", []), ("2026-11-16", ["risk, suicide"])])
def test_ne_38_within_14_days(law, contact, day, found):
    """Day 14 is in time; the finding names what is missing, and denies nothing."""
    assert screening(law, contact, day) == [("NE-38", "warning", missing, None) for missing in found]


@pytest.mark.parametrize(
    ("day", "missing"), [("2026-10-25", False), ("2026-10-24", True), ("2026-11-20", False), ("2026-11-21", True)]
)
def test_ne_38_from_seven_days_before_to_the_contact(law, contact, day, missing):
    """A contact on 20 November."""
    found = screening(law, contact, "2026-11-20", paper(day, "screening-risk"), paper(day, "screening-suicide"))
    assert bool(found) == missing
    (one,) = screening(law, contact, "2026-11-20", paper("2026-11-01", "screening-risk"))
    assert one[2] == "suicide"

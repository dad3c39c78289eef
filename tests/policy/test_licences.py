"""NE-58 to NE-69, MT-22: which licence lets somebody answer for a peer's services; 272/N706, 283/N570, 283/N130."""

from datetime import date

import pytest

from peerfhir.policy.facts import Credential, Episode, Member, Plan, Review, Signoff, Span
from peerfhir.policy.licences import lacking, licensing
from peerfhir.policy.ruling import Denial
from peerfhir.policy.signed_off import signed_off

TODAY = date(2026, 11, 16)
LISTED = {
    "required": (True, "NE-58"),
    "role": ("clinical-consultant", "NE-58"),
    "supervisor_types": (["limhp", "ladc"], "NE-59"),
    "scoped": ([{"code": "ladc", "diagnoses": ["F10-F19"], "rule": "NE-68"}], "NE-59"),
}
PLANS = {
    "supervision": LISTED,
    "plan": {"required": (True, "CMS-22"), "due_days": (30, "NE-30"), "signoff": (True, "NE-36")},
}


def licence(*kinds, last=None, code="license"):
    """A licence of these kinds since 2020."""
    return Credential(code, date(2020, 1, 1), last, kinds=frozenset(kinds))


@pytest.mark.parametrize(
    ("held", "diagnoses", "found"),
    [
        ([licence("limhp")], ("F33.1",), None),
        ([licence("ladc")], ("F10.20",), None),
        ([licence("ladc")], ("F33.1",), ("NE-68", Denial("283", ("N130",)))),
        ([licence("ladc")], ("F33.1", "F10.20"), None),
        ([licence("ladc")], (), None),  # nothing is known of the member
        ([licence("ladc"), licence("limhp")], ("F33.1",), None),
        ([licence("ladc", "limhp")], ("F33.1",), None),
        ([licence("LCSW")], ("F33.1",), ("NE-59", Denial("283", ("N570",)))),
        ([licence("limhp", code="cpss")], ("F33.1",), ("NE-59", Denial("283", ("N570",)))),
        ([], ("F33.1",), ("NE-59", Denial("283", ("N570",)))),
    ],
)
def test_ne_59_ne_68_types_and_scopes(law, held, diagnoses, found):
    """One licence that suffices is enough; a counselor's suffices for substance use only."""
    licences = licensing(law({"supervision": LISTED}), TODAY)
    assert licences is not None
    lack = lacking(held, licences, lambda _: True, diagnoses)
    assert (lack and (lack.rule, lack.denial)) == found


def test_ne_59_in_force(law):
    """A licence of the list that is not in force does not suffice."""
    licences = licensing(law({"supervision": LISTED}), TODAY)
    assert licences is not None
    lack = lacking([licence("limhp", last=date(2026, 11, 15))], licences, lambda _: False, ())
    assert lack is not None
    assert (lack.rule, lack.found) == ("NE-59", "supervisor's licence 2020-01-01..2026-11-15")


def test_mt_22_who_only_supervises_is_told_as_supervision(law):
    """Without a role the denial is the one for want of supervision."""
    own = {"required": (True, "MT-22"), "supervisor_types": (["licensed-mhp"], "MT-22")}
    licences = licensing(law({"supervision": own}), TODAY)
    assert licences is not None
    lack = lacking([], licences, lambda _: True, ())
    assert lack is not None
    assert lack.denial == Denial("272", ("N706",))


def signed(day="2026-11-01", *kinds, last=None):
    """A sign-off under a licence of these kinds, the list's if none are told."""
    held = (licence(*(kinds or ("limhp",)), last=last),)
    return Signoff("CarePlan.extension[2]", date.fromisoformat(day), None, held)


def told(law, *signoffs, admitted="2026-11-01", reviews=(), diagnoses=("F33.1",), blocks=PLANS):
    """What is said of the sign-offs of an active plan."""
    program = law(blocks)
    member = Member(
        episodes=(Episode("EpisodeOfCare/e", active=True, programs=(), span=Span(date.fromisoformat(admitted))),)
    )
    looked = tuple(Review(date.fromisoformat(day)) for day in reviews)
    plan = Plan("CarePlan/p", active=True, kinds=frozenset(), programs=(), span=Span(), reviews=looked)
    return [(f.rule, f.severity) for f in signed_off(plan, signoffs, member, diagnoses, program, TODAY)]


def test_ne_36_signed_off(law):
    """By somebody of the list, once."""
    assert told(law, signed()) == []
    assert told(law, signed(), blocks={"supervision": LISTED}) == []


@pytest.mark.parametrize(("admitted", "severity"), [("2026-10-17", "warning"), ("2026-10-16", "error")])
def test_ne_36_by_nobody(law, admitted, severity):
    """To the day on which the plan is due a warning, from the next day on an error."""
    assert told(law, admitted=admitted) == [("NE-36", severity)]


def test_ne_36_ne_59_by_somebody_else(law):
    """Each sign-off that does not count is told of; one that counts does not heal it."""
    assert told(law, signed("2026-11-01", "LCSW")) == [("NE-59", "error")]
    assert told(law, signed("2026-11-01", "ladc"), signed()) == [("NE-68", "error")]
    assert told(law, signed("2026-11-01", "ladc"), diagnoses=("F10.20",)) == []
    assert told(law, Signoff("path", date(2026, 11, 1))) == [("NE-59", "error")]


@pytest.mark.parametrize(("day", "found"), [("2026-11-01", []), ("2026-11-02", [("NE-59", "error")])])
def test_ne_36_the_licence_on_the_day_of_signing(law, day, found):
    """The licence ended on 1 November."""
    assert told(law, signed(day, "limhp", last=date(2026, 11, 1))) == found


@pytest.mark.parametrize(("day", "found"), [("2026-11-09", [("NE-36", "warning")]), ("2026-11-10", [])])
def test_ne_36_each_review(law, day, found):
    """A sign-off of the day of the review or later; a review of the future asks for none."""
    assert told(law, signed(day), reviews=("2026-11-10", "2026-12-24")) == found

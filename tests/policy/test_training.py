"""MT-17, MT-33, MT-34, ID-09, CMH-25, CMH-26, CMS-17: training. ID-06, CMH-23, CMH-24: schooling."""

from datetime import date
from decimal import Decimal

import pytest

from peerfhir.policy.facts import Credential, Peer, Span
from peerfhir.policy.peers import qualified
from peerfhir.policy.ruling import Denial
from peerfhir.policy.served import Served
from peerfhir.policy.training import schooled, trained

PATH = "Encounter.participant[0].individual"
DEPARTMENT, STATE = frozenset({"mt-dphhs"}), frozenset({"id-state"})


def course(hours, approved=DEPARTMENT, first=date(2026, 1, 5), **more):
    """A course of so many hours, approved by the Department if nobody else is told."""
    number = None if hours is None else Decimal(hours)
    return Credential("peer-training", first, None, hours=number, approved_by=frozenset(approved), **more)


def judged(rule, contact, program, *held):
    """What a rule says of a peer who holds these, on 2026-11-09."""
    one = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    served = Served.at_contact(one, program)
    assert served is not None
    return rule(Peer(PATH, known=True, credentials=held), served, program, PATH)


@pytest.mark.parametrize(
    ("courses", "rules"),
    [
        (["30"], []),
        (["29.5"], ["MT-33"]),
        (["29.99999"], ["MT-33"]),
        (["29.5", "0.5"], []),  # cumulative over several courses
        (["15", "14.75"], ["MT-33"]),
        (["32"], []),
        (["32", "-10"], []),  # nobody learns less than nothing
        ([None], ["MT-33"]),  # how many is not said
        (["0"], ["MT-33"]),
    ],
)
def test_at_least_thirty_hours(montana, contact, courses, rules):
    """Peers complete at least 30 hours of peer support training; the sum counts (MT-33)."""
    found = judged(trained, contact, montana, *(course(hours) for hours in courses))
    assert [(f.rule, f.severity) for f in found] == [(rule, "error") for rule in rules]


def test_half_an_hour_too_few_is_told(montana, contact):
    """The measured hours against the needed ones (A04)."""
    (found,) = judged(trained, contact, montana, course("29.50"))
    assert found.detail == "29.5 < 30 hours of peer training approved by mt-dphhs"
    assert (found.measured, found.limit, found.denial) == ("29.5", "30", Denial("B7", ("N570",)))


@pytest.mark.parametrize(
    ("other", "rules"),
    [
        ("0.5", ["MT-34"]),  # with it there would be enough
        ("0.4", ["MT-33"]),  # without approval or with it there are too few
        ("100", ["MT-34"]),
    ],
)
def test_only_hours_of_approved_curricula_count(montana, contact, other, rules):
    """The curriculum must be approved by the Department (MT-34); only its hours count towards the 30."""
    found = judged(trained, contact, montana, course("29.5"), course(other, approved=("somebody",)))
    assert [(f.rule, f.severity) for f in found] == [(rule, "error") for rule in rules]
    assert found[0].detail == (
        f"29.5 < 30 hours of peer training approved by mt-dphhs; {other} hours of other courses do not count"
    )


def test_hours_that_lack_approval_are_denied_as_missing(montana, contact):
    """Thirty approved hours (MT-33) are not there either: B7/N570."""
    found = judged(trained, contact, montana, course("29.5"), course("0.5", approved=()))
    assert [f.denial for f in found] == [Denial("B7", ("N570",))]


@pytest.mark.parametrize(
    ("held", "rules"),
    [
        ([course("40", approved=())], ["MT-17", "MT-34"]),
        ([course("40", approved=("id-state",))], ["MT-17", "MT-34"]),
        ([course("40", approved=(), issuers=DEPARTMENT)], []),  # the Department itself gave it
        ([course("40", approved=("id-state", "mt-dphhs"))], []),
        ([course("10", approved=())], ["MT-17", "MT-33"]),
        ([], ["MT-17", "MT-33"]),
        ([Credential("continuing-education", date(2026, 1, 5), None, hours=Decimal(40), approved_by=DEPARTMENT)],
         ["MT-17", "MT-33"]),
    ],
)  # fmt: skip
def test_a_course_that_the_department_approved(montana, contact, held, rules):
    """A Peer Certification Course approved by the Department (MT-17)."""
    found = judged(trained, contact, montana, *held)
    assert [(f.rule, f.severity, f.denial) for f in found] == [
        (rule, "error", Denial("B7", ("N570",))) for rule in rules
    ]


def test_what_is_missing_is_named(montana, contact):
    """No training, or training approved by others."""
    none, _ = judged(trained, contact, montana)
    assert none.detail == (
        "no peer training (qualification peer-training) is recorded for the rendering peer;"
        " needed: a course approved by mt-dphhs"
    )
    other, _ = judged(trained, contact, montana, course("30", approved=("id-state",)))
    assert other.detail == "peer training approved by id-state; needed: a course approved by mt-dphhs"
    nobody, _ = judged(trained, contact, montana, course("30", approved=()))
    assert nobody.detail.startswith("peer training approved by nobody who is named;")


@pytest.mark.parametrize(
    ("first", "rules"),
    [(date(2026, 11, 9), []), (date(2026, 11, 10), ["MT-17", "MT-33"]), (None, [])],
)
def test_training_comes_before_the_service(montana, contact, first, rules):
    """They "must complete" it: a course of the day after does not count (MT-33)."""
    found = judged(trained, contact, montana, course("30", first=first))
    assert [f.rule for f in found] == rules


@pytest.mark.parametrize(
    ("held", "rules"),
    [
        ([course(None, approved=(), issuers=STATE)], []),  # no hours are stated
        ([course(None, approved=STATE)], []),
        ([course("40")], ["ID-09"]),  # Montana's
        ([course("40", approved=())], ["ID-09"]),
        ([], ["ID-09"]),
    ],
)
def test_state_directed_training(idaho, contact, held, rules):
    """Idaho: State-directed peer support training (ID-09)."""
    assert [(f.rule, f.severity) for f in judged(trained, contact, idaho, *held)] == [(r, "error") for r in rules]


def test_the_federal_baseline_asks_for_training(law, contact):
    """Training as the State defines it (CMS-17): any course, adjudicated."""
    program = law({"training": {"required": (True, "CMS-17")}})
    assert judged(trained, contact, program, course(None, approved=())) == ()
    assert [(f.rule, f.denial) for f in judged(trained, contact, program)] == [("CMS-17", Denial("B7", ("N570",)))]
    assert judged(trained, contact, program)[0].limit == "a course"


def test_where_nothing_is_asked_nothing_is_missing(law, contact):
    """An unset key is no check."""
    assert judged(trained, contact, law({"training": {"required": (False, "CMS-17")}})) == ()
    assert judged(trained, contact, law({})) == ()
    assert judged(schooled, contact, law({})) == ()


@pytest.mark.parametrize(
    ("least", "rules"), [([(None, 20, "MT-33"), (date(2026, 11, 9), 30, "MT-33")], ["MT-33"]),
                         ([(None, 20, "MT-33"), (date(2026, 11, 10), 30, "MT-33")], [])]
)  # fmt: skip
def test_the_hours_of_the_date_of_service(law, contact, least, rules):
    """The value in force on the date of service."""
    assert [f.rule for f in judged(trained, contact, law({"training": {"min_hours": least}}), course("20"))] == rules


def test_a_role_counts_courses_begun_within_it(montana):
    """A course that begins after the role has ended does not help it; one during it does."""
    served = Served.in_role(Span(date(2026, 1, 1), date(2026, 6, 30)), montana, date(2026, 11, 16))
    for first, rules in ((date(2026, 6, 30), []), (date(2026, 7, 1), ["MT-17", "MT-33"])):
        peer = Peer(PATH, known=True, credentials=(course("30", first=first),))
        assert [f.rule for f in trained(peer, served, montana, PATH)] == rules


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ([Credential("high-school-or-equivalent", date(2010, 6, 1), None)], False),
        ([Credential("high-school-or-equivalent", None, None, dated=False)], False),
        ([Credential("high-school-or-equivalent", date(2026, 11, 9), None)], False),
        ([Credential("high-school-or-equivalent", date(2026, 11, 10), None)], True),
        ([Credential("cpss", date(2010, 6, 1), None)], True),
        ([], True),
    ],
)
def test_high_school_or_equivalent(idaho, contact, held, missing):
    """Idaho: a high-school diploma or equivalent (ID-06); an error on write, not adjudicated."""
    found = judged(schooled, contact, idaho, *held)
    assert [(f.rule, f.severity, f.denial) for f in found] == ([("ID-06", "error", None)] if missing else [])


def test_schooling_may_be_optional(pack, contact):
    """Optional is not required."""
    program = pack(("value: required, rule: ID-06", "value: optional, rule: ID-06"), name="id-adult-peer")
    assert judged(schooled, contact, program) == ()


def test_montana_asks_for_no_diploma(montana, contact):
    """The seed is silent."""
    assert judged(schooled, contact, montana) == ()


@pytest.mark.parametrize(
    ("odd", "rules"),
    [("100000", []), ("100000.01", ["MT-33"]), ("1E+999999", ["MT-33"]), ("-1E+999999", ["MT-33"]), ("-5", ["MT-33"])],
)
def test_hours_that_nobody_has(montana, contact, odd, rules):
    """MT-33: a course of more hours than can be, or of fewer than none, has none; no sum breaks anything."""
    held = course("25"), course(odd), course(odd)
    assert [f.rule for f in judged(trained, contact, montana, *held)] == rules
    assert judged(trained, contact, montana, *held, course("5")) == ()


COMMUNITY = {
    "cert": {"required": (False, "CMH-25"), "issuers": ([], "CMH-25")},
    "training": {"required": (True, "CMH-25"), "proof": (True, "CMH-26")},
    "provider": {"education": ("optional", "CMH-24"), "alternative": ("literacy-attestation", "CMH-23")},
}
NO_PEER = Denial("185", ("N570",))


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([course(None, (), proof=True)], []),
        ([course(None, ())], [("CMH-26", "error", None)]),
        ([course(None, ()), course(None, (), proof=True)], []),
        ([], [("CMH-25", "error", NO_PEER)]),
        ([course(None, (), first=date(2026, 11, 10), proof=True)], [("CMH-25", "error", NO_PEER)]),
    ],
)
def test_cmh_25_cmh_26_training_with_a_document(law, contact, held, found):
    """Where no certificate is asked for, training makes a peer (185/N570); a document of one course is enough."""
    told = judged(trained, contact, law(COMMUNITY), *held)
    assert [(f.rule, f.severity, f.denial) for f in told] == found


def test_cmh_25_a_contact_names_its_peer(law, montana, contact):
    """One that names nobody is refused and denied, where no rule of certificates says so."""
    nobody = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", peers=())
    assert [(f.rule, f.severity, f.denial) for f in qualified(nobody, law(COMMUNITY))] == [("CMH-25", "error", NO_PEER)]
    assert [f.rule for f in qualified(nobody, montana)] == ["MT-01"]


DIPLOMA = Credential("high-school-or-equivalent", date(2010, 6, 1), None)


@pytest.mark.parametrize(
    ("held", "literate", "found"),
    [
        ([DIPLOMA], None, []),
        ([], True, []),
        ([DIPLOMA], False, []),
        ([], False, [("CMH-24", "error"), ("CMH-23", "warning")]),
        ([], None, [("CMH-24", "error"), ("CMH-23", "warning")]),
    ],
)
def test_cmh_23_cmh_24_a_diploma_or_literacy(law, held, literate, found):
    """The lack of a diploma does not disqualify who can do the paper work."""
    program = law(COMMUNITY)
    served = Served.in_role(Span(), program, date(2026, 11, 9))
    told = schooled(Peer(PATH, known=True, credentials=tuple(held), literate=literate), served, program, PATH)
    assert [(f.rule, f.severity) for f in told] == found

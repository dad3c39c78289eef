"""CMS-04..10, ID-01: peer support for a parent or guardian, for the benefit of a child who is the member."""

from datetime import date
from typing import Any

import pytest

from peerfhir.policy.facts import Cover, Experience, Family, Member, Peer, Relative, Span
from peerfhir.policy.family import (
    child_insured,
    child_young_enough,
    family_offered,
    family_peer,
    for_child,
    parent_present,
)
from peerfhir.policy.ruling import Denial

BASE = {
    "family": {
        "allowed": (True, "CMS-04"),
        "relationships": (["PRN", "MTH", "FTH", "ADOPTP", "GUARD"], "CMS-04"),
        "child_max_age": (17, "CMS-05"),
        "exclusive_attestation": (True, "CMS-06"),
        "child_goal_required": (True, "CMS-06"),
        "child_covered": (True, "CMS-07"),
        "provider_any_of": (["self-mh", "self-sud", "self-cooccurring", "parent-caregiver", "family-member"], "CMS-08"),
        "self_identified": (True, "CMS-08"),
        "adult_age": (18, "CMS-10"),
    }
}
IDAHO = {"family": {"allowed": (False, "ID-01")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
RULES = (family_offered, child_insured, child_young_enough, parent_present, for_child, family_peer)


def test_a_contact_as_it_should_be(law, contact):
    """A24: the mother of a child of 17 takes part, all for the child, with a goal of the child."""
    one = contact(
        *HOUR,
        mode="family",
        member=Member(born="2009-11-09", covers=(Cover("Coverage/1", frozenset(), Span(), active=True),)),
        family=Family((Relative("p1", frozenset({"MTH"}), of_member=True),), exclusive=True, goals=("Goal/1",)),
        peers=(peer("parent-caregiver", similar=True),),
    )
    assert [rule(one, law(BASE)) for rule in RULES] == [()] * len(RULES)


@pytest.mark.parametrize("mode", [None, "individual", "group"])
def test_other_modes_are_not_judged(law, contact, mode):
    """A contact with the member alone, or in a group, is no family's."""
    one = contact(*HOUR, mode=mode, member=Member(born="1980-01-01"), family=Family(), peers=(peer(),))
    for blocks in (BASE, IDAHO):
        assert [rule(one, law(blocks)) for rule in RULES] == [()] * len(RULES)


def test_a_service_for_adults(law, contact):
    """ID-01: where it is not offered, that is all there is to say."""
    one = contact(*HOUR, mode="family", member=Member(born="1980-01-01"), family=Family(), peers=(peer(),))
    found = [f for rule in RULES for f in rule(one, law(IDAHO | {}))]
    assert [(f.rule, f.severity, f.denial) for f in found] == [("ID-01", "error", Denial("96", ("N130",)))]
    forbidden = {"family": {**BASE["family"], "allowed": (False, "CMS-04")}}
    assert [f.rule for rule in RULES for f in rule(one, law(forbidden))] == ["CMS-04"]


@pytest.mark.parametrize(
    ("born", "start", "severity"),
    [
        ("2008-11-10", "2026-11-09T23:30:00-07:00", None),  # into the birthday: the start counts
        ("2008-11-10", "2026-11-10T06:59:00Z", None),
        ("2008-11-10", "2026-11-10T07:00:00Z", "error"),  # the 18th birthday in Denver
        ("2008-02-29", "2026-02-28T12:00:00-07:00", None),
        ("2008-02-29", "2026-03-01T12:00:00-07:00", "error"),
        ("2009", "2026-11-09T10:00:00-07:00", None),
        ("2008", "2026-11-09T10:00:00-07:00", "warning"),  # 17 or 18
        ("2007", "2026-11-09T10:00:00-07:00", "error"),
        (None, "2026-11-09T10:00:00-07:00", "warning"),
    ],
)
def test_a_child_is_17_or_younger(law, contact, born, start, severity):
    """CMS-05: out from the 18th birthday on; an error, and 6/N129; a warning when it cannot be told."""
    found = child_young_enough(contact(start, None, mode="family", member=Member(born=born)), law(BASE))
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [("CMS-05", severity, Denial("6", ("N129",)) if severity == "error" else None)] if severity else []
    )


def test_what_is_said_of_the_age(law, contact):
    """The age on the day, against the highest."""
    program = law(BASE)
    (found,) = child_young_enough(contact(*HOUR, mode="family", member=Member(born="2008-11-09")), program)
    assert (found.detail, found.measured, found.limit, found.path) == (
        "age 18 on 2026-11-09; a child is 17 or younger",
        18,
        17,
        "Encounter.subject",
    )
    (found,) = child_young_enough(contact(*HOUR, mode="family", member=Member()), program)
    assert (
        found.detail == "the age on 2026-11-09 cannot be told from the birth date on record; a child is 17 or younger"
    )


@pytest.mark.parametrize(
    ("relatives", "present"),
    [
        ([], False),
        ([Relative("p1", frozenset({"MTH"}), of_member=True)], True),
        ([Relative("p1", frozenset({"GUARD"}), of_member=True)], True),
        ([Relative("p1", frozenset({"MTH"}))], False),  # somebody else's mother: the subject is the parent (A24)
        ([Relative("p1", frozenset({"SIB"}), of_member=True)], False),
        ([Relative("p1", of_member=True)], False),
        (
            [Relative("p1", frozenset({"SIB"}), of_member=True), Relative("p2", frozenset({"FTH"}), of_member=True)],
            True,
        ),
    ],
)
def test_a_parent_or_guardian_of_the_child_takes_part(law, contact, relatives, present):
    """CMS-04: an error on write; not adjudicated."""
    found = parent_present(contact(*HOUR, mode="family", family=Family(tuple(relatives))), law(BASE))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == (
        [] if present else [("CMS-04", "error", "Encounter.participant", None)]
    )


@pytest.mark.parametrize(
    ("family", "details"),
    [
        (Family(exclusive=True, goals=("Goal/1",)), []),
        (Family(exclusive=True), ["it names no goal of the child"]),
        (Family(exclusive=False, goals=("Goal/1",)), ["it is not attested to be exclusively for the child"]),
        (Family(goals=("Goal/1",)), ["it is not attested to be exclusively for the child"]),
        (Family(), ["it is not attested to be exclusively for the child", "it names no goal of the child"]),
        (None, []),  # a line that documents no contact cannot say it
    ],
)
def test_all_for_the_child(law, contact, family, details):
    """CMS-06: attested, and with a goal of the child; an error, and 272/N130."""
    found = for_child(contact(*HOUR, mode="family", family=family), law(BASE))
    assert [(f.rule, f.severity, f.detail, f.denial) for f in found] == [
        ("CMS-06", "error", detail, Denial("272", ("N130",))) for detail in details
    ]


@pytest.mark.parametrize(
    ("span", "active", "carc"),
    [
        (Span(), True, None),
        (Span(date(2026, 11, 9), date(2026, 11, 9)), True, None),
        (Span(date(2026, 11, 10)), True, "26"),
        (Span(None, date(2026, 11, 8)), True, "27"),
        (Span(), False, "177"),
    ],
)
def test_the_child_is_covered(law, contact, span, active, carc):
    """CMS-07: by any active Coverage of the child on the day; an error, and 26, 27, 200 or 177 with N30."""
    member = Member(covers=(Cover("Coverage/1", frozenset(), span, active),))
    found = child_insured(contact(*HOUR, mode="family", member=member), law(BASE))
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [("CMS-07", "error", Denial(carc, ("N30",)))] if carc else []
    )


def peer(*categories: str, born: str | None = None, **attested: Any) -> Peer:
    """A peer with lived experience."""
    return Peer("p0", known=True, experience=Experience(frozenset(categories), **attested), born=born)


@pytest.mark.parametrize(
    ("who", "fits"),
    [
        (peer("self-mh", self_identified=True), True),
        (peer("self-smi", self_identified=True), True),  # a kind of self-mh
        (peer("self-sud", self_identified=True), True),
        (peer("self-mh"), False),
        (peer("self-mh", self_identified=False), False),
        (peer("parent-caregiver", similar=True), True),
        (peer("parent-caregiver", similar=False), False),
        (peer("parent-caregiver"), False),
        (peer("family-member", born="2008-11-09"), True),  # 18 on the day
        (peer("family-member", born="2008-11-10"), False),
        (peer("family-sed", born="1980"), True),  # a kind of family-member
        (peer("family-member"), False),
        (peer("family-member", "self-mh", self_identified=True), True),
        (peer("other"), False),
        (peer(), False),
        (Peer("p0", known=True), False),
    ],
)
def test_who_may_serve_parents(law, contact, who, fits):
    """CMS-08..10: in recovery and self-identified, or a parent, or an adult relative; "should", hence a warning."""
    found = family_peer(contact(*HOUR, mode="family", peers=(who,)), law(BASE))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == (
        [] if fits else [("CMS-08", "warning", "p0", None)]
    )


def test_what_the_law_leaves_out(law, contact):
    """Keys that are not there are no checks; without a date there is none either."""
    bare = {"family": {"allowed": (True, "CMS-04")}}
    one = {"mode": "family", "member": Member(), "family": Family(), "peers": (peer(),)}
    assert [rule(contact(*HOUR, **one), law(bare)) for rule in RULES] == [()] * len(RULES)
    assert [rule(contact(None, None, **one), law(BASE)) for rule in RULES] == [()] * len(RULES)
    assert family_offered(contact(None, None, **one), law(IDAHO)) == ()
    assert [rule(contact(*HOUR, **one), law({})) for rule in RULES] == [()] * len(RULES)
    nobody = contact(*HOUR, mode="family")
    assert child_insured(nobody, law(BASE)) == child_young_enough(nobody, law(BASE)) == ()
    lenient = {"family": {"allowed": (True, "CMS-04"), "provider_any_of": (["self-mh", "family-member"], "CMS-08")}}
    for who in (peer("self-mh"), peer("family-member")):
        assert family_peer(contact(*HOUR, mode="family", peers=(who,)), law(lenient)) == ()
    off = dict.fromkeys(("exclusive_attestation", "child_goal_required", "child_covered"), (False, "CMS-06"))
    for rule in (for_child, child_insured):
        assert rule(contact(*HOUR, **one), law({"family": {"allowed": (True, "CMS-04"), **off}})) == ()

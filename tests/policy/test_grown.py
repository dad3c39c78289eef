"""NE-52: the peer is 19 on the date of service; 185/N570. NE-54: who serves families has been a parent."""

from dataclasses import replace
from datetime import date

import pytest

from peerfhir.policy.facts import Experience, Peer, Span
from peerfhir.policy.grown import grown
from peerfhir.policy.parenting import parented
from peerfhir.policy.ruling import Denial
from peerfhir.policy.served import Served

ELIGIBLE = Denial("185", ("N570",))
ADULTS = {"provider": {"min_age": (19, "NE-52")}}
PARENTS = {"lived_experience": {"any_of": (["self-mh"], "NE-53"), "family_mode": (["parent-caregiver"], "NE-54")}}


def served(contact, program, day="2026-09-15", **said):
    """A contact of that day."""
    found = Served.at_contact(contact(f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00", **said), program)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("born", "day", "found"),
    [
        ("2007-09-15", "2026-09-14", "age 18 on 2026-09-14"),
        ("2007-09-15", "2026-09-15", None),
        ("2004-02-29", "2023-02-28", "age 18 on 2023-02-28"),
        ("2004-02-29", "2023-03-01", None),
        ("2006", "2026-01-01", None),
        ("2007", "2026-09-15", "the age cannot be told from the birth date"),
        ("2007-09", "2026-09-15", "the age cannot be told from the birth date"),
        ("2008", "2026-12-31", "age 18 on 2026-12-31"),
        (None, "2026-09-15", "the age cannot be told from the birth date"),
        ("gibberish", "2026-09-15", "the age cannot be told from the birth date"),
    ],
)
def test_ne_52_nineteen_on_the_day(law, contact, born, day, found):
    """To the birthday refused and denied; a year or a month only will do when it is enough."""
    program = law(ADULTS)
    told = grown(Peer("path", known=True, born=born), served(contact, program, day), program, "path")
    assert [f.detail.split(";")[0] for f in told] == ([found] if found else [])
    assert {(f.rule, f.severity, f.denial) for f in told} <= {("NE-52", "error", ELIGIBLE)}


def test_ne_52_a_role_is_judged_on_the_nearest_day_it_is_held(law):
    """A role that begins on the birthday is one of a peer of 19."""
    program, peer = law(ADULTS), Peer("path", known=True, born="2007-09-15")
    role = Served.in_role(Span(date(2026, 9, 15)), program, date(2026, 9, 1))
    early = Served.in_role(Span(date(2026, 9, 14)), program, date(2026, 9, 1))
    assert [len(grown(peer, one, program, "path")) for one in (role, early)] == [0, 1]


def test_ne_52_where_no_age_is_asked_for(law, contact):
    """A program without the key."""
    program = law({})
    assert grown(Peer("path", known=True), served(contact, program), program, "path") == ()


@pytest.mark.parametrize(
    ("mode", "categories", "refused"),
    [
        ("family", {"parent-caregiver"}, False),
        ("family", {"self-mh", "parent-caregiver"}, False),
        ("family", {"self-mh"}, True),
        ("family", set(), True),
        ("individual", {"self-mh"}, False),
        ("group", {"self-mh"}, False),
        (None, {"self-mh"}, False),
    ],
)
def test_ne_54_who_serves_families(law, contact, larkspur, mode, categories, refused):
    """Only contacts of mode family ask for it."""
    program = law(PARENTS)
    peer = replace(larkspur, experience=Experience(frozenset(categories)))
    told = parented(peer, served(contact, program, mode=mode), program, "path")
    assert [(f.rule, f.severity, f.denial) for f in told] == ([("NE-54", "error", ELIGIBLE)] if refused else [])


def test_ne_54_nothing_attested(law, contact):
    """Without any experience, and of a role, which does not say whom it serves."""
    program, peer = law(PARENTS), Peer("path", known=True)
    assert [f.rule for f in parented(peer, served(contact, program, mode="family"), program, "path")] == ["NE-54"]
    assert parented(peer, Served.in_role(Span(), program, date(2026, 9, 1)), program, "path") == ()

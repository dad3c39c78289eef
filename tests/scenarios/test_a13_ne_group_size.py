"""A13: Nebraska, groups of 3 to 12, and their modifier (domain.md section 13; NE-72, NE-14, X-13)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    HCPCS,
    NEBRASKA,
    Decided,
    Denied,
    compound,
    concept,
    decided,
    kept,
    line,
    post,
    rules,
    submit,
    unique,
)

DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-06:00", f"{DAY}T11:00:00-06:00")
HQ = {"modifier": [concept(HCPCS, "HQ")]}


@pytest.fixture
def nebraska(come):
    """An agency, a member, a peer."""
    agency = come(state=NEBRASKA)
    return agency, agency.admit(), agency.hire(CERTIFIED)


def session(nebraska, count):
    """A group session of so many."""
    agency, member, peer = nebraska
    said = compound(
        "group-session", sessionId={"valueString": unique("s")}, participantCount={"valueUnsignedInt": count}
    )
    content = agency.content(member, said, mode="group")
    return post(agency.http, agency.encounter(member, peer, *HOUR, extension=content), **FINDINGS)


@pytest.mark.parametrize(("count", "status"), [(2, 422), (3, 201), (12, 201), (13, 422)])
def test_ne_72_three_to_twelve(nebraska, count, status):
    """2 and 13 are refused, 3 and 12 are kept."""
    answer = session(nebraska, count)
    assert (answer.status_code, rules(answer)) == (status, [("NE-72", "error")] if status == 422 else [])


@pytest.mark.parametrize(
    ("said", "expected"),
    [({}, Decided(0, (Denied(4, "4", ("N822",), "CO", "NE-14"),))), (HQ, Decided(4))],
    ids=["without HQ", "with HQ"],
)
def test_ne_14_a_group_line_bears_its_modifier(nebraska, said, expected):
    """The session of twelve: without HQ denied 4/N822, with it paid."""
    agency, member, peer = nebraska
    session_ = kept(session(nebraska, 12))
    assert decided(submit(agency.http, agency.claim(member, peer, line(4, DAY, session_, **said)))) == [expected]

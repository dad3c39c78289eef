"""MT-18, MT-27, ID-11: for whom the peer works."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.employment import employed
from peerfhir.policy.facts import Agency, Employment, Span
from peerfhir.policy.ruling import Denial
from peerfhir.policy.served import Served

PATH = "Encounter.participant[0].individual"
NINTH = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


def judged(contact, program, peer, **changed):
    """What the rule says of a peer with another employment, on 2026-11-09."""
    served = Served.at_contact(contact(*NINTH), program)
    assert served is not None
    return employed(replace(peer, employment=replace(peer.employment, **changed)), served, program, PATH)


def enrolled(first=None, last=None, code="mt-hcbs"):
    """An agency enrolled in a program, in this period."""
    return Agency("Organization/mt", enrollments=((code, Span(first, last)),))


@pytest.mark.parametrize(
    ("agency", "measured"),
    [
        (enrolled(date(2026, 11, 9), None), None),  # the first day
        (enrolled(date(2026, 11, 10), None), "agency enrolled in mt-hcbs 2026-11-10.."),
        (enrolled(None, date(2026, 11, 9)), None),  # the last day
        (enrolled(None, date(2026, 11, 8)), "agency enrolled in mt-hcbs ..2026-11-08"),
        (enrolled(None, datetime(2026, 11, 9, 17, tzinfo=UTC)), None),  # the start of the contact
        (
            enrolled(None, datetime(2026, 11, 9, 16, 59, tzinfo=UTC)),
            "agency enrolled in mt-hcbs ..2026-11-09T16:59Z",
        ),
        (Agency("Organization/mt", enrollments=(("mt-hcbs", Span(dated=False)),)), None),
        (enrolled(code="id-medicaid"), "agency not enrolled in mt-hcbs"),
        (Agency("Organization/mt"), "agency not enrolled in mt-hcbs"),
    ],
)
def test_the_agency_is_enrolled_on_the_date_of_service(montana, contact, larkspur, agency, measured):
    """An approved Medicaid HCBS provider agency (MT-18): B7/N767 where it is not enrolled."""
    found = judged(contact, montana, larkspur, agency=agency)
    expected = [] if measured is None else [("MT-18", "error", measured, Denial("B7", ("N767",)))]
    assert [(f.rule, f.severity, f.measured, f.denial) for f in found] == expected


def test_what_is_needed_is_told(montana, contact, larkspur):
    """Measured, needed and the date."""
    (found,) = judged(contact, montana, larkspur, agency=enrolled(None, date(2026, 11, 8)))
    assert found.detail == "agency enrolled in mt-hcbs ..2026-11-08; needed: enrolled on 2026-11-09"


def test_enrolled_again(montana, contact, larkspur):
    """One of several enrollments is enough."""
    periods = (Span(None, date(2025, 12, 31)), Span(date(2026, 11, 1), None))
    agency = Agency("Organization/mt", enrollments=tuple(("mt-hcbs", span) for span in periods))
    assert judged(contact, montana, larkspur, agency=agency) == ()


def test_an_agency_is_named(montana, idaho, contact, larkspur, syringa):
    """No organization in the role: as not enrolled in Montana (MT-18), as no group in Idaho (ID-11)."""
    told = [judged(contact, montana, larkspur, agency=None), judged(contact, idaho, syringa, agency=None)]
    assert [[(f.rule, f.severity, f.denial) for f in found] for found in told] == [
        [("MT-18", "error", Denial("B7", ("N767",)))],
        [("ID-11", "error", Denial("B7", ("N570",)))],
    ]
    assert told[0][0].detail == "the role of the rendering peer names no agency; needed: an agency enrolled in mt-hcbs"
    assert told[1][0].limit == "an agency of type group-agency"


def test_a_peer_named_without_a_role(montana, contact, larkspur):
    """A Practitioner alone says nothing of an agency."""
    served = Served.at_contact(contact(*NINTH), montana)
    assert served is not None
    (found,) = employed(replace(larkspur, employment=None), served, montana, PATH)
    assert (found.rule, found.path, found.hint) == (
        "MT-18",
        PATH,
        "Name the peer's PractitionerRole, with its organization",
    )


@pytest.mark.parametrize(
    ("role", "runs"),
    [
        (Span(date(2026, 11, 9), date(2026, 11, 9)), True),
        (Span(date(2026, 1, 1), date(2026, 11, 8)), False),
        (Span(date(2026, 11, 10), None), False),
        (Span(dated=False), True),
    ],
)
def test_the_role_is_held_on_the_date_of_service(montana, contact, larkspur, role, runs):
    """Who has left the agency does not work under its direction (MT-18)."""
    found = judged(contact, montana, larkspur, span=role)
    assert [(f.rule, f.limit, f.denial) for f in found] == (
        [] if runs else [("MT-18", "a role on 2026-11-09", Denial("B7", ("N767",)))]
    )


@pytest.mark.parametrize("kind", ["employee", "self-employed", "volunteer", None])
def test_montana_lets_peers_be_self_employed(montana, contact, larkspur, kind):
    """Self-employed peers exist (MT-27): an enrolled agency of their own."""
    assert judged(contact, montana, larkspur, kind=kind) == ()


@pytest.mark.parametrize(
    ("types", "measured"),
    [
        ({"group-agency"}, None),
        ({"sole-proprietor", "group-agency"}, None),
        ({"sole-proprietor"}, "agency of type sole-proprietor"),
        (set(), "agency of type none"),
    ],
)
def test_idaho_asks_for_a_group_agency(idaho, contact, syringa, types, measured):
    """The peer practices within a group agency (ID-11): B7/N570."""
    found = judged(contact, idaho, syringa, agency=Agency("Organization/id", types=frozenset(types)))
    expected = [] if measured is None else [("ID-11", "error", measured, Denial("B7", ("N570",)))]
    assert [(f.rule, f.severity, f.measured, f.denial) for f in found] == expected


@pytest.mark.parametrize(
    ("kind", "refused"), [("self-employed", True), ("employee", False), ("volunteer", False), (None, False)]
)
def test_idaho_lets_nobody_be_self_employed(idaho, contact, syringa, kind, refused):
    """Self-employment is not practice within a group (ID-11): B7/N570."""
    found = judged(contact, idaho, syringa, kind=kind)
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [("ID-11", "error", Denial("B7", ("N570",)))] if refused else []
    )


@pytest.mark.parametrize(
    ("agency", "rules"),
    [
        (enrolled(date(2026, 6, 30), None), []),  # one day in common with the role
        (enrolled(date(2026, 7, 1), None), ["MT-18"]),
        (enrolled(None, date(2026, 1, 1)), []),
        (enrolled(None, date(2025, 12, 31)), ["MT-18"]),
    ],
)
def test_a_role_needs_an_enrollment_within_its_period(montana, larkspur, agency, rules):
    """What overlaps the role counts; each contact is judged again."""
    work = Employment("PractitionerRole/x", span=Span(date(2026, 1, 1), date(2026, 6, 30)), agency=agency)
    served = Served.in_role(work.span, montana, date(2026, 11, 16))
    found = employed(replace(larkspur, employment=work), served, montana, "PractitionerRole.organization")
    assert [(f.rule, f.path) for f in found] == [(rule, "PractitionerRole.organization") for rule in rules]


def test_where_nothing_is_asked_nothing_is_missing(law, contact, larkspur):
    """An unset key is no check."""
    served = Served.at_contact(contact(*NINTH), law({}))
    assert served is not None
    nobody = replace(larkspur, employment=None)
    assert employed(nobody, served, law({}), PATH) == ()
    program = law({"employment": {"agency_required": (False, "MT-18"), "group_agency": (False, "ID-11")}})
    assert employed(nobody, served, program, PATH) == ()
    assert employed(larkspur, served, program, PATH) == ()

"""What a line may bill: codes, modifiers, places (MT-28, ID-35, X-13; domain.md 3.8)."""

import pytest

from peerfhir.policy.billing import Past
from peerfhir.policy.claim import adjudicate, docket
from tests.policy.claims import (
    H0038,
    HCPCS,
    ID,
    MT,
    PROGRAMS,
    bare,
    changed,
    claim,
    judged,
    line,
    told,
    visit,
)

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
SKILLS = (HCPCS, "H2014")
SUPERVISION = ("https://peerfhir.org/fhir/CodeSystem/service", "clinical-supervision")


@pytest.mark.parametrize(
    ("program", "services", "expected"),
    [
        (ID, (H0038,), "paid 1"),
        (ID, (SKILLS,), "denied 1 96/N130 CO ID-35"),  # A23
        (ID, (), "denied 1 96/N130 CO ID-35"),
        (ID, (("urn:other", "H0038"),), "denied 1 96/N130 CO ID-35"),
        (ID, (("urn:local", "peer"), H0038), "paid 1"),
        (MT, (SKILLS,), "denied 1 96/N130 CO CMS-20"),
        (MT, (SUPERVISION,), "denied 1 96/N130 CO MT-28"),
        (MT, (SUPERVISION, H0038), "denied 1 96/N130 CO MT-28"),
        (ID, (SUPERVISION,), "denied 1 96/N130 CO ID-35"),
    ],
)
def test_the_code_of_a_line(program, services, expected):
    """ID-35, else CMS-20: only what is peer support; MT-28: supervision is never paid as a service of its own."""
    assert told(judged(claim(bare(1, "2026-11-09", program, services=services), program=program))) == [expected]


def test_another_code_where_no_rule_asks_for_coverage():
    """X-2: without ID-35's like and CMS-20's the codes themselves are cited."""
    law = PROGRAMS[MT].law.member
    assert law
    for none in (law.model_copy(update={"coverage_required": None}), None):
        one = claim(line(4, "2026-11-09", visit(*HOUR), services=(SKILLS,)))
        assert told(adjudicate(docket(one, changed(MT, member=none)), Past({}))) == ["denied 4 96/N130 CO X-2"]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ((), "paid 4"),
        ((("urn:local", "peer"),), "paid 4"),
        ((SKILLS, H0038), "paid 4"),
        ((SKILLS,), "denied 4 96/N130 CO ID-35"),
    ],
)
def test_the_code_of_the_encounter(services, expected):
    """ID-35: an encounter coded as another service does not become peer support by the line."""
    one = claim(line(4, "2026-11-09", visit(*HOUR, program=ID, services=services)), program=ID)
    assert told(judged(one)) == [expected]


@pytest.mark.parametrize(
    ("mode", "modifiers", "expected"),
    [
        ("individual", (), "paid 4"),
        ("group", (), "denied 4 4/N822 CO X-13"),
        ("group", ("HE",), "denied 4 4/N822 CO X-13"),
        ("group", ("HQ",), "paid 4"),
        ("group", ("HE", "HQ"), "paid 4"),
        (None, ("HQ",), "paid 4"),
        (None, (), "paid 4"),
    ],
)
def test_a_group_session_bears_its_modifier(mode, modifiers, expected):
    """X-13: HQ on each line of a group session; each member is charged the whole session."""
    assert told(judged(claim(line(4, "2026-11-09", visit(*HOUR, mode=mode), modifiers=modifiers)))) == [expected]


def test_a_group_session_beside_another_contact_on_a_line():
    """X-13: one of them is enough."""
    alone = visit("2026-11-09T12:00:00-07:00", "2026-11-09T13:00:00-07:00", "Encounter/alone")
    one = claim(line(8, "2026-11-09", alone, visit(*HOUR, mode="group")))
    assert told(judged(one)) == ["denied 8 4/N822 CO X-13"]


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [((), "paid 1"), (("HE",), "paid 1"), (("HQ",), "paid 1"), (("HS",), "denied 1 96/N130 CO ID-01")],
)
def test_the_mode_of_a_line_without_encounters_is_that_of_its_modifiers(modifiers, expected):
    """Domain 3.2: HS is family, which Idaho's adult service has not (ID-01)."""
    assert told(judged(claim(bare(1, "2026-11-09", ID, modifiers=modifiers), program=ID))) == [expected]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("53", "53", "paid 4"),
        ("12", "53", "denied 4 5/M77 CO X-14"),
        (None, "53", "paid 4"),
        ("12", None, "paid 4"),
    ],
)
def test_the_place_of_the_line_is_the_encounters(here, there, expected):
    """Domain 3.3: a place of service that differs from the encounter's is CARC 5."""
    assert told(judged(claim(line(4, "2026-11-09", visit(*HOUR, place=there), place=here)))) == [expected]


def test_a_line_in_the_community_has_a_goal():
    """ID-51: a line without an encounter names no goal, nor does one whose encounter has none."""
    assert told(judged(claim(bare(1, "2026-11-09", ID, place="99"), program=ID))) == ["denied 1 272/N130 CO ID-51"]
    street = visit(*HOUR, program=ID, place=None)
    one = claim(line(4, "2026-11-09", street, place="99"), program=ID)
    assert told(judged(one)) == ["denied 4 272/N130 CO ID-51"]
    street = visit(*HOUR, program=ID, place="99", goals=("Goal/g",))
    assert told(judged(claim(line(4, "2026-11-09", street, place="99"), program=ID))) == ["paid 4"]

"""ID-22, ID-34..54: what is done is peer support; in the community it serves a goal of the plan."""

from datetime import date

import pytest

from peerfhir.policy.facts import Member, Plan, Span
from peerfhir.policy.ruling import Denial
from peerfhir.policy.scope import allowed, focused, purposeful

IDAHO = {
    "scope": {
        "focus": (["model-recovery", "safety"], "ID-22"),
        "activities": (["set-goals", "help"], "ID-45"),
        "prohibited": ([{"code": "transportation", "rule": "ID-36"}, {"code": "errands", "rule": "ID-54"}], "ID-34"),
        "community": (["99", "15", "16", "27", "03", "04", "18"], "ID-51"),
    }
}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


def coded(*codes: str) -> tuple[tuple[str, str], ...]:
    """Interventions with their places."""
    return tuple((code, f"Encounter.extension[{number}].value.ofType(Coding)") for number, code in enumerate(codes))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("safety",), []),
        (("transportation",), [("ID-36", "Encounter.extension[0].value.ofType(Coding)")]),
        (("safety", "errands"), [("ID-54", "Encounter.extension[1].value.ofType(Coding)")]),
        (
            ("errands", "transportation"),
            [
                ("ID-54", "Encounter.extension[0].value.ofType(Coding)"),
                ("ID-36", "Encounter.extension[1].value.ofType(Coding)"),
            ],
        ),
        ((), []),
    ],
)
def test_prohibited_interventions(law, contact, codes, expected):
    """A23: each has its own rule, at its own place; an error, and 96/N130."""
    found = allowed(contact(*HOUR, interventions=coded(*codes)), law(IDAHO))
    assert [(f.rule, f.path) for f in found] == expected
    assert {(f.severity, f.denial) for f in found} == ({("error", Denial("96", ("N130",)))} if expected else set())


@pytest.mark.parametrize(
    ("codes", "warned"),
    [
        (("safety",), False),
        (("self-advocacy", "safety"), False),  # one of several is enough
        (("set-goals",), False),  # within the role (ID-45)
        (("help",), False),  # a component (ID-05)
        (("self-advocacy",), True),
        (("self-advocacy", "errands"), True),
    ],
)
def test_an_area_of_focus(law, contact, codes, warned):
    """ID-22: at least one of the areas among the interventions that are coded, a warning."""
    found = focused(contact(*HOUR, interventions=coded(*codes)), law(IDAHO))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == (
        [("ID-22", "warning", "Encounter.extension[0].value.ofType(Coding)", None)] if warned else []
    )


def test_no_intervention_at_all(law, contact):
    """ID-22: at least one is coded (1..*); of a contact that was tried and missed none is asked."""
    (found,) = focused(contact(*HOUR), law(IDAHO))
    assert (found.rule, found.severity, found.path) == ("ID-22", "warning", "Encounter.extension")
    assert found.detail == "no intervention is coded as an area of focus, or another activity of the role"
    assert focused(contact(*HOUR, attempt=True), law(IDAHO)) == ()


def test_what_is_said_names_every_code_that_does(law, contact):
    """ID-22: the areas of focus and the other activities of the role, for either is enough."""
    (found,) = focused(contact(*HOUR, interventions=coded("self-advocacy")), law(IDAHO))
    assert found.detail == "none of the 1 interventions coded is an area of focus, or another activity of the role"
    assert found.hint == "Code what was done as one of model-recovery, safety, set-goals, help, if it was"


def test_a_program_without_other_activities(law, contact):
    """Where none are named, the areas of focus are all there is."""
    program = law({"scope": {"focus": (["safety"], "ID-22")}})
    assert [f.rule for f in focused(contact(*HOUR, interventions=coded("set-goals")), program)] == ["ID-22"]
    assert focused(contact(*HOUR, interventions=coded("safety")), program) == ()


def plan(key: str, *goals: str, last: date | None = None, active: bool = True) -> Plan:
    """A plan with goals."""
    return Plan(key, active, frozenset({"recovery-action-plan"}), (), Span(date(2026, 1, 1), last), goals)


MEMBER = Member(
    plans=(
        plan("CarePlan/1", "Goal/1", "Goal/2"),
        plan("CarePlan/2", "Goal/3", last=date(2026, 11, 8)),
        plan("CarePlan/3", "Goal/4", active=False),
        plan("CarePlan/4", "Goal/5", last=date(2026, 11, 9)),
    )
)


@pytest.mark.parametrize(
    ("place", "goals", "refused"),
    [
        ("99", (), True),
        ("99", ("Goal/1",), False),
        ("99", ("Goal/1", "Goal/2"), False),
        ("99", ("Goal/5",), False),  # of a plan on its last day
        ("99", ("Goal/3",), True),  # of a plan that ended the day before
        ("99", ("Goal/4",), True),  # of a plan that is not active
        ("99", ("Goal/1", "Goal/9"), True),  # one of them is another's
        ("27", (), True),
        ("11", (), False),
        ("53", ("Goal/9",), False),
        (None, (), False),
    ],
)
def test_in_the_community_for_a_goal(law, contact, place, goals, refused):
    """ID-51: POS 99 and the like need a goal of the member's active plan; an error, and 272/N130."""
    found = purposeful(contact(*HOUR, member=MEMBER, place=place, goals=goals), law(IDAHO))
    assert [(f.rule, f.severity, f.denial) for f in found] == (
        [("ID-51", "error", Denial("272", ("N130",)))] if refused else []
    )


@pytest.mark.parametrize(
    ("goals", "detail"),
    [
        ((), "place of service 99 is in the community, and it addresses no goal"),
        (
            ("Goal/9",),
            "place of service 99 is in the community, and it addresses a goal of no active plan of the member",
        ),
    ],
)
def test_what_is_said_of_the_place(law, contact, goals, detail):
    """No goal at all, or a goal of no plan of the member's, which is not named."""
    (found,) = purposeful(contact(*HOUR, member=MEMBER, place="99", goals=goals), law(IDAHO))
    assert (found.detail, found.path) == (detail, "Encounter.extension")
    assert [f.detail for f in purposeful(contact(*HOUR, place="99", goals=goals), law(IDAHO))] == [detail]


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, or no date: no finding."""
    one = {"interventions": coded("errands"), "place": "99"}
    for rule in (allowed, focused, purposeful):
        assert rule(contact(*HOUR, **one), law({})) == ()
        assert rule(contact(*HOUR, **one), law({"scope": {}})) == ()
        assert rule(contact(None, None, **one), law(IDAHO)) == ()

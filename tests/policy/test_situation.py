"""All rules about the member and the service, in the order of precedence of denials."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from peerfhir.policy.facts import Cover, Member, Neighbour, Peer, Plan, Span, Stay
from peerfhir.policy.situation import CLAIMED_AFTER_PEER, CLAIMED_BEFORE_PEER, situated

MEMBER: dict[str, Any] = {
    "age": {"min": (18, "ID-01"), "adjudicate": (True, "ID-01")},
    "coverage_plan": ("plan", "MT-03"),
    "diagnosis": {"any_of": (["F10-F99"], "CMS-03"), "adjudicate": (True, "CMS-03")},
}
ALL: dict[str, Any] = {
    "member": MEMBER,
    "plan": {"required": (True, "CMS-22"), "goal": (True, "CMS-22")},
    "scope": {
        "focus": (["safety"], "ID-22"),
        "prohibited": ([{"code": "errands", "rule": "ID-54"}], "ID-34"),
        "community": (["99"], "ID-51"),
    },
    "exclusions": {
        "inpatient": (True, "MT-29"),
        "same_time_services": (True, "X-17"),
        "same_day_same_activity": ("warn", "ID-40"),
        "representative": (True, "ID-41"),
    },
}
ON_WRITE = {**ALL, "member": {**MEMBER, "coverage_on_write": (True, "MT-03")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
ME = ("urn:system", "1")


def served(plan: str, coverage: str) -> Member:
    """An adult with a plan and a goal, covered and diagnosed."""
    return Member(
        born="1980-05-05",
        covers=(Cover("Coverage/1", frozenset({coverage}), Span(date(2026, 1, 1)), active=True),),
        diagnoses=("F25.0",),
        plans=(Plan("CarePlan/1", active=True, kinds=frozenset({plan}), programs=(), span=Span(), goals=("Goal/1",)),),
    )


IN_IDAHO = served("recovery-action-plan", "id-adult-peer")


def times() -> tuple[datetime, datetime]:
    """The hour as instants."""
    return datetime.fromisoformat(HOUR[0]), datetime.fromisoformat(HOUR[1])


def wrong(contact):
    """A contact in which everything is wrong."""
    beside = Neighbour(
        "Encounter/9",
        *times(),
        same_member=True,
        peers=frozenset({"Practitioner/1"}),
        grouped=False,
        peer_support=False,
        claimed=True,
        interventions=frozenset({"errands"}),
    )
    return contact(
        *HOUR,
        member=Member(
            born="2010-01-01",
            diagnoses=("E11.9",),
            stays=(Stay("Encounter/8", *times()),),
            representatives=(frozenset({ME}),),
        ),
        peers=(Peer("p0", known=True, key="Practitioner/1", identifiers=frozenset({ME})),),
        interventions=(("errands", "i0"),),
        place="99",
        neighbours=(beside,),
        peer_minutes=961,
    )


def test_the_order_on_write(law, contact):
    """Every finding at once, in the order of the denials, then those that deny nothing."""
    found = situated(wrong(contact), law(ON_WRITE))
    assert [(f.rule, f.denial.carc if f.denial else None) for f in found] == [
        ("MT-03", "177"),
        ("ID-01", "6"),
        ("MT-29", "60"),
        ("ID-54", "96"),
        ("ID-51", "272"),
        ("CMS-22", "16"),
        ("CMS-03", "11"),
        ("X-17", "231"),
        ("X-17", "272"),
        ("X-17", "133"),
        ("ID-41", None),
        ("ID-22", None),
        ("ID-40", None),
    ]


def test_coverage_on_write_where_the_law_says_so(law, contact):
    """Else it is looked for on a claim only; what a claim is never denied for is not told there."""
    one, program = wrong(contact), law(ALL)
    assert [f.rule for f in situated(one, program)][:2] == ["ID-01", "MT-29"]
    claimed = [f for rule in (*CLAIMED_BEFORE_PEER, *CLAIMED_AFTER_PEER) for f in rule(one, program)]
    assert [f.denial.carc for f in claimed if f.denial] == [
        "177",
        "6",
        "60",
        "96",
        "272",
        "16",
        "11",
        "231",
        "272",
        "133",
    ]
    assert len(claimed) == len([f for f in claimed if f.denial])


def test_a_contact_as_it_should_be(law, contact):
    """Nothing is said."""
    member = Member(
        born="1980-05-05",
        covers=(Cover("Coverage/1", frozenset({"plan"}), Span(date(2026, 1, 1)), active=True),),
        diagnoses=("F25.0",),
        plans=(
            Plan(
                "CarePlan/1",
                active=True,
                kinds=frozenset(),
                programs=(),
                span=Span(date(2026, 1, 1)),
                goals=("Goal/1",),
            ),
        ),
    )
    good = contact(
        *HOUR, member=member, interventions=(("safety", "i0"),), place="99", goals=("Goal/1",), peer_minutes=60
    )
    assert situated(good, law(ON_WRITE)) == ()


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"place": "53", "interventions": (("set-goals", "i0"),)}, []),
        ({"interventions": (("transportation", "i0"), ("safety", "i1"))}, [("ID-36", "error")]),
        ({"interventions": (("safety", "i0"), ("errands", "i1"))}, [("ID-54", "error")]),
        ({"place": "99"}, [("ID-51", "error")]),
        ({"place": "99", "goals": ("Goal/1",)}, []),
        ({"interventions": (("self-advocacy", "i0"),)}, [("ID-22", "warning")]),
        ({"interventions": ()}, [("ID-22", "warning")]),
        ({"mode": "family"}, [("ID-01", "error")]),
        ({"member": Member(born="2008-11-10", plans=IN_IDAHO.plans)}, [("ID-01", "error"), ("CMS-03", "information")]),
        ({"member": Member(born="1980-05-05", diagnoses=("F70",))}, [("ID-16", "error"), ("CMS-03", "error")]),
    ],
)
def test_idaho(idaho, contact, facts, expected):
    """A23: the pack that comes with the server, on write; coverage is for claims (CMS-20)."""
    usual = {"member": IN_IDAHO, "interventions": (("safety", "i0"),)}
    found = situated(contact(*HOUR, **(usual | facts)), idaho)
    assert [(f.rule, f.severity) for f in found] == expected


@pytest.mark.parametrize(
    ("start", "end", "facts", "expected"),
    [
        ("2026-11-02T10:00:00-07:00", "2026-11-02T11:00:00-07:00", {}, []),
        ("2026-11-03T07:00:00-07:00", "2026-11-03T07:45:00-07:00", {}, []),
        ("2026-11-04T10:00:00-07:00", "2026-11-04T11:00:00-07:00", {}, [("MT-29", "error")]),
        (*HOUR, {"member": Member()}, [("MT-03", "warning")] * 2 + [("MT-19", "error"), ("MT-03", "warning")]),
        (*HOUR, {"place": "99", "interventions": (("errands", "i0"),)}, []),
    ],
)
def test_montana(montana, contact, start, end, facts, expected):
    """A08, and a member of whom nothing is on record: coverage, age and diagnosis are warnings (MT-03)."""
    stay = Stay("Encounter/8", *(datetime.fromisoformat(f"2026-11-0{one}:00-07:00") for one in ("3T08:00", "6T15:00")))
    member = replace(served("pcrp", "mt-sdmi-hcbs"), stays=(stay,))
    found = situated(contact(start, end, **({"member": member} | facts)), montana)
    assert [(f.rule, f.severity) for f in found] == expected

"""What is due and what is compliant over time, each boundary on both sides (rules.md, Enforce M; X-6 to X-8, X-12)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from peerfhir.data import programs
from peerfhir.policy.facts import Credential, Peer, Span
from peerfhir.policy.measures import (
    caseloads,
    education,
    faces,
    meetings,
    months,
    records,
    reviews,
    screenings,
    supervision,
)
from peerfhir.policy.measures.exchange import Exchange
from peerfhir.policy.measures.faces import Faced
from peerfhir.policy.measures.months import Served
from peerfhir.policy.measures.overdue import rhythm
from peerfhir.policy.measures.records import Paid
from peerfhir.policy.measures.reviews import Care, Planned
from peerfhir.policy.measures.supervision import Post
from peerfhir.policy.member_law import FaceToFace
from peerfhir.policy.program import load

LOADED = load(programs())
MONTANA, NEBRASKA, IDAHO = (LOADED[name] for name in ("mt-sdmi-hcbs", "ne-dhhs-peer", "id-adult-peer"))
T = TypeVar("T")
PEER, SUPERVISOR, OTHER, MEMBER, VISIT = 1, 2, 3, 10, 100
SEPTEMBER, OCTOBER, TODAY = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 16)
AUTUMN = (date(2026, 9, 1), date(2026, 10, 31))


def the(law: T | None) -> T:
    """A block that the pack has."""
    assert law is not None
    return law


def served(*given, who=PEER):
    """Months of service."""
    return [Served(who, month, VISIT) for month in given]


def met_on(day, senders=(SUPERVISOR,), recipients=(PEER,), **said):
    """An exchange on a day."""
    return Exchange(7, day, frozenset(senders), frozenset(recipients), **said)


def states(cases):
    """The state of each case, by month where it has one."""
    return {case.month or case.who: (case.state, case.reasons) for case in cases}


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 8, 31), "missed"),
        (date(2026, 9, 1), "met"),
        (date(2026, 9, 30), "met"),
        (date(2026, 10, 1), "missed"),
    ],
)
def test_mt_23_in_each_calendar_month(day, state):
    """First and last day of September count, the days beside them do not (X-7)."""
    posts = {PEER: Post((None,), ((SUPERVISOR, Span()),))}
    (case,) = supervision.of_peers(served(SEPTEMBER), [met_on(day)], posts, MONTANA, TODAY)
    assert case.state == state


@pytest.mark.parametrize(
    ("span", "state"),
    [
        (Span(date(2026, 9, 15), None), "met"),
        (Span(date(2026, 9, 16), None), "missed"),
        (Span(None, date(2026, 9, 15)), "met"),
        (Span(None, date(2026, 9, 14)), "missed"),
        (Span(dated=False), "met"),
    ],
)
def test_mt_23_by_the_supervisor_of_the_day(span, state):
    """The relation holds on the day of the meeting, 15 September."""
    posts = {PEER: Post((None,), ((SUPERVISOR, span),))}
    cases = supervision.of_peers(served(SEPTEMBER), [met_on(date(2026, 9, 15))], posts, MONTANA, TODAY)
    assert cases[0].state == state
    assert cases[0].reasons == (() if state == "met" else (supervision.ANOTHER,))


def test_mt_23_nobody_supervises_themselves():
    """A peer who is named as their own supervisor, and notes a meeting with themselves, was not supervised."""
    posts = {PEER: Post((None,), ((PEER, Span()),))}
    held = [met_on(date(2026, 9, 15), senders=(PEER,), recipients=(PEER,))]
    assert supervision.of_peers(served(SEPTEMBER), held, posts, MONTANA, TODAY)[0].state == "missed"


@pytest.mark.parametrize(
    ("begun", "partial"),
    [
        ([date(2026, 8, 31)], False),
        ([date(2026, 9, 1)], False),
        ([date(2026, 9, 2)], True),
        ([date(2026, 9, 30)], True),
        ([date(2026, 10, 1)], False),
        ([date(2026, 9, 2), date(2026, 1, 1)], False),  # another role or episode began before
        ([date(2026, 9, 2), None], False),
        ([], False),
    ],
)
def test_x_7_the_first_partial_month(begun, partial):
    """The month in which role or episode began, after its first day."""
    assert months.partial(SEPTEMBER, begun) is partial


@pytest.mark.parametrize(("today", "state"), [(date(2026, 9, 30), "exempt"), (date(2026, 10, 1), "missed")])
def test_x_7_a_month_is_judged_when_it_is_over(today, state):
    """On its last day a meeting may still come."""
    assert supervision.of_peers(served(SEPTEMBER), [], {}, MONTANA, today)[0].state == state


def test_mt_24_each_member_by_plan_or_goal():
    """A supervision about another member does not do."""
    held = [met_on(date(2026, 9, 15), about=frozenset({MEMBER}))]
    cases = supervision.of_members(served(SEPTEMBER, who=MEMBER) + served(SEPTEMBER, who=11), held, {}, TODAY)
    assert states(cases[:1])[SEPTEMBER] == ("met", ())
    assert states(cases[1:])[SEPTEMBER] == ("missed", (supervision.UNSEEN,))


@pytest.mark.parametrize(
    ("parties", "reasons"),
    [
        ([{"cmt", "cpo"}], ()),
        ([{"cmt"}, {"cpo"}], ()),
        ([{"cmt"}], ("cpo absent",)),
        ([set()], ("cmt absent", "cpo absent")),
        ([], ("cmt absent", "cpo absent")),
    ],
)
def test_mt_26_both_in_one_meeting_or_several(parties, reasons):
    """Each party that was not met is a reason of its own."""
    held = [met_on(date(2026, 10, 15), senders=(PEER,), recipients=(), parties=frozenset(one)) for one in parties]
    (case,) = meetings.meetings(served(OCTOBER), held, {}, MONTANA.law.meetings[0], TODAY)
    assert case.reasons == reasons


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 9, 30), "missed"), (date(2026, 10, 1), "met"), (date(2026, 10, 31), "met")]
)
def test_mt_25_a_report_in_each_month_of_service(day, state):
    """To the case management team, about the member."""
    held = [met_on(day, about=frozenset({MEMBER}), parties=frozenset({"cmt"}))]
    (case,) = meetings.reports(served(OCTOBER, who=MEMBER), held, {}, MONTANA.law.reports[0], TODAY)
    assert case.state == state


def held(start, end, *taken):
    """A certificate, and continuing education: (day, hours)."""
    return [
        Credential("cpss", start, end),
        *(Credential("continuing-education", day, day, hours=Decimal(hours)) for day, hours in taken),
    ]


@pytest.mark.parametrize(
    ("taken", "state"),
    [
        ([(date(2025, 3, 1), 10)], "met"),
        ([(date(2025, 3, 1), 9.75)], "missed"),
        ([(date(2025, 3, 1), 4), (date(2026, 2, 28), 6)], "met"),
        ([(date(2025, 3, 1), 4), (date(2026, 3, 1), 6)], "missed"),
        ([(date(2025, 2, 28), 10)], "missed"),
    ],
)
def test_mt_35_ten_hours_in_a_year_of_certification(taken, state):
    """From 1 March 2025 to 28 February 2026, both days included."""
    period = (date(2026, 1, 1), date(2026, 12, 31))
    found = education.education(
        {PEER: held(date(2025, 3, 1), date(2026, 2, 28), *taken)}, the(MONTANA.law.ce), MONTANA, period, TODAY
    )
    assert [case.state for case in found] == [state]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (date(2026, 1, 1), date(2027, 12, 31), [("exempt", education.RUNNING)]),
        (date(2025, 3, 1), date(2026, 2, 27), [("exempt", education.CUT_SHORT)]),
        (date(2025, 11, 16), None, [("missed", education.TOO_FEW), ("exempt", education.RUNNING)]),
        (date(2025, 11, 17), None, [("exempt", education.RUNNING), ("exempt", education.RUNNING)]),
        (None, date(2026, 12, 31), [("exempt", education.UNCERTIFIED)]),
    ],
)
def test_mt_35_only_full_years_that_are_over(start, end, found):
    """It is 16 November 2026: a year that ended yesterday is judged, one that ends today is in progress."""
    period = (date(2026, 1, 1), date(2026, 12, 31))
    cases = education.education({PEER: held(start, end)}, the(MONTANA.law.ce), MONTANA, period, TODAY)
    assert [(case.state, case.reasons[0]) for case in cases] == found


@pytest.mark.parametrize(
    ("years", "day"), [(1, date(2025, 2, 28)), (3, date(2027, 2, 28)), (4, date(2028, 2, 29)), (0, date(2024, 2, 29))]
)
def test_mt_35_the_anniversary_of_a_leap_day(years, day):
    """29 February comes back on the 28th, in leap years on the 29th."""
    assert education.anniversary(date(2024, 2, 29), years) == day


@pytest.mark.parametrize(
    ("lacking", "reasons"),
    [
        ((), ()),
        (("listening",), ("MT-37: listening",)),
        (("listening", "cultural-competence"), ("MT-37: listening, cultural-competence",)),
        (("mentoring", "networking"), ("MT-40: mentoring", "MT-46: networking")),
    ],
)
def test_mt_36_to_46_eleven_competencies(lacking, reasons):
    """Two codes of one sentence count once."""
    wanted = the(the(MONTANA.law.training).competencies).on(TODAY).value
    assert len(wanted) == 11
    codes = {code for one in wanted for code in (one.code, *one.also)} - set(lacking)
    taught = Credential("peer-training", None, None, competencies=frozenset(codes))
    (case,) = education.competencies({PEER: [taught]}, the(MONTANA.law.training), TODAY)
    assert case.reasons == reasons


def test_mt_36_who_has_no_training_is_told_so():
    """One reason, not eleven."""
    (case,) = education.competencies({PEER: []}, the(MONTANA.law.training), TODAY)
    assert case.reasons == (education.UNTRAINED,)


@pytest.mark.parametrize(("after", "gap"), [(89, False), (90, False), (91, True), (None, True)])
def test_x_8_every_ninety_days(after, gap):
    """Day 90 is in time, on day 91 it is overdue until it is done (X-6)."""
    first = date(2026, 1, 1)
    events = [first, *([first + timedelta(days=after)] if after else [])]
    found = rhythm(events, lambda _: 90, (first, date(2026, 12, 31)), date(2026, 4, 30))
    assert bool(found.gap) is gap


@pytest.mark.parametrize(
    ("period", "gap"),
    [
        ((date(2026, 4, 2), date(2026, 4, 10)), True),  # day 91 is 2 April; done on 10 April
        ((date(2026, 4, 10), date(2026, 4, 30)), True),
        ((date(2026, 4, 11), date(2026, 4, 30)), False),
        ((date(2026, 3, 1), date(2026, 4, 1)), False),
    ],
)
def test_x_8_only_days_of_the_period_count(period, gap):
    """What was overdue before it, or will be after it, is another period's."""
    events = [date(2026, 1, 1), date(2026, 4, 10)]
    assert bool(rhythm(events, lambda _: 90, period, period[1]).gap) is gap


@pytest.mark.parametrize(
    ("ended", "state"), [(date(2026, 6, 30), "met"), (date(2026, 7, 1), "missed"), (None, "missed")]
)
def test_id_19_nothing_is_overdue_after_the_end_of_care(ended, state):
    """Made on 1 April, due on 30 June: who left by then had it in time."""
    care = Care(MEMBER, [(date(2026, 4, 1), ended)], [Planned(5, date(2026, 4, 1))])
    (case,) = reviews.reviews([care], the(IDAHO.law.plan), (date(2026, 1, 1), date(2026, 12, 31)), TODAY)
    assert case.state == state


def test_id_19_a_new_plan_is_an_update():
    """A plan that replaces another one starts the days anew; a member without one is not judged."""
    plans = [Planned(5, date(2026, 4, 1)), Planned(6, date(2026, 6, 29))]
    period = (date(2026, 4, 1), date(2026, 9, 1))
    assert reviews.reviews([Care(MEMBER, (), plans)], the(IDAHO.law.plan), period, TODAY)[0].state == "met"
    assert reviews.reviews([Care(MEMBER)], the(IDAHO.law.plan), period, TODAY)[0].reasons == (reviews.NO_PLAN,)


@pytest.mark.parametrize(
    ("made", "today", "state"),
    [
        (date(2026, 7, 1), TODAY, "met"),
        (date(2026, 7, 2), TODAY, "missed"),
        (None, date(2026, 7, 1), "exempt"),
        (None, date(2026, 7, 2), "missed"),
    ],
)
def test_ne_30_thirty_days_after_the_admission(made, today, state):
    """1 July is day 30 after 1 June (X-6)."""
    plans = [Planned(5, made)] if made else []
    care = Care(MEMBER, [(date(2026, 6, 1), None)], plans)
    (case,) = reviews.due([care], the(NEBRASKA.law.plan), (date(2026, 6, 1), date(2026, 12, 31)), today)
    assert case.state == state


@pytest.mark.parametrize(("day", "state"), [(date(2026, 8, 30), "met"), (date(2026, 8, 31), "missed")])
def test_ne_49_ninety_days_after_the_admission(day, state):
    """30 August is day 90 after 1 June."""
    care = Care(MEMBER, [(date(2026, 6, 1), None)])
    period = (date(2026, 6, 1), date(2026, 10, 31))
    (case,) = reviews.consultations([care], {MEMBER: [(day, 8)]}, 90, period, TODAY)
    assert case.state == state


@pytest.mark.parametrize(
    ("seconds", "video", "counts", "state"),
    [
        (3600, 0, False, "met"),
        (3599, 0, False, "missed"),
        (1800, 3600, False, "missed"),
        (1800, 1800, True, "met"),
        (1800, 1799, True, "missed"),
    ],
)
def test_ne_74_an_hour_in_person(seconds, video, counts, state):
    """By video only where the pack says so (X-12); both sums are told."""
    law = FaceToFace.model_validate(
        {
            "min_minutes": [{"from": None, "value": 60, "rule": "NE-74"}],
            "telehealth_counts": [{"from": None, "value": counts, "rule": "NE-74"}],
        }
    )
    faced = {(MEMBER, OCTOBER): Faced(seconds, video, 1, 1, 2)}
    (case,) = faces.hours({MEMBER: [(None, None)]}, faced, law, (OCTOBER, date(2026, 10, 31)), TODAY)
    assert case.state == state
    assert dict(case.numbers)["minutes in person or by video"] == (seconds + video) // 60


@pytest.mark.parametrize(
    ("in_person", "contacts", "state"),
    [(3, 6, "missed"), (4, 7, "met"), (4, 8, "missed"), (1, 1, "met"), (0, 1, "missed")],
)
def test_cmh_40_the_majority_is_more_than_half(in_person, contacts, state):
    """Of contacts, not of minutes; half is no majority (A20)."""
    law = FaceToFace.model_validate({"majority_pct": [{"from": None, "value": 50, "rule": "CMH-40"}]})
    (case,) = faces.majority({MEMBER: Faced(0, 0, in_person, 0, contacts)}, law, TODAY)
    assert case.state == state


@pytest.mark.parametrize(
    ("spans", "days"),
    [
        ([(None, None)], 31),
        ([(date(2026, 10, 17), None)], 15),
        ([(date(2026, 10, 17), date(2026, 10, 17))], 1),
        ([(None, date(2026, 10, 10)), (date(2026, 10, 5), date(2026, 10, 12))], 12),
        ([(date(2026, 11, 1), None)], 0),
    ],
)
def test_ne_74_days_in_care(spans, days):
    """Each day once, first and last included."""
    assert faces.enrolled(spans, OCTOBER) == days


@pytest.mark.parametrize(("members", "state"), [(25, "met"), (26, "missed")])
def test_ne_71_twenty_five_members(members, state):
    """25 may be in the care of one peer."""
    (case,) = caseloads.caseloads({PEER: frozenset(range(members))}, {}, the(NEBRASKA.law.caseload), TODAY)
    assert (case.state, case.numbers) == (state, (("members", members), ("members allowed", 25)))


@pytest.mark.parametrize(("day", "state"), [(date(2026, 9, 30), "met"), (date(2026, 10, 1), "missed")])
def test_x_5_certified_on_the_date_of_service(day, state):
    """The last day of the certificate counts; each line of the day is told."""
    held_ = Credential("cpss", date(2026, 1, 1), date(2026, 9, 30))
    certified = Peer("Practitioner", known=True, credentials=(held_,))
    (case,) = records.lapsed([Paid(PEER, "mt-sdmi-hcbs", day, 3, (9,))], {PEER: certified}, LOADED)
    assert (case.state, case.count) == (state, 3)


def test_x_15_late_by_what_the_pack_allows():
    """30 days, on every day."""
    assert records.allowances(MONTANA) == [(date.min, date.max, 30)]


SCREENED = ("strengths", "ability", "risk", "suicide")


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (date(2026, 8, 24), 1),
        (date(2026, 8, 25), 0),
        (date(2026, 9, 15), 0),
        (date(2026, 9, 16), 1),
    ],
)
def test_ne_38_screened_at_admission(day, reasons):
    """From 7 days before the admission on 1 September to 14 days after it; the others were in time."""
    held = [(kind, date(2026, 9, 1), 8) for kind in SCREENED[:3]] + [("suicide", day, 9)]
    law, period = the(NEBRASKA.law.screening), (date(2026, 9, 1), date(2026, 10, 31))
    care = Care(MEMBER, [(date(2026, 9, 1), None)])
    (case,) = screenings.screenings([care], {MEMBER: held}, law, period, TODAY)
    assert len(case.reasons) == reasons
    assert all(reason == "not screened for suicide at admission" for reason in case.reasons)


@pytest.mark.parametrize(("again", "reasons"), [(date(2026, 8, 30), 0), (date(2026, 8, 31), 1)])
def test_ne_39_screened_again_every_ninety_days(again, reasons):
    """Admitted and screened on 1 June: 30 August is day 90."""
    held = [(kind, day, 8) for kind in SCREENED for day in (date(2026, 6, 1), date(2026, 8, 30))]
    held = [one for one in held if one[:2] != ("risk", date(2026, 8, 30))] + [("risk", again, 9)]
    law, period = the(NEBRASKA.law.screening), (date(2026, 6, 1), date(2026, 10, 31))
    care = Care(MEMBER, [(date(2026, 6, 1), None)])
    (case,) = screenings.screenings([care], {MEMBER: held}, law, period, TODAY)
    assert case.reasons == ("screening for risk overdue",) * reasons


def test_ne_38_is_not_due_before_day_fourteen():
    """Until then a screening may still come."""
    law, care = the(NEBRASKA.law.screening), Care(MEMBER, [(date(2026, 9, 1), None)])
    for until, state in ((date(2026, 9, 15), "exempt"), (date(2026, 9, 16), "missed")):
        (case,) = screenings.screenings([care], {}, law, (date(2026, 9, 1), until), TODAY)
        assert case.state == state

"""A claim is adjudicated: the scenarios of the two programs, line by line, and which reason comes first."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from peerfhir.policy.billing import Past, Spent
from peerfhir.policy.claim import adjudicate, days, docket, needs
from peerfhir.policy.facts import Neighbour, Stay
from peerfhir.policy.verdict import Grant, Outcome
from tests.policy.claims import (
    ID,
    MT,
    PROGRAMS,
    bare,
    changed,
    claim,
    judged,
    line,
    member,
    peer,
    told,
    visit,
    week,
    year,
)

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
WEEK = (MT, date(2026, 11, 8), date(2026, 11, 14))


def test_a02_mt_happy_path():
    """A02 (MT-01, 18, 19, 22, 33): an hour is four units, paid within the limit of its week."""
    one = claim(line(4, "2026-11-09", visit(*HOUR)))
    grant = Grant(date(2026, 11, 9), 4, "mt-week", "Encounter/e", "America/Denver", "half_up_8/15")
    assert judged(one) == (
        Outcome(1, 4, MT, PROGRAMS[MT].digest, paid=(grant,), claimed=(replace(grant, paid_by=""),)),
    )


def test_a03_mt_not_certified():
    """A03 (MT-01): a peer of the care team without a certificate, no encounter; where it stands in the claim."""
    uncertified = peer(credentials=tuple(c for c in peer().credentials if c.code != "cpss"))
    (outcome,) = judged(claim(bare(4, "2026-11-09", peers=(uncertified,))))
    assert told([outcome]) == ["denied 4 B7/N570 CO MT-01"]
    assert outcome.refusals[0].finding.path == "Claim.careTeam[0].provider"
    assert (outcome.paid, outcome.pended, outcome.claimed) == ((), (), ())


@pytest.mark.parametrize(
    ("last", "expected"),
    [(date(2026, 11, 9), "paid 4"), (date(2026, 11, 8), "denied 4 B7/N570 CO MT-01")],
)
def test_the_certificate_of_the_day_of_service(last, expected):
    """X-5, MT-01: the last day of the certificate is covered, the day after is not."""
    held = tuple(replace(c, last=last) if c.code == "cpss" else c for c in peer().credentials)
    by = peer(credentials=held, path="Encounter.participant[0].individual")
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR, peers=(by,)))))
    assert told([outcome]) == [expected]
    assert [one.finding.path for one in outcome.refusals] == ["Claim.item[0].encounter[0]"] * len(outcome.refusals)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["2026-11-09"], ["paid 4"]),
        (["2026-11-09..2026-12-01"], ["denied 4 267/N74 CO X-4"]),
        (["2026-10-09..2027-11-01"], ["denied 4 268 CO X-4"]),
    ],
)
def test_a_span_of_several_months_is_not_looked_at_day_by_day(lines, expected):
    """X-4: it is denied for that, however long it is."""
    one = claim(*[bare(4, day) for day in lines])
    assert len(days(docket(one, PROGRAMS))) == 1
    assert told(judged(one)) == expected


@pytest.mark.parametrize(("paid", "expected"), [(9, "paid 1"), (10, "denied 1 119/N362 CO MT-31")])
def test_a05_mt_eleventh_unit_of_the_week(paid, expected):
    """A05 (MT-31): the tenth unit of a week is paid, the eleventh is denied, and says how many there are."""
    one = claim(line(1, "2026-11-14", visit("2026-11-14T09:00:00-07:00", "2026-11-14T09:15:00-07:00")))
    (outcome,) = judged(one, week("2026-11-08", paid))
    assert told([outcome]) == [expected]
    assert [(f.detail, f.measured, f.limit, f.window, f.path) for f in (one.finding for one in outcome.refusals)] == [
        ("11 of 10 units, week 2026-11-08..14", 11, 10, "week 2026-11-08..14", "Claim.item[0].quantity")
    ] * len(outcome.refusals)


def test_a05_the_sunday_after_has_units_again():
    """A05 (X-3): Sunday is a new week."""
    one = claim(line(1, "2026-11-15", visit("2026-11-15T09:00:00-07:00", "2026-11-15T09:15:00-07:00")))
    assert told(judged(one, week("2026-11-08", 10))) == ["paid 1"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-03", "paid 4"),  # the admission day has hours outside the stay
        ("2026-11-04", "denied 4 60/M2 CO MT-29"),
        ("2026-11-05", "denied 4 60/M2 CO MT-29"),
        ("2026-11-06", "paid 4"),  # so has that of the discharge
    ],
)
def test_a08_mt_inpatient_without_an_encounter(day, expected):
    """A08 (MT-29): a line that documents no time is denied for a day wholly in hospital."""
    stay = Stay(
        "Encounter/i",
        datetime.fromisoformat("2026-11-03T08:00-07:00"),
        datetime.fromisoformat("2026-11-06T15:00-07:00"),
    )
    assert told(judged(claim(bare(4, day), member=member(stays=(stay,))))) == [expected]


def test_a08_mt_before_the_admission():
    """A08 (MT-30): 45 minutes that end before the admission are three units, paid."""
    stay = Stay("Encounter/i", datetime.fromisoformat("2026-11-03T08:00-07:00"), None)
    contact = visit("2026-11-03T07:00:00-07:00", "2026-11-03T07:45:00-07:00")
    assert told(judged(claim(line(3, "2026-11-03", contact), member=member(stays=(stay,))))) == ["paid 3"]


@pytest.mark.parametrize(
    ("paid", "day", "units", "expected"),
    [
        (412, "2026-11-09", 4, "paid 4"),
        (413, "2026-11-09", 4, "paid 3; denied 1 197/M62 CO ID-33"),
        (416, "2026-11-10", 1, "denied 1 197/M62 CO ID-33"),
        (416, "2025-12-31", 1, "paid 1"),  # of the year before
    ],
)
def test_a21_id_416_units(paid, day, units, expected):
    """A21 (ID-32, ID-33): up to 416 units in a calendar year, then a prior authorization; partial lines are cut."""
    assert told(judged(claim(bare(units, day, ID), program=ID), year(2026, paid))) == [expected]


def test_four_units_where_three_are_left():
    """X-19: three paid, one denied; all four are claimed; the numbers explain."""
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR))), week("2026-11-08", 7))
    assert told([outcome]) == ["paid 3; denied 1 119/N362 CO MT-31"]
    assert (sum(g.units for g in outcome.claimed), outcome.refusals[0].finding.measured) == (4, 11)


def test_what_is_pended_counts_too():
    """X-10: a limit holds what is paid and pended."""
    assert told(judged(claim(line(4, "2026-11-09", visit(*HOUR))), week("2026-11-08", 4, 4))) == [
        "paid 2; denied 2 119/N362 CO MT-31"
    ]


def test_lines_of_one_claim_count_for_each_other():
    """X-10, X-11: a claim crosses the limit inside, in the order of the sequence, not of the list or of the days."""
    lines = (
        bare(4, "2026-11-09", number=3),
        bare(4, "2026-11-12", number=1),
        bare(4, "2026-11-11", number=2),
        bare(4, "2026-11-16", number=4),
    )
    outcomes = judged(claim(*lines))
    assert [outcome.number for outcome in outcomes] == [1, 2, 3, 4]
    assert told(outcomes) == ["paid 4", "paid 4", "paid 2; denied 2 119/N362 CO MT-31", "paid 4"]


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1)])
def test_the_first_and_the_last_day_of_a_week_are_of_it(numbers):
    """X-3: Sunday and Saturday of a week share its units, the Saturday before and the Sunday after do not."""
    first, last = numbers
    week_full = (bare(5, "2026-11-08", number=first), bare(6, "2026-11-14", number=last))
    assert [outcome.allowed for outcome in judged(claim(*week_full))] == ([5, 5] if first == 1 else [6, 4])
    apart = (bare(10, "2026-11-07", number=first), bare(10, "2026-11-08", number=last))
    assert told(judged(claim(*apart, bare(10, "2026-11-15", number=3)))) == ["paid 10", "paid 10", "paid 10"]


def test_a_denied_line_uses_nothing_up():
    """What is denied for its peer leaves the units to the lines after it."""
    uncertified = peer(credentials=())
    outcomes = judged(claim(bare(8, "2026-11-09", peers=(uncertified,)), bare(8, "2026-11-10", number=2)))
    assert told(outcomes) == ["denied 8 B7/N570 CO MT-01", "paid 8"]


def test_several_encounters_count_each_on_its_own_day():
    """X-9: the units go to the encounters in order of time, at most what each documents; each in its own week."""
    later, earlier = (
        visit("2026-11-15T10:00:00-07:00", "2026-11-15T11:00:00-07:00", "Encounter/b"),
        visit("2026-11-14T10:00:00-07:00", "2026-11-14T11:00:00-07:00", "Encounter/a"),
    )
    (outcome,) = judged(claim(line(6, "2026-11-14..2026-11-15", later, earlier)), week("2026-11-08", 9))
    assert [(g.day.day, g.units, g.encounter) for g in outcome.claimed] == [
        (14, 4, "Encounter/a"),
        (15, 2, "Encounter/b"),
    ]
    assert [(g.day.day, g.units) for g in outcome.paid] == [(14, 1), (15, 2)]
    assert told([outcome]) == ["paid 3; denied 3 119/N362 CO MT-31"]


def test_midnight_and_dst_in_the_programs_zone():
    """X-1, X-3: 23:30 on Saturday in Denver is Sunday in UTC; both nights of the clock change count their real time."""
    saturday = visit("2026-11-08T06:30:00+00:00", "2026-11-08T07:15:00+00:00")  # 23:30 in Denver
    assert needs(docket(claim(line(3, "2026-11-07", saturday)), PROGRAMS)) == (
        (MT, date(2026, 11, 1), date(2026, 11, 7)),
    )
    assert told(judged(claim(line(3, "2026-11-07", saturday)))) == ["paid 3"]
    assert told(judged(claim(line(3, "2026-11-08", saturday)))) == ["denied 3 16/M52 CO X-1"]
    back = visit("2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00")  # an hour, by the clock none
    assert told(judged(claim(line(4, "2026-11-01", back)))) == ["paid 4"]
    forth = visit("2026-03-08T01:30:00-07:00", "2026-03-08T03:30:00-06:00")  # an hour, by the clock two
    assert told(judged(claim(line(5, "2026-03-08", forth)))) == ["denied 5 16/M53 CO X-2"]


def test_the_windows_and_days_that_will_be_looked_at():
    """Each once; Idaho's by the place's zone; none for a line without a program or a date, and none for a void."""
    coast = visit(
        "2026-11-11T07:30:00+00:00", "2026-11-11T08:30:00+00:00", program=ID, location_zone="America/Los_Angeles"
    )
    lines = (
        line(4, "2026-11-10", coast, number=1),
        bare(1, "2026-11-09", number=2),
        bare(1, "2026-11-10", number=3),
        bare(1, None, number=4),
        bare(1, "2026-11-10..2026-11-11", number=5),
    )
    one = claim(*lines)
    assert set(needs(docket(one, PROGRAMS))) == {(ID, date(2026, 1, 1), date(2026, 12, 31)), WEEK}
    assert len(needs(docket(one, PROGRAMS))) == 2
    assert set(days(docket(one, PROGRAMS))) == {
        (ID, date(2026, 11, 10)),
        (MT, date(2026, 11, 9)),
        (MT, date(2026, 11, 10)),
        (MT, date(2026, 11, 11)),  # of the span's second day what was billed, but no window
    }
    assert (
        needs(docket(replace(one, frequency="8"), PROGRAMS)),
        days(docket(replace(one, plans=frozenset()), PROGRAMS)),
    ) == (
        (),
        ((ID, date(2026, 11, 10)),),
    )


@pytest.mark.parametrize(
    ("contact", "plans", "expected"),
    [
        ({}, frozenset(), "paid 4"),  # the encounter's
        ({"programs": (), "stated": False}, frozenset({MT}), "paid 4"),  # the coverage's
        ({"programs": (MT, ID)}, frozenset({MT}), "denied 4 16/MA130 CO program-undetermined"),
        ({"programs": ("zz-other",)}, frozenset({MT}), "denied 4 16/MA130 CO program-undetermined"),
    ],
)
def test_the_program_of_a_line(contact, plans, expected):
    """Design 5: its encounter's, else that of the focal coverage; none or several is a denial of its own."""
    assert told(judged(claim(line(4, "2026-11-09", visit(*HOUR, **contact)), plans=plans))) == [expected]


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        (frozenset({MT}), "paid 4"),
        (frozenset({MT, "other"}), "paid 4"),
        (frozenset(), "denied 4 16/MA130 CO program-undetermined"),
        (frozenset({"other"}), "denied 4 16/MA130 CO program-undetermined"),
        (frozenset({MT, ID}), "denied 4 16/MA130 CO program-undetermined"),
    ],
)
def test_the_program_of_a_line_without_encounters(plans, expected):
    """Design 5: the one whose plan is a class of the focal coverage; several programs are none."""
    assert told(judged(claim(bare(4, "2026-11-09"), plans=plans))) == [expected]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-06-30", "denied 1 16/MA130 CO program-undetermined"), ("2026-07-01", "paid 1")],
)
def test_the_plan_of_a_program_on_the_day_of_service(day, expected):
    """Design 5: the plan by which a coverage leads to a program is the one of the date of service."""
    law = PROGRAMS[MT].law.member
    assert law
    assert law.coverage_plan
    value = law.coverage_plan.root[0]
    dated = (value.model_copy(update={"value": "old"}), value.model_copy(update={"start": date(2026, 7, 1)}))
    plan = law.coverage_plan.model_copy(update={"root": dated})
    programs = changed(MT, member=law.model_copy(update={"coverage_plan": plan}))
    assert told(adjudicate(docket(claim(bare(1, day)), programs), Past({}))) == [expected]


def test_encounters_of_two_programs_on_a_line():
    """A line has one program."""
    two = (visit(*HOUR, "Encounter/a"), visit(*HOUR, "Encounter/b", ID))
    assert told(judged(claim(line(4, "2026-11-09", *two)))) == ["denied 4 16/MA130 CO program-undetermined"]


def test_the_first_reason_is_told_and_the_others_explain():
    """Too late comes before coverage, that before the certificate; all are there, and each says what would mend it."""
    uncovered = member(covers=(), plans=())
    one = claim(bare(4, "2025-11-09", peers=(peer(credentials=()),)), member=uncovered)
    (outcome,) = judged(one)
    assert told([outcome]) == ["denied 4 29 CO X-15"]
    assert [note.denial.carc for note in outcome.notes if note.denial][:2] == ["177", "B7"]
    assert outcome.notes[-1].rule == "MT-19"
    assert all(f.hint and f.detail and f.text for f in (outcome.refusals[0].finding, *outcome.notes))


def test_an_overlap_inside_a_claim():
    """X-17: of two encounters at the same time the later line is denied, also when both are of one claim."""
    times = (datetime.fromisoformat(HOUR[0]), datetime.fromisoformat(HOUR[1]))

    def beside(key, other):
        near = Neighbour(
            other, *times, same_member=True, peers=frozenset({"Practitioner/p"}), grouped=False, peer_support=True
        )
        return visit(*HOUR, key, neighbours=(near,))

    one, two = beside("Encounter/a", "Encounter/b"), beside("Encounter/b", "Encounter/a")
    outcomes = judged(claim(line(4, "2026-11-09", one), line(3, "2026-11-09", two, number=2)))
    assert told(outcomes) == ["paid 4", "denied 3 231/M80 CO X-17"]
    assert told(judged(claim(line(8, "2026-11-09", one, two)))) == ["denied 8 231/M80 CO X-17"]


@pytest.mark.parametrize(("minutes", "expected"), [(960, "paid 4"), (961, "pended 4 133 OA X-17")])
def test_an_impossible_day_of_the_peer(minutes, expected):
    """X-17: more than 16 hours of individual time in a day are looked at by a person; what is pended counts."""
    (outcome,) = judged(claim(line(4, "2026-11-09", visit(*HOUR, peer_minutes=minutes))))
    assert told([outcome]) == [expected]
    assert (outcome.allowed + outcome.waiting, sum(g.units for g in outcome.claimed)) == (4, 4)


def test_an_impossible_day_over_the_limit():
    """X-17, MT-31: what the limit leaves is pended, the rest denied; nothing is pended when nothing is left."""
    one = claim(line(4, "2026-11-09", visit(*HOUR, peer_minutes=1000)))
    assert told(judged(one, week("2026-11-08", 7))) == ["pended 3 133 OA X-17; denied 1 119/N362 CO MT-31"]
    (outcome,) = judged(one, week("2026-11-08", 10))
    assert (told([outcome]), outcome.claimed) == (["denied 4 119/N362 CO MT-31"], ())


def test_a_missing_window_is_an_empty_one():
    """What nobody has spent need not be told."""
    assert told(judged(claim(bare(10, "2026-11-09")), {WEEK: Spent()})) == ["paid 10"]
    assert told(judged(claim(bare(11, "2026-11-09")))) == ["paid 10; denied 1 119/N362 CO MT-31"]


@pytest.mark.parametrize("documented", [False, True])
@pytest.mark.parametrize(
    ("of_line", "of_member", "expected"),
    [
        ((), ("F25.0",), "paid 1"),
        ((), ("E11.9",), "denied 1 11/M76 CO CMS-03"),
        ((), (), "paid 1"),  # a missing paper
        (("F31.9",), ("E11.9",), "paid 1"),
        (("E11.9",), ("F25.0",), "denied 1 11/M76 CO CMS-03"),
        (("E11.9", "F31.9"), (), "paid 1"),  # one qualifies
        (("F70",), ("F25.0",), "denied 1 11/M76 CO CMS-03"),  # does not when it stands alone
    ],
)
def test_the_diagnoses_of_a_line(documented, of_line, of_member, expected):
    """CMS-03: a line that gives diagnoses of its own is judged by those, one that gives none by the member's."""
    contacts = (visit(*HOUR, program=ID),) if documented else ()
    billed = line(1, "2026-11-09", *contacts, peers=(peer(ID),), diagnoses=of_line)
    one = claim(billed, program=ID, member=member(ID, diagnoses=of_member))
    assert told(judged(one)) == [expected]


@pytest.mark.parametrize("diagnosis", ["E11.9", "F25.0"])
def test_the_diagnoses_of_a_line_in_montana(diagnosis):
    """MT-03: a warning only; the line is paid, and only a diagnosis outside F20-F99 is a note."""
    (outcome,) = judged(claim(bare(1, "2026-11-09", diagnoses=(diagnosis,))))
    assert told([outcome]) == ["paid 1"]


ENDS = ["0001-01-01", "0001-01-02", "1899-12-31", "2201-01-01", "9999-12-30", "9999-12-31"]


@pytest.mark.parametrize("day", ENDS)
def test_a_day_at_the_ends_of_the_calendar(day):
    """X-1, domain.md 3.8: no service is of such a day; it is denied, and no window is asked for."""
    for one in (
        claim(bare(1, day)),
        claim(bare(1, f"{day}..{day}")),
        claim(line(1, day, visit(*HOUR))),
        claim(bare(1, None, first=date(2026, 11, 9), last=date.fromisoformat(day))),
        claim(line(1, "2026-11-09", visit(f"{day}T00:00:00+14:00", f"{day}T23:59:00-11:00"))),
        claim(line(1, "2026-11-09", visit(day, day))),
    ):
        assert told(judged(one)) == ["denied 1 16/M52 CO X-1"]
        assert (needs(docket(one, PROGRAMS)), days(docket(one, PROGRAMS))) == ((), ())


@pytest.mark.parametrize(("day", "carc"), [("1900-01-01", "29"), ("2200-12-31", "16")])
def test_the_first_and_last_day_that_are_looked_at(day, carc):
    """X-15: long ago is too late, far ahead is in the future; neither breaks anything."""
    one = claim(bare(1, day))
    (outcome,) = judged(one)
    assert (outcome.refusals[0].denial.carc, outcome.refusals[0].finding.rule) == (carc, "X-15")
    assert days(docket(one, PROGRAMS)) == ((MT, date.fromisoformat(day)),)


def test_an_odd_day_beside_another_line():
    """The other line is judged as if the odd one were not there."""
    one = claim(bare(1, "0001-01-01"), bare(1, "2026-11-09", number=2))
    assert told(judged(one)) == ["denied 1 16/M52 CO X-1", "paid 1"]
    assert needs(docket(one, PROGRAMS)) == (WEEK,)

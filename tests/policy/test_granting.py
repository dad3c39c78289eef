"""Limits and what is beyond them: authorizations, members below 21, lines that are not cut (MT-31..32, ID-32..33)."""

import random
from dataclasses import replace
from datetime import date

import pytest

from peerfhir.policy.billing import Past, Spent
from peerfhir.policy.claim import adjudicate, docket
from peerfhir.policy.pack import Limit
from peerfhir.policy.program import Programs
from tests.policy.claims import (
    H0038,
    HCPCS,
    ID,
    MT,
    PROGRAMS,
    bare,
    changed,
    claim,
    cpo,
    judged,
    line,
    member,
    peer,
    prior,
    told,
    visit,
    week,
    year,
)

FULL = week("2026-11-08", 10)
YEAR = year(2026, 416)


def approved(units, day, *authorizations, spent=FULL, number=("CPO-77",)):
    """What becomes of a Montana line that quotes approvals."""
    return told(judged(claim(bare(units, day), quoted=number), spent, authorizations=authorizations))


def authorized(units, *authorizations, number=("PA-1",), day="2026-11-12", spent=YEAR, **other):
    """What becomes of an Idaho line that quotes prior authorizations."""
    one = claim(bare(units, day, ID, **other), program=ID, quoted=number)
    return told(judged(one, spent, authorizations=authorizations))


def test_a06_mt_cpo_approval():
    """A06 (MT-32): the approval raises the cap to 16; beyond it the approval is used up."""
    (outcome,) = judged(claim(bare(6, "2026-11-12"), quoted=("CPO-77",)), FULL, authorizations=(cpo(key="SR/1"),))
    assert [(grant.units, grant.paid_by) for grant in outcome.paid] == [(6, "SR/1")]
    assert approved(1, "2026-11-13", cpo(), spent=week("2026-11-08", 16)) == ["denied 1 198/N362 CO MT-32"]
    assert approved(7, "2026-11-12", cpo()) == ["paid 6; denied 1 198/N362 CO MT-32"]


def test_the_approval_pays_only_beyond_the_cap():
    """MT-32: units within the ten are the limit's; the numbers name the raised cap."""
    one = claim(bare(9, "2026-11-12"), quoted=("CPO-77",))
    (outcome,) = judged(one, week("2026-11-08", 8), authorizations=(cpo(key="SR/1"),))
    assert [(grant.units, grant.paid_by) for grant in outcome.paid] == [(2, "mt-week"), (6, "SR/1")]
    said = outcome.refusals[0].finding
    assert (said.detail, said.limit) == ("17 of 16 units, week 2026-11-08..14; CPO-77 is used up", 16)


def test_the_cap_is_the_one_in_force_on_the_day_of_service():
    """MT-32: an approval from Wednesday on; the week's total counts every unit, also those of the days before."""
    from_wednesday = cpo(first="2026-11-11")
    days = (
        bare(10, "2026-11-09", number=1),
        bare(1, "2026-11-10", number=2),
        bare(4, "2026-11-11", number=3),
        bare(4, "2026-11-12", number=4),
    )
    outcomes = judged(claim(*days, quoted=("CPO-77",)), authorizations=(from_wednesday,))
    assert told(outcomes) == [
        "paid 10",
        "denied 1 119/N362 CO MT-31",
        "paid 4",
        "paid 2; denied 2 198/N362 CO MT-32",
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-09", "denied 1 119/N362 CO MT-31"),  # before it begins, as if there were none
        ("2026-11-10", "paid 1"),
        ("2026-11-12", "paid 1"),
        ("2026-11-13", "denied 1 302 CO MT-32"),
    ],
)
def test_the_days_of_an_approval(day, expected):
    """Design 5: before an authorization begins a line is denied as if there were none, after its end 302."""
    assert approved(1, day, cpo(first="2026-11-10", last="2026-11-12")) == [expected]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "paid 4"),
        ({"standing": False}, "denied 4 119/N362 CO MT-31"),
        ({"kind": "prior-auth"}, "denied 4 119/N362 CO MT-31"),
        ({"number": "CPO-78"}, "denied 4 119/N362 CO MT-31"),  # not quoted
        ({"per_week": None}, "paid 4"),  # without a number: unlimited while it runs
        ({"per_week": None, "approved": 3}, "paid 3; denied 1 198/N362 CO MT-32"),
        ({"per_week": None, "approved": 3, "used": 3}, "denied 4 198/N362 CO MT-32"),
        ({"per_week": 10}, "denied 4 198/N362 CO MT-32"),
        ({"per_week": 8}, "denied 4 198/N362 CO MT-32"),  # reduced below the limit: the limit stands
        ({"first": None, "last": None}, "paid 4"),  # without bounds
    ],
)
def test_what_an_approval_is_worth(other, expected):
    """MT-32: only one that stands, of the CPO, quoted; to its number, so many in all, or without one."""
    assert approved(4, "2026-11-12", replace(cpo(), **other)) == [expected]


def test_without_a_number_there_is_no_end():
    """MT-32: no number is unlimited, in the days on which it runs."""
    assert approved(64, "2026-11-12", cpo(per_week=None)) == ["paid 64"]


def test_the_highest_of_several_approvals_counts():
    """MT-32: two that raise the cap are not added; one that gives units in all is used beside them."""
    both = (cpo("A", per_week=14, key="SR/a"), cpo("B", per_week=16, key="SR/b"))
    one = claim(bare(8, "2026-11-12"), quoted=("A", "B"))
    (outcome,) = judged(one, FULL, authorizations=both)
    assert ([(g.units, g.paid_by) for g in outcome.paid], told([outcome])) == (
        [(6, "SR/b")],
        ["paid 6; denied 2 198/N362 CO MT-32"],
    )
    in_all = cpo("C", per_week=None, approved=1)
    assert approved(8, "2026-11-12", *both, in_all, number=("A", "B", "C")) == ["paid 7; denied 1 198/N362 CO MT-32"]


@pytest.mark.parametrize(
    ("highest", "paid", "by"),
    [
        ({"approved": 5, "used": 5}, 6, "SR/b"),  # nothing is left of it
        ({"approved": 5, "used": 9}, 6, "SR/b"),
        ({"services": frozenset({(HCPCS, "H2014")})}, 6, "SR/b"),  # it does not apply
        ({"first": "2026-11-13"}, 6, "SR/b"),
        ({"last": "2026-11-11"}, 6, "SR/b"),
        ({"standing": False}, 6, "SR/b"),
        ({}, 10, "SR/a"),
    ],
)
def test_an_approval_that_pays_nothing_is_passed_over(highest, paid, by):
    """MT-32, X-10: the highest of those that are in force and have something left raises the cap of the week."""
    both = (cpo("A", **({"per_week": 20, "key": "SR/a"} | highest)), cpo("B", key="SR/b"))
    one = claim(bare(12, "2026-11-12"), quoted=("A", "B"))
    (outcome,) = judged(one, FULL, authorizations=both)
    assert [(g.units, g.paid_by) for g in outcome.paid] == [(paid, by)]


@pytest.mark.parametrize(("left", "expected"), [(1, [1, 5]), (2, [2, 4]), (5, [5, 1]), (6, [6]), (9, [9])])
def test_what_the_highest_approval_has_not_left_the_next_one_pays(left, expected):
    """MT-32: up to its own number by the week, with what the first paid of it."""
    both = (cpo("A", per_week=20, approved=left, key="SR/a"), cpo("B", key="SR/b"))
    one = claim(bare(12, "2026-11-12"), quoted=("A", "B"))
    (outcome,) = judged(one, FULL, authorizations=both)
    assert [g.units for g in outcome.paid] == expected
    assert [g.paid_by for g in outcome.paid] == ["SR/a", "SR/b"][: len(expected)]


def test_quoting_more_never_pays_less():
    """X-10: of every set of approvals, each that is quoted besides leaves what is paid as it is, or raises it."""
    chance = random.Random(7)  # noqa: S311 - chance that can be repeated
    for _ in range(150):
        given = [
            cpo(
                f"N{n}",
                last=chance.choice(("2026-11-13", "2026-11-20", "2026-12-05")),
                per_week=chance.choice((None, 12, 14, 16, 20)),
                approved=chance.choice((1, 2, 4, 9)),
                used=chance.choice((0, 0, 1, 4)),
                key=f"SR/{n}",
            )
            for n in range(4)
        ]
        given = [replace(one, approved=None) if one.per_week and chance.random() < 0.5 else one for one in given]
        quoted: list[str] = []
        paid = 0
        for one in given:
            quoted.append(one.number)
            (outcome,) = judged(claim(bare(9, "2026-11-12"), quoted=tuple(quoted)), FULL, authorizations=tuple(given))
            assert outcome.allowed >= paid
            paid = outcome.allowed


def test_prior_authorizations_are_used_in_the_order_of_their_ends():
    """ID-33: the one that ends first is used first, whatever the order in which they are quoted or were given."""
    late, soon = prior("LATE", approved=5), prior("SOON", last="2026-11-30", approved=3)
    one = claim(bare(4, "2026-11-12", ID), bare(5, "2026-11-13", ID, number=2), program=ID, quoted=("LATE", "SOON"))
    outcomes = judged(one, year(2026, 415), authorizations=(late, soon))
    assert [[(g.units, g.paid_by) for g in outcome.paid] for outcome in outcomes] == [
        [(1, "id-year"), (3, "ClaimResponse/SOON")],
        [(5, "ClaimResponse/LATE")],
    ]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "paid 4"),
        ({"used": 48}, "paid 4"),
        ({"used": 49}, "paid 3; denied 1 198/N362 CO ID-33"),
        ({"used": 60}, "denied 4 198/N362 CO ID-33"),  # reduced below what it paid already
        ({"services": frozenset({H0038})}, "paid 4"),
        ({"services": frozenset({(HCPCS, "H2014")})}, "denied 4 284 CO ID-33"),
        ({"modifiers": frozenset({"HQ"})}, "denied 4 284 CO ID-33"),
        ({"providers": frozenset({"Organization/agency"})}, "paid 4"),
        ({"providers": frozenset({"Practitioner/peer"})}, "paid 4"),
        ({"providers": frozenset({"PractitionerRole/peer"})}, "paid 4"),
        ({"providers": frozenset({"Organization/other"})}, "denied 4 296 CO ID-33"),
        ({"kind": "cpo-approval"}, "denied 4 197/M62 CO ID-33"),
        ({"per_week": 60}, "denied 4 197/M62 CO ID-33"),  # a number by the week is for a limit by the week
        ({"standing": False}, "denied 4 197/M62 CO ID-33"),
        ({"last": date(2026, 11, 11)}, "denied 4 302 CO ID-33"),
        ({"first": date(2026, 11, 13)}, "denied 4 197/M62 CO ID-33"),
        (
            {"first": date(2026, 12, 31), "last": date(2026, 11, 1)},
            "denied 4 197/M62 CO ID-33",
        ),  # ended early
    ],
)
def test_what_a_prior_authorization_is_for(other, expected):
    """ID-33, domain.md 3.8: period, code, modifiers, provider; 284, 296, 302, 198, else 197."""
    assert authorized(4, replace(prior(), **other)) == [expected]


def test_an_authorization_for_modifiers():
    """Those it names are all on the line; others may be too."""
    for_groups = prior(modifiers=frozenset({"HQ"}))
    assert authorized(4, for_groups, modifiers=("U4", "HQ")) == ["paid 4"]


@pytest.mark.parametrize(
    ("lines", "used", "said"),
    [
        ((6,), 0, "5 of 5"),  # by this line
        ((2, 4), 0, "5 of 5"),  # by an earlier line of the claim, too
        ((4,), 3, "5 of 5"),
        ((1,), 5, "5 of 5"),  # by earlier claims
        ((1,), 7, "7 of 5"),  # reduced since
    ],
)
def test_what_is_used_of_an_authorization_counts_this_claim(lines, used, said):
    """ID-33: the numbers that explain a denial are those after the line."""
    billed = [bare(units, "2026-11-12", ID, number=n) for n, units in enumerate(lines, 1)]
    one = claim(*billed, program=ID, quoted=("PA-1",))
    finding = judged(one, YEAR, authorizations=(prior(approved=5, used=used),))[-1].refusals[0].finding
    assert f"PA-1 is used up, {said} units" in finding.detail


def test_what_is_used_of_each_of_several():
    """ID-33: each is named with its numbers."""
    both = (prior("A", approved=2), prior("B", approved=3, used=1))
    one = claim(bare(5, "2026-11-12", ID), program=ID, quoted=("A", "B"))
    (outcome,) = judged(one, YEAR, authorizations=both)
    assert told([outcome]) == ["paid 4; denied 1 198/N362 CO ID-33"]
    detail = outcome.refusals[0].finding.detail
    assert detail.endswith("; A is used up, 2 of 2 units; B is used up, 3 of 3 units")


def test_the_cap_that_is_told_is_not_one_that_was_used_up():
    """MT-32: 20 a week are told only while something of that approval is left."""
    both = (cpo("A", per_week=20, approved=5, used=5), cpo("B"))
    for authorizations, limit in ((both, 16), ((replace(both[0], used=4), both[1]), 20)):
        one = claim(bare(12, "2026-11-12"), quoted=("A", "B"))
        (outcome,) = judged(one, FULL, authorizations=authorizations)
        assert outcome.refusals[0].finding.limit == limit


@pytest.mark.parametrize(
    ("state", "authorization", "hint"),
    [
        (MT, None, "quotes an approval by the CPO in preAuthRef"),
        (MT, cpo(per_week=10), "quotes another approval by the CPO, or"),
        (ID, None, "quotes a prior authorization in preAuthRef"),
        (ID, prior(used=52), "quotes another prior authorization, or"),
    ],
)
def test_the_hint_of_a_limit(state, authorization, hint):
    """What would mend it, in English."""
    held = (authorization,) if authorization else ()
    quoted = tuple(one.number for one in held)
    one = claim(bare(1, "2026-11-12", state), program=state, quoted=quoted)
    (outcome,) = judged(one, FULL | YEAR, authorizations=held)
    assert hint in outcome.refusals[0].finding.hint


def test_of_several_the_nearest_to_paying_is_told_of():
    """A used up one before an ended one, that before one for another code, for another provider, and none."""
    ended, other = prior("E", last="2026-11-11"), prior("S", services=frozenset({(HCPCS, "H2014")}))
    elsewhere, used = prior("P", providers=frozenset({"Organization/x"})), prior("U", used=52)
    quoted = ("E", "S", "P", "U")
    assert authorized(1, used, ended, other, elsewhere, number=quoted) == ["denied 1 198/N362 CO ID-33"]
    assert authorized(1, ended, other, elsewhere, number=quoted) == ["denied 1 302 CO ID-33"]
    assert authorized(1, other, elsewhere, number=quoted) == ["denied 1 284 CO ID-33"]
    assert authorized(1, elsewhere, number=quoted) == ["denied 1 296 CO ID-33"]


def test_overlapping_authorizations_are_all_used():
    """They may overlap; together they give what they give."""
    assert authorized(5, prior("A", approved=2), prior("B", approved=2), number=("A", "B")) == [
        "paid 4; denied 1 198/N362 CO ID-33"
    ]


def test_one_line_over_two_authorizations():
    """ID-33: what the first does not give the second does, and no more than is asked; of equal ends the older first."""
    one = claim(bare(5, "2026-11-12", ID), program=ID, quoted=("A", "B"))
    for first, second in (
        (prior("A", approved=2), prior("B", last="2027-01-31")),
        (prior("B", first="2026-11-01", approved=2), prior("A")),
    ):
        (outcome,) = judged(one, YEAR, authorizations=(second, first))
        assert [(g.units, g.paid_by) for g in outcome.paid] == [(2, first.key), (3, second.key)]


def test_an_approval_in_all_that_ends_before_one_by_the_week():
    """MT-32: used in the order of their ends; the week's total counts every unit, whatever paid for it."""
    in_all, weekly = cpo("A", last="2026-11-30", per_week=None, approved=1), cpo("B")
    assert approved(8, "2026-11-12", weekly, in_all, number=("A", "B")) == ["paid 6; denied 2 198/N362 CO MT-32"]


def test_an_authorization_on_file():
    """auth.match on_file: it need not be quoted."""
    assert authorized(1, prior(), number=()) == ["denied 1 197/M62 CO ID-33"]
    law = PROGRAMS[ID].law
    match = law.auth.match.root[0].model_copy(update={"value": "on_file"})
    auth = law.auth.model_copy(update={"match": law.auth.match.model_copy(update={"root": (match,)})})
    one = claim(bare(1, "2026-11-12", ID), program=ID)
    assert told(adjudicate(docket(one, changed(ID, auth=auth)), Past(YEAR, (prior(),)))) == ["paid 1"]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2005-11-13", "paid 1; pended 3 133 OA X-18"),  # 20 years and 364 days
        ("2005-11-12", "paid 1; denied 3 119/N362 CO MT-31"),  # the 21st birthday
        ("2005", "paid 1; pended 3 133 OA X-18"),  # may be 20
        ("2004", "paid 1; denied 3 119/N362 CO MT-31"),
        (None, "paid 1; denied 3 119/N362 CO MT-31"),
    ],
)
def test_below_21_no_limit_is_absolute(born, expected):
    """X-18: what is over a limit is pended, not denied; by the age on the date of service."""
    one = claim(bare(4, "2026-11-12"), member=member(born=born))
    (outcome,) = judged(one, week("2026-11-08", 9))
    assert told([outcome]) == [expected]
    assert [(g.units, g.paid_by) for g in outcome.pended] == [(3, "review")] * bool(outcome.waiting)
    assert sum(grant.units for grant in outcome.claimed) == 4


def test_the_birthday_between_two_encounters_of_a_line():
    """X-18: each encounter at its own date of service."""
    days = tuple(
        visit(f"2026-11-{day}T10:00:00-07:00", f"2026-11-{day}T10:30:00-07:00", f"Encounter/{day}") for day in (11, 12)
    )
    one = claim(line(4, "2026-11-11..2026-11-12", *days), member=member(born="2005-11-12"))
    assert told(judged(one, FULL)) == ["pended 2 133 OA X-18; denied 2 119/N362 CO MT-31"]


def test_the_eve_of_the_birthday_by_the_programs_clock():
    """X-18, X-1: 23:45 in Denver on the eve is already the birthday in UTC; the member is 20 for it."""
    eve = visit("2026-11-12T06:45:00+00:00", "2026-11-12T07:00:00+00:00")
    one = claim(line(1, "2026-11-11", eve), member=member(born="2005-11-12"))
    assert told(judged(one, FULL)) == ["pended 1 133 OA X-18"]


def test_below_21_authorizations_come_first():
    """X-18, ID-33: what an authorization pays is not reviewed; a pended unit says what a denial would be."""
    young = member(ID, born="2006-01-01")
    one = claim(bare(4, "2026-11-12", ID), program=ID, member=young, quoted=("PA-1",))
    (outcome,) = judged(one, YEAR, authorizations=(prior(approved=3),))
    assert told([outcome]) == ["paid 3; pended 1 133 OA X-18"]
    finding = outcome.refusals[0].finding
    assert finding.denial is not None
    assert (finding.denial.carc, finding.measured, finding.limit) == ("198", 420, 416)
    assert "the member is 20 on 2026-11-12, below 21" in finding.detail


def test_pended_units_hold_the_limit_for_the_lines_after():
    """X-10: two lines beyond the limit are both pended; a third in the next week is not."""
    lines = (bare(8, "2026-11-09"), bare(4, "2026-11-10", number=2), bare(1, "2026-11-15", number=3))
    assert told(judged(claim(*lines, member=member(born="2006-01-01")))) == [
        "paid 8",
        "paid 2; pended 2 133 OA X-18",
        "paid 1",
    ]


@pytest.mark.parametrize(("units", "expected"), [(3, "paid 3"), (4, "denied 4 119/N362 CO MT-31")])
def test_a_line_that_is_not_cut(units, expected):
    """X-19 with partial_line deny: a line that does not fit is denied wholly, and uses nothing up."""
    programs = limited(partial_line="deny")
    (outcome,) = adjudicate(docket(claim(bare(units, "2026-11-09")), programs), Past(week("2026-11-08", 7)))
    assert (told([outcome]), bool(outcome.claimed)) == ([expected], units == 3)


def test_a_line_that_is_not_cut_leaves_its_units():
    """X-19: the line denied wholly leaves three units to the next."""
    one = claim(bare(4, "2026-11-09"), bare(3, "2026-11-10", number=2))
    outcomes = adjudicate(docket(one, limited(partial_line="deny")), Past(week("2026-11-08", 7)))
    assert told(outcomes) == ["denied 4 119/N362 CO MT-31", "paid 3"]


def test_a_line_that_is_not_cut_is_pended_below_21():
    """X-18 before X-19: what does not fit is reviewed, the rest paid."""
    one = claim(bare(4, "2026-11-09"), member=member(born="2006-01-01"))
    assert told(adjudicate(docket(one, limited(partial_line="deny")), Past(week("2026-11-08", 7)))) == [
        "paid 3; pended 1 133 OA X-18"
    ]


def test_a_line_that_is_not_cut_over_a_birthday():
    """X-18, X-19: a part that must be denied takes the part that would be reviewed with it."""
    days = tuple(
        visit(f"2026-11-{day}T10:00:00-07:00", f"2026-11-{day}T10:30:00-07:00", f"Encounter/{day}") for day in (11, 12)
    )
    one = claim(line(4, "2026-11-11..2026-11-12", *days), member=member(born="2005-11-12"))
    (outcome,) = adjudicate(docket(one, limited(partial_line="deny")), Past(FULL))
    assert (told([outcome]), outcome.claimed) == (["denied 4 119/N362 CO MT-31"], ())


def test_two_limits_hold_at_once():
    """A week and a year: the narrower one tells the reason; an authorization for one does not open the other."""
    base = PROGRAMS[MT].law.limits[0]
    whole_year = base.model_copy(
        update={
            "id": "mt-year",
            "window": "calendar-year",
            "week_start": None,
            "over": None,
            "exhausted": None,
            "expired": None,
            "override": None,
            "units": dated(base, 20),
        }
    )
    programs = changed(MT, limits=(base, whole_year))
    one = claim(bare(8, "2026-11-12"), quoted=("CPO-77",))

    def spent(in_week, in_year):
        window = (MT, date(2026, 1, 1), date(2026, 12, 31))
        return Past({**week("2026-11-08", in_week), window: Spent(paid=in_year)}, (cpo(key="SR/1"),))

    (outcome,) = adjudicate(docket(one, programs), spent(8, 16))
    assert told([outcome]) == ["paid 4; denied 4 119/N362 CO MT-31"]
    assert [(g.units, g.paid_by) for g in outcome.paid] == [(2, "mt-week"), (2, "SR/1")]
    assert outcome.refusals[0].finding.window == "year 2026"
    (outcome,) = adjudicate(docket(one, programs), spent(14, 0))
    assert told([outcome]) == ["paid 2; denied 6 198/N362 CO MT-32"]
    opened = changed(MT, limits=(base, whole_year.model_copy(update={"override": base.override})))
    past = replace(spent(0, 19), authorizations=(cpo(key="SR/1", per_week=None, approved=3),))
    (outcome,) = adjudicate(docket(one, opened), past)
    assert [(g.units, g.paid_by) for g in outcome.paid] == [(1, "mt-week"), (3, "SR/1")]


def test_a_limit_that_is_not_enforced_refuses_nothing():
    """Enforcement off: the rule says nothing, so all is paid, by the limit's own window or none."""
    programs = changed(MT, enforcement={"MT-31": "off"})
    assert told(adjudicate(docket(claim(bare(40, "2026-11-09")), programs), Past({}))) == ["paid 40"]
    programs = changed(MT, enforcement={"X-18": "off"})
    one = claim(bare(11, "2026-11-09"), member=member(born="2006-01-01"))
    assert told(adjudicate(docket(one, programs), Past({}))) == ["paid 10; denied 1 119/N362 CO MT-31"]


def test_a_limit_without_codes_of_its_own():
    """Where the pack gives none, the codes of domain.md 3.8."""
    programs = limited(over=None, exhausted=None, expired=None)
    full = Past(FULL, (cpo("U", per_week=10), cpo("E", last="2026-11-11")))
    for quoted, expected in ((), "119/N362 CO MT-31"), (("U",), "198/N362 CO MT-32"), (("E",), "302 CO MT-32"):
        assert told(adjudicate(docket(claim(bare(1, "2026-11-12"), quoted=quoted), programs), full)) == [
            f"denied 1 {expected}"
        ]


def test_no_limit_at_all():
    """A program without limits: all is paid, by nothing."""
    (outcome,) = adjudicate(docket(claim(bare(64, "2026-11-09")), changed(MT, limits=())), Past({}))
    assert [(grant.units, grant.paid_by) for grant in outcome.paid] == [(64, "")]


def test_the_peer_of_another_role_is_a_provider_too():
    """Domain 3.8, 296: by person, by role or by agency; a peer without a role is a person still."""
    alone = peer(ID, employment=None)
    programs = changed(ID, employment=None, supervision=None)
    one = claim(bare(1, "2026-11-12", ID, peers=(alone,)), program=ID, quoted=("PA-1",))
    for_person = prior(providers=frozenset({"Practitioner/peer"}))
    assert told(adjudicate(docket(one, programs), Past(YEAR, (for_person,)))) == ["paid 1"]


def limited(**other) -> Programs:
    """The programs, Montana's limit changed; `partial_line` in words."""
    limit = PROGRAMS[MT].law.limits[0]
    if "partial_line" in other:
        value = limit.partial_line.root[0].model_copy(update={"value": other["partial_line"]})
        other["partial_line"] = limit.partial_line.model_copy(update={"root": (value,)})
    return changed(MT, limits=(limit.model_copy(update=other),))


def dated(limit: Limit, units: int):
    """So many units, always."""
    value = limit.units.root[0].model_copy(update={"value": units})
    return limit.units.model_copy(update={"root": (value,)})

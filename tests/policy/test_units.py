"""X-2 units, X-3 weeks, X-4 years, X-9 midnight, and the limit of MT-31, in the words of rules.md."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.policy.billing import Spent
from peerfhir.policy.units import Window, count, fiscal_year, label, limited, measured, week, windows, year


@pytest.mark.parametrize(
    ("minutes", "units"),
    [(0, 0), (7, 0), (8, 1), (22, 1), (23, 2), (30, 2), (37, 2), (38, 3), (52, 3), (53, 4), (60, 4), (67, 4), (68, 5)],
)
def test_eight_minutes_begin_a_unit(minutes, units):
    """Units are whole 15s and one more when the remainder is 8 minutes or more (the table of domain.md 3.4)."""
    assert count(timedelta(minutes=minutes), 15, "half_up_8") == units


@pytest.mark.parametrize(("seconds", "units"), [(7 * 60 + 59, 0), (8 * 60, 1), (22 * 60 + 59, 1), (23 * 60, 2)])
def test_seconds_do_not_complete_a_minute(seconds, units):
    """A remainder of 7:59 is not yet 8 minutes."""
    assert count(timedelta(seconds=seconds), 15, "half_up_8") == units


@pytest.mark.parametrize(
    ("minutes", "rounding", "units"),
    [(14, "floor", 0), (15, "floor", 1), (29, "floor", 1), (1, "ceil", 1), (15, "ceil", 1), (16, "ceil", 2)],
)
def test_a_pack_may_round_otherwise(minutes, rounding, units):
    """Floor counts whole units only, ceil each unit begun."""
    assert count(timedelta(minutes=minutes), 15, rounding) == units


@given(st.integers(0, 1440), st.integers(0, 1440))
def test_more_time_is_never_fewer_units(one, other):
    """Units grow with time."""
    low, high = sorted((one, other))
    assert count(timedelta(minutes=low), 15, "half_up_8") <= count(timedelta(minutes=high), 15, "half_up_8")


@pytest.mark.parametrize(
    ("start", "end", "units"),
    [
        # On 2026-03-08 Denver's clocks go from 02:00 to 03:00: 01:30 to 03:30 on the wall is one hour.
        ("2026-03-08T01:30:00-07:00", "2026-03-08T03:30:00-06:00", 4),
        # On 2026-11-01 they go back from 02:00 to 01:00: 01:30 to 01:30 on the wall is one hour.
        ("2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00", 4),
        ("2026-11-01T00:30:00-06:00", "2026-11-01T02:30:00-07:00", 12),
        # Offsets of different places: the instants count.
        ("2026-11-09T10:00:00-07:00", "2026-11-09T12:00:00-06:00", 4),
    ],
)
def test_elapsed_time_is_counted_on_instants(montana, contact, start, end, units):
    """Elapsed time is computed on instants, never on the wall clock's difference (X-2)."""
    findings, entries = measured(contact(start, end), montana)
    assert ((), [units]) == (findings, [entry.units for entry in entries])


@pytest.mark.parametrize(
    ("start", "end", "day"),
    [
        ("2026-11-09T23:30:00-07:00", "2026-11-10T00:30:00-07:00", date(2026, 11, 9)),
        ("2026-11-10T00:00:00-07:00", "2026-11-10T01:00:00-07:00", date(2026, 11, 10)),
        ("2026-11-10T06:59:00Z", "2026-11-10T07:59:00Z", date(2026, 11, 9)),
        ("2026-11-10T07:00:00Z", "2026-11-10T08:00:00Z", date(2026, 11, 10)),
        ("2026-07-10T05:59:00Z", "2026-07-10T06:59:00Z", date(2026, 7, 9)),
        ("2026-07-10T06:00:00Z", "2026-07-10T07:00:00Z", date(2026, 7, 10)),
        ("2028-02-29T23:45:00-07:00", "2028-03-01T00:45:00-07:00", date(2028, 2, 29)),
    ],
)
def test_a_contact_counts_wholly_on_the_day_it_starts(montana, contact, start, end, day):
    """The date of service is the start in America/Denver; midnight does not split a contact (X-1, X-9)."""
    _, entries = measured(contact(start, end), montana)
    assert [(day, 4, "America/Denver", "half_up_8/15")] == [(e.day, e.units, e.zone, e.rounding) for e in entries]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 7), date(2026, 11, 1)),
        (date(2026, 11, 8), date(2026, 11, 8)),
        (date(2026, 11, 14), date(2026, 11, 8)),
        (date(2026, 11, 15), date(2026, 11, 15)),
        (date(2028, 2, 29), date(2028, 2, 27)),
    ],
)
def test_a_week_runs_from_sunday_to_saturday(montana, day, first):
    """Sunday begins a week and Saturday ends it (X-3)."""
    assert windows(montana, day) == [Window("mt-week", first, first + timedelta(days=6), 10)]


def test_a_week_may_begin_on_monday(pack):
    """The pack says on which day a week begins."""
    program = pack(("week_start: sunday", "week_start: monday"))
    assert [(w.first, w.last) for w in windows(program, date(2026, 11, 8))] == [(date(2026, 11, 2), date(2026, 11, 8))]


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_each_day_lies_in_one_week_and_one_year(day):
    """A window contains its day, and neighbours do not overlap."""
    first, last = week(day)
    assert (first <= day <= last and first.isoweekday() == 7, (last - first).days) == (True, 6)
    assert week(last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert year(day) == (date(day.year, 1, 1), date(day.year, 12, 31))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 10), "week 2026-11-08..14"),
        (date(2026, 12, 1), "week 2026-11-29..12-05"),
        (date(2026, 12, 31), "week 2026-12-27..2027-01-02"),
    ],
)
def test_a_week_in_words(day, words):
    """A window is named by its days, shortened by what they share."""
    assert label(*week(day)) == words


def test_a_year_in_words():
    """A calendar year is named by its number."""
    assert label(*year(date(2026, 5, 5))) == "year 2026"


@pytest.mark.parametrize(
    ("day", "start", "first", "last"),
    [
        ("2026-06-30", "07-01", "2025-07-01", "2026-06-30"),
        ("2026-07-01", "07-01", "2026-07-01", "2027-06-30"),
        ("2027-06-30", "07-01", "2026-07-01", "2027-06-30"),
        ("2024-02-29", "03-01", "2023-03-01", "2024-02-29"),
        ("2023-02-28", "03-01", "2022-03-01", "2023-02-28"),
        ("2024-03-01", "03-01", "2024-03-01", "2025-02-28"),
        ("2026-12-31", "01-01", "2026-01-01", "2026-12-31"),
        ("2026-09-30", "10-01", "2025-10-01", "2026-09-30"),
    ],
)
def test_a_fiscal_year(day, start, first, last):
    """From its first day to the day before that of the next one; leap years too."""
    assert fiscal_year(date.fromisoformat(day), start) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_fiscal_year_in_words():
    """By its days, unless it is a calendar year."""
    assert label(*fiscal_year(date(2026, 11, 16))) == "year 2026-07-01..2027-06-30"
    assert label(*fiscal_year(date(2026, 11, 16), "01-01")) == "year 2026"


@given(st.dates(date(2, 1, 1), date(9997, 12, 31)), st.integers(1, 12))
def test_each_day_lies_in_one_fiscal_year(day, month):
    """The years of any start follow one another without a gap."""
    first, last = fiscal_year(day, f"{month:02}-01")
    assert first <= day <= last
    assert fiscal_year(last + timedelta(days=1), f"{month:02}-01")[0] == last + timedelta(days=1)


@pytest.mark.parametrize(("before", "detail"), [(9, None), (10, "11 of 10 units"), (12, "13 of 10 units")])
def test_the_eleventh_unit_of_a_week(montana, contact, before, detail):
    """Peer support is limited to 10 units a week: the tenth says nothing, the eleventh warns (MT-31)."""
    one = contact("2026-11-14T09:00:00-07:00", "2026-11-14T09:15:00-07:00")
    _, (entry,) = measured(one, montana)
    found = limited(one, montana, entry, {"mt-week": before})
    expected = [("MT-31", "warning", f"{detail}, week 2026-11-08..14", before + 1, 10)] if detail else []
    assert expected == [(f.rule, f.severity, f.detail, f.measured, f.limit) for f in found]


def test_a_contact_alone_may_exceed_the_week(montana, contact):
    """Eleven units in one contact, in a week with none."""
    one = contact("2026-11-14T09:00:00-07:00", "2026-11-14T11:45:00-07:00")
    _, (entry,) = measured(one, montana)
    (found,) = limited(one, montana, entry, {})
    assert found.detail == "11 of 10 units, week 2026-11-08..14"
    assert found.hint == "The record is kept; units beyond the limit are paid only under an approval by the CPO (MT-32)"
    assert str(found.citation) == (
        "000_ae55b2014b58a12d line 33: “Peer support services will be limited to 10 units per week”"
    )


def test_the_limit_in_force_on_the_date_of_service_judges(pack, contact):
    """A new number holds from its first day on, and not a day before."""
    program = pack(("value: 10, rule: MT-31}]", "value: 10, rule: MT-31}, {from: 2026-11-10, value: 12, rule: MT-31}]"))
    assert [windows(program, date(2026, 11, day))[0].allowed for day in (9, 10)] == [10, 12]
    for day, expected in ((9, ["11 of 10 units, week 2026-11-08..14"]), (10, [])):
        one = contact(f"2026-11-{day:02}T09:00:00-07:00", f"2026-11-{day:02}T09:15:00-07:00")
        _, (entry,) = measured(one, program)
        assert [f.detail for f in limited(one, program, entry, {"mt-week": 10})] == expected


def test_a_limit_may_end(pack, contact):
    """From the date on which a limit has no number, there is no window and no finding."""
    program = pack(
        ("value: 10, rule: MT-31}]", "value: 10, rule: MT-31}, {from: 2026-11-10, value: null, rule: MT-31}]")
    )
    one = contact("2026-11-10T09:00:00-07:00", "2026-11-10T09:15:00-07:00")
    _, (entry,) = measured(one, program)
    assert (windows(program, entry.day), limited(one, program, entry, {"mt-week": 99})) == ([], ())


def test_a_calendar_year(pack):
    """A limit a year counts from January 1 to December 31 (X-4)."""
    program = pack(
        ("    window: week\n", "    window: calendar-year\n"),
        ("    week_start: sunday                               # X-3; the seed is silent\n", ""),
    )
    expected = [(date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))]
    assert [(w.first, w.last) for day in (date(2026, 12, 31), date(2027, 1, 1)) for w in windows(program, day)] == (
        expected
    )


def test_seven_minutes_are_no_unit(montana, contact):
    """0-7 minutes are 0 units: nothing is counted, and a word is said (X-2)."""
    findings, entries = measured(contact("2026-11-09T10:00:00-07:00", "2026-11-09T10:07:00-07:00"), montana)
    assert (
        entries,
        [(f.rule, f.severity, f.detail) for f in findings],
    ) == ((), [("X-2", "information", "7 minutes are 0 units")])


@pytest.mark.parametrize(
    ("end", "detail"),
    [
        ("2026-11-09T10:00:00-07:00", "the contact lasts 0 minutes"),
        ("2026-11-09T09:45:00-07:00", "the contact lasts -15 minutes"),
        ("2026-11-10T10:00:01-07:00", "the contact lasts more than a day"),
        ("2026-11-09", "the end is 2026-11-09, not an instant"),
        ("2026-11-09T11:00:00", "the end is 2026-11-09T11:00:00, not an instant"),
        (None, "no end"),
    ],
)
def test_time_that_cannot_be_counted(montana, contact, end, detail):
    """Without two instants in order, at most a day apart, no units can be computed (X-2)."""
    findings, entries = measured(contact("2026-11-09T10:00:00-07:00", end), montana)
    assert ((), [("X-2", "error", detail)]) == (entries, [(f.rule, f.severity, f.detail) for f in findings])


def test_a_whole_day_can_be_counted(montana, contact):
    """A contact of exactly a day is counted."""
    findings, entries = measured(contact("2026-11-09T10:00:00-07:00", "2026-11-10T10:00:00-07:00"), montana)
    assert (findings, [entry.units for entry in entries]) == ((), [96])


def test_a_missed_contact_may_last_no_time(montana, contact):
    """Contact attempts must be storable even with zero minutes (rules.md 5)."""
    tried = contact("2026-11-09T10:00:00-07:00", "2026-11-09T10:00:00-07:00", attempt=True)
    findings, entries = measured(tried, montana)
    assert (entries, [f.severity for f in findings]) == ((), ["information"])


def test_units_before_a_contact():
    """A new contact is added to max(rendered, paid + pended)."""
    assert [Spent(8, 0, 4, 5).before, Spent(10, 0, 4, 5).before] == [9, 10]


def test_the_unit_length_of_the_billed_code_counts(pack, contact):
    """Unit length belongs to the code: thirty minutes make one of a code of thirty."""
    codes = '[{system: "urn:x", code: SHORT, unit_minutes: 15}, {system: "urn:x", code: LONG, unit_minutes: 30}]'
    program = pack(("\nmember:", f"\nservice_codes: [{{from: null, value: {codes}, rule: X-2}}]\n\nmember:"))
    one = contact("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00", services=(("urn:x", "LONG"),))
    _, (entry,) = measured(one, program)
    assert (entry.rounding, entry.units) == ("half_up_8/30", 2)

"""X-17, ID-40: one member, and one peer, is in one place at a time."""

from datetime import datetime
from typing import Any

import pytest

from peerfhir.policy.facts import Neighbour, Peer
from peerfhir.policy.neighbours import alone_in_time, not_repeated, possible_day, single_booked
from peerfhir.policy.ruling import Denial

BASE = {"exclusions": {"same_time_services": (True, "X-17")}}
IDAHO = {"exclusions": {"same_time_services": (True, "ID-40"), "same_day_same_activity": ("warn", "ID-40")}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
OVERLAP, DOUBLE = Denial("231", ("M80",)), Denial("272", ("N703",))
PEERS = (Peer("Encounter.participant[0].individual", known=True, key="Practitioner/1"),)


def beside(start: str = "10:30", end: str = "11:30", **facts: Any) -> Neighbour:
    """An individual peer support contact of the same member by another peer, as told otherwise."""
    told: dict[str, Any] = {
        "same_member": True,
        "peers": frozenset({"Practitioner/2"}),
        "grouped": False,
        "peer_support": True,
    }
    return Neighbour(
        "Encounter/9",
        datetime.fromisoformat(f"2026-11-09T{start}:00-07:00"),
        datetime.fromisoformat(f"2026-11-09T{end}:00-07:00"),
        **(told | facts),
    )


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("10:30", "11:30", 30),
        ("09:00", "10:00", 0),  # they only touch
        ("09:00", "10:01", 1),
        ("11:00", "12:00", 0),
        ("10:59", "12:00", 1),
        ("09:00", "12:00", 60),
        ("10:15", "10:45", 30),
    ],
)
def test_an_overlap_above_zero_is_a_warning(law, contact, start, end, minutes):
    """X-17: two contacts of one member overlap > 0 minutes."""
    found = alone_in_time(contact(*HOUR, peers=PEERS, neighbours=(beside(start, end),)), law(BASE))
    assert [(f.rule, f.severity, f.path, f.detail) for f in found] == (
        [("X-17", "warning", "Encounter.period", f"another contact of this member overlaps by {minutes} minutes")]
        if minutes
        else []
    )


@pytest.mark.parametrize(
    ("mode", "facts", "denial"),
    [
        (None, {}, None),  # nobody has claimed it: who is adjudicated first is paid
        (None, {"claimed": True}, OVERLAP),
        (None, {"peer_support": False}, OVERLAP),  # another service, claimed or not
        # One of the two is a group session, from which the other's provider is absent.
        ("group", {"claimed": True}, None),
        ("individual", {"claimed": True, "grouped": True}, None),
        ("individual", {"peer_support": False, "grouped": True}, None),
        # ... or is not.
        ("group", {"claimed": True, "peers": frozenset({"Practitioner/1"})}, OVERLAP),
        ("individual", {"claimed": True, "grouped": True, "peers": frozenset({"Practitioner/1"})}, OVERLAP),
        # Both are group sessions.
        ("group", {"claimed": True, "grouped": True}, OVERLAP),
    ],
)
def test_which_overlap_denies_a_line(law, contact, mode, facts, denial):
    """231/M80, unless exactly one is a group session with the other's provider absent; on write always a warning."""
    (found,) = alone_in_time(contact(*HOUR, peers=PEERS, mode=mode, neighbours=(beside(**facts),)), law(BASE))
    assert (found.severity, found.denial) == ("warning", denial)


def test_several_overlaps_are_one_finding(law, contact):
    """However many there are; one that denies is enough."""
    many = (beside("10:50"), beside("10:20"), beside("11:00", "12:00", claimed=True))
    (found,) = alone_in_time(contact(*HOUR, peers=PEERS, neighbours=many), law(BASE))
    assert (found.detail, found.measured, found.denial) == (
        "2 other contacts of this member overlap, by up to 40 minutes",
        40,
        None,
    )
    (found,) = alone_in_time(contact(*HOUR, peers=PEERS, neighbours=(*many, beside(claimed=True))), law(BASE))
    assert found.denial == OVERLAP


def test_the_rule_is_the_programs(law, contact):
    """Idaho says it itself (ID-40): services at the same clock time."""
    (found,) = alone_in_time(contact(*HOUR, neighbours=(beside(peer_support=False),)), law(IDAHO))
    assert (found.rule, found.severity, found.denial) == ("ID-40", "warning", OVERLAP)


def test_no_finding_names_the_other(law, contact):
    """Another's record is neither named nor described (design section 8)."""
    one = beside("10:29", "11:37", claimed=True, peers=frozenset({"Practitioner/1"}))
    said = repr(
        [rule(contact(*HOUR, peers=PEERS, neighbours=(one,)), law(BASE)) for rule in (alone_in_time, single_booked)]
    )
    assert not any(secret in said for secret in ("Encounter/9", "Practitioner/", "10:29", "11:37"))


@pytest.mark.parametrize(
    ("mode", "facts", "expected"),
    [
        (None, {}, [None]),
        ("individual", {"claimed": True}, [DOUBLE]),
        ("family", {"claimed": True}, [DOUBLE]),
        ("individual", {"same_member": True, "claimed": True}, [DOUBLE]),
        ("individual", {"peers": frozenset({"Practitioner/2"})}, []),
        ("individual", {"grouped": True, "claimed": True}, []),
        ("group", {"claimed": True}, []),
        ("individual", {"start": "11:00", "end": "12:00", "claimed": True}, []),  # one after the other
        ("individual", {"start": "10:59", "end": "12:00", "claimed": True}, [DOUBLE]),
    ],
)
def test_a_peer_in_two_places(law, contact, mode, facts, expected):
    """X-17: two individual contacts of one peer overlap: a warning; 272/N703 when the other is claimed."""
    one = beside(**({"same_member": False, "peers": frozenset({"Practitioner/1", "Practitioner/3"})} | facts))
    found = single_booked(contact(*HOUR, peers=PEERS, mode=mode, neighbours=(one,)), law(BASE))
    assert [(f.rule, f.severity, f.denial) for f in found] == [("X-17", "warning", denial) for denial in expected]


def test_a_peer_in_three_places(law, contact):
    """One finding for all."""
    mine: dict[str, Any] = {"same_member": False, "peers": frozenset({"Practitioner/1"})}
    found = single_booked(contact(*HOUR, peers=PEERS, neighbours=(beside(**mine), beside("10:15", **mine))), law(BASE))
    assert [(f.detail, f.measured) for f in found] == [
        ("2 other contacts of this peer overlap, by up to 45 minutes", 45)
    ]


@pytest.mark.parametrize(("minutes", "impossible"), [(0, False), (960, False), (961, True)])
def test_an_impossible_day(law, contact, minutes, impossible):
    """X-17: more than 16 hours of individual time in a day: a warning, and a line is pended (133, OA)."""
    found = possible_day(contact(*HOUR, peer_minutes=minutes), law({}))
    assert [(f.rule, f.severity, f.denial, f.measured, f.limit) for f in found] == (
        [("X-17", "warning", Denial("133", (), "OA"), minutes, 960)] if impossible else []
    )


def test_the_day_of_a_peer_that_a_pack_sets(law, contact):
    """A pack may say how many minutes; a group session is not individual time; without a date there is no day."""
    program = law({"peer_day": {"max_minutes": (600, "X-17")}})
    assert len(possible_day(contact(*HOUR, peer_minutes=601), program)) == 1
    assert possible_day(contact(*HOUR, peer_minutes=600), program) == ()
    assert possible_day(contact(*HOUR, peer_minutes=601, mode="group"), program) == ()
    assert possible_day(contact(None, None, peer_minutes=601), program) == ()


CODED = (("safety", "p0"), ("set-goals", "p1"))


@pytest.mark.parametrize(
    ("facts", "paths"),
    [
        ({}, ["p1"]),
        ({"interventions": frozenset({"mentor"})}, []),
        ({"peer_support": True}, []),
        ({"same_member": False}, []),
        ({"start": "00:00", "end": "01:00"}, ["p1"]),  # the first minute of the day, no overlap
        ({"start": "23:59", "end": "23:59"}, ["p1"]),
    ],
)
def test_the_same_activity_on_the_same_day(law, contact, facts, paths):
    """ID-40: another service of the member with an equal intervention on the same day is a warning."""
    told = {"start": "15:00", "end": "16:00", "peer_support": False, "interventions": frozenset({"set-goals"})}
    found = not_repeated(contact(*HOUR, interventions=CODED, neighbours=(beside(**(told | facts)),)), law(IDAHO))
    assert [(f.rule, f.severity, f.path, f.denial) for f in found] == [
        ("ID-40", "warning", path, None) for path in paths
    ]


def test_the_day_before_is_another_day(law, contact):
    """By the date in the program's zone."""
    other = {"peer_support": False, "interventions": frozenset({"safety"})}
    early = contact(
        "2026-11-10T00:10:00-07:00", None, interventions=CODED, neighbours=(beside("23:50", "23:59", **other),)
    )
    late = contact(
        "2026-11-09T23:50:00-07:00", None, interventions=CODED, neighbours=(beside("00:10", "00:20", **other),)
    )
    assert not_repeated(early, law(IDAHO)) == ()
    assert len(not_repeated(late, law(IDAHO))) == 1


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, a law that is off, nobody beside, no times: no finding."""
    one = {"neighbours": (beside(peer_support=False, interventions=frozenset({"safety"})),), "interventions": CODED}
    off: dict[str, Any] = {
        "exclusions": {"same_time_services": (False, "X-17"), "same_day_same_activity": ("off", "ID-40")}
    }
    nothing: list[dict[str, Any]] = [{}, {"exclusions": {}}, off]
    for rule in (alone_in_time, not_repeated):
        assert [rule(contact(*HOUR, **one), law(blocks)) for blocks in nothing] == [(), (), ()]
        assert rule(contact(None, None, **one), law(IDAHO)) == ()
        assert rule(contact(*HOUR, interventions=CODED), law(IDAHO)) == ()
    for start in ("2026-11-09", "2026-11-09T10:00:00-07:00"):
        assert alone_in_time(contact(start, None, **one), law(IDAHO)) == ()
    assert not_repeated(contact(*HOUR, neighbours=one["neighbours"]), law(IDAHO)) == ()
    assert single_booked(contact(*HOUR, peers=PEERS), law(IDAHO)) == ()
    mine = beside(peers=frozenset({"Practitioner/1"}))
    assert single_booked(contact("2026-11-09", None, peers=PEERS, neighbours=(mine,)), law(IDAHO)) == ()

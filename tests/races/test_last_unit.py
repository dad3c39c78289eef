"""Who gets the last unit? The first to be adjudicated, and nobody besides (X-11, design section 7)."""

import os
from collections import Counter

from tests.people import (
    CERTIFIED,
    HCPCS,
    IDAHO,
    Decided,
    Denied,
    concept,
    line,
    numbered,
    preauthorization,
    put_all,
    unique,
    usage,
)
from tests.races.conftest import RUNNERS, build, race, spend, stored, submission

ROUNDS = int(os.environ.get("PEERFHIR_RACE_ROUNDS", "200"))
PAID = Decided(1)
DAYS = ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12")


def quarters(agency, member, peer):
    """Twenty encounters of a quarter of an hour on four days of one week, none at the time of another."""
    found = []
    for number in range(RUNNERS):
        day, hour = DAYS[number % 4], 9 + number // 4
        said = agency.encounter(member, peer, f"{day}T{hour:02}:00:00-07:00", f"{day}T{hour:02}:15:00-07:00")
        found.append(said | {"id": unique("e")})
    return found


def test_x_11_mt_31_the_last_unit_of_a_week(come):
    """Nine of ten units are paid; twenty claims of one unit for twenty encounters: one is paid, nineteen are denied."""
    agency = come()
    base, members = agency.server.base, [unique("member") for _ in range(ROUNDS)]
    peers = [unique("peer") for _ in members]  # of one peer the twenty of a round do not overlap; rounds may
    payer = agency.payer.id
    visits = {}
    asks = []
    for member, peer in zip(members, peers, strict=True):
        visits[member] = quarters(agency, member, f"PractitionerRole/{peer}")
        people = [*agency.peer(peer, CERTIFIED), *agency.member(member, payer)]
        asks.append(stored(agency, [*people, *visits[member]]))
    build(base, asks)
    pairs = [(member, f"PractitionerRole/{peer}") for member, peer in zip(members, peers, strict=True)]
    spend(base, agency, pairs, [(9, "2026-11-08")])
    rounds = [
        [
            submission(agency, agency.claim(member, peer, line(1, e["period"]["start"][:10], e["id"])))
            for e in visits[member]
        ]
        for member, peer in pairs
    ]
    lost = Decided(0, (Denied(1, "119", ("N362",), "CO", "MT-31"),))
    for answers in race(base, rounds):
        assert Counter(answers) == {PAID: 1, lost: RUNNERS - 1}
    for member in members:
        limit, _ = usage(agency.http, member, "2026-11-09")
        shown = [limit[name] for name in ("rendered", "claimed", "paid", "pended", "remaining")]
        assert shown == [RUNNERS, 10, 10, 0, 0]


def test_x_11_id_32_the_last_unit_of_a_year_of_two_agencies(come):
    """415 of 416 units are paid; ten claims of each of two agencies that share a member: one is paid."""
    one, two = come(state=IDAHO), come(state=IDAHO)
    base = one.server.base
    sides = []
    numbers = [numbered("https://gem.example.org/members", unique("SYN")) for _ in range(20)]
    for agency in (one, two):
        peer, members = agency.hire(CERTIFIED), [unique("member") for _ in numbers]
        made = zip(members, numbers, strict=True)
        build(base, [stored(agency, agency.member(m, agency.payer.id, identifier=[n])) for m, n in made])
        sides.append((agency, peer, members))
    for agency, (_, peer, members), first, rest in zip((one, two), sides, (5, 12), (27, 28), strict=True):
        lines = [(60, f"2026-10-{first + number:02}") for number in range(3)]
        spend(base, agency, [(m, peer) for m in members], [*lines, (rest, f"2026-10-{first + 3:02}")])
    rounds = [
        [
            submission(agency, agency.claim(members[number], peer, line(1, f"2026-11-{1 + n:02}")))
            for n in range(RUNNERS // 2)
            for agency, peer, members in sides
        ]
        for number in range(len(numbers))
    ]
    lost = Decided(0, (Denied(1, "197", ("M62",), "CO", "ID-33"),))
    for answers in race(base, rounds):
        assert Counter(answers) == {PAID: 1, lost: RUNNERS - 1}
    for agency, _, members in sides:
        for member in members:
            limit, _ = usage(agency.http, member, "2026-11-09", program=IDAHO.program)
            assert (limit["paid"], limit["remaining"]) == (416, 0)


def test_x_11_id_33_the_last_unit_of_an_authorization(come):
    """52 units are authorized, 51 used: of twenty claims that quote it one is paid, the others are denied 198."""
    agency = come(state=IDAHO)
    base, peer, members = agency.server.base, agency.hire(CERTIFIED), [unique("member") for _ in range(20)]
    build(base, [stored(agency, agency.member(m, agency.payer.id)) for m in members])
    numbers = {member: unique("PA") for member in members}
    put_all(
        agency.payer.http,
        *(
            preauthorization(member, agency.payer.id, number, ("2026-11-01", "2026-12-31"), units=52)
            for member, number in numbers.items()
        ),
    )
    pairs = [(member, peer) for member in members]
    spend(base, agency, pairs, [(64, f"2026-10-0{day}") for day in range(1, 7)])
    spend(base, agency, pairs, [(32, "2026-10-09")])
    used = [agency.claim(m, peer, line(51, "2026-11-09"), quoted=numbers[m]) for m in members]
    assert {answers[0] for answers in race(base, [[submission(agency, claim)] for claim in used])} == {Decided(51)}
    rounds = [
        [
            submission(agency, agency.claim(m, peer, line(1, f"2026-11-{10 + n % 5}", modifier=note(n)), quoted=number))
            for n in range(RUNNERS)
        ]
        for m, number in numbers.items()
    ]
    lost = Decided(0, (Denied(1, "198", ("N362",), "CO", "ID-33"),))
    for answers in race(base, rounds):
        assert Counter(answers) == {PAID: 1, lost: RUNNERS - 1}
    for member in members:
        limit, _ = usage(agency.http, member, "2026-11-09", program=IDAHO.program)
        assert (limit["paid"], limit["remaining"]) == (416 + 52, 0)


def note(number):
    """A modifier that tells lines of the same day apart, so that none is another's duplicate."""
    return [concept(HCPCS, ("U1", "U2", "U3", "U4")[number // 5])]

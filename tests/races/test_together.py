"""Things that happen at once: one peer in two places, a full group, voids and replacements (X-13, X-17, X-10)."""

from collections import Counter

from tests.people import CERTIFIED, Decided, Denied, compound, decided, line, submit, unique, usage
from tests.races.conftest import RUNNERS, build, race, request, spend, stored, submission
from tests.wire import together

PAID = Decided(1)
HOUR = ("2026-11-09T09:00:00-07:00", "2026-11-09T09:15:00-07:00")


def people(agency, count=RUNNERS):
    """So many members, stored."""
    members = [unique("member") for _ in range(count)]
    build(agency.server.base, [stored(agency, agency.member(member, agency.payer.id)) for member in members])
    return members


def test_x_17_a_peer_is_paid_for_one_of_twenty_at_a_time(come):
    """Twenty members, each with an individual contact of the same peer at the same time: one claim is paid."""
    agency = come()
    base = agency.server.base
    rounds = []
    for _ in range(10):
        peer, members = agency.hire(CERTIFIED), people(agency)
        visits = [agency.encounter(member, peer, *HOUR) | {"id": unique("e")} for member in members]
        build(base, [stored(agency, [visit]) for visit in visits])
        claims = zip(members, visits, strict=True)
        rounds.append([submission(agency, agency.claim(m, peer, line(1, "2026-11-09", e["id"]))) for m, e in claims])
    lost = Decided(0, (Denied(1, "272", ("N703",), "CO", "X-17"),))
    for answers in race(base, rounds):
        assert Counter(answers) == {PAID: 1, lost: RUNNERS - 1}


def test_x_13_a_group_holds_twelve(come):
    """Twenty contacts of one session at once where twelve is the most: twelve are kept, eight are refused."""
    agency = come()
    base, peer = agency.server.base, agency.hire(CERTIFIED)
    rounds, sessions = [], [unique("session") for _ in range(15)]
    members = people(agency)
    for number, session in enumerate(sessions):
        day = f"2026-10-{1 + number:02}"
        held = compound("group-session", sessionId={"valueString": session}, participantCount={"valueUnsignedInt": 12})
        rounds.append(
            [
                request(
                    agency,
                    "POST",
                    "/Encounter",
                    agency.encounter(
                        member,
                        peer,
                        f"{day}T18:00:00-06:00",
                        f"{day}T18:30:00-06:00",
                        extension=agency.content(member, held, mode="group"),
                    ),
                )
                for member in members
            ]
        )
    for answers in together(base, None, *rounds):
        assert Counter(answer.status for answer in answers) == {201: 12, 422: 8}
        for answer in answers:
            assert answer.status == 201 or b"X-13" in answer.body


def test_x_10_a_claim_is_voided_once(come):
    """Twenty voids of one claim at once: one takes it back, the others find nothing; nothing goes below zero."""
    agency = come()
    base, peer, members = agency.server.base, agency.hire(CERTIFIED), people(agency, 15)
    rounds = []
    for member in members:
        billed = agency.claim(member, peer, line(4, "2026-11-09"))
        answer = submit(agency.http, billed)
        assert decided(answer) == [Decided(4)]
        original = answer.json()["request"]["reference"].split("/")[1]
        rounds.append([submission(agency, agency.again("8", original, billed)) for _ in range(RUNNERS)])
    nothing = Denied(4, "16", ("N152",), "CO", "X-10")
    for answers in together(base, None, *rounds):
        assert {answer.status for answer in answers} == {200}
        found = [decided(dict(answer.json())) for answer in answers]
        assert sum(bool(lines and lines[0].denied) for lines in found) == RUNNERS - 1
        assert {lines[0].denied for lines in found if lines and lines[0].denied} == {(nothing,)}
    for member in members:
        limit, total = usage(agency.http, member, "2026-11-09")
        assert [limit[name] for name in ("claimed", "paid", "pended", "remaining")] == [0, 0, 0, 10]
        assert total["paid"] == 0


def test_x_10_a_replacement_and_a_claim_share_what_is_left(come):
    """Six units are replaced by eight while another claim wants four: ten are paid, whoever comes first."""
    agency = come()
    base, peer, members = agency.server.base, agency.hire(CERTIFIED), people(agency, 30)
    rounds = []
    for member in members:
        answer = submit(agency.http, agency.claim(member, peer, line(6, "2026-11-09")))
        assert decided(answer) == [Decided(6)]
        original = answer.json()["request"]["reference"].split("/")[1]
        eight = agency.again("7", original, agency.claim(member, peer, line(8, "2026-11-09")))
        four = agency.claim(member, peer, line(4, "2026-11-10"))
        rounds.append([submission(agency, eight), submission(agency, four)])
    seen = Counter((one.paid, other.paid) for one, other in race(base, rounds))
    assert set(seen) <= {(8, 2), (6, 4)}
    for member in members:
        limit, _ = usage(agency.http, member, "2026-11-09")
        assert (limit["paid"], limit["remaining"]) == (10, 0)


def test_x_17_the_same_claim_is_paid_once(come):
    """Twenty claims for the same encounter and units at once: one is paid, the others are its duplicates, group OA."""
    agency = come()
    base, peer, members = agency.server.base, agency.hire(CERTIFIED), people(agency, 15)
    visits = {member: agency.encounter(member, peer, *HOUR) | {"id": unique("e")} for member in members}
    for number, visit in enumerate(visits.values()):
        visit["period"] = {"start": f"2026-11-{1 + number:02}T10:00:00Z", "end": f"2026-11-{1 + number:02}T10:15:00Z"}
    build(base, [stored(agency, [visit]) for visit in visits.values()])
    rounds = [
        [
            submission(agency, agency.claim(member, peer, line(1, visit["period"]["start"][:10], visit["id"])))
            for _ in range(RUNNERS)
        ]
        for member, visit in visits.items()
    ]
    lost = Decided(0, (Denied(1, "18", (), "OA", "X-17"),))
    for answers in race(base, rounds):
        assert Counter(answers) == {PAID: 1, lost: RUNNERS - 1}


def test_x_11_claims_race_with_what_uses_up_the_week(come):
    """A claim of nine and twenty of one at once: ten are paid in all, however they come."""
    agency = come()
    base, peer, members = agency.server.base, agency.hire(CERTIFIED), people(agency, 15)
    days = [f"2026-11-{8 + n % 7:02}" for n in range(7)]
    rounds = []
    for member in members:
        nine = agency.claim(member, peer, line(9, "2026-11-08"))
        ones = [agency.claim(member, peer, line(1, day)) for day in days]
        rounds.append([submission(agency, claim) for claim in (nine, *ones)])
    for answers in race(base, rounds):
        assert sum(one.paid for one in answers) == 10
    spend(base, agency, [(member, peer) for member in members], [(10, "2026-11-01")])

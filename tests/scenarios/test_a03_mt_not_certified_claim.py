"""A03, second half: the claim of a peer who is not certified (domain.md section 13; MT-01, CMS-17, X-5)."""

import pytest

from tests.people import CERTIFIED, Decided, Denied, certificate, decided, line, submit, usage


def test_mt_01_a_claim_without_an_encounter_is_denied(come):
    """200; four units denied with B7 and N570, group CO, by MT-01; nothing is paid."""
    agency = come()
    member, trainee = agency.admit(), agency.hire()
    answer = submit(agency.http, agency.claim(member, trainee, line(4, "2026-11-09")))
    assert answer.json()["outcome"] == "complete"
    assert decided(answer) == [Decided(0, (Denied(4, "B7", ("N570",), "CO", "MT-01"),))]
    limit, _ = usage(agency.http, member, "2026-11-09")
    assert (limit["claimed"], limit["paid"], limit["remaining"]) == (0, 0, 10)


def test_mt_01_a_denial_explains_itself(come):
    """The sentence of the seed, what was found and what would mend it stand in a note of the line."""
    agency = come()
    answer = submit(agency.http, agency.claim(agency.admit(), agency.hire(), line(4, "2026-11-09"))).json()
    (item,) = answer["item"]
    notes = {note["number"]: note["text"] for note in answer["processNote"]}
    said = " ".join(notes[number] for number in item["noteNumber"])
    assert "MT-01" in said
    assert "Certified Peer Support Specialist" in said
    assert "cpss" in said


@pytest.mark.parametrize(("last", "paid"), [("2026-11-08", 0), ("2026-11-09", 4)])
def test_x_5_the_last_day_of_a_certificate_is_paid(come, last, paid):
    """A certificate that ends on the date of service covers it; one that ended the day before does not."""
    agency = come()
    peer = agency.hire(certificate("2026-01-01", last))
    (found,) = decided(submit(agency.http, agency.claim(agency.admit(), peer, line(4, "2026-11-09"))))
    assert (found.paid, [one.carc for one in found.denied]) == (paid, [] if paid else ["B7"])


def test_mt_01_only_the_line_of_the_uncertified_is_denied(come):
    """Two peers on one claim: each line is judged by the peer of its own."""
    agency = come()
    member, good, trainee = agency.admit(), agency.hire(CERTIFIED), agency.hire()
    billed = agency.claim(member, good, line(2, "2026-11-09"), line(2, "2026-11-10", careTeamSequence=[2]))
    billed["careTeam"].append(billed["careTeam"][0] | {"sequence": 2, "provider": {"reference": trainee}})
    first, second = decided(submit(agency.http, billed))
    assert first == Decided(2)
    assert second == Decided(0, (Denied(2, "B7", ("N570",), "CO", "MT-01"),))

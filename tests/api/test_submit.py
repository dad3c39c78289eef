"""`Claim/$submit` over HTTP: a claim is adjudicated, answered and kept (design.md 6 and 7, names.md)."""

from tests.people import CERTIFIED, line, post


def test_a02_a_line_is_paid(settle):
    """A certified peer's encounter of an hour is paid 4 units (A02: MT-01, 18, 19, 22, 33)."""
    agency = settle()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    made = post(agency.http, agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00"))
    assert made.status_code == 201, made.text
    claim = agency.claim(member, peer, line(4, "2026-11-09", made.json()["id"]))
    answer = agency.http.post("/Claim/$submit", json=claim)
    assert answer.status_code == 200, answer.text
    print(answer.text)
    assert 0

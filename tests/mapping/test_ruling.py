"""A ruling in JSON and back: what later claims are held against is what was decided (design 7)."""

from dataclasses import replace
from datetime import UTC, date, datetime

from peerfhir.fhir import json
from peerfhir.fhir.types import document
from peerfhir.mapping.ruling import billed, of_claim, of_contact, of_decision, outcomes
from peerfhir.mapping.rulings import Kept, names, parameters
from peerfhir.policy.billing import Billed, Line
from peerfhir.policy.facts import Contact, Peer
from peerfhir.policy.ruling import Citation, Denial, Entry, Finding
from peerfhir.policy.verdict import Grant, Outcome, Refusal

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAY = date(2026, 11, 9)
SERVICE = ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "H0038")
OVER = Finding(
    "MT-31", "error", "At most 10 units", Citation("000_ae55", "33", "limited to 10 units"), "Claim.item[0]",
    "12 of 10 units", "Quote an approval", 12, 10, "week 2026-11-08..14", "mt-sdmi-hcbs 0.1.0",
    Denial("119", ("N362",)),
)  # fmt: skip
BARE = Finding("X-18", "error", "Below 21", Citation("reading X-18"), "Claim.item[0]", "19", "Wait")
FACTS = [("Encounter/e", 2), ("Coverage/c", 1), ("Encounter/e", 2)]


def grant(units, paid_by, encounter="Encounter/e"):
    """Units granted."""
    return Grant(DAY, units, paid_by, encounter, "America/Denver", "half_up_8/15")


RULED = Outcome(
    1,
    12,
    "mt-sdmi-hcbs",
    b"\x01\x02",
    (grant(8, "mt-week"), grant(2, "ClaimResponse/auth")),
    (grant(1, "review"),),
    (Refusal(1, Denial("119", ("N362",)), OVER), Refusal(1, Denial("133", (), "OA"), BARE)),
    (grant(12, ""),),
    (BARE,),
)


def contact(peer):
    """An encounter by a peer."""
    return Contact(
        finished=True,
        programs=(),
        stated=False,
        services=(),
        start=None,
        end=None,
        peers=(Peer("p", known=True, key=peer),),
        key="Encounter/e",
    )


def line(**said):
    """The line that was ruled about."""
    return Line(
        1, "Claim.item[0]", (SERVICE,), ("HQ",), DAY, DAY, 12, contacts=(contact("Practitioner/of-it"),), **said
    )


def kept(body):
    """As it comes back from the database."""
    return json.decode(json.encode(body))


def test_outcomes_come_back_as_they_were():
    """Every number, code, rule and sentence."""
    body = kept(of_claim([line()], [RULED], FACTS, NOW, "ClaimResponse/r"))
    assert outcomes(body) == (RULED,)
    undetermined = Outcome(1, 4, None, None, refusals=(Refusal(4, Denial("16", ("MA130",)), BARE),))
    assert outcomes(kept(of_claim([line()], [undetermined], (), NOW, "ClaimResponse/r"))) == (undetermined,)


def test_a_decision_comes_back_too():
    """The lines that it settled."""
    settled = replace(RULED, pended=(), paid=(grant(12, "review"),), refusals=())
    body = kept(of_decision("Claim/c", {"kind": "approve"}, [settled], FACTS))
    assert outcomes(body) == (settled,)
    assert (body["claim"], body["decision"]) == ("Claim/c", {"kind": "approve"})


def test_a_line_is_recognized_when_it_comes_again():
    """X-17: code and modifiers, day, units, peer and encounter; the claim's own peers stand over the encounter's."""
    (said,) = kept(of_claim([line()], [RULED], FACTS, NOW, "ClaimResponse/r"))["lines"]
    expected = Billed(
        DAY, 12, frozenset({SERVICE}), frozenset({"HQ"}), frozenset({"Practitioner/of-it"}), frozenset({"Encounter/e"})
    )
    assert billed(said, DAY) == expected
    own = line(peers=(Peer("p", known=True, key="Practitioner/own"),))
    (said,) = kept(of_claim([own], [RULED], FACTS, NOW, "ClaimResponse/r"))["lines"]
    assert billed(said, DAY).peers == {"Practitioner/own"}


def test_what_is_kept_of_a_claim():
    """The facts once each with their version, when it came, and the answer that told it."""
    body = of_claim([line()], [RULED], FACTS, NOW, "ClaimResponse/r")
    assert body["facts"] == [["Coverage/c", 1], ["Encounter/e", 2]]
    assert (body["received"], body["response"]) == ("2026-11-16T12:00:00+00:00", "ClaimResponse/r")


def test_a_ruling_as_parameters_tells_what_the_caller_may_read():
    """Facts and authorizations that are not its to read are left out, or named as what they are."""
    ruled = Kept(
        "c", NOW, "mt-sdmi-hcbs", b"\x01\x02", kept(of_claim([line()], [RULED], FACTS, NOW, "ClaimResponse/r"))
    )
    assert names([ruled]) == {"Encounter/e", "Coverage/c", "ClaimResponse/auth"}
    told = parameters([ruled], {"Encounter/e"})
    assert document(told)
    text = json.encode(told).decode()
    assert "Encounter/e/_history/2" in text
    assert "Coverage/c" not in text
    assert "ClaimResponse/auth" not in text
    paid_by = [p["valueString"] for one in told["parameter"] for p in one["part"] if p["name"] == "paidBy"]
    assert paid_by == ["mt-week", "authorization"]
    assert "ClaimResponse/auth" in json.encode(parameters([ruled], {"ClaimResponse/auth"})).decode()


def test_a_ruling_on_an_encounter():
    """Each finding, or that it is kept and counts."""
    entry = Entry(DAY, 4, "America/Denver", "half_up_8/15")
    quiet = Kept("e", NOW, "mt-sdmi-hcbs", b"\x01", kept(of_contact((), (entry,), FACTS)))
    (one,) = parameters([quiet], set())["parameter"]
    parts = {part["name"]: part for part in one["part"]}
    assert parts["decision"]["valueCode"] == "kept"
    assert parts["numbers"]["part"] == [{"name": "units", "valueInteger": 4}]
    found = Kept("e", NOW, "mt-sdmi-hcbs", b"\x01", kept(of_contact((OVER,), (entry,), FACTS)))
    (one,) = parameters([found], set())["parameter"]
    assert {part["name"]: part.get("valueCode") for part in one["part"]}["rule"] == "MT-31"
    assert {"name": "pack", "valueString": "mt-sdmi-hcbs"} in one["part"]
    assert {"name": "digest", "valueString": "01"} in one["part"]

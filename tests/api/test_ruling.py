"""`$ruling` over HTTP: what a decision rested on, for its parties and the auditor (design section 7, names.md)."""

from typing import Any

import pytest

from peerfhir.data import programs
from peerfhir.fhir.types import document
from peerfhir.policy.program import load
from peerfhir.store.sight import Role
from tests.people import CERTIFIED, Json, kept, line, parts, post, put, submit

DAY = "2026-11-09"
PACK = load(programs())["mt-sdmi-hcbs"]


@pytest.fixture
def agency(settle):
    """An agency of Montana."""
    return settle()


@pytest.fixture
def claim(agency):
    """A claim of 12 units of which 10 are paid: its id, its encounter's, and its member."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.encounter(member, peer, f"{DAY}T08:00:00-07:00", f"{DAY}T11:00:00-07:00")
    encounter = kept(post(agency.http, sent))
    answer = submit(agency.http, agency.claim(member, peer, line(12, DAY, encounter)))
    return answer.json()["request"]["reference"].split("/")[1], encounter, member


def rulings(answer):
    """Each ruling as name → value; what repeats as a list, numbers as a dictionary."""
    assert answer.status_code == 200, answer.text
    found: list[Json] = []
    for parameter in answer.json().get("parameter", ()):
        assert parameter["name"] == "ruling"
        said: Json = {"facts": [], "rarc": []}
        for part in parameter["part"]:
            value: Any = next((part[key] for key in part if key.startswith("value")), {})
            if part["name"] == "facts":
                said["facts"].append(value["reference"])
            elif part["name"] == "rarc":
                said["rarc"].append(value)
            elif part["name"] == "numbers":
                said["numbers"] = parts(part)
            else:
                said[part["name"]] = value
        found.append(said)
    return found


def test_a_ruling_on_a_claim_tells_each_line(agency, claim):
    """What is paid and by what, what is denied, by which rule, sentence and numbers, under which pack."""
    answer = agency.http.get(f"/Claim/{claim[0]}/$ruling")
    paid, denied = rulings(answer)
    assert (paid["line"], paid["decision"], paid["numbers"], paid["paidBy"]) == (1, "paid", {"units": 10}, "mt-week")
    assert (denied["decision"], denied["rule"], denied["carc"], denied["rarc"], denied["group"]) == (
        "denied",
        "MT-31",
        "119",
        ["N362"],
        "CO",
    )
    assert denied["numbers"] == {"units": 2, "measured": 12, "limit": 10, "window": "week 2026-11-08..14"}
    assert denied["sentence"] == "Peer support services will be limited to 10 units per week"
    for one in (paid, denied):
        assert (one["pack"], one["digest"]) == ("mt-sdmi-hcbs", PACK.digest.hex())
    assert document(answer.json())


def test_a_ruling_names_the_versions_of_its_facts(agency, claim):
    """Each fact is a reference to the version that was looked at, also when there is a newer one now."""
    claim_id, encounter, member = claim
    coverage = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, coverage | {"dependent": "1"})
    (paid, _) = rulings(agency.http.get(f"/Claim/{claim_id}/$ruling"))
    assert {f"Encounter/{encounter}/_history/1", f"Coverage/{member}/_history/1"} <= set(paid["facts"])
    for fact in paid["facts"]:
        assert agency.http.get(f"/{fact}").status_code == 200, fact


def test_a_ruling_on_an_encounter_tells_its_findings(agency, claim):
    """The twelfth unit of the week was warned of: MT-31 with its numbers."""
    found = rulings(agency.http.get(f"/Encounter/{claim[1]}/$ruling"))
    (told,) = [one for one in found if one.get("rule") == "MT-31"]
    assert (told["numbers"]["measured"], told["numbers"]["limit"]) == (12, 10)
    assert told["digest"] == PACK.digest.hex()


def test_an_encounter_without_findings_says_what_it_counts(agency):
    """One ruling: kept, with its units."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    sent = agency.encounter(member, peer, f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
    found = rulings(agency.http.get(f"/Encounter/{kept(post(agency.http, sent))}/$ruling"))
    assert [one.get("numbers", {}).get("units") for one in found if one.get("decision") == "kept"] == [4]


def test_a_decision_is_part_of_the_ruling(agency):
    """What the payer decided on pended lines follows what was ruled first."""
    member, peer = agency.admit(birthDate="2006-12-01"), agency.hire(CERTIFIED)
    answer = submit(agency.http, agency.claim(member, peer, line(12, DAY))).json()
    sent = {"resourceType": "Parameters", "parameter": [{"name": "decision", "valueCode": "approve"}]}
    assert agency.payer.http.post(f"/ClaimResponse/{answer['id']}/$decide", json=sent).status_code == 200
    found = rulings(agency.http.get(f"/{answer['request']['reference']}/$ruling"))
    told = [(one["decision"], one["numbers"]["units"], one.get("paidBy")) for one in found]
    assert told == [("paid", 10, "mt-week"), ("pended", 2, None), ("paid", 10, "mt-week"), ("paid", 2, "review")]


def test_its_parties_and_the_auditor_read_it(agency, claim, settle):
    """Who may read the resource may read its ruling: the sender, the payer, the auditor; others get 404."""
    for type_, fid in (("Claim", claim[0]), ("Encounter", claim[1])):
        path = f"/{type_}/{fid}/$ruling"
        assert agency.payer.http.get(path).status_code == 200
        assert settle(Role.AUDITOR).http.get(path).status_code == 200
        assert settle().http.get(path).status_code == 404
        assert settle(Role.PAYER).http.get(path).status_code == 404


def test_a_payer_is_told_no_facts_that_it_may_not_read(agency, claim, settle):
    """The facts are those that the caller may read; the decision is told whole (design section 8)."""
    other = settle(Role.PAYER)
    assert other.http.get(f"/Claim/{claim[0]}/$ruling").status_code == 404
    for one in rulings(agency.payer.http.get(f"/Claim/{claim[0]}/$ruling")):
        for fact in one["facts"]:
            assert agency.payer.http.get(f"/{fact.split('/_history')[0]}").status_code == 200


def test_what_was_never_ruled_about_has_no_rulings(agency):
    """A stored claim: Parameters without parameters."""
    stored = kept(post(agency.http, agency.claim(agency.admit(), agency.hire(CERTIFIED), line(4, DAY))))
    assert rulings(agency.http.get(f"/Claim/{stored}/$ruling")) == []


def test_what_is_not_there_is_told(agency, server):
    """404 unknown, 404 for other types, 400 for parameters, 403 without the scope to read, 405 for POST."""
    assert agency.http.get("/Claim/nobody/$ruling").status_code == 404
    assert agency.http.get("/Patient/nobody/$ruling").status_code == 404
    assert agency.http.get("/Claim/nobody/$ruling", params={"x": "1"}).status_code == 400
    assert agency.http.post("/Claim/nobody/$ruling", json={}).status_code == 405
    with server.client(Role.PROVIDER, agency.id, ["system/Patient.rs"]) as narrow:
        assert narrow.get("/Claim/nobody/$ruling").status_code == 403

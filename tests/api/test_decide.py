"""`ClaimResponse/$decide` over HTTP: the payer decides on what is pended (names.md, X-18)."""

import json

import pytest

from peerfhir.fhir import json as fhir_json
from peerfhir.fhir.types import document
from peerfhir.store.sight import Role
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from tests.people import (
    CARC,
    CERTIFIED,
    RARC,
    Decided,
    Denied,
    coverage,
    decided,
    issues,
    kept,
    line,
    post,
    put,
    ref,
    submit,
    unique,
    usage,
)

DAY = "2026-11-09"
YOUNG = "2006-12-01"  # 19 on the day, below 21


def decision(kind, **said):
    """Parameters of a decision."""
    named = {"units": "valueUnsignedInt", "period": "valuePeriod", "note": "valueString"}
    parts = [{"name": "decision", "valueCode": kind}]
    parts += [{"name": name, named[name]: value} for name, value in said.items() if name in named]
    parts += [{"name": "reason", "valueCoding": one} for one in said.get("reason", [])]
    return {"resourceType": "Parameters", "parameter": parts}


def decide(client, answer, sent, **headers):
    """Call the operation."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/ClaimResponse/{answer['id']}/$decide", json=sent, headers=named)


@pytest.fixture
def agency(settle):
    """An agency of Montana."""
    return settle()


@pytest.fixture
def pended(agency):
    """The answer to a line of 12 units in a week of 10, of a member below 21: 10 paid, 2 pended; and the member."""
    member, peer = agency.admit(birthDate=YOUNG), agency.hire(CERTIFIED)
    sent = agency.encounter(member, peer, f"{DAY}T08:00:00-07:00", f"{DAY}T11:00:00-07:00")
    answer = submit(agency.http, agency.claim(member, peer, line(12, DAY, kept(post(agency.http, sent)))))
    assert decided(answer) == [Decided(10, (), 2)]
    return answer.json(), member


def spent(agency, member):
    """Paid, pended and claimed units of the week."""
    limit = usage(agency.http, member, DAY)[0]
    return limit["paid"], limit["pended"], limit["claimed"]


def test_x18_what_is_over_a_limit_below_21_waits(agency, pended):
    """The part beyond the limit is pended 133, OA, and counts as pended (X-18)."""
    answer, member = pended
    assert answer["disposition"] == "line 1: 10 of 12 units payable, 2 pended"
    (reason,) = [
        one
        for one in answer["item"][0]["adjudication"]
        if one.get("reason", {}).get("coding", [{}])[0].get("system") == CARC
    ]
    said = {e["url"].rsplit("/", 1)[1]: e.get("valueCode") for e in reason["extension"]}
    assert (reason["value"], said["adjustment-group"], said["rule"]) == (2, "OA", "X-18")
    assert spent(agency, member) == (10, 2, 12)


def test_approved_units_are_paid_by_the_review(agency, pended):
    """Approve: 200 with the new version; all 12 are paid, nothing is pended."""
    answer, member = pended
    decided_ = decide(agency.payer.http, answer, decision("approve", note="Needed at this age"))
    assert decided(decided_) == [Decided(12)]
    body = decided_.json()
    assert (body["id"], body["meta"]["versionId"], body["disposition"]) == (
        answer["id"],
        "2",
        "line 1: 12 of 12 units payable",
    )
    assert decided_.headers["etag"] == 'W/"2"'
    assert any("Needed at this age" in note["text"] for note in body["processNote"])
    assert agency.http.get(f"/ClaimResponse/{answer['id']}").content == decided_.content
    assert spent(agency, member) == (12, 0, 12)
    assert [issue for issue in check(fhir_json.decode(decided_.content), Library()) if issue.refuses] == []
    assert document(body)


def test_denied_units_are_denied(agency, pended):
    """Deny with a reason of the payer's own: those codes, under the rule that pended them."""
    answer, member = pended
    reason = [{"system": CARC, "code": "50"}, {"system": RARC, "code": "N115"}]
    decided_ = decide(agency.payer.http, answer, decision("deny", reason=reason))
    assert decided(decided_) == [Decided(10, (Denied(2, "50", ("N115",), "CO", "X-18"),))]
    assert spent(agency, member) == (10, 0, 12)


def test_a_denial_without_a_reason_has_that_of_the_limit(agency, pended):
    """119/N362: what would have been said of a member of age."""
    answer, _ = pended
    (told,) = decided(decide(agency.payer.http, answer, decision("deny")))
    assert told == Decided(10, (Denied(2, "119", ("N362",), "CO", "X-18"),))


def test_reduced_units_are_paid_and_the_rest_denied(agency, pended):
    """Reduce to 1 of 2: one more is paid, one is denied."""
    answer, member = pended
    (told,) = decided(decide(agency.payer.http, answer, decision("reduce", units=1)))
    assert (told.paid, told.pended, [one.units for one in told.denied]) == (11, 0, [1])
    assert spent(agency, member) == (11, 0, 12)


def test_a_line_that_is_wholly_denied_is_no_longer_claimed(agency):
    """Claimed counts units on lines that are not wholly denied (design section 6)."""
    member, peer = agency.admit(birthDate=YOUNG), agency.hire(CERTIFIED)
    sent = agency.claim(member, peer, line(10, DAY), line(2, "2026-11-10"))
    answer = submit(agency.http, sent)
    assert decided(answer) == [Decided(10), Decided(0, (), 2)]
    assert spent(agency, member) == (10, 2, 12)
    decided_ = decide(agency.payer.http, answer.json(), decision("deny"))
    assert [one.paid for one in decided(decided_)] == [10, 0]
    assert spent(agency, member) == (10, 0, 10)


def test_a_decision_is_about_the_days_it_names(agency):
    """With a period, lines whose pended days are outside of it go on waiting."""
    member, peer = agency.admit(birthDate=YOUNG), agency.hire(CERTIFIED)
    lines = (line(10, DAY), line(2, "2026-11-10"), line(3, "2026-11-11"))
    answer = submit(agency.http, agency.claim(member, peer, *lines))
    assert [one.pended for one in decided(answer)] == [0, 2, 3]
    until = {"start": "2026-11-10", "end": "2026-11-10"}
    first = decide(agency.payer.http, answer.json(), decision("approve", period=until))
    assert decided(first) == [Decided(10), Decided(2), Decided(0, (), 3)]
    assert decide(agency.payer.http, answer.json(), decision("approve", period=until)).status_code == 409
    second = decide(agency.payer.http, answer.json(), decision("deny"))
    assert [(one.paid, one.pended) for one in decided(second)] == [(10, 0), (2, 0), (0, 0)]
    assert spent(agency, member) == (12, 0, 12)


def test_a_decided_claim_can_be_voided(agency, pended):
    """The void takes back what the review paid, too; before the decision it is not final (16/N779)."""
    answer, member = pended
    original = answer["request"]["reference"].split("/")[1]
    stored = agency.http.get(f"/Claim/{original}").json()
    sent = {name: value for name, value in stored.items() if name not in ("id", "meta")}
    (early,) = decided(submit(agency.http, agency.again("8", original, sent)))
    assert early.denied[0].rarcs == ("N779",)
    assert decide(agency.payer.http, answer, decision("approve")).status_code == 200
    void = submit(agency.http, agency.again("8", original, sent))
    told = [one["amount"]["value"] for one in void.json()["item"][0]["adjudication"] if "amount" in one]
    assert told == [180, -180]
    assert spent(agency, member) == (0, 0, 0)


def test_nothing_pended_is_a_conflict(agency):
    """409 for an answer that is final, and for a second decision."""
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    answer = submit(agency.http, agency.claim(member, peer, line(4, DAY))).json()
    assert decide(agency.payer.http, answer, decision("approve")).status_code == 409


def test_a_decision_is_made_once(agency, pended):
    """The second finds nothing to decide: 409; the same with its key again gets the first answer."""
    answer, member = pended
    key = unique("key")
    first = decide(agency.payer.http, answer, decision("approve"), idempotency_key=key)
    assert decide(agency.payer.http, answer, decision("approve")).status_code == 409
    again = decide(agency.payer.http, answer, decision("approve"), idempotency_key=key)
    assert (again.status_code, again.content) == (200, first.content)
    assert spent(agency, member) == (12, 0, 12)


def test_only_the_payer_decides(agency, pended, settle, admin):
    """Provider 403; a payer who does not see the member 404; another payer of the member 403; an administrator may."""
    answer, member = pended
    other = settle(Role.PAYER)
    assert decide(agency.http, answer, decision("approve")).status_code == 403
    assert decide(other.http, answer, decision("approve")).status_code == 404
    put(agency.http, coverage(unique("second"), member, other.id))
    assert decide(other.http, answer, decision("approve")).status_code == 403
    assert decide(settle(Role.AUDITOR).http, answer, decision("approve")).status_code == 403
    assert decide(admin, answer, decision("approve")).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"resourceType": "Parameters"},
        decision("maybe"),
        decision("reduce"),
        decision("approve", units=1),
        decision("deny", reason=[{"system": RARC, "code": "N115"}]),
        decision("deny", reason=[{"system": "https://example.org/codes", "code": "50"}]),
        decision("deny", reason=[{"system": CARC, "code": "16"}]),
        decision("deny", reason=[{"system": CARC, "code": "133"}]),
        decision("approve", reason=[{"system": CARC, "code": "50"}]),
        decision("approve", period={"start": "2026-11-10", "end": "2026-11-09"}),
        {"resourceType": "Parameters", "parameter": [{"name": "decision", "valueString": "approve"}]},
        {"resourceType": "Parameters", "parameter": [*decision("approve")["parameter"] * 2]},
        {
            "resourceType": "Parameters",
            "parameter": [*decision("approve")["parameter"], {"name": "x", "valueCode": "y"}],
        },
    ],
    ids=json.dumps,
)
def test_wrong_parameters_are_told(agency, pended, sent):
    """422 with an issue, and nothing is decided."""
    answer, member = pended
    told = decide(agency.payer.http, answer, sent)
    assert told.status_code == 422, told.text
    assert issues(told)
    assert spent(agency, member) == (10, 2, 12)


def test_a_parameter_of_another_kind_is_told_by_its_name(agency, pended):
    """The name that its value must have."""
    answer, _ = pended
    sent = decision("reduce")
    sent["parameter"].append({"name": "units", "valueInteger": 1})
    told = decide(agency.payer.http, answer, sent)
    assert "units must be valueUnsignedInt" in [issue["details"]["text"] for issue in issues(told)]


def test_an_authorization_is_not_decided_so(agency, pended):
    """409: a preauthorization is what the payer PUTs."""
    _, member = pended
    made = {
        "resourceType": "ClaimResponse", "id": unique("auth"), "status": "active", "use": "preauthorization",
        "type": {"text": "professional"}, "patient": ref(f"Patient/{member}"), "created": DAY,
        "insurer": agency.payer.ref, "outcome": "complete", "preAuthRef": unique("PA"),
    }  # fmt: skip
    put(agency.payer.http, made)
    assert decide(agency.payer.http, made, decision("approve")).status_code == 409


def test_an_unknown_answer_is_not_found(agency):
    """404."""
    assert decide(agency.payer.http, {"id": "nobody"}, decision("approve")).status_code == 404

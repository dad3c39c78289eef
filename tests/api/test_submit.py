"""`Claim/$submit` over HTTP: a claim is adjudicated, answered and kept (design.md 6 and 7, names.md)."""

import json

import pytest

from peerfhir.fhir import json as fhir_json
from peerfhir.fhir.types import document
from peerfhir.store.sight import Role
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from tests.people import (
    CERTIFIED,
    Decided,
    Denied,
    bundle,
    decided,
    entry,
    ext,
    issues,
    kept,
    line,
    numbered,
    patient,
    post,
    put,
    ref,
    statuses,
    submit,
    taken_back,
    unique,
    usage,
)

DAY = "2026-11-09"  # a Monday, whose week is 2026-11-08..14
LIBRARY = Library()


def hour(agency, member, peer, day=DAY, start="10:00:00", end="11:00:00", **said):
    """The id of an encounter on a day, an hour of 4 units unless other times are given."""
    sent = agency.encounter(member, peer, f"{day}T{start}-07:00", f"{day}T{end}-07:00", **said)
    return kept(post(agency.http, sent))


@pytest.fixture
def agency(settle):
    """An agency of Montana."""
    return settle()


@pytest.fixture
def served(agency):
    """A member and a certified peer of the agency."""
    return agency.admit(), agency.hire(CERTIFIED)


def answers(agency, claim_id):
    """The ClaimResponses about a claim, by search."""
    found = agency.http.get("/ClaimResponse", params={"request": f"Claim/{claim_id}"}).json()
    return [entry["resource"] for entry in found.get("entry", [])]


def claims(agency, sent):
    """How many claims are stored under the identifier of one."""
    identifier = sent["identifier"][0]
    asked = {"identifier": f"{identifier['system']}|{identifier['value']}", "_total": "accurate"}
    return agency.http.get("/Claim", params=asked).json()["total"]


def test_a02_a_line_is_paid(agency, served):
    """A certified peer's hour is paid 4 units of 10 in the week (A02: MT-01, 18, 19, 22, 33)."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    answer = submit(agency.http, sent)
    assert decided(answer) == [Decided(4)]
    body = answer.json()
    assert (body["outcome"], body["use"], body["status"]) == ("complete", "claim", "active")
    assert body["disposition"] == "line 1: 4 of 4 units payable"
    limit, total = usage(agency.http, member, DAY)
    assert (limit["allowed"], limit["paid"], limit["remaining"], limit["claimed"]) == (10, 4, 6, 4)
    assert total["paid"] == 4


def test_the_answer_is_kept_with_the_claim(agency, served):
    """Claim and ClaimResponse are resources like any other: readable under their ids, the answer byte for byte."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    answer = submit(agency.http, sent)
    body = answer.json()
    assert agency.http.get(f"/ClaimResponse/{body['id']}").content == answer.content
    stored = agency.http.get(f"/{body['request']['reference']}")
    assert stored.status_code == 200
    assert stored.json()["item"] == sent["item"]
    assert [one["id"] for one in answers(agency, stored.json()["id"])] == [body["id"]]


def test_the_answer_is_valid_r4(agency, served):
    """Paid, cut back and denied lines make a ClaimResponse that the validator and fhir.resources take."""
    member, peer = served
    first = hour(agency, member, peer, start="08:00:00")  # 3 hours: 12 units
    lapsed = agency.hire()
    sent = agency.claim(member, peer, line(12, DAY, first), line(4, "2026-11-17"))
    sent["careTeam"].append({**sent["careTeam"][0], "sequence": 2, "provider": ref(lapsed)})
    sent["item"][1]["careTeamSequence"] = [2]
    answer = submit(agency.http, sent)
    cut, denied = decided(answer)
    assert (cut.paid, denied.paid) == (10, 0)
    assert [issue for issue in check(fhir_json.decode(answer.content), LIBRARY) if issue.refuses] == []
    assert document(answer.json())


def test_mt31_a_line_that_crosses_the_cap_is_cut_back(agency, served):
    """Of 4 units where 3 are left 3 are paid and 1 is denied 119/N362, CO, with the alert N123 (MT-31, X-19)."""
    member, peer = served
    before = hour(agency, member, peer, start="08:00:00", end="09:45:00")  # 7 units
    assert decided(submit(agency.http, agency.claim(member, peer, line(7, DAY, before)))) == [Decided(7)]
    then = hour(agency, member, peer, "2026-11-10")
    answer = submit(agency.http, agency.claim(member, peer, line(4, "2026-11-10", then)))
    assert decided(answer) == [Decided(3, (Denied(1, "119", ("N362",), "CO", "MT-31"),))]
    (item,) = answer.json()["item"]
    amounts = {
        one["category"]["coding"][0]["code"]: one["amount"]["value"] for one in item["adjudication"] if "amount" in one
    }
    assert amounts == {"submitted": 60, "benefit": 45}
    alerts = [one for one in item["adjudication"] if "reason" in one and "value" not in one]
    assert [one["reason"]["coding"][0]["code"] for one in alerts] == ["N123"]
    assert answer.json()["disposition"] == "line 1: 3 of 4 units payable"


def test_a_denial_explains_itself(agency, served):
    """Each denial says its rule, the seed's sentence and its line, what was measured, what would make it payable."""
    member, peer = served
    whole = hour(agency, member, peer, start="08:00:00")  # 12 units of a cap of 10
    answer = submit(agency.http, agency.claim(member, peer, line(12, DAY, whole)))
    (item,) = answer.json()["item"]
    (carc,) = [one for one in item["adjudication"] if any("denial" in e["url"] for e in one.get("extension", []))]
    (told,) = [e for e in carc["extension"] if e["url"].endswith("/denial-explanation")]
    said = {part["url"]: part.get("valueString", part.get("valueCode")) for part in told["extension"]}
    assert (said["rule"], said["measured"], said["limit"]) == ("MT-31", "12", "10")
    assert said["window"] == "week 2026-11-08..14"
    assert "line" in said["source"]
    assert {"sentence", "hint"} <= said.keys()
    notes = {note["number"]: note for note in answer.json()["processNote"]}
    (note,) = [notes[number] for number in item["noteNumber"]]
    assert note["type"] == "display"
    for part in ("MT-31", "12 of 10 units", said["sentence"], said["hint"]):
        assert part in note["text"]


def test_a03_a_peer_without_certificate_is_denied(agency):
    """A line that names no encounter is judged on what it says itself: not certified, B7/N570 (MT-01, A03)."""
    member, peer = agency.admit(), agency.hire()
    answer = submit(agency.http, agency.claim(member, peer, line(4, DAY)))
    assert decided(answer) == [Decided(0, (Denied(4, "B7", ("N570",), "CO", "MT-01"),))]
    assert usage(agency.http, member, DAY)[0]["claimed"] == 0


def test_a_bundle_is_answered_with_a_bundle(agency, served):
    """The Claim of a collection is submitted; links to other entries lead to what has their id here, not kept again."""
    member, peer = served
    seen, url = hour(agency, member, peer), f"urn:uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}"
    sent = agency.claim(member, peer, line(4, DAY, seen)) | {"patient": ref(url)}
    stranger = patient(member) | {"birthDate": "1990-01-01"}
    before = agency.http.get(f"/Patient/{member}").json()
    entries = [{"fullUrl": "urn:uuid:7d7b2d1c-2f4a-4b52-9d37-2f4a4b529d37", "resource": sent}]
    entries.append({"fullUrl": url, "resource": stranger})
    answer = agency.http.post("/Claim/$submit", json=bundle("collection", *entries))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["resourceType"], body["type"]) == ("Bundle", "collection")
    (told,) = body["entry"]
    assert decided(told["resource"]) == [Decided(4)]
    assert told["fullUrl"].endswith(f"/ClaimResponse/{told['resource']['id']}")
    assert agency.http.get(f"/Patient/{member}").json() == before
    assert document(body)


@pytest.mark.parametrize("kind", ["transaction", "batch", "message"])
def test_only_a_collection_is_submitted(agency, served, kind):
    """422 with the place of the type."""
    sent = agency.claim(*served, line(4, DAY))
    sending = {"resource": sent} | ({"request": {"method": "POST", "url": "Claim"}} if kind != "message" else {})
    answer = agency.http.post("/Claim/$submit", json=bundle(kind, sending))
    assert answer.status_code == 422
    assert any(issue.get("expression") == ["Bundle.type"] for issue in issues(answer))


def test_a_bundle_without_a_claim_is_refused(agency):
    """422: there is nothing to submit."""
    answer = agency.http.post("/Claim/$submit", json=bundle("collection", {"resource": patient()}))
    assert answer.status_code == 422
    assert ["Bundle.entry"] in [issue["expression"] for issue in issues(answer)]


def test_the_same_claim_again_gets_the_first_answer(agency, served):
    """One per owner and identifier: the same content again is 200 and the first ClaimResponse byte for byte."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    first, again = submit(agency.http, sent), submit(agency.http, dict(reversed(sent.items())))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert claims(agency, sent) == 1
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_other_content_under_the_same_identifier_is_a_conflict(agency, served):
    """409, and nothing is paid twice."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    assert submit(agency.http, sent).status_code == 200
    other = submit(agency.http, sent | {"created": "2026-11-15"})
    assert other.status_code == 409
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_a_retry_with_an_idempotency_key_gets_the_whole_answer(agency, served):
    """The same key and body: the first answer to the byte; another body under the key is 422."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    del sent["identifier"]
    raw, headers = json.dumps(sent), {"content-type": "application/fhir+json", "idempotency-key": unique("key")}
    first = agency.http.post("/Claim/$submit", content=raw, headers=headers)
    again = agency.http.post("/Claim/$submit", content=raw, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert agency.http.post("/Claim/$submit", content=raw + " ", headers=headers).status_code == 422
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_a_claim_that_nothing_tells_from_a_new_one_is_warned_of(agency, served):
    """Neither identifier nor key: adjudicated with a warning; sent again it is an exact duplicate (X-17)."""
    member, peer = served
    sent = agency.claim(member, peer, line(2, DAY))
    del sent["identifier"]
    first = submit(agency.http, sent)
    assert decided(first) == [Decided(2)]
    assert first.headers["peerfhir-finding"] == "incomplete; severity=warning"
    assert decided(submit(agency.http, sent)) == [Decided(0, (Denied(2, "18", (), "OA", "X-17"),))]


def test_a_claim_that_was_stored_before_is_adjudicated(agency, served):
    """POST Claim only stores; the same content submitted is adjudicated, and is no second claim."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    stored = kept(post(agency.http, sent))
    assert usage(agency.http, member, DAY)[0]["claimed"] == 0
    answer = submit(agency.http, sent)
    assert decided(answer) == [Decided(4)]
    assert answer.json()["request"] == ref(f"Claim/{stored}")
    assert claims(agency, sent) == 1
    assert agency.http.get(f"/Claim/{stored}").json()["meta"]["versionId"] == "1"
    assert submit(agency.http, sent).content == answer.content


def test_everything_that_is_wrong_is_told_at_once(agency, served):
    """422 with the validator's issues and the claim's own, each with its place; nothing is stored."""
    sent = agency.claim(*served, line(4, DAY), line(0, DAY), line(1, DAY, quantity={"value": 1.5}))
    sent["status"] = "bogus"
    sent["item"][0]["unitPrice"]["currency"] = "EUR"
    answer = submit(agency.http, sent)
    assert answer.status_code == 422
    places = {place for issue in issues(answer) for place in issue["expression"]}
    assert places >= {
        "Claim.status",
        "Claim.item[0].unitPrice.currency",
        "Claim.item[1].quantity.value",
        "Claim.item[2].quantity.value",
    }
    assert claims(agency, sent) == 0


def test_in_a_bundle_the_place_is_that_of_the_entry(agency, served):
    """The expression of an issue leads through the Bundle."""
    sent = agency.claim(*served, line(0, DAY))
    answer = agency.http.post("/Claim/$submit", json=bundle("collection", {"resource": sent}))
    assert answer.status_code == 422
    assert ["Bundle.entry[0].resource.item[0].quantity.value"] in [issue["expression"] for issue in issues(answer)]


def test_a_broken_reference_is_a_conflict(agency, served):
    """409 with the place; a Patient whom the caller does not see is one (design section 7)."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, "nobody"))
    answer = submit(agency.http, sent)
    assert answer.status_code == 409
    assert issues(answer)[0]["expression"] == ["Claim.item[0].encounter[0].reference"]
    assert claims(agency, sent) == 0


def test_another_agency_s_member_cannot_be_claimed_for(served, settle):
    """A Patient that is another's is a broken reference: 409."""
    other = settle()
    sent = other.claim(served[0], other.hire(CERTIFIED), line(4, DAY))
    assert submit(other.http, sent).status_code == 409


def test_the_coverage_is_the_patient_s(agency, served):
    """422 with the place when the coverage is another member's."""
    stranger = agency.admit()
    sent = agency.claim(*served, line(4, DAY))
    sent["insurance"][0]["coverage"] = ref(f"Coverage/{stranger}")
    answer = submit(agency.http, sent)
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Claim.insurance[0].coverage"]]


def test_the_encounters_are_the_patient_s(agency, served):
    """422 with the place when a line bills another member's encounter."""
    stranger, peer = agency.admit(), served[1]
    sent = agency.claim(*served, line(4, DAY), line(4, DAY, hour(agency, stranger, peer)))
    answer = submit(agency.http, sent)
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Claim.item[1].encounter[0]"]]


def test_the_encounters_are_the_sender_s(settle):
    """An encounter that another agency recorded of a shared member is not billed, also where it is seen: 422."""
    one, other = settle(), settle()
    number, member = numbered("https://payer.example.org/members", unique("SYN")), unique("member")
    put(one.http, patient(member, identifier=[number]))
    for resource in one.file(member):
        put(one.http, resource)
    put(one.http, {
        "resourceType": "CareTeam", "id": unique("team"), "status": "active", "subject": ref(f"Patient/{member}"),
        "managingOrganization": [other.ref],
    })  # fmt: skip
    peer, theirs = one.hire(CERTIFIED), other.hire(CERTIFIED)
    seen = hour(one, member, peer)
    assert other.http.get(f"/Encounter/{seen}").status_code == 200
    answer = submit(other.http, other.claim(member, theirs, line(4, DAY, seen)))
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Claim.item[0].encounter[0]"]]


@pytest.mark.parametrize("role", [Role.PAYER, Role.AUDITOR])
def test_who_pays_or_audits_sends_no_claims(settle, agency, served, role):
    """403, whatever the scopes."""
    caller = settle(role)
    assert submit(caller.http, agency.claim(*served, line(4, DAY))).status_code == 403


def test_submit_needs_the_scope_to_create_claims(server, agency, served):
    """403 without system/Claim.c."""
    with server.client(Role.PROVIDER, agency.id, ["system/*.rs"]) as reader:
        assert submit(reader, agency.claim(*served, line(4, DAY))).status_code == 403


def test_a_void_takes_everything_back(agency, served):
    """Frequency 8: negative benefit, alert N693; the first answer is cancelled, its units are free again (X-10)."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    first = submit(agency.http, sent).json()
    original = first["request"]["reference"].split("/")[1]
    answer = submit(agency.http, agency.again("8", original, sent))
    assert answer.status_code == 200, answer.text
    (item,) = answer.json()["item"]
    assert [
        one["amount"]["value"] for one in item["adjudication"] if one["category"]["coding"][0]["code"] == "benefit"
    ] == [-60]
    alerts = [one["reason"]["coding"][0]["code"] for one in item["adjudication"] if "reason" in one]
    assert alerts == ["N693"]
    cancelled = agency.http.get(f"/ClaimResponse/{first['id']}").json()
    assert (cancelled["status"], cancelled["meta"]["versionId"]) == ("cancelled", "2")
    limit = usage(agency.http, member, DAY)[0]
    assert (limit["paid"], limit["claimed"], limit["remaining"]) == (0, 0, 10)
    assert [issue for issue in check(fhir_json.decode(answer.content), LIBRARY) if issue.refuses] == []
    assert document(answer.json())


def test_a_claim_is_taken_back_once(agency, served):
    """The second void finds nothing to take back: 16/N152; the ledger does not go below zero."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    assert submit(agency.http, agency.again("8", original, sent)).status_code == 200
    (again,) = decided(submit(agency.http, agency.again("8", original, sent)))
    assert again == Decided(0, (Denied(4, "16", ("N152",), "CO", "X-10"),))
    assert usage(agency.http, member, DAY)[0]["paid"] == 0


def test_a_replacement_is_judged_without_what_it_replaces(agency, served):
    """Frequency 7: with 10 of 10 units paid the corrected claim of 9 is paid 9, and 10 are taken back with N694."""
    member, peer = served
    sent = agency.claim(member, peer, line(10, DAY, hour(agency, member, peer, start="08:00:00", end="10:30:00")))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    assert usage(agency.http, member, DAY)[0]["remaining"] == 0
    corrected = sent | {"item": [sent["item"][0] | line(9, DAY) | {"encounter": sent["item"][0]["encounter"]}]}
    answer = submit(agency.http, agency.again("7", original, corrected))
    assert decided(answer) == [Decided(9)]
    (item,) = answer.json()["item"]
    told = [one["amount"]["value"] for one in item["adjudication"] if one["category"]["coding"][0]["code"] == "benefit"]
    assert told == [135, -150]
    assert [one["reason"]["coding"][0]["code"] for one in item["adjudication"] if "reason" in one] == ["N694"]
    limit = usage(agency.http, member, DAY)[0]
    assert (limit["paid"], limit["claimed"], limit["remaining"]) == (9, 9, 1)


def test_a_void_judges_no_lines(agency, served):
    """What a void's lines name is not billed: an encounter of another member is no reason to keep the original."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    stranger = hour(agency, agency.admit(), peer)
    void = agency.again(
        "8", original, sent | {"item": [sent["item"][0] | {"encounter": [ref(f"Encounter/{stranger}")]}]}
    )
    answer = submit(agency.http, void)
    assert answer.status_code == 200, answer.text
    assert taken_back(answer.json())
    assert usage(agency.http, member, DAY)[0]["paid"] == 0


def test_a_void_is_for_the_patient_and_its_coverage(agency, served):
    """Another member's coverage is refused of a void too."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    void = agency.again("8", original, sent)
    void["insurance"] = [void["insurance"][0] | {"coverage": ref(f"Coverage/{agency.admit()}")}]
    answer = submit(agency.http, void)
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Claim.insurance[0].coverage"]]
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_the_payment_of_a_void_is_complete(agency, served):
    """All of the original is taken back."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    payment = submit(agency.http, agency.again("8", original, sent)).json()["payment"]
    assert (payment["type"]["coding"][0]["code"], payment["amount"]["value"]) == ("complete", -60)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ([{"valueString": "8"}], "Claim.extension[0]"),
        ([{"valueCode": "8"}, {"valueCode": "1"}], "Claim.extension[1]"),
        ([{"valueCode": "2"}], "Claim.extension[0].value.ofType(code)"),
    ],
)
def test_a_frequency_that_cannot_be_read_is_refused(agency, served, said, place):
    """422 with its place; it is not taken for an original, and nothing is paid."""
    member, peer = served
    given = [ext("claim-frequency") | one for one in said]
    answer = submit(agency.http, agency.claim(member, peer, line(4, DAY), extension=given))
    assert answer.status_code == 422
    assert [place] in [issue["expression"] for issue in issues(answer)]
    assert usage(agency.http, member, DAY)[0]["paid"] == 0


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_one_claim_is_taken_back_by_each(agency, served, frequency):
    """422 at the second prior claim: nobody can tell which is meant, and neither is taken back."""
    member, peer = served
    sent = [agency.claim(member, peer, line(2, day)) for day in (DAY, "2026-11-10")]
    first, second = (submit(agency.http, one).json()["request"]["reference"].split("/")[1] for one in sent)
    both = agency.again(frequency, first, sent[0])
    both["related"] += agency.again(frequency, second, sent[0])["related"]
    answer = submit(agency.http, both)
    assert answer.status_code == 422
    assert [issue["expression"] for issue in issues(answer)] == [["Claim.related[1]"]]
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_a_claim_that_was_denied_is_not_replaced(agency):
    """16/N142: a new claim is sent in its place."""
    member, peer = agency.admit(), agency.hire()
    sent = agency.claim(member, peer, line(4, DAY))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    (told,) = decided(submit(agency.http, agency.again("7", original, sent)))
    assert told == Decided(0, (Denied(4, "16", ("N142",), "CO", "X-10"),))


def test_a_claim_that_was_never_adjudicated_is_not_voided(agency, served):
    """16/N779: the original is not final."""
    sent = agency.claim(*served, line(4, DAY))
    stored = kept(post(agency.http, sent))
    (told,) = decided(submit(agency.http, agency.again("8", stored, sent)))
    assert told == Decided(0, (Denied(4, "16", ("N779",), "CO", "X-10"),))


def test_another_member_s_claim_is_not_replaced(agency, served):
    """422 with the place of the claim that is named."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY, hour(agency, member, peer)))
    original = submit(agency.http, sent).json()["request"]["reference"].split("/")[1]
    other = agency.claim(agency.admit(), peer, line(4, DAY))
    answer = submit(agency.http, agency.again("7", original, other))
    assert answer.status_code == 422
    assert issues(answer)[0]["expression"] == ["Claim.related[0].claim"]
    assert usage(agency.http, member, DAY)[0]["paid"] == 4


def test_an_adjudicated_claim_is_not_changed(agency, served):
    """PUT and DELETE are 409 and say what to send instead; a stored one may be changed."""
    member, peer = served
    sent = agency.claim(member, peer, line(4, DAY))
    stored = kept(post(agency.http, sent))
    changed = sent | {"id": stored, "created": "2026-11-15"}
    assert agency.http.put(f"/Claim/{stored}", json=changed).status_code == 200
    assert submit(agency.http, {k: v for k, v in changed.items() if k != "id"}).status_code == 200
    answer = agency.http.put(f"/Claim/{stored}", json=changed | {"created": "2026-11-14"})
    assert answer.status_code == 409
    assert "replacement" in issues(answer)[0]["diagnostics"]
    assert agency.http.delete(f"/Claim/{stored}").status_code == 409
    assert agency.http.put(f"/Claim/{stored}", json=changed).status_code == 200  # the same is no change


def test_nobody_writes_the_answer_to_a_claim(agency, served, admin):
    """PUT, POST and DELETE of a ClaimResponse with use=claim are refused, the administrator's too."""
    body = submit(agency.http, agency.claim(*served, line(4, DAY))).json()
    for caller in (agency.http, agency.payer.http, admin):
        put_ = caller.put(f"/ClaimResponse/{body['id']}", json=body | {"disposition": "paid in full"})
        assert put_.status_code in (403, 409)
        fresh = {name: value for name, value in body.items() if name != "id"}
        assert caller.post("/ClaimResponse", json=fresh).status_code == 403
        assert caller.delete(f"/ClaimResponse/{body['id']}").status_code in (403, 409)
    assert agency.http.get(f"/ClaimResponse/{body['id']}").json() == body


def test_a_repeated_line_is_a_duplicate(agency, served):
    """Twice the same line in one claim: the second is denied 18, OA (X-17)."""
    sent = agency.claim(*served, line(2, DAY), line(2, DAY))
    assert decided(submit(agency.http, sent)) == [Decided(2), Decided(0, (Denied(2, "18", (), "OA", "X-17"),))]


def test_amounts_keep_their_digits(agency, served):
    """A net is answered as it was sent; what is paid is in cents, and not a fraction of a cent above it."""
    sent = agency.claim(*served, line(3, DAY, unitPrice={"value": 1, "currency": "USD"}))
    raw = json.dumps(sent).replace('"value": 1, "currency"', '"value": 15.005, "currency"')
    raw = raw.replace('"net": {"value": 45', '"net": {"value": 45.0150')
    answer = agency.http.post("/Claim/$submit", content=raw, headers={"content-type": "application/fhir+json"})
    assert decided(answer) == [Decided(3)]
    assert '"amount":{"value":45.0150,"currency":"USD"}' in answer.text
    assert '"amount":{"value":45.01,"currency":"USD"}' in answer.text


def test_no_more_is_paid_than_the_line_asks_for(agency, served):
    """A net below price times units: of 4 units at 15 for 50 in all, 50 are paid; of the 3 that are left, 37.50."""
    member, peer = served
    sent = agency.claim(member, peer, line(7, DAY), line(4, "2026-11-10", net={"value": 50, "currency": "USD"}))
    answer = submit(agency.http, sent)
    assert [one.paid for one in decided(answer)] == [7, 3]
    totals = {one["category"]["coding"][0]["code"]: one["amount"]["value"] for one in answer.json()["total"]}
    assert totals == {"submitted": 105 + 50, "benefit": 105 + 37.5}


@pytest.mark.parametrize("value", ["1e-1000000", "1E+1000000", "1e400", "0E+999999", "15.0000001", "-1", "1000000000"])
@pytest.mark.parametrize("name", ["unitPrice", "net"])
def test_an_amount_beyond_reason_is_refused(agency, served, name, value):
    """422 with its place, never a failure: no amount has such digits."""
    sent = agency.claim(*served, line(4, DAY) | {name: {"value": 777, "currency": "USD"}})
    raw = json.dumps(sent).replace('"value": 777', f'"value": {value}')
    answer = agency.http.post("/Claim/$submit", content=raw, headers={"content-type": "application/fhir+json"})
    assert answer.status_code == 422, answer.text
    assert [f"Claim.item[0].{name}.value"] in [issue["expression"] for issue in issues(answer)]


def test_a_time_served_without_offset_is_refused(agency, served):
    """422 at the end that has none: it decides the day."""
    period = {"start": f"{DAY}T10:00:00", "end": f"{DAY}T11:00:00-07:00"}
    timed = {name: one for name, one in line(4, DAY, servicedPeriod=period).items() if name != "servicedDate"}
    answer = submit(agency.http, agency.claim(*served, timed))
    assert answer.status_code == 422
    assert ["Claim.item[0].serviced.ofType(Period).start"] in [issue["expression"] for issue in issues(answer)]


def test_a_claim_in_a_program_that_cannot_be_told_is_denied(agency, served):
    """A line without encounter under a coverage of no program's plan: 16/MA130 (design section 5)."""
    member, peer = served
    bare = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, {name: value for name, value in bare.items() if name not in ("class", "meta")})
    (told,) = decided(submit(agency.http, agency.claim(member, peer, line(4, DAY))))
    assert told == Decided(0, (Denied(4, "16", ("MA130",), "CO", "program-undetermined"),))


def test_post_claim_is_a_plain_store(agency, served):
    """Only $submit adjudicates: no answer, nothing in the ledger."""
    member, peer = served
    stored = kept(post(agency.http, agency.claim(member, peer, line(4, DAY))))
    assert answers(agency, stored) == []
    assert usage(agency.http, member, DAY)[0]["paid"] == 0


def test_submit_is_of_the_type_alone(agency, served):
    """405 for another method, 404 on an instance, 400 for another type of resource."""
    assert agency.http.get("/Claim/$submit").status_code == 405
    stored = kept(post(agency.http, agency.claim(*served, line(4, DAY))))
    assert agency.http.post(f"/Claim/{stored}/$submit", json={}).status_code == 404
    assert agency.http.post("/Claim/$submit", json=patient()).status_code == 400
    assert agency.http.post("/Claim/$submit", json=ext("program")).status_code == 400


def test_a_batch_submits_claims_one_by_one(agency, served):
    """An entry of a batch is a request of its own: one claim is paid beside one that is refused."""
    member, peer = served
    entries = [entry("POST", "Claim/$submit", agency.claim(member, peer, line(units, DAY))) for units in (2, 0)]
    for number, one in enumerate(entries):
        one["fullUrl"] = f"urn:uuid:7d7b2d1c-2f4a-4b52-9d37-2f4a4b529d3{number}"
    answer = agency.http.post("", json=bundle("batch", *entries))
    assert statuses(answer) == ["200", "422"]
    assert decided(answer.json()["entry"][0]["resource"]) == [Decided(2)]


def test_what_is_answered_is_the_client_s_wish(agency, served):
    """Prefer: nothing, or the findings, in place of the ClaimResponse; a Bundle is only around a ClaimResponse."""
    for wish, kind in (("OperationOutcome", "OperationOutcome"), ("minimal", None)):
        sent = bundle("collection", {"fullUrl": "urn:uuid:7d7b2d1c-2f4a-4b52-9d37-2f4a4b529d37"})
        sent["entry"][0]["resource"] = agency.claim(*served, line(1, DAY))
        answer = agency.http.post("/Claim/$submit", json=sent, headers={"prefer": f"return={wish}"})
        assert answer.status_code == 200, answer.text
        assert (answer.json()["resourceType"] if answer.content else None) == kind
        assert "/ClaimResponse/" in answer.headers["location"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_at_an_end_of_the_calendar_is_refused_or_denied(agency, served, day):
    """Where no week can be computed nothing is counted: a refusal or a denial, never a failure."""
    period = {"servicedPeriod": {"start": day, "end": day}}
    for one in ({"servicedDate": day}, period):
        sent = line(1, DAY) | one
        sent = {name: value for name, value in sent.items() if name != "servicedDate" or "servicedDate" in one}
        answer = submit(agency.http, agency.claim(*served, sent))
        assert answer.status_code in (200, 422), answer.text
        assert answer.status_code == 422 or decided(answer)[0].paid == 0

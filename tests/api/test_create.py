"""FHIR create over HTTP: what is kept, what is answered, and that creating twice never makes two."""

import json
import re
from email.utils import parsedate_to_datetime
from uuid import uuid4

import pytest

from tests.people import (
    CERTIFIED,
    EHR,
    FHIR,
    FINDINGS,
    basic,
    bundle,
    entry,
    findings,
    issues,
    kept,
    line,
    patient,
    post,
    put,
    rules,
    unique,
)
from tests.wire import Ask, together

PARALLEL = 16
ROUNDS = 50


def test_a_created_resource_is_answered_with_its_place_and_version(settle):
    """201 with Location of the version, ETag and Last-Modified; id and meta are the server's (http.html#create)."""
    agency = settle()
    answer = post(agency.http, patient(id_="mine", meta={"versionId": "77", "lastUpdated": "2001-01-01T00:00:00Z"}))
    assert answer.status_code == 201
    said = answer.json()
    assert said["id"] != "mine"
    assert said["meta"]["versionId"] == "1"
    assert answer.headers["etag"] == 'W/"1"'
    assert answer.headers["location"] == f"{agency.server.base}/fhir/Patient/{said['id']}/_history/1"
    assert answer.headers["content-type"] == "application/fhir+json"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["meta"]["lastUpdated"])
    modified = parsedate_to_datetime(answer.headers["last-modified"])
    assert modified.strftime("%Y-%m-%dT%H:%M:%S") == said["meta"]["lastUpdated"][:19]


def test_what_is_read_is_what_was_kept_to_the_byte(settle):
    """The answer to create, a read and a vread are the same bytes; decimals keep their digits, keys their order."""
    agency = settle()
    quantity = '{"value":1.00,"unit":"h"},"component":[{"code":{"text":"\\u00e9\\ud83d\\ude00"},"valueQuantity":'
    body = (
        '{"resourceType":"Observation","status":"final","code":{"text":"hours"},"valueQuantity":'
        + quantity
        + '{"value":0.000010}},{"code":{"text":"big"},"valueQuantity":{"value":12345678901234567890.123}}]}'
    )
    created = agency.http.post("/Observation", content=body, headers=FHIR)
    assert created.status_code == 201
    place = f"/Observation/{created.json()['id']}"
    read, version = agency.http.get(place), agency.http.get(f"{place}/_history/1")
    assert read.content == created.content == version.content
    for digits in (b'"value":1.00,', b'"value":0.000010}', b'"value":12345678901234567890.123}'):
        assert digits in read.content
    assert "é😀" in read.text
    assert list(read.json())[3:] == ["status", "code", "valueQuantity", "component"]


def test_prefer_decides_the_body(settle):
    """Prefer: nothing for minimal, the resource for representation and for none, the findings as OperationOutcome."""
    agency = settle()
    shown = {}
    for wish in ("minimal", "representation", "OperationOutcome"):
        shown[wish] = post(agency.http, basic(), prefer=f"return={wish}")
        assert shown[wish].status_code == 201
        assert shown[wish].headers["etag"] == 'W/"1"'
    assert shown["minimal"].content == b""
    assert shown["representation"].json()["resourceType"] == "Basic"
    assert shown["OperationOutcome"].json()["resourceType"] == "OperationOutcome"
    assert shown["OperationOutcome"].json()["issue"]  # issue is 1..*
    assert post(agency.http, basic()).json()["resourceType"] == "Basic"


def test_every_finding_of_a_kept_resource_is_a_header(settle):
    """One PeerFHIR-Finding header a finding, whatever Prefer says (design section 6)."""
    agency = settle()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    for wish in ("minimal", "representation", "OperationOutcome"):
        said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T13:00:00-07:00")
        answer = post(agency.http, said, prefer=f"return={wish}")
        over = [] if wish == "minimal" else ["MT-31; severity=warning"]  # 12 units: the first is over already
        assert answer.status_code == 201
        assert findings(answer)[-1:] == (over or ["MT-31; severity=warning"])


def test_headers_of_findings_are_bounded(settle):
    """Of more than twenty findings the last header says how many are not told; the OperationOutcome shows them all."""
    agency = settle()
    wrong = {"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M", "display": "?"}
    said = patient(maritalStatus={"coding": [wrong | {"display": f"wrong {n}"} for n in range(25)]})
    answer = post(agency.http, said, **FINDINGS)
    headers = answer.headers.get_list("peerfhir-finding", split_commas=False)
    told = answer.json()["issue"]
    assert (answer.status_code, len(headers)) == (201, 21)
    assert headers[-1] == f"more; count={len(told) - 20}"
    assert len(told) >= 25


def test_an_encounter_that_cannot_be_told_from_its_retry_gets_a_warning(settle):
    """An encounter with no Idempotency-Key, If-None-Exist or business identifier gets a warning (design section 6)."""
    agency = settle()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:15:00-07:00")
    named = post(agency.http, said, **FINDINGS)
    nameless = {name: value for name, value in said.items() if name != "identifier"}
    noon, evening = ({"start": f"2026-11-09T{h}:00:00-07:00", "end": f"2026-11-09T{h}:15:00-07:00"} for h in (12, 18))
    bare = post(agency.http, nameless | {"period": noon}, **FINDINGS)
    keyed = post(agency.http, nameless | {"period": evening}, idempotency_key=unique("k"), **FINDINGS)
    assert [answer.status_code for answer in (named, bare, keyed)] == [201, 201, 201]
    assert issues(named) == issues(keyed) == []
    assert [issue["severity"] for issue in issues(bare)] == ["warning"]
    assert "Idempotency-Key" in bare.text


def test_all_findings_come_at_once_and_nothing_is_kept(settle):
    """422 lists every issue with its expression, and a search finds nothing."""
    agency = settle()
    marked = [{"system": EHR, "value": unique("bad")}]
    wrong = {
        "resourceType": "Patient",
        "identifier": marked,
        "gender": "female-ish",
        "birthDate": "2026-02-30",
        "nickname": "x",
    }
    answer = post(agency.http, wrong)
    assert answer.status_code == 422
    places = {place for issue in issues(answer) for place in issue["expression"]}
    assert {"Patient.gender", "Patient.birthDate"} <= places
    assert any("nickname" in issue["details"]["text"] + str(issue["expression"]) for issue in issues(answer))
    found = agency.http.get("/Patient", params={"identifier": f"{EHR}|{marked[0]['value']}", "_summary": "count"})
    assert found.json()["total"] == 0


def test_a_broken_reference_is_a_conflict_that_names_the_place(settle):
    """409 with the expression of every reference to what is not there, gone, or another's (design sections 6, 7)."""
    agency, other = settle(), settle()
    theirs, gone = other.admit(), unique("gone")
    put(agency.http, basic(id=gone))
    assert agency.http.delete(f"/Basic/{gone}").status_code == 204
    said = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": f"Patient/{theirs}"},
        "focus": [{"reference": f"Basic/{gone}"}],
        "extension": [{"url": "https://example.org/x", "valueReference": {"reference": "Basic/never"}}],
    }
    answer = post(agency.http, said)
    assert answer.status_code == 409
    assert {place for issue in issues(answer) for place in issue["expression"]} == {
        "Observation.subject.reference",
        "Observation.focus[0].reference",
        "Observation.extension[0].valueReference.reference",
    }


def test_a_reference_to_a_version_is_to_one_that_was_made(settle):
    """Of a record at version 2, versions 1 and 2 are there, no other; one that comes in the same Bundle is at 1."""
    agency = settle()
    id_, new = unique("basic"), unique("basic")
    for text in ("one", "two"):
        put(agency.http, basic(id=id_, code={"text": text}))
    made = {
        version: post(agency.http, basic(subject={"reference": f"Basic/{id_}/_history/{version}"}))
        for version in ("1", "2", "3", "0", "02", "x")
    }
    assert {version: answer.status_code for version, answer in made.items()} == {
        **dict.fromkeys("12", 201),
        **dict.fromkeys(("3", "0", "02", "x"), 409),
    }
    assert [issue["expression"] for issue in issues(made["3"])] == [["Basic.subject.reference"]]
    pair = [
        bundle(
            "transaction",
            entry("PUT", f"Basic/{new}", basic(id=new)),
            entry("POST", "Basic", basic(subject={"reference": f"Basic/{new}/_history/{version}"})),
        )
        for version in ("2", "1")
    ]
    assert [agency.http.post("", json=each).status_code for each in pair] == [409, 200]


def test_conditional_create_finds_what_is_there(settle):
    """If-None-Exist: 200 with the one that matches, 201 without, 412 when several do; another's does not match."""
    agency, other = settle(), settle()
    code = unique("code")
    said = basic(identifier=[{"system": "https://example.org/c", "value": code}])
    criteria = f"identifier=https://example.org/c|{code}"
    made = post(agency.http, said, if_none_exist=criteria)
    again = post(agency.http, said, if_none_exist=criteria)
    theirs = post(other.http, said, if_none_exist=criteria)
    assert (made.status_code, again.status_code, theirs.status_code) == (201, 200, 201)
    assert again.content == made.content
    assert again.headers["location"] == made.headers["location"]
    post(agency.http, said)
    assert post(agency.http, said, if_none_exist=criteria).status_code == 412


@pytest.mark.parametrize("criteria", ["", "nonsense=1", "_count=3", "identifier="])
def test_a_condition_that_says_nothing_is_refused(settle, criteria):
    """If-None-Exist must hold search parameters that exist: 400."""
    assert post(settle().http, basic(), if_none_exist=criteria).status_code == 400


def test_sixteen_conditional_creates_make_one_resource(pair, settle):
    """16 parallel, 50 rounds, two workers: each round one 201, fifteen 200, one resource (issue "It keeps")."""
    agency = settle(at=pair)
    rounds = []
    for _ in range(ROUNDS):
        code = unique("code")
        body = json.dumps(basic(identifier=[{"system": "https://example.org/c", "value": code}])).encode()
        # the same criteria, written in the ways that clients write them
        written = (f"identifier=https://example.org/c|{code}", f"identifier=https%3A%2F%2Fexample.org%2Fc%7C{code}")
        rounds.append([Ask("POST", "/fhir/Basic", body, {"if-none-exist": written[n % 2]}) for n in range(PARALLEL)])
    for answers in together(pair.base, agency.token, *rounds):
        assert sorted(answer.status for answer in answers) == [200] * (PARALLEL - 1) + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_retry_by_key_is_given_the_same_answer(settle):
    """Idempotency-Key: status, headers and body of the first answer to the byte; another body is 422."""
    agency = settle()
    key, body = unique("key"), json.dumps(patient())
    headers = FHIR | {"idempotency-key": key}
    first = agency.http.post("/Patient", content=body, headers=headers)
    again = agency.http.post("/Patient", content=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("location", "etag", "last-modified", "content-type"):
        assert again.headers[name] == first.headers[name]
    other = agency.http.post("/Patient", content=json.dumps(patient()), headers=headers)
    assert other.status_code == 422
    put(agency.http, first.json() | {"active": False})
    assert agency.http.post("/Patient", content=body, headers=headers).content == first.content
    theirs = settle().http.post("/Patient", content=body, headers=headers)
    assert (theirs.status_code, theirs.json()["id"] == first.json()["id"]) == (201, False)


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 256])
def test_a_key_is_a_short_word(settle, key):
    """An Idempotency-Key of no or of strange characters, or too long, is 400."""
    answer = settle().http.post("/Basic", json=basic(), headers={"idempotency-key": key.encode("latin-1")})
    assert answer.status_code == 400


def test_sixteen_retries_at_once_make_one_resource(pair, settle):
    """The same key 16 times at once: one resource, and the one answer for all."""
    agency = settle(at=pair)
    body = json.dumps(basic()).encode()
    rounds = [
        [Ask("POST", "/fhir/Basic", body, {"idempotency-key": key})] * PARALLEL
        for key in (uuid4().hex for _ in "12345")
    ]
    for answers in together(pair.base, agency.token, *rounds):
        assert {answer.status for answer in answers} == {201}
        assert len({(answer.body, answer.headers["location"]) for answer in answers}) == 1


def test_an_encounter_is_one_per_owner_and_identifier(settle):
    """The same content again gives 200 and the first one, other content 409; another owner has its own (section 6)."""
    agency, other = settle(), settle()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00")
    first, again = post(agency.http, said), post(agency.http, dict(reversed(said.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.content, again.headers["location"]) == (first.content, first.headers["location"])
    longer = said | {"period": {"start": "2026-11-09T10:00:00-07:00", "end": "2026-11-09T10:45:00-07:00"}}
    refused = post(agency.http, longer)
    assert refused.status_code == 409
    assert issues(refused)[0]["expression"] == ["Encounter.identifier[0]"]
    theirs = other.encounter(
        other.admit(), other.hire(CERTIFIED), "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00"
    )
    assert post(other.http, theirs | {"identifier": said["identifier"]}).status_code == 201
    id_ = unique("elsewhere")
    assert agency.http.put(f"/Encounter/{id_}", json=longer | {"id": id_}).status_code == 409


def test_sixteen_posts_of_one_encounter_make_one(pair, settle):
    """The same encounter 16 times at once is one resource; sixteen different ones under one identifier: one wins."""
    agency = settle(at=pair)
    peer, member = agency.hire(CERTIFIED), agency.admit()
    same, different = [], []
    for _ in range(5):
        said = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:05:00-07:00")
        other = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:05:00-07:00")
        same.append([Ask("POST", "/fhir/Encounter", json.dumps(said).encode())] * PARALLEL)
        ends = [other["period"] | {"end": f"2026-11-09T10:{5 + n % 2}:{n:02}-07:00"} for n in range(PARALLEL)]
        ends = [p | {"end": p["end"].replace(":5:", ":05:").replace(":6:", ":06:")} for p in ends]
        different.append([Ask("POST", "/fhir/Encounter", json.dumps(other | {"period": p}).encode()) for p in ends])
    for answers in together(pair.base, agency.token, *same):
        assert sorted(answer.status for answer in answers) == [200] * (PARALLEL - 1) + [201]
        assert len({answer.body for answer in answers}) == 1
    for answers in together(pair.base, agency.token, *different):
        assert sorted(answer.status for answer in answers) == [201] + [409] * (PARALLEL - 1)


def test_a_bundle_in_a_bundle_is_no_way_around(settle):
    """What is POSTed to /Bundle is not run: the type is not offered (404)."""
    said = {"resourceType": "Bundle", "type": "batch", "entry": [entry("GET", "Patient/x")]}
    assert settle().http.post("/Bundle", json=said).status_code == 404


@pytest.fixture
def unfit(settle):
    """An agency, and a claim of it that can be kept but not adjudicated: no units, and in euros."""
    agency = settle()
    sent = agency.claim(agency.admit(), agency.hire(CERTIFIED), line(0, "2026-11-09"))
    sent["item"][0]["unitPrice"]["currency"] = "EUR"
    return agency, sent


PLACES = [["Claim.item[0].quantity.value"], ["Claim.item[0].unitPrice.currency"]]


def test_a_claim_that_could_not_be_adjudicated_is_kept_with_warnings(unfit):
    """POST and PUT store; what Claim/$submit would refuse is said as warnings, each with its place."""
    agency, sent = unfit
    wish = {"prefer": "return=OperationOutcome"}
    made = post(agency.http, sent, **wish)
    assert made.status_code == 201
    assert [(one["severity"], one["expression"]) for one in issues(made)] == [("warning", place) for place in PLACES]
    assert findings(made) == ["value; severity=warning"] * 2
    id_ = kept(made)
    put_ = agency.http.put(f"/Claim/{id_}", json=sent | {"id": id_, "created": "2026-11-15"}, headers=wish)
    assert (put_.status_code, [one["expression"] for one in issues(put_)]) == (200, PLACES)
    assert (
        findings(post(agency.http, agency.claim(agency.admit(), agency.hire(CERTIFIED), line(4, "2026-11-09")))) == []
    )


def test_in_a_bundle_too_a_claim_is_warned_of_at_its_entry(unfit):
    """The outcome of the entry leads through the Bundle."""
    agency, sent = unfit
    answer = agency.http.post("", json=bundle("transaction", entry("POST", "Claim", sent)))
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["entry"]
    assert told["response"]["status"].startswith("201")
    places = [one["expression"] for one in issues(told["response"]["outcome"])]
    assert places == [[f"Bundle.entry[0].resource{place[5:]}"] for (place,) in PLACES]


def test_a_claim_of_many_faults_is_told_of_twenty(unfit):
    """And of how many more there are."""
    agency, sent = unfit
    sent["item"] = [sent["item"][0] | {"sequence": number} for number in range(1, 13)]
    made = post(agency.http, sent, prefer="return=OperationOutcome")
    assert made.status_code == 201
    told = issues(made)
    assert len(told) == 21
    assert "4 places more" in told[-1]["details"]["text"]


@pytest.mark.parametrize("hours", ["1E+1000000", "1e400", "-20", "1e-1000000"])
def test_training_hours_beyond_reason_do_not_count(settle, hours):
    """MT-33: they are no hours; a role or an encounter that rests on them is refused as any other, never a failure."""
    agency = settle()
    peer = unique("peer")
    person, role = agency.peer(peer, CERTIFIED)
    raw = json.dumps(person)
    assert raw.count('"valueDecimal": 32') == 1
    raw = raw.replace('"valueDecimal": 32', f'"valueDecimal": {hours}')
    assert agency.http.put(f"/Practitioner/{peer}", content=raw, headers=FHIR).status_code == 201
    answer = agency.http.put(f"/PractitionerRole/{peer}", json=role)
    assert (answer.status_code, ("MT-33", "error") in rules(answer)) == (422, True)
    bare = role | {"extension": [one for one in role["extension"] if not one["url"].endswith("/program")]}
    assert agency.http.put(f"/PractitionerRole/{peer}", json=bare).status_code == 201
    hour = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
    visit = post(agency.http, agency.encounter(agency.admit(), f"PractitionerRole/{peer}", *hour))
    assert (visit.status_code, ("MT-33", "error") in rules(visit)) == (422, True)


def test_no_number_of_warnings_lets_an_error_pass(settle):
    """A body with 1,001 wrong displays is refused for what is wrong besides, and for nothing else."""
    marital = {"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}
    codings = [{**marital, "display": f"wrong {n}"} for n in range(1001)]
    for fault in ({"birthDate": "x"}, {"gender": "x"}, {"foo": 1}, {"name": "Zz"}):
        body = {"resourceType": "Patient", "maritalStatus": {"coding": codings}, **fault}
        answer = settle().http.post("/Patient", json=body)
        assert answer.status_code == 422
        assert [i["expression"][0] for i in answer.json()["issue"] if i["severity"] == "error"] == [
            f"Patient.{next(iter(fault))}"
        ]

"""FHIR search over HTTP: the Bundle, its links, its bytes, and what a wrong question gets."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from peerfhir.store.sight import Role
from tests.people import CERTIFIED, EHR, HCPCS, issues, patient, put, unique

FORM = {"content-type": "application/x-www-form-urlencoded"}
MORNINGS = [f"2026-11-{day:02}T10:00:00-07:00" for day in (9, 10, 12)]


@pytest.fixture
def told(settle):
    """An agency, a member, and three encounters of an hour, in November 2026."""
    agency = settle()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    for start in MORNINGS:
        id_ = unique("e")
        resource = agency.encounter(member, peer, start, start.replace("T10", "T11"), id=id_)
        put(agency.http, {**resource, "identifier": [{"system": EHR, "value": id_}]})
    return agency, member


def ids(bundle) -> list[str]:
    """The ids of a searchset, in its order."""
    return [entry["resource"]["id"] for entry in bundle.get("entry", ())]


def asked(url: str) -> list[tuple[str, str]]:
    """The parameters of a link."""
    return parse_qsl(urlsplit(url).query)


def test_a_searchset_holds_the_stored_bytes(told):
    """Type, self link, fullUrl, search mode; each resource to the byte as a read gives it; no total unless asked."""
    agency, member = told
    answer = agency.http.get("/Encounter", params={"patient": member, "date": "2026-11-09"})
    bundle = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")
    assert (bundle["resourceType"], bundle["type"], "total" in bundle) == ("Bundle", "searchset", False)
    (link,) = bundle["link"]
    assert (link["relation"], asked(link["url"])) == ("self", [("patient", member), ("date", "2026-11-09")])
    (entry,) = bundle["entry"]
    assert entry["search"] == {"mode": "match"}
    read = agency.http.get(entry["fullUrl"])
    assert read.status_code == 200
    assert read.content in answer.content


@pytest.mark.parametrize("sort", ["", "date", "-date", "_lastUpdated"])
def test_next_links_lead_through_everything_once(told, sort):
    """Followed to the end, pages of one hold every encounter once; `_total=accurate` says how many."""
    agency, member = told
    params = {"patient": f"Patient/{member}", "_count": "1", "_total": "accurate", **({"_sort": sort} if sort else {})}
    seen, url = [], str(agency.http.base_url.join("/fhir/Encounter"))
    answer = agency.http.get(url, params=params)
    while True:
        bundle = answer.json()
        assert bundle["total"] == 3
        seen += [entry["resource"]["period"]["start"] for entry in bundle["entry"]]
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        if not following:
            break
        answer = agency.http.get(following[0])
    assert seen == (MORNINGS if sort in ("date", "_lastUpdated") else MORNINGS[::-1])


def test_post_search_takes_a_form(told):
    """POST _search with parameters in the body and in the address finds what GET finds."""
    agency, member = told
    got = agency.http.get("/Encounter", params={"patient": member, "status": "finished"})
    posted = agency.http.post("/Encounter/_search?status=finished", content=f"patient={member}", headers=FORM)
    assert (posted.status_code, sorted(ids(posted.json()))) == (200, sorted(ids(got.json())))
    assert len(ids(got.json())) == 3
    wrong = agency.http.post("/Encounter/_search", json={"patient": member})
    assert (wrong.status_code, issues(wrong)[0]["code"]) == (415, "not-supported")


def test_summary_count_is_the_total_alone(told):
    """`_summary=count` and `_count=0`: the total, no entries, no next page."""
    agency, member = told
    for param in ({"_summary": "count"}, {"_count": "0"}):
        bundle = agency.http.get("/Encounter", params={"patient": member, **param}).json()
        assert (bundle["total"], "entry" in bundle, len(bundle["link"])) == (3, False, 1)


def test_unknown_parameters_are_refused_with_the_valid_ones(told):
    """400, a did-you-mean and the list; nothing is found by a filter that is ignored."""
    agency, member = told
    answer = agency.http.get("/Encounter", params={"patinet": member, "date": "soon"})
    assert answer.status_code == 400
    unknown, malformed = issues(answer)
    assert (unknown["code"], malformed["code"]) == ("not-supported", "invalid")
    assert "did you mean 'patient'?" in unknown["details"]["text"]
    assert "episode-of-care" in unknown["diagnostics"]


def test_lenient_handling_says_what_it_ignored(told):
    """The self link names what was applied, an outcome entry what was not."""
    agency, member = told
    params = {"patient": member, "patinet": "x"}
    bundle = agency.http.get("/Encounter", params=params, headers={"prefer": "handling=lenient"}).json()
    assert asked(bundle["link"][0]["url"]) == [("patient", member)]
    last = bundle["entry"][-1]
    assert (len(bundle["entry"]), last["search"]) == (4, {"mode": "outcome"})
    assert [issue["severity"] for issue in issues(last["resource"])] == ["warning"]


def test_another_agency_finds_nothing_and_counts_nothing(told, settle):
    """Neither by patient nor by identifier nor in a total; an auditor finds all of it."""
    agency, member = told
    found = agency.http.get("/Encounter", params={"patient": member}).json()
    identifier = found["entry"][0]["resource"]["identifier"][0]
    stranger, auditor = settle(), settle(Role.ADMIN)
    for params in ({"patient": member}, {"identifier": f"{identifier['system']}|{identifier['value']}"}):
        bundle = stranger.http.get("/Encounter", params={**params, "_total": "accurate"}).json()
        assert (bundle["total"], ids(bundle)) == (0, [])
    assert len(ids(auditor.http.get("/Encounter", params={"patient": member}).json())) == 3


def test_a_cursor_is_of_its_caller(told, settle):
    """A next link is no key: another caller, or another question, is refused."""
    agency, member = told
    bundle = agency.http.get("/Encounter", params={"patient": member, "_count": "1"}).json()
    params = dict(asked(bundle["link"][1]["url"]))
    assert agency.http.get("/Encounter", params=params).status_code == 200
    for client, changed in ((settle().http, {}), (agency.http, {"patient": "x"}), (agency.http, {"_cursor": "x"})):
        answer = client.get("/Encounter", params={**params, **changed})
        assert (answer.status_code, issues(answer)[0]["code"]) == (400, "invalid")


def test_a_search_needs_its_scope_and_speaks_json(server, told):
    """Without `s` 403; `_format=xml` 406; an unknown type 404."""
    agency, _ = told
    with server.client(Role.PROVIDER, agency.id, ["system/Encounter.r"]) as reader:
        assert reader.get("/Encounter").status_code == 403
    assert agency.http.get("/Encounter", params={"_format": "xml"}).status_code == 406
    assert agency.http.get("/Encounter", params={"_format": "application/fhir+json"}).status_code == 200
    assert agency.http.get("/Encountre").status_code == 404


def test_references_may_be_given_as_our_own_address(told):
    """`patient=<base>/Patient/id` is the patient of this server."""
    agency, member = told
    url = str(agency.http.base_url.join(f"/fhir/Patient/{member}"))
    assert len(ids(agency.http.get("/Encounter", params={"patient": url}).json())) == 3


def test_every_declared_parameter_can_be_asked_for(settle):
    """What the CapabilityStatement declares, the server answers (rivals.md 4, item 21)."""
    agency = settle()
    statement = agency.http.get("/metadata").json()
    value = {"date": "2026-11-09", "number": "1", "quantity": "1", "token": "x|y", "uri": "http://x.example.org"}
    failed = []
    for resource in statement["rest"][0]["resource"]:
        params = {p["name"]: value.get(p["type"], "x") for p in resource.get("searchParam", ())}
        params.update({"_id": "x"} if "_id" in params else {})
        listed = list(params.items())
        for start in range(0, len(listed), 30):
            answer = agency.http.get(f"/{resource['type']}", params=dict(listed[start : start + 30]))
            if answer.status_code != 200:
                failed.append((resource["type"], answer.text))
    assert failed == []


@pytest.mark.parametrize(
    ("params", "number"),
    [
        ({"type": f"{HCPCS}|H0038"}, 3),
        ({"date": ["ge2026-11-10", "lt2026-11-12"]}, 1),
        ({"date": "2026-11-09,2026-11-12"}, 2),
        ({"status:not": "finished"}, 0),
        ({"class": "AMB", "participant:missing": "false"}, 3),
        ({"episode-of-care": "nobody"}, 0),
    ],
)
def test_conditions_are_joined(told, params, number):
    """Repetition is "and", a comma "or"."""
    agency, member = told
    assert len(ids(agency.http.get("/Encounter", params={"patient": member, **params}).json())) == number


def test_names_travel_in_any_script(settle):
    """Percent-encoded UTF-8, accents and case aside; bytes that are no UTF-8 are no error of ours."""
    agency = settle()
    id_ = unique("pat")
    put(agency.http, patient(id_, name=[{"family": "Zzú-Ñandú", "given": ["Ōta"]}]))
    assert ids(agency.http.get("/Patient", params={"family": "ZZU-ñ", "_id": id_}).json()) == [id_]
    assert agency.http.get("/Patient?family=%FF%FE").status_code == 200
    assert json.loads(agency.http.get("/Patient?family=%00").text)["issue"][0]["code"] == "invalid"

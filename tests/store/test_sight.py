"""Who sees what: every role, every kind of resource, every way to it (design section 8)."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from peerfhir.store.sight import DIRECTORY, Caller, Role
from tests.people import (
    CERTIFIED,
    Agency,
    basic,
    bundle,
    claim,
    coverage,
    entry,
    patient,
    post,
    put,
    ref,
    unique,
    usage,
)

MARK = "https://example.org/sight"
MARKED_OF_ONE = frozenset({"Encounter", "Observation", "Condition", "Claim", "CarePlan", "Basic of one"})
ALL = MARKED_OF_ONE | {"Patient", "Coverage", "EpisodeOfCare"}
DIRECTORY_KINDS = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location"})
OWN = frozenset({"Basic of none", "Communication of two"})
EVERYTHING = ALL | DIRECTORY_KINDS | OWN

SEES = {
    "owner": EVERYTHING,
    "another provider": DIRECTORY_KINDS,
    "provider serving by EpisodeOfCare": ALL | DIRECTORY_KINDS,
    "provider serving by CareTeam": ALL | DIRECTORY_KINDS,
    "payer of the Coverage": ALL | DIRECTORY_KINDS,
    "another payer": DIRECTORY_KINDS,
    "payer of a cancelled Coverage": DIRECTORY_KINDS,
    "auditor": EVERYTHING,
    "administrator": EVERYTHING,
    "engineer": DIRECTORY_KINDS,
}


@dataclass(frozen=True)
class World:
    """What an agency has stored, by kind: (type, id, a search by identifier where the type has one); who calls."""

    stored: dict[str, tuple[str, str]]
    callers: dict[str, Agency]


def settled(server, stack: ExitStack) -> World:
    """An agency with one record of each kind, those who serve and pay its member, and those who do not."""

    def come(role: Role) -> Agency:
        return stack.enter_context(closing(Agency(server, role)))

    agency = come(Role.PROVIDER)
    callers = {
        "owner": agency,
        "another provider": come(Role.PROVIDER),
        "provider serving by EpisodeOfCare": come(Role.PROVIDER),
        "provider serving by CareTeam": come(Role.PROVIDER),
        "payer of the Coverage": come(Role.PAYER),
        "another payer": come(Role.PAYER),
        "payer of a cancelled Coverage": come(Role.PAYER),
        "auditor": come(Role.AUDITOR),
        "administrator": come(Role.ADMIN),
        "engineer": come(Role.ENGINEER),
    }
    payer, lapsed = callers["payer of the Coverage"].id, callers["payer of a cancelled Coverage"].id
    member, second = agency.admit(payer=payer), agency.admit()
    put(agency.http, coverage(unique("cov"), member, lapsed, status="cancelled"))
    about = {"subject": ref(f"Patient/{member}")}
    serving = ref(f"Organization/{callers['provider serving by EpisodeOfCare'].id}")
    episode = {"resourceType": "EpisodeOfCare", "id": unique("eoc"), "status": "active", "patient": about["subject"]}
    put(agency.http, episode | {"managingOrganization": serving})
    team = {"resourceType": "CareTeam", "id": unique("team"), "status": "active", **about}
    helping = ref(f"Organization/{callers['provider serving by CareTeam'].id}")
    put(agency.http, team | {"participant": [{"member": helping}]})
    peer = agency.hire(CERTIFIED)
    role = peer.split("/")[1]
    said: dict[str, Any] = {
        "Encounter": agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00"),
        "Observation": {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **about},
        "Condition": {"resourceType": "Condition", "code": {"text": "x"}, **about},
        "CarePlan": {"resourceType": "CarePlan", "status": "active", "intent": "plan", **about},
        "Claim": claim(member, agency.id),
        "Location": {"resourceType": "Location", "name": "x"},
        "Basic of one": basic(**about),
        "Basic of none": basic(),
        "Communication of two": {
            "resourceType": "Communication",
            "status": "completed",
            "recipient": [ref(f"Patient/{second}")],
            **about,
        },
    }
    stored = {kind: (kind.split()[0], unique("s")) for kind in said}
    for kind, (_, id_) in stored.items():
        marked = [*said[kind].get("identifier", ()), {"system": MARK, "value": id_}]
        put(agency.http, said[kind] | {"id": id_, "identifier": marked})
    stored |= {kind: (kind, member) for kind in ("Patient", "Coverage", "EpisodeOfCare")}
    stored |= {"Practitioner": ("Practitioner", role), "PractitionerRole": ("PractitionerRole", role)}
    return World(stored | {"Organization": ("Organization", agency.id)}, callers)


@pytest.fixture(scope="module")
def world(server):
    """The people of this module."""
    with ExitStack() as stack:
        yield settled(server, stack)


def listed(answer: httpx.Response, id_: str) -> bool:
    """Whether a Bundle holds the resource of this id."""
    assert answer.status_code == 200, answer.text
    return any(e["fullUrl"].endswith(f"/{id_}") for e in answer.json().get("entry", []))


def counted(answer: httpx.Response) -> bool:
    """Whether the total of a search is one; it must be none otherwise."""
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] in (0, 1)
    return bool(answer.json()["total"])


def told(answer: httpx.Response, seen: int, hidden: int) -> bool:
    """Which of two statuses it is."""
    assert answer.status_code in (seen, hidden), answer.text
    return answer.status_code == seen


def inside(client: httpx.Client, kind: str, url: str) -> httpx.Response:
    """The answer to a GET in a Bundle, as if it had come alone."""
    (said,) = client.post("", json=bundle(kind, entry("GET", url))).json()["entry"]
    return httpx.Response(int(said["response"]["status"][:3]), json=said.get("resource", {}))


def conditional(client: httpx.Client, type_: str, id_: str) -> bool:
    """Whether If-None-Exist finds it: what is hidden is created beside it, without a word of it."""
    said: dict[str, dict[str, Any]] = {
        "Observation": {"status": "final", "code": {"text": "x"}},
        "Basic": {"code": {"text": "x"}},
    }
    body = {"resourceType": type_, **said[type_]}
    answer = post(client, body, if_none_exist=f"identifier={MARK}|{id_}")
    assert (answer.json()["id"] == id_) == (answer.status_code == 200)
    return told(answer, 200, 201)


PATHS = {
    "read": lambda c, t, i: told(c.get(f"/{t}/{i}"), 200, 404),
    "head": lambda c, t, i: told(c.head(f"/{t}/{i}"), 200, 404),
    "vread": lambda c, t, i: told(c.get(f"/{t}/{i}/_history/1"), 200, 404),
    "history of the resource": lambda c, t, i: told(c.get(f"/{t}/{i}/_history"), 200, 404),
    "history of the type": lambda c, t, i: listed(c.get(f"/{t}/_history", params={"_count": "1000"}), i),
    "search": lambda c, t, i: listed(c.get(f"/{t}", params={"_id": i}), i),
    "search by POST": lambda c, t, i: listed(c.post(f"/{t}/_search", data={"_id": i}), i),
    "sorted search": lambda c, t, i: listed(c.get(f"/{t}", params={"_id": i, "_sort": "-_lastUpdated"}), i),
    "_summary=count": lambda c, t, i: counted(c.get(f"/{t}", params={"_id": i, "_summary": "count"})),
    "_total": lambda c, t, i: counted(c.get(f"/{t}", params={"_id": i, "_total": "accurate"})),
    "target of a reference": lambda c, t, i: told(
        post(c, basic(extension=[{"url": "https://example.org/x", "valueReference": ref(f"{t}/{i}")}])), 201, 409
    ),
    "read in a transaction": lambda c, t, i: told(inside(c, "transaction", f"{t}/{i}"), 200, 404),
    "search in a batch": lambda c, t, i: listed(inside(c, "batch", f"{t}?_id={i}"), i),
}
OF_SOME = {
    "conditional create": (frozenset({"Observation", "Basic of one", "Basic of none"}), conditional),
    "search by identifier": (
        MARKED_OF_ONE | OWN,
        lambda c, t, i: listed(c.get(f"/{t}", params={"identifier": f"{MARK}|{i}"}), i),
    ),
    "usage": (
        frozenset({"Patient"}),
        lambda c, _, i: told(c.get(f"/Patient/{i}/$authorization-usage"), 200, 404),
    ),
    "history of everything": (
        frozenset({"Patient", "Basic of none", "Organization"}),
        lambda c, _, i: listed(c.get("/_history", params={"_count": "1000"}), i),
    ),
}


def wrong(world: World, who: str, expected: frozenset[str]) -> list[tuple[str, str]]:
    """(kind, path) of everything that is shown and should not be, or the other way round."""
    client = world.callers[who].http
    found = []
    for kind, (type_, id_) in world.stored.items():
        for name, look in PATHS.items():
            if look(client, type_, id_) != (kind in expected):
                found.append((kind, name))
        for name, (kinds, look) in OF_SOME.items():
            if kind in kinds and look(client, type_, id_) != (kind in expected):
                found.append((kind, name))
    return found


@pytest.mark.parametrize("who", SEES)
def test_each_role_sees_its_own(world, who):
    """Another's is 404, and is in no list, total, match or history; the directory is open; an auditor sees all."""
    assert wrong(world, who, SEES[who]) == []


def test_an_engineer_sees_the_sandbox(start):
    """In the sandbox, whose people are synthetic, an engineer sees everything."""
    with ExitStack() as stack:
        world = settled(start(sandbox=True), stack)
        assert wrong(world, "engineer", EVERYTHING) == []
        assert wrong(world, "another provider", DIRECTORY_KINDS) == []


@pytest.mark.parametrize("who", [who for who in SEES if who not in ("owner", "administrator")])
def test_seeing_is_not_changing(world, who):
    """What is seen is changed by its owner or an administrator only (403); what is not seen is not there (404)."""
    client = world.callers[who].http
    for kind, (type_, id_) in world.stored.items():
        status = 403 if kind in SEES[who] else 404
        held = world.callers["owner"].http.get(f"/{type_}/{id_}")
        changed = client.put(f"/{type_}/{id_}", json=held.json() | {"language": "en"})
        assert (kind, changed.status_code) == (kind, status)
        assert (kind, client.delete(f"/{type_}/{id_}").status_code) == (kind, status)
        assert world.callers["owner"].http.get(f"/{type_}/{id_}").content == held.content


def test_what_opens_a_patient_closes_it_too(settle):
    """When the Coverage is cancelled, or deleted, its payer sees the member no more; and the history neither."""
    agency, payer = settle(), settle(Role.PAYER)
    member = agency.admit(payer=payer.id)
    assert payer.http.get(f"/Patient/{member}").status_code == 200
    said = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, said | {"status": "cancelled"})
    for path in (
        f"/Patient/{member}",
        f"/Patient/{member}/_history",
        f"/Coverage/{member}",
        f"/Coverage/{member}/_history/1",
    ):
        assert payer.http.get(path).status_code == 404
    put(agency.http, said)
    assert payer.http.get(f"/Patient/{member}").status_code == 200
    assert agency.http.delete(f"/Coverage/{member}").status_code == 204
    assert payer.http.get(f"/Patient/{member}").status_code == 404


def test_sight_follows_the_patient_a_version_names(settle):
    """An Observation that first named another's patient by mistake: the payer of the right one sees from then on."""
    agency, one, other = settle(), settle(Role.PAYER), settle(Role.PAYER)
    first, second = agency.admit(payer=one.id), agency.admit(payer=other.id)
    id_ = unique("o")
    said = {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "x"}}
    put(agency.http, said | {"subject": ref(f"Patient/{first}")})
    put(agency.http, said | {"subject": ref(f"Patient/{second}")})
    assert other.http.get(f"/Observation/{id_}").status_code == 200
    assert other.http.get(f"/Observation/{id_}/_history/1").status_code == 404
    assert one.http.get(f"/Observation/{id_}").status_code == 404
    assert len(other.http.get(f"/Observation/{id_}/_history").json()["entry"]) == 1


def test_nobody_opens_a_patient_to_himself(settle):
    """A Coverage or an episode for a Patient one does not see is a broken reference (409), and opens nothing."""
    agency, other = settle(), settle(Role.PAYER)
    member = agency.admit()
    answer = other.http.put(f"/Coverage/{unique('c')}", json=coverage("x", member, other.id))
    assert answer.status_code == 400  # the id is another
    id_ = unique("c")
    answer = other.http.put(f"/Coverage/{id_}", json=coverage(id_, member, other.id))
    assert answer.status_code == 409
    episode = {"resourceType": "EpisodeOfCare", "status": "active", "patient": ref(f"Patient/{member}")}
    assert post(other.http, episode | {"managingOrganization": other.ref}).status_code == 409
    assert other.http.get(f"/Patient/{member}").status_code == 404


def test_a_known_member_number_shows_nothing(settle):
    """Posting a Patient with the member number of another's shows nobody else's records (design section 7)."""
    agency, other = settle(), settle()
    number = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB"}]},
        "system": "https://payer.example.org/members",
        "value": unique("mb"),
    }
    mine = agency.admit(identifier=[number])
    theirs = unique("m")
    put(other.http, patient(theirs, identifier=[number]))
    found = other.http.get(
        "/Patient", params={"identifier": f"{number['system']}|{number['value']}", "_total": "accurate"}
    )
    assert [e["resource"]["id"] for e in found.json()["entry"]] == [theirs]
    assert found.json()["total"] == 1
    assert other.http.get(f"/EpisodeOfCare?patient={mine}").json().get("entry", []) == []
    assert usage(other.http, theirs, "2026-11-09")[0]["rendered"] == 0


def test_the_directory_is_what_depends_on_no_patient():
    """Practitioners, their roles, organizations, places, services, plans and measures are open to every caller."""
    assert {"Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService"} <= DIRECTORY
    assert not DIRECTORY & {"Patient", "Encounter", "Coverage", "Basic"}
    nobody = Caller(1, Role.PROVIDER, "ORG", 1, frozenset())
    assert not nobody.sees_all
    assert not nobody.may_change(2)

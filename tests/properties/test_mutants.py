"""Twenty thousand bodies from a seeded generator against a real server: no 500, and every refusal says why."""

import asyncio
import itertools
import json
from collections import Counter
from urllib.parse import quote

import pytest

from peerfhir.store.sight import Role
from tests.people import (
    BILLING,
    CERTIFIED,
    PROGRAM,
    basic,
    bundle,
    claim,
    coverage,
    cpo_order,
    entry,
    ext,
    issues,
    line,
    patient,
    post,
    preauthorization,
    put,
    ref,
    submit,
    unique,
)
from tests.properties.mutants import STRANGE, Mutants
from tests.wire import Ask, Wire

SEED = 20261116
BODIES = 20_000
CONNECTIONS = 16
HOUR = ("2026-11-09T12:00:00-07:00", "2026-11-09T12:15:00-07:00")


def good(agency):
    """Requests that would be taken: one of each kind that has a path of its own through the server."""
    member, peer, payer = agency.admit(), agency.hire(CERTIFIED), agency.id
    encounter = agency.encounter(member, peer, "2026-11-09T10:00:00-07:00", "2026-11-09T10:15:00-07:00")
    del encounter["identifier"]
    about = {"subject": ref(f"Patient/{member}")}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1-8"}]},
        "valueQuantity": {"value": 1.50, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h"},
        "effectiveDateTime": "2026-11-09",
        "component": [{"code": {"text": "x"}, "valueString": "y"}],
        **about,
    }
    role = {
        "resourceType": "PractitionerRole",
        "id": member,
        "practitioner": ref(peer.replace("Role", "")),
        "organization": agency.ref,
    }
    holder = {"resourceType": "Practitioner", "name": [{"family": "x", "given": ["y"]}], "qualification": [CERTIFIED]}
    episode = {
        "resourceType": "EpisodeOfCare",
        "status": "active",
        "patient": ref(f"Patient/{member}"),
        "managingOrganization": agency.ref,
        "extension": [ext("program", valueCode=PROGRAM)],
    }
    paid = coverage(member, member, payer, subscriberId="SYN-1", period={"start": "2026-01-01"})
    billed = claim(member, agency.id)
    billed["insurance"][0]["coverage"] = {"display": "x"}
    visit = unique("e")
    put(agency.http, agency.encounter(member, peer, *HOUR, id=visit))
    submitted = agency.claim(member, peer, line(1, "2026-11-09", visit), line(2, "2026-11-10"), quoted="N-1")
    del submitted["identifier"]
    person, served = agency.peer(unique("peer"), CERTIFIED)
    name = "urn:uuid:8d4a0c5e-5c11-4d0f-8a8b-5c8f3f3d7b11"
    entries = (
        entry("POST", "Patient", patient(), name),
        entry("POST", "Basic", basic(subject=ref(name)), ifNoneExist="identifier=https://x.org|1"),
        entry("POST", "Encounter", encounter),
        entry("GET", f"Patient/{member}"),
        entry("DELETE", f"Coverage/{member}", ifMatch='W/"9999"'),
    )
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": encounter}]}
    return [
        ("POST", "/fhir/Encounter", encounter),
        ("POST", "/fhir/Encounter", encounter),
        ("PUT", f"/fhir/Encounter/{member}", encounter | {"id": member}),
        ("POST", "/fhir/Patient", patient()),
        ("PUT", f"/fhir/Patient/{member}", patient(member)),
        ("POST", "/fhir/Observation", observation),
        (
            "POST",
            "/fhir/Claim",
            billed,
        ),
        ("PUT", f"/fhir/Coverage/{member}", paid),
        ("POST", "/fhir/EpisodeOfCare", episode),
        ("PUT", f"/fhir/PractitionerRole/{member}", role),
        ("POST", "/fhir/Practitioner", holder),
        ("POST", "/fhir/Claim/$submit", submitted),
        ("POST", "/fhir/Claim/$submit", submitted | {"identifier": [{"system": BILLING, "value": unique("c")}]}),
        ("PUT", f"/fhir/Practitioner/{person['id']}", person),
        ("PUT", f"/fhir/PractitionerRole/{served['id']}", served),
        ("PUT", f"/fhir/CarePlan/{member}", agency.plan(member)),
        ("POST", "/fhir", bundle("transaction", *entries[:4])),
        ("POST", "/fhir", bundle("batch", *entries)),
        ("POST", "/fhir/Encounter/$validate", encounter),
        ("POST", "/fhir/Encounter/$validate", parameters),
    ]


def authorizing(payer, agency):
    """Requests of a payer that would be taken: authorizations, and the decision on what is pended."""
    member, peer = agency.admit(payer=payer.id, birthDate="2007-05-05"), agency.hire(CERTIFIED)
    answer = submit(agency.http, agency.claim(member, peer, line(12, "2026-11-09")))
    days = ("2026-11-01", "2026-12-31")
    authorized = preauthorization(member, payer.id, unique("N"), days, units=52)
    approved = preauthorization(member, payer.id, unique("N"), days, per_week=16)
    ordered = cpo_order(member, unique("N"), 16, days)
    given = [{"name": "decision", "valueCode": "reduce"}, {"name": "units", "valueUnsignedInt": 1}]
    return [
        *(("PUT", f"/fhir/{one['resourceType']}/{one['id']}", one) for one in (authorized, approved, ordered)),
        (
            "POST",
            f"/fhir/ClaimResponse/{answer.json()['id']}/$decide",
            {"resourceType": "Parameters", "parameter": given},
        ),
    ]


async def sent(base, token, asks):
    """Every (ask, answer), over a few connections that are kept alive."""
    waiting, found = iter(asks), []

    async def one() -> None:
        wire = Wire(base, token)
        found.extend([(ask, await wire.ask(ask)) for ask in waiting])
        wire.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return found


def faults(answers):
    """What no answer may be: a 5xx, or a refusal without an OperationOutcome that says something."""
    for ask, answer in answers:
        if answer.status >= 500:
            yield ask, answer
        elif answer.status >= 400:
            said = json.loads(answer.body)
            if not issues(said) or not all(issue["details"]["text"] for issue in issues(said)):
                yield ask, answer
        elif b'"status":"5' in answer.body:
            yield ask, answer


def test_no_mutant_is_a_500(pair, settle):
    """20,000 mutated bodies: 2xx or 4xx, each 4xx with an OperationOutcome; afterwards the server is as it was."""
    agency = settle(at=pair)
    mutants = itertools.islice(Mutants(SEED, good(agency)), BODIES)
    answers = asyncio.run(sent(pair.base, agency.token, mutants))
    assert len(answers) == BODIES
    assert list(faults(answers))[:3] == []
    statuses = Counter(answer.status for _, answer in answers)
    assert set(statuses) <= {200, 201, 400, 404, 409, 412, 422}
    assert min(statuses[201], statuses[400], statuses[422]) > BODIES // 100  # every way was gone
    assert post(agency.http, basic()).status_code == 201


def test_the_good_ones_are_good(settle):
    """What the mutants are made of would be taken: else they would show nothing."""
    agency = settle()
    for method, path, resource in good(agency):
        answer = agency.http.request(method, path.removeprefix("/fhir"), json=resource)
        assert answer.status_code in (200, 201), (path, answer.text)


@pytest.mark.parametrize("type_", ["Encounter", "Patient", "Observation", "Claim"])
def test_no_strange_address_is_a_500(server, settle, type_):
    """Addresses and parameters of strange text are found or refused, with an OperationOutcome."""
    agency = settle()
    strange = [str(text) for text in STRANGE if not isinstance(text, (list, dict))]
    names = [
        "_id",
        "identifier",
        "patient",
        "date",
        "status",
        "_lastUpdated",
        "_count",
        "_sort",
        "_cursor",
        "_since",
        "code",
    ]
    asks = [Ask("GET", f"/fhir/{type_}/{quote(text[:3000], safe='')}") for text in strange]
    asks += [Ask("GET", f"/fhir/{type_}/x/_history/{quote(text[:3000], safe='')}") for text in strange]
    asks += [
        Ask("GET", f"/fhir/{type_}{path}?{name}={quote(text[:3000], safe='')}")
        for text in strange
        for name in names
        for path in ("", "/_history")
    ]
    asks += [Ask("DELETE", f"/fhir/{type_}/{quote(text[:3000], safe='')}") for text in strange]
    assert list(faults(asyncio.run(sent(server.base, agency.token, asks))))[:3] == []


def test_no_strange_header_is_a_500(server, settle):
    """Headers of strange text are understood or refused, with an OperationOutcome."""
    agency, id_ = settle(), unique("b")
    put(agency.http, basic(id=id_))
    strange = [str(text)[:3000] for text in STRANGE if not isinstance(text, (list, dict))]
    plain = [t.encode().decode("latin-1") for t in strange if not set(t) & set("\r\n\x00")]
    names = [
        "prefer",
        "if-match",
        "if-none-match",
        "if-none-exist",
        "idempotency-key",
        "accept",
        "x-request-id",
        "content-type",
    ]
    asks = [
        Ask(method, path, json.dumps(basic(id=id_)).encode() if method != "GET" else b"", {name: text})
        for text in plain
        for name in names
        for method, path in (("GET", f"/fhir/Basic/{id_}"), ("PUT", f"/fhir/Basic/{id_}"), ("POST", "/fhir/Basic"))
    ]
    assert list(faults(asyncio.run(sent(server.base, agency.token, asks))))[:3] == []


def test_mutants_of_another_role(server, settle):
    """What a payer sends broken is no worse than what a provider sends."""
    agency = settle(Role.PAYER)
    mutants = itertools.islice(Mutants(SEED + 1, good(agency)), 500)
    assert list(faults(asyncio.run(sent(server.base, agency.token, mutants))))[:3] == []


def test_mutants_of_authorizations_and_decisions(pair, settle):
    """Broken authorizations and decisions are refused or kept, and no claim that quotes them is a 500."""
    payer, agency = settle(Role.PAYER, pair), settle(at=pair)
    taken = authorizing(payer, agency)
    mutants = itertools.islice(Mutants(SEED + 2, taken), 3000)
    assert list(faults(asyncio.run(sent(pair.base, payer.token, mutants))))[:3] == []
    member = taken[0][2]["patient"]["reference"].split("/")[1]
    numbers = [one.get("preAuthRef") or one["identifier"][0]["value"] for _, _, one in taken[:3]]
    billed = agency.claim(member, agency.hire(CERTIFIED), line(9, "2026-11-12"), quoted=numbers)
    assert submit(agency.http, billed).status_code == 200
    for method, path, resource in taken:
        answer = payer.http.request(method, path.removeprefix("/fhir"), json=resource)
        assert answer.status_code in (200, 201, 409), (path, answer.text)

"""What a write leaves in the database: one transaction, nothing twice, nothing behind."""

import asyncio
import time

import asyncpg
import pytest

from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.sight import Role
from tests.people import CERTIFIED, basic, bundle, entry, patient, post, put, ref, unique

INDEXES = ("index_key", "index_reference", "index_date", "index_string", "index_number")


def asked(url, sql, *args):
    """The rows of a query, as tuples."""

    async def fetch():
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(sql, *args)]
        finally:
            await connection.close()

    return asyncio.run(fetch())


@pytest.fixture
def agency(settle):
    """An agency."""
    return settle()


def pk(agency, type_, id_):
    """The surrogate of a resource."""
    ((found,),) = asked(
        agency.server.url, "SELECT pk FROM resource WHERE rtype = $1 AND fid = $2", TYPE_CODES[type_], id_
    )
    return found


def rows(agency, number):
    """How many rows each index table has of a resource."""
    return {
        table: asked(agency.server.url, f"SELECT count(*) FROM {table} WHERE pk = $1", number)[0][0]  # noqa: S608
        for table in INDEXES
    }


def test_search_values_are_those_of_the_current_version(agency):
    """An update replaces them, a deletion takes them; the superseded versions stay in the history with their bytes."""
    id_ = unique("p")
    first = agency.http.put(f"/Patient/{id_}", json=patient(id_))
    number = pk(agency, "Patient", id_)
    assert rows(agency, number)["index_string"] > 1
    put(agency.http, {"resourceType": "Patient", "id": id_, "name": [{"family": "Other"}]})
    strings = asked(agency.server.url, "SELECT DISTINCT value FROM index_string WHERE pk = $1", number)
    assert strings == [("other",)]
    agency.http.delete(f"/Patient/{id_}")
    assert rows(agency, number) == dict.fromkeys(INDEXES, 0)
    kept = asked(agency.server.url, "SELECT vid, body, method FROM resource_history WHERE pk = $1 ORDER BY vid", number)
    assert [(vid, method) for vid, _, method in kept] == [(1, "U"), (2, "U")]
    assert kept[0][1] == first.content


def test_every_index_row_bears_the_member(agency):
    """Every search value of a resource in a patient's compartment carries the member; others carry none."""
    member = agency.admit()
    answer = post(
        agency.http,
        agency.encounter(member, agency.hire(CERTIFIED), "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00"),
    )
    own = asked(agency.server.url, "SELECT member FROM resource WHERE pk = $1", pk(agency, "Patient", member))
    number = pk(agency, "Encounter", answer.json()["id"])
    for table in ("index_key", "index_reference", "index_date"):
        found = asked(agency.server.url, f"SELECT DISTINCT member FROM {table} WHERE pk = $1", number)  # noqa: S608
        assert found == own
    ((none,),) = asked(
        agency.server.url,
        "SELECT DISTINCT member FROM index_string WHERE pk = $1",
        pk(agency, "Organization", agency.id),
    )
    assert none is None


def test_a_bundle_is_one_transaction(agency):
    """All versions of a Bundle bear one transaction id, and the current era."""
    ids = [unique("b") for _ in range(4)]
    agency.http.post("", json=bundle("transaction", *(entry("PUT", f"Basic/{i}", basic(id=i)) for i in ids)))
    found = asked(agency.server.url, "SELECT DISTINCT xid::text, era FROM resource WHERE fid = ANY ($1)", ids)
    assert len(found) == 1
    assert found[0][1] == 1


def test_a_refused_write_leaves_nothing(agency):
    """Neither versions nor search values, ledger entries, members or answers remain of what was refused."""
    tables = ("resource", "resource_history", "ledger", "member", "member_key", "sight", "idempotency", *INDEXES)
    trainee, member = agency.hire(), agency.admit()

    def counts():
        return {
            table: asked(agency.server.url, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
            for table in tables
        }

    before = counts()
    said = agency.encounter(member, trainee, "2026-11-09T10:00:00-07:00", "2026-11-09T10:30:00-07:00")
    many = bundle("transaction", entry("POST", "Patient", patient()), entry("POST", "Encounter", said))
    key = {"idempotency-key": unique("k")}
    assert agency.http.post("/Encounter", json=said, headers=key).status_code == 422
    assert agency.http.post("", json=many, headers=key).status_code == 422
    assert agency.http.put("/Basic/x", json=basic(id="x", subject=ref("Patient/never")), headers=key).status_code == 409
    assert agency.http.put("/Basic/x", json=basic(id="x"), headers={"if-match": 'W/"5"', **key}).status_code == 412
    assert counts() == before


def test_every_access_leaves_a_row_in_the_audit(agency):
    """Writes in their transaction, reads and refusals a moment later: who, what, which patient, how it ended."""
    member = agency.admit()
    requests = {}
    for name, path in {"read": f"/Patient/{member}", "usage": f"/Patient/{member}/$authorization-usage"}.items():
        requests[agency.http.get(path).headers["x-request-id"]] = name
    requests[agency.http.get("/Patient/never").headers["x-request-id"]] = "unknown"
    put_again = agency.http.put(f"/Patient/{member}", json=patient(member))
    requests[put_again.headers["x-request-id"]] = "update"
    with agency.server.client(Role.PROVIDER, agency.id, ["system/Basic.r"]) as narrow:
        requests[narrow.get(f"/Patient/{member}").headers["x-request-id"]] = "no scope"
    number = pk(agency, "Patient", member)
    expected = {
        ("read", "R", 200, number), ("usage", "E", 200, number), ("unknown", "R", 404, None),
        ("update", "U", 200, number), ("no scope", "R", 403, None),
    }  # fmt: skip
    found: set[tuple[object, ...]] = set()
    deadline = time.monotonic() + 10
    while found != expected and time.monotonic() < deadline:
        written = asked(
            agency.server.url,
            "SELECT request, action, status, patient FROM audit WHERE request = ANY ($1)",
            list(requests),
        )
        found = {(requests[request], *rest) for request, *rest in written}
        time.sleep(0.05)
    assert found == expected


def test_what_a_condition_finds_is_audited(agency):
    """A conditional create that is answered with a stored resource has disclosed it (design section 8)."""
    code = unique("c")
    said = basic(identifier=[{"system": "https://example.org/c", "value": code}])
    post(agency.http, said)
    again = post(agency.http, said, if_none_exist=f"identifier=https://example.org/c|{code}")
    assert again.status_code == 200
    written = asked(
        agency.server.url,
        "SELECT status, resource FROM audit WHERE request = $1",
        again.headers["x-request-id"],
    )
    assert written == [(200, pk(agency, "Basic", again.json()["id"]))]

"""Who calls: tokens, their refusals, scopes, and how soon a revocation is felt (issue "It keeps", Callers)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from peerfhir.api.caller import LETTERS, Callers, allows, require, unknown
from peerfhir.fhir.issues import Kind, Refused
from peerfhir.store.clients import Known, Registry
from peerfhir.store.keys import Keys, Token, load
from peerfhir.store.sight import Caller, Role

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
ISSUED = int(NOW.timestamp()) - 3600
EHR = Caller(7, Role.PROVIDER, "ORG-MT", 3, frozenset({"system/Encounter.crs", "system/Patient.read"}))


class Directory:
    """The client table of a test: a dict that counts how often it is read, and answers when it is told to."""

    def __init__(self, *known: Known) -> None:
        self.rows = {k.caller.client: k for k in known}
        self.reads: list[list[int]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def read(self, numbers: list[int]) -> dict[int, Known]:
        """The rows as they are when the reading begins."""
        self.reads.append(sorted(numbers))
        found = {n: self.rows[n] for n in numbers if n in self.rows}
        await self.open.wait()
        return found

    def revoke(self, number: int) -> None:
        """Refuse this client from now on."""
        self.rows[number] = replace(self.rows[number], revoked=True)


class Watch:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Seconds of no epoch."""
        return self.seconds


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Signing keys of a fresh data folder."""
    return load(tmp_path_factory.mktemp("data"))


def callers(
    keys: Keys, directory: Directory, watch: Watch | None = None, clock: Callable[[], datetime] = lambda: NOW
) -> Callers:
    """The gate, over a directory of clients."""
    return Callers(keys, Registry(directory.read, watch or Watch()), clock)


async def refusal(gate: Callers, authorization: str | None) -> Refused:
    """How the gate refuses this header."""
    with pytest.raises(Refused) as caught:
        await gate.caller(authorization)
    return caught.value


async def test_a_token_names_its_client(keys):
    """A token says which client calls; role, organization and scopes are those the database holds."""
    gate = callers(keys, Directory(Known(EHR, ISSUED, revoked=False)))
    assert await gate.caller(f"Bearer {keys.sign(Token(7, ISSUED))}") == EHR


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic dTpw", "bearer"])
async def test_no_token(keys, authorization):
    """Without a bearer token: NO_TOKEN with a challenge that names no error (RFC 6750 section 3.1)."""
    found = await refusal(callers(keys, Directory()), authorization)
    assert (found.kind, found.headers) == (Kind.NO_TOKEN, {"WWW-Authenticate": 'Bearer realm="PeerFHIR"'})
    assert found.issues[0].code == "login"


async def test_the_scheme_is_read_without_regard_to_case(keys):
    """RFC 9110 section 11.1: the name of an authentication scheme is case-insensitive."""
    gate = callers(keys, Directory(Known(EHR, ISSUED, revoked=False)))
    assert await gate.caller(f"bEARER {keys.sign(Token(7, ISSUED))}") == EHR


def forged(keys: Keys) -> dict[str, str]:
    """Texts that are no token of ours, by name."""
    good = keys.sign(Token(7, ISSUED))
    head, body, signature = good.split(".")
    claims = Token(7, ISSUED).claims()
    stranger = RSAKey.generate_key(2048, auto_kid=True)
    return {
        "junk": "abc",
        "dots": "....",
        "not ascii": "é.é.é",
        "unsigned": "eyJhbGciOiJub25lIn0." + body + ".",
        "signature cut": good[:-4],
        "signature of another": f"{head}.{body}.{signature[::-1]}",
        "another key": jwt.encode({"alg": "RS256", "kid": stranger.kid}, claims, stranger),
        "another key, no kid": jwt.encode({"alg": "RS256"}, claims, stranger),
        "shared secret": jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("secret" * 8)),
        "too long": good + "A" * 5000,
        "header is a list": f"W10.{body}.{signature}",
    }


@pytest.mark.parametrize("name", [
    "junk", "dots", "not ascii", "unsigned", "signature cut", "signature of another", "another key",
    "another key, no kid", "shared secret", "too long", "header is a list",
])  # fmt: skip
async def test_forgeries(keys, name):
    """What our key has not signed is refused as an invalid token, and the database is not asked about it."""
    directory = Directory(Known(EHR, ISSUED, revoked=False))
    found = await refusal(callers(keys, directory), f"Bearer {forged(keys)[name]}")
    assert found.kind == Kind.NO_TOKEN
    assert 'error="invalid_token"' in found.headers["WWW-Authenticate"]
    assert directory.reads == []


async def test_a_token_expires_to_the_second(keys):
    """A token is good until its `exp` and not at it, though its signature was verified before (RFC 7519 4.1.4)."""
    times = iter([NOW - timedelta(seconds=1), NOW])
    gate = callers(keys, Directory(Known(EHR, ISSUED, revoked=False)), clock=lambda: next(times))
    header = f"Bearer {keys.sign(Token(7, ISSUED, int(NOW.timestamp())))}"
    assert await gate.caller(header) == EHR
    found = await refusal(gate, header)
    assert (found.kind, found.issues[0].code) == (Kind.NO_TOKEN, "expired")


async def test_a_token_of_another_database(keys):
    """Client 7 of a database that was emptied since is not client 7 of this one: its token is refused."""
    gate = callers(keys, Directory(Known(EHR, ISSUED, revoked=False)))
    found = await refusal(gate, f"Bearer {keys.sign(Token(7, ISSUED - 1))}")
    assert found.kind == Kind.NO_TOKEN
    assert (await refusal(gate, f"Bearer {keys.sign(Token(8, ISSUED))}")).kind == Kind.NO_TOKEN


async def test_a_revocation_is_felt_within_a_second(keys):
    """A request that comes a second after a revocation is refused, however many came before."""
    directory, watch = Directory(Known(EHR, ISSUED, revoked=False)), Watch()
    gate, header = callers(keys, directory, watch), f"Bearer {keys.sign(Token(7, ISSUED))}"
    assert await gate.caller(header) == EHR
    directory.revoke(7)
    watch.seconds += 1.0
    assert (await refusal(gate, header)).kind == Kind.NO_TOKEN


async def test_requests_within_the_second_cost_no_query(keys):
    """Half a second long nothing is read; then it is read once, while requests go on."""
    directory, watch = Directory(Known(EHR, ISSUED, revoked=False)), Watch()
    gate, header = callers(keys, directory, watch), f"Bearer {keys.sign(Token(7, ISSUED))}"
    for _ in range(10):
        await gate.caller(header)
        watch.seconds += 0.05
    assert len(directory.reads) == 1
    watch.seconds += 0.01
    for _ in range(10):
        assert await gate.caller(header) == EHR
        await asyncio.sleep(0)
    assert len(directory.reads) == 2


async def test_many_newcomers_share_a_query(keys):
    """A hundred requests of one moment, of twenty clients, are answered by at most two queries."""
    rows = [Known(replace(EHR, client=n), ISSUED, revoked=False) for n in range(20)]
    directory = Directory(*rows)
    gate = callers(keys, directory)
    found = await asyncio.gather(*(gate.caller(f"Bearer {keys.sign(Token(n % 20, ISSUED))}") for n in range(100)))
    assert [c.client for c in found] == [n % 20 for n in range(100)]
    assert len(directory.reads) <= 2


async def test_a_slow_query_counts_from_its_beginning(keys):
    """What a query saw is as old as its beginning: a request that came a second later does not trust it."""
    directory, watch = Directory(Known(EHR, ISSUED, revoked=False)), Watch()
    gate, header = callers(keys, directory, watch), f"Bearer {keys.sign(Token(7, ISSUED))}"
    directory.open.clear()
    first = asyncio.create_task(gate.caller(header))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    directory.revoke(7)
    watch.seconds += 2.0
    late = asyncio.create_task(gate.caller(header))
    await asyncio.sleep(0)
    directory.open.set()
    assert await first == EHR
    with pytest.raises(Refused):
        await late


async def test_a_client_that_hangs_up_does_not_spoil_the_query(keys):
    """The one who began a query may go away; who waits for it with him is answered."""
    directory = Directory(Known(EHR, ISSUED, revoked=False))
    gate, header = callers(keys, directory), f"Bearer {keys.sign(Token(7, ISSUED))}"
    directory.open.clear()
    first, second = asyncio.create_task(gate.caller(header)), asyncio.create_task(gate.caller(header))
    await asyncio.sleep(0)
    first.cancel()
    directory.open.set()
    assert await second == EHR


async def test_a_stopped_database(keys):
    """When the clients cannot be read nobody is let in, nobody is told that his token is bad: UNAVAILABLE."""

    async def down(_numbers):
        raise ConnectionRefusedError

    gate = Callers(keys, Registry(down, Watch()), lambda: NOW)
    found = await refusal(gate, f"Bearer {keys.sign(Token(7, ISSUED))}")
    assert (found.kind, found.headers) == (Kind.UNAVAILABLE, {"Retry-After": "1"})


@pytest.mark.parametrize(
    ("scope", "granted"),
    [
        ("system/Encounter.c", {"create"}),
        ("system/Encounter.r", {"read", "vread", "history-instance"}),
        ("system/Encounter.u", {"update", "patch"}),
        ("system/Encounter.d", {"delete"}),
        ("system/Encounter.s", {"search-type", "search-system", "history-type", "history-system"}),
        ("system/Encounter.cruds", set(LETTERS)),
        ("system/*.cruds", set(LETTERS)),
        ("system/Encounter.read", {i for i, letter in LETTERS.items() if letter in "rs"}),
        ("system/*.write", {i for i, letter in LETTERS.items() if letter in "cud"}),
        ("system/*.*", set(LETTERS)),
        ("system/Patient.cruds", set()),
        ("system/Encounter.sr", set()),
        ("system/Encounter.", set()),
        ("user/Encounter.r", set()),
        ("system/Encounter.r?status=finished", set()),
        ("system/encounter.r", set()),
    ],
)
def test_what_a_scope_grants(scope, granted):
    """SMART App Launch 2.0: letters of c r u d s in that order, `*` for all types; version 1 is understood."""
    caller = replace(EHR, scopes=frozenset({scope}))
    assert {i for i in LETTERS if allows(caller, "Encounter", i)} == granted
    assert unknown([scope]) == ([] if granted or scope == "system/Patient.cruds" else [scope])


def test_a_missing_scope_is_named():
    """NO_SCOPE names the scope that would do, in the issue and in the challenge (RFC 6750 section 3.1)."""
    require(EHR, "Encounter", "create")
    with pytest.raises(Refused) as caught:
        require(EHR, "Encounter", "delete")
    assert caught.value.kind == Kind.NO_SCOPE
    assert caught.value.headers == {
        "WWW-Authenticate": 'Bearer realm="PeerFHIR", error="insufficient_scope", scope="system/Encounter.d"'
    }
    assert caught.value.issues[0].text == "The scope system/Encounter.d is needed for this"

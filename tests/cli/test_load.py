"""`peerfhir load`: nothing is lost, nothing is stored twice, and each refusal is told with its place."""

import gzip
import json
import re
import tarfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from peerfhir.cli.loading.report import Refusal, Report
from peerfhir.cli.loading.sending import Sender, StoppedError
from peerfhir.cli.loading.sources import files, parcels
from peerfhir.cli.main import build
from peerfhir.store.sight import Role
from tests.people import unique

Json = dict[str, Any]
Answer = tuple[int, Json, str]  # status, body, Location

ORGANIZATION: Json = {"resourceType": "Organization", "id": "o1", "name": "Zz-Agency"}
PATIENT: Json = {"resourceType": "Patient", "id": "p1"}
ENCOUNTER: Json = {"resourceType": "Encounter", "id": "e1", "subject": {"reference": "Patient/p1"}}
SYNTHEA = Path(__file__).parents[1] / "data" / "synthea" / "synthea-r4.tar.xz"


class Shelf(httpx.AsyncBaseTransport):
    """A small FHIR server: it stores, resolves `urn:uuid`, demands that references exist, and knows its keys.

    `trouble` is a list of what happens to the next requests instead: an exception to raise before or (`after`) the
    work is done, or a response.
    """

    def __init__(self, *trouble: Any, largest: int = 10**9) -> None:
        self.trouble = list(trouble)
        self.largest = largest
        self.keyed = True
        self.stored: dict[str, Json] = {}
        self.keys: dict[str, tuple[bytes, Answer]] = {}
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as design section 6 says."""
        self.requests.append(request)
        trouble = self.trouble.pop(0) if self.trouble else None
        if isinstance(trouble, httpx.Response):
            return trouble
        if isinstance(trouble, httpx.ConnectError):
            raise trouble
        key, body = request.headers["Idempotency-Key"], request.content
        if len(body) > self.largest:
            return httpx.Response(413, json=no("too-long", "too large"))
        status, answer, location = self.keys[key][1] if key in self.keys and self.keyed else self.work(request)
        if status < 400 and self.keyed:
            assert self.keys.setdefault(key, (body, (status, answer, location)))[0] == body
        if trouble is not None:
            raise trouble
        return httpx.Response(status, json=answer, headers={"Location": location})

    def work(self, request: httpx.Request) -> Answer:
        """Do it, once."""
        resource = json.loads(request.content)
        if resource["resourceType"] == "Bundle":
            return self.bundle(resource)
        path = request.url.path.removeprefix("/fhir/")
        return self.put({"method": request.method, "url": path}, resource, {})

    def bundle(self, bundle: Json) -> Answer:
        """All or nothing for a transaction, each for itself in a batch."""
        before, names = dict(self.stored), []
        for number, entry in enumerate(bundle["entry"]):
            url = entry["request"]["url"]
            names.append(url if "/" in url else f"{url}/s{len(before) + number}")
        urls = {entry.get("fullUrl", name): name for entry, name in zip(bundle["entry"], names, strict=True)}
        answers = []
        for number, (entry, name) in enumerate(zip(bundle["entry"], names, strict=True)):
            known = urls if bundle["type"] == "transaction" else {}
            status, answer, location = self.put({"method": "PUT", "url": name}, entry["resource"], known)
            if status >= 400 and bundle["type"] == "transaction":
                self.stored = before
                answer["issue"][0]["expression"] = [f"Bundle.entry[{number}].resource.subject"]
                return status, answer, ""
            given = {"status": f"{status} x", **({"location": location} if location else {"outcome": answer})}
            answers.append({"response": given})
        return 200, {"resourceType": "Bundle", "type": f"{bundle['type']}-response", "entry": answers}, ""

    def put(self, request: Json, resource: Json, known: dict[str, str]) -> Answer:
        """Store one."""
        target = resource.get("subject", {}).get("reference")
        if target and known.get(target, target) not in {*self.stored, *known.values()}:
            return 409, no("not-found", f"{target} does not exist"), ""
        if resource.get("status") == "bogus":
            return 422, no("code-invalid", "bogus is not a status", "Encounter.status"), ""
        url = request["url"]
        name = url if "/" in url else f"{url}/s{len(self.stored)}"
        status = 200 if name in self.stored else 201
        self.stored[name] = resource
        return status, {}, f"http://test/fhir/{name}/_history/1"


def no(code: str, text: str, *expression: str) -> Json:
    """An OperationOutcome."""
    issue = {"severity": "error", "code": code, "details": {"text": text}, "expression": list(expression)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def bundle(type_: str, *resources: Json, urls: Sequence[str] = ()) -> Json:
    """A Bundle of these resources; with addresses, where given."""
    entries = []
    for number, resource in enumerate(resources):
        request = {"method": "POST", "url": resource["resourceType"]}
        entry = {"resource": resource} if type_ == "collection" else {"resource": resource, "request": request}
        entries.append({**({"fullUrl": urls[number]} if urls else {}), **entry})
    return {"resourceType": "Bundle", "type": type_, "entry": entries}


@pytest.fixture
def write(tmp_path):
    """Write a file: a Bundle as JSON, a list as NDJSON, bytes as they are."""

    def written(name, content):
        path = tmp_path / name
        if isinstance(content, list):
            content = "\n".join(json.dumps(line) for line in content).encode()
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    return written


async def load(shelf: Shelf, *paths: Path, jobs: int = 4, salt: str = "") -> tuple[Report, list[float]]:
    """Load these into this server; waits take no time, but are counted."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with httpx.AsyncClient(transport=shelf, base_url="http://test/fhir/") as client:
        report = await Sender(client, jobs=jobs, salt=salt, sleep=sleep).send(files(list(paths)))
    return report, [w for w in waits if w]


async def test_every_form_of_file_is_sent(write, tmp_path):
    """Bundles and NDJSON, plain and gzipped, of a folder and of folders in it; other files are left alone."""
    write("a.json", bundle("transaction", ORGANIZATION))
    write("b.json.gz", bundle("batch", ORGANIZATION, ORGANIZATION))
    write("c.ndjson", [PATIENT, {**PATIENT, "id": "p2"}])
    write("notes.txt", b"not for us")
    (tmp_path / "deeper").mkdir()
    write("deeper/d.ndjson.gz", [ENCOUNTER])
    shelf = Shelf()
    report, _ = await load(shelf, tmp_path)
    assert report.as_json() == {
        "types": {
            "Encounter": {"sent": 1, "created": 1, "existing": 0, "refused": 0},
            "Organization": {"sent": 3, "created": 3, "existing": 0, "refused": 0},
            "Patient": {"sent": 2, "created": 2, "existing": 0, "refused": 0},
        },
        "refusals": [],
    }
    assert Counter(n.split("/")[0] for n in shelf.stored) == {"Organization": 3, "Patient": 2, "Encounter": 1}


async def test_bytes_are_sent_as_they_are(write):
    """A resource goes over the wire as it stands in the file: no decimal, escape or order of keys is touched."""
    text = b'{"resourceType":"Observation", "valueQuantity":{"value":1.0E-2},"note":[{"text":"\\u00e9"}]}'
    shelf = Shelf()
    await load(shelf, write("o.ndjson", text + b"\n"))
    assert shelf.requests[0].content == text


async def test_the_directory_goes_first(write):
    """Hospitals and practitioners before patients, patients before their encounters, whatever the files are called."""
    a = write("a.json", bundle("transaction", PATIENT, ORGANIZATION))
    b = write("b.ndjson", [ENCOUNTER])
    c = write("c.ndjson", [PATIENT])
    d = write("d.json", bundle("transaction", ORGANIZATION))
    assert files([a, b, c, d]) == [d, c, b, a]


async def test_a_reference_to_another_bundle(write):
    """`urn:uuid` of another Bundle is resolved from what the server answered, also when that Bundle came later."""
    first = write("a.json", bundle("transaction", {**ENCOUNTER, "subject": {"reference": "urn:uuid:1"}}))
    second = write("b.json", bundle("transaction", PATIENT, urls=["urn:uuid:1"]))
    shelf = Shelf()
    report, _ = await load(shelf, first, second)
    assert report.refusals == []
    encounter = next(r for name, r in shelf.stored.items() if name.startswith("Encounter"))
    patient = next(name for name in shelf.stored if name.startswith("Patient"))
    assert encounter["subject"]["reference"] == patient


async def test_a_reference_nothing_answers(write):
    """A reference that no file answers is refused by the server in the end, with the place; others are stored."""
    report, _ = await load(Shelf(), write("a.ndjson", [PATIENT, {**ENCOUNTER, "subject": {"reference": "Patient/x"}}]))
    assert report.refusals == [Refusal("a.ndjson:2", None, 409, ["error: Patient/x does not exist"])]
    assert report.stored() == 1


async def test_lines_in_the_wrong_order(write):
    """A line that refers to a later one waits for it."""
    report, _ = await load(Shelf(), write("a.ndjson", [ENCOUNTER, {**ENCOUNTER, "id": "e2"}, PATIENT]))
    assert (report.stored(), report.refusals) == (3, [])


async def test_a_lost_connection_stores_nothing_twice(write):
    """The answer got lost after the work was done: the same key is sent again, one resource is there."""
    shelf = Shelf(httpx.ReadError("lost"), httpx.ConnectError("down"))
    lines = [{k: v for k, v in PATIENT.items() if k != "id"}]
    report, waits = await load(shelf, write("a.ndjson", lines))
    assert (len(shelf.stored), report.types["Patient"].created, len(waits)) == (1, 1, 2)
    assert len({r.headers["Idempotency-Key"] for r in shelf.requests}) == 1


async def test_busy_servers_are_waited_for(write):
    """429 and 503 are tried again after as long as Retry-After says."""
    shelf = Shelf(httpx.Response(503, headers={"Retry-After": "7"}), httpx.Response(429, headers={"Retry-After": "3"}))
    report, waits = await load(shelf, write("a.ndjson", [PATIENT]))
    assert (report.stored(), waits) == (1, [7.0, 3.0])


async def test_a_server_that_stays_away(write):
    """After eight attempts it is given up, and said."""
    shelf = Shelf(*[httpx.ConnectError("down")] * 8)
    report, _ = await load(shelf, write("a.ndjson", [PATIENT]))
    assert report.refusals == [
        Refusal("a.ndjson:1", None, 0, ["Given up after 8 attempts: ConnectError: down"])
    ]  # fmt: skip


async def test_a_load_can_be_repeated(write):
    """The same files again, after an interruption, are the same requests; with another salt they are new ones."""
    shelf = Shelf()
    path = write("a.json", bundle("transaction", ORGANIZATION, ORGANIZATION))
    for _ in range(2):
        await load(shelf, path)
    assert len(shelf.stored) == 2
    await load(shelf, path, salt="again")
    assert len(shelf.stored) == 4


async def test_the_same_line_twice_is_two(write):
    """Two equal lines without an id are two resources: counts in equal counts out."""
    line = {"resourceType": "Patient"}
    shelf = Shelf()
    await load(shelf, write("a.ndjson", [line, line]))
    assert len(shelf.stored) == 2


async def test_a_transaction_with_a_bad_entry(write):
    """A refused transaction counts all its entries as refused and names the one that is at fault."""
    bad = {**ENCOUNTER, "status": "bogus"}
    report, _ = await load(Shelf(), write("a.json", bundle("transaction", PATIENT, {**bad, "subject": {}})))
    assert [(r.where, r.entry, r.status) for r in report.refusals] == [("a.json", 1, 422)]
    assert report.types["Patient"].refused == report.types["Encounter"].refused == 1


async def test_a_batch_with_a_bad_entry(write):
    """Of a batch only the bad entry is refused."""
    bad = {**ENCOUNTER, "status": "bogus", "subject": {}}
    report, _ = await load(Shelf(), write("a.json", bundle("batch", PATIENT, bad)))
    assert report.refusals == [Refusal("a.json", 1, 422, ["error: Encounter.status: bogus is not a status"])]
    assert report.stored() == 1


async def test_a_batch_that_waits_goes_again_whole(write):
    """An entry that refers to what comes later is sent again with its whole batch: the key says what was stored."""
    later = write("b.json", bundle("collection", PATIENT))
    batch = write("a.json", bundle("batch", ORGANIZATION, ENCOUNTER))
    shelf = Shelf()
    shelf.keyed = False  # as a server that keeps a key for each entry
    report, _ = await load(shelf, batch, later, jobs=1)
    first, _, again = shelf.requests
    assert (report.refusals, report.types["Organization"].sent, report.types["Encounter"].created) == ([], 1, 1)
    assert first.content == again.content
    assert first.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]


async def test_a_batch_too_large_is_divided(write):
    """413 halves a batch until it is taken; indexes stay those of the file."""
    bad = {**ENCOUNTER, "status": "bogus", "subject": {}}
    path = write("a.json", bundle("batch", *[PATIENT] * 6, bad))
    report, _ = await load(Shelf(largest=400), path)
    assert report.types["Patient"].created == 6
    assert [(r.entry, r.status) for r in report.refusals] == [(6, 422)]


async def test_a_collection_too_large_is_divided_by_its_references(write):
    """Of a collection what is referred to goes first, so that the parts can be stored one after the other."""
    encounters = [{"resourceType": "Encounter", "subject": {"reference": "urn:uuid:p"}} for _ in range(4)]
    urls = [*(f"urn:uuid:e{n}" for n in range(4)), "urn:uuid:p"]
    shelf = Shelf(largest=500)
    report, _ = await load(
        shelf, write("a.json", bundle("collection", *encounters, {"resourceType": "Patient"}, urls=urls))
    )
    assert (report.stored(), report.refusals) == (5, [])
    assert len(shelf.requests) > 2


async def test_a_transaction_too_large_is_refused_whole(write):
    """A transaction is all or nothing: it is never divided."""
    report, _ = await load(Shelf(largest=300), write("a.json", bundle("transaction", *[PATIENT] * 6)))
    assert [(r.status, r.issues) for r in report.refusals] == [(413, ["error: too large"])]
    assert report.types["Patient"].refused == 6


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"resourceType":"Patient",', "The body is not JSON: "),
        (b'{"name":"x"}', "It has no resourceType"),
        (b'{"resourceType":"../x y"}', "'../x y' is no resourceType"),
        (b'{"resourceType":"Bundle","type":"batch","entry":{"a":1}}', "Bundle.entry is not a list of objects"),
        (b'{"resourceType":"Bundle","type":"batch","entry":[1]}', "Bundle.entry is not a list of objects"),
        (
            b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":null}]}',
            "Bundle.entry[0].resource has no",
        ),
        (b'{"resourceType":"Bundle","type":"document","entry":[]}', "A Bundle of type document cannot be sent"),
    ],
)
async def test_what_cannot_be_sent(write, content, why):
    """A file that is no resource is told, and the others are sent."""
    report, _ = await load(Shelf(), write("a.json", content), write("b.ndjson", [PATIENT]))
    assert report.stored() == 1
    assert [r.where for r in report.refusals] == ["a.json"]
    assert report.refusals[0].issues[0].startswith(why)
    assert "refused: a.json (not sent)" in report.as_text()


NOT_GZIP = "The file is not gzip as its name says, or is damaged"
CUT_OFF = "The file is cut off: its gzip data does not come to an end"


@pytest.mark.parametrize(("cut", "why"), [(lambda _: b"plain text", NOT_GZIP), (lambda whole: whole[:-20], CUT_OFF)])
async def test_a_damaged_file(write, cut, why):
    """A Bundle in a file that is not gzip, or cut off, is refused whole with its name and reason; the rest loads."""
    path = write("a.json.gz", bundle("batch", *[PATIENT] * 3))
    path.write_bytes(cut(path.read_bytes()))
    report, _ = await load(Shelf(), path, write("b.ndjson", [PATIENT]))
    assert report.refusals == [Refusal("a.json.gz", None, 0, [why], sent=False)]
    assert report.stored() == 1


async def test_a_file_cut_off_between_lines(write):
    """Of a damaged NDJSON file the whole lines before the damage are sent; the refusal says where it begins."""
    path = write("a.ndjson.gz", [{**PATIENT, "id": f"p{number}"} for number in range(3000)])
    path.write_bytes(path.read_bytes()[:-2000])
    shelf = Shelf()
    report, _ = await load(shelf, path)
    (refusal,) = report.refusals
    line = int(refusal.where.removeprefix("a.ndjson.gz:"))
    assert 1 < line < 3000
    assert refusal.issues == [f"{CUT_OFF}; what stands before line {line} was sent"]
    assert set(shelf.stored) == {f"Patient/p{number}" for number in range(line - 1)}


async def test_a_file_that_cannot_be_read(write, tmp_path):
    """A link to nothing is refused by name; a folder that is called as a file is not taken for one."""
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.json").mkdir()
    write("b.json/c.ndjson", [PATIENT])
    report, _ = await load(Shelf(), tmp_path)
    assert [(r.where, r.issues) for r in report.refusals] == [
        ("a.json", ["The file cannot be read: No such file or directory"])
    ]
    assert report.stored() == 1


async def test_a_bad_token_ends_the_load(write):
    """401 is not a refusal of this resource: the load stops and says so."""
    shelf = Shelf(httpx.Response(401, json=no("login", "The token has expired")))
    with pytest.raises(StoppedError, match="The token has expired"):
        await load(shelf, write("a.ndjson", [PATIENT] * 10), jobs=1)
    assert len(shelf.requests) == 1


def test_weights_add_up_to_the_size_of_the_file(write):
    """The progress bar ends at the end, for gzipped files too."""
    for name in ("a.ndjson", "b.ndjson.gz"):
        path = write(name, [PATIENT, ORGANIZATION] * 50)
        assert sum(p.weight for p in parcels(path)) == path.stat().st_size


def test_the_summary_for_people():
    """A table of the types, then each refusal with its place and reasons."""
    report = Report()
    report.taken("Patient", created=True)
    report.refused(["Encounter"], Refusal("a.json", 3, 422, ["error: Encounter.status: not a status [x]"]))
    assert report.as_text().splitlines() == [
        "               sent   created  existing   refused",
        "Encounter         1         0         0         1",
        "Patient           1         1         0         0",
        "all               2         1         0         1",
        "",
        "refused: a.json entry 3 (422)",
        "  error: Encounter.status: not a status [x]",
    ]


def content(resource: Json) -> str:
    """What a resource says, with numbers as they are written; ids, meta and the names of references left out."""

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: "*" if k == "reference" and v[0] != "#" else plain(v) for k, v in node.items()}
        return [plain(item) for item in node] if isinstance(node, list) else node

    said = {k: plain(v) for k, v in resource.items() if k not in ("id", "meta")}
    return json.dumps(said, sort_keys=True)


def peerfhir(*words: str, **environment: str) -> Result:
    """Run `peerfhir load` with these words."""
    return CliRunner().invoke(build(("load",)), ["load", *words], env={"COLUMNS": "300", **environment})


def literal(text: str) -> Any:
    """JSON with each number as the text it is written as."""
    return json.loads(text, parse_float=lambda digits: f"number {digits}", parse_int=lambda digits: f"number {digits}")


def stored(client: httpx.Client, type_: str) -> list[Json]:
    """Every resource of this type that the server has."""
    found: list[Json] = []
    url: str | None = f"/{type_}?_count=200"
    while url:
        page = literal(client.get(url).text)
        found += [entry["resource"] for entry in page.get("entry", [])]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found


def test_synthea(start, tmp_path):
    """All of Synthea's Bundles load; counts in are counts out, and every value is as it was, to the last digit."""
    with tarfile.open(SYNTHEA) as archive:
        archive.extractall(tmp_path, filter="data")
    sent = [e["resource"] for path in tmp_path.glob("*.json") for e in literal(path.read_text())["entry"]]
    server = start()
    token = server.token(Role.ADMIN, "SYNTHEA")
    words = [str(tmp_path), "--url", server.base, "--format", "json"]
    for _ in range(2):  # and once more: a load can be repeated
        done = peerfhir(*words, PEERFHIR_TOKEN=token)
        report = json.loads(done.stdout)
        assert (done.exit_code, report["refusals"]) == (0, [])
    counted = Counter(resource["resourceType"] for resource in sent)
    assert sum(counted.values()) == 1317
    assert {type_: counts["sent"] for type_, counts in report["types"].items()} == counted
    with server.client(Role.ADMIN, "SYNTHEA") as client:
        for type_ in counted:
            ours = Counter(content(r) for r in sent if r["resourceType"] == type_)
            theirs = stored(client, type_)
            assert Counter(map(content, theirs)) == ours
            names = set(re.findall(r'"reference": "([^"#]+)"', json.dumps(theirs)))
            assert all(re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]+", name) for name in names)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "does not exist"),
        (["empty"], "holds no file"),
        (["notes.txt"], "ends in none of"),
        (["a.ndjson"], "a token is needed"),
        (["a.ndjson", "--token", "x y"], "characters that no token has"),
        (["a.ndjson", "--token", "ü"], "characters that no token has"),
        (["a.ndjson", "--token", "x", "--jobs", "0"], "--jobs"),
        (["a.ndjson", "--token", "x", "--url", "http://127.0.0.1:1"], "http://127.0.0.1:1: "),
    ],
)
def test_wrong_use(write, tmp_path, words, said):
    """Exit code 2 with a sentence: wrong paths, no token, nobody there."""
    write("notes.txt", b"x")
    write("a.ndjson", [PATIENT])
    (tmp_path / "empty").mkdir()
    done = peerfhir(str(tmp_path / words[0]), *words[1:])
    assert done.exit_code == 2
    assert said in done.stderr


def test_refusals_of_a_real_server(server, write):
    """Exit code 1; the file, the entry, the status, the place and the reason are told."""
    faulty = {"resourceType": "Patient", "gender": "x", "birthDate": "2026-02-30"}
    path = write("a.json", bundle("transaction", ORGANIZATION, faulty))
    done = peerfhir(str(path), "--url", server.base, PEERFHIR_TOKEN=server.token(Role.ADMIN, "HOME"))
    assert done.exit_code == 1
    assert "refused: a.json entry 1 (422)" in done.stdout
    assert "Bundle.entry[1].resource.gender: 'x' is not one of the codes" in done.stdout
    assert "Bundle.entry[1].resource.birthDate: " in done.stdout


def test_a_real_server_that_takes_little(start, write):
    """A batch beyond the server's limit is answered 413 before it is read, and loads in pieces."""
    server = start(max_body=20_000)
    patients = [{"resourceType": "Patient", "name": [{"text": "Zz-" + "x" * 1000}]} for _ in range(50)]
    path = write("a.json", bundle("batch", *patients))
    done = peerfhir(str(path), "--url", server.base, PEERFHIR_TOKEN=server.token(Role.ADMIN, "HOME"))
    assert done.exit_code == 0, done.stdout
    assert done.stdout.splitlines()[-1].split() == ["all", "50", "50", "0", "0"]


def test_a_batch_can_be_repeated(server, write):
    """The same batch again stores nothing twice: not what was new, not what waited for another file to come."""
    late = unique("late")
    tag = f"urn:test:{late}"
    named = [{"system": tag, "value": "1"}]
    waits = {"resourceType": "Group", "type": "person", "actual": True, "identifier": named}
    waits["managingEntity"] = {"reference": f"Organization/{late}"}
    batch = bundle("batch", {"resourceType": "Patient", "identifier": named}, waits)
    target = {"resourceType": "Organization", "id": late, "name": "Zz"}
    paths = [write("a.json", batch), write("b.json", bundle("collection", target, {"resourceType": "Patient"}))]
    token = server.token(Role.ADMIN, "HOME")
    for _ in range(2):
        done = peerfhir(*map(str, paths), "--url", server.base, "--jobs", "1", PEERFHIR_TOKEN=token)
        assert done.exit_code == 0, done.stdout
    with server.client(Role.ADMIN, "HOME") as client:
        for type_ in ("Patient", "Group"):
            assert client.get(f"/{type_}?identifier={tag}%7C1&_summary=count").json()["total"] == 1

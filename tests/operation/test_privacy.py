"""Logs hold no names, no identifiers, no clinical text (design section 8), whatever is sent and whatever fails."""

import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path

import httpx
import pytest

from peerfhir.store import embedded
from tests.operation.conftest import Operated
from tests.operation.scanner import findings

NAME = "Quixotesmith"
SPOKEN = (NAME, NAME.lower(), "MRN-4711", "recovering-nicely")
PATIENT = {
    "resourceType": "Patient",
    "id": NAME,
    "name": [{"family": NAME}],
    "identifier": [{"system": "https://example.org/mrn", "value": "MRN-4711"}],
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """What a server and its database logged after callers said everything that they should not."""
    data = Path(tempfile.mkdtemp(prefix="pf-"))  # PostgreSQL's user can reach it, unlike pytest's folders
    data.chmod(0o711)
    server = Operated(data, workers=1, settings={"PEERFHIR_REQUEST_TIMEOUT": "5"}).start()
    headers = {"Authorization": f"Bearer {server.token()}"}
    with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
        say_everything(client)
        hang_up(server.port, headers["Authorization"])
        os.kill(server.postmaster(), signal.SIGKILL)
        client.put(f"/fhir/Patient/{NAME}", json=PATIENT)
        server.await_ready()
        client.put(f"/fhir/Patient/{NAME}", json=PATIENT)
    server.stop()
    kept = tmp_path_factory.mktemp("logs")
    for name in ("server.log", "postgres.log"):
        (kept / name).write_text((data / name).read_text())
    embedded.remove(data)
    shutil.rmtree(data)
    return kept


def say_everything(client: httpx.Client) -> None:
    """Names and clinical words in every part of a request, well formed and not."""
    client.put(f"/fhir/Patient/{NAME}", json=PATIENT)
    client.put(f"/fhir/Patient/{NAME}", json={**PATIENT, "gender": NAME, NAME: 1})
    client.get(f"/fhir/Patient/{NAME}", headers={"X-Request-Id": f"{NAME} MRN-4711"})
    client.get(f"/fhir/Patient/{NAME}/_history/{NAME}")
    client.get("/fhir/Patient", params={"family": NAME, "identifier": "MRN-4711"})
    client.get("/fhir/Patient", params={NAME: NAME})
    client.post("/fhir/Patient/_search", data={"family": NAME})
    client.get(f"/{NAME}")
    client.get(f"/fhir/{NAME}/MRN-4711/$recovering-nicely")
    client.request(NAME.upper(), f"/fhir/Patient/{NAME}")
    client.post("/fhir/Patient", content=f'{{"resourceType": "Patient", "{NAME}', headers={"Content-Type": NAME})
    client.post("/fhir/Observation", json={"resourceType": "Observation", "note": [{"text": "recovering-nicely"}]})
    client.post("/fhir", json={"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": PATIENT}]})
    client.get("/fhir/Patient", headers={"Authorization": f"Bearer {NAME}"})
    client.post("/fhir/Patient", content=b"\xff" + NAME.encode())
    client.post("/fhir/Patient", content=b"[" * 100_000)


def hang_up(port: int, authorization: str) -> None:
    """Leave in the middle of a body, and talk what is no HTTP."""
    head = f"POST /fhir/Patient HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\nContent-Length: 999\r\n\r\n"
    for text in (head + f'{{"name": "{NAME}"', f"{NAME} MRN-4711\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(text.encode())


def test_only_what_is_allowed_is_logged(logs):
    """Every line and every field is of a form that cannot carry anything personal."""
    assert findings(logs / "server.log") == []


@pytest.mark.parametrize("name", ["server.log", "postgres.log"])
def test_nothing_that_was_said_is_logged(logs, name):
    """None of the names, identifiers, words and tokens is in any log."""
    text = (logs / name).read_text()
    assert [word for word in (*SPOKEN, "eyJ") if word in text] == []


def test_every_request_was_logged(logs):
    """Silence would pass the other tests, too."""
    assert (logs / "server.log").read_text().count('"event":"request"') >= 18


def test_no_request_failed(logs):
    """Nothing that callers say is a 500 (design section 6)."""
    assert '"status":500' not in (logs / "server.log").read_text()


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        '{"event": "request", "route": "/fhir/Patient/Quixotesmith"}',
        '{"event": "request", "family": "Quixotesmith"}',
        '{"event": "Quixotesmith was here"}',
        '{"event": "library", "words": "no patient 4711"}',
        '{"event": "failed", "error": "ValueError: Quixotesmith"}',
    ],
)
def test_the_scanner_finds(tmp_path, line):
    """What it is for: free text, ids in routes, unknown fields, values in messages."""
    log = tmp_path / "server.log"
    log.write_text(f"{line}\n")
    assert len(findings(log)) == 1

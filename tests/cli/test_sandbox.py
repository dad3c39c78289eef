"""`peerfhir sandbox`: its people, and every call of the page it prints, made against the server that printed it."""

import os
import re
import shlex
import signal
import string
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from peerfhir.cli.calls import calls, page
from peerfhir.cli.people import base_year, people, seeds
from peerfhir.fhir import json
from peerfhir.fhir.reference import local, walk
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

PF = "https://peerfhir.org/fhir"


@dataclass
class Opened:
    """A running sandbox and the page it printed."""

    page: str

    @property
    def variables(self) -> dict[str, str]:
        """The shell variables that the page sets."""
        lines = re.findall(r"^([A-Z]+)=(.+)$", self.page, re.MULTILINE)
        return {name: shlex.split(value)[0] for name, value in lines}

    @property
    def calls(self) -> list[tuple[str, str, int]]:
        """Each call of the page: its title, its command, the status it promises."""
        found = re.findall(r"^# ([^\n]+) \((\d+)\)\n(curl .+?)(?=\n\n|\n-{9})", self.page, re.MULTILINE | re.DOTALL)
        return [(title, command, int(status)) for title, status, command in found]


@contextmanager
def opened(data: Path) -> Iterator[Opened]:
    """A sandbox in this folder, stopped by Ctrl-C in the end."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PEERFHIR_")}
    command = [sys.executable, "-m", "peerfhir", "sandbox", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or "Ctrl-C" not in lines[-1]:
            line = process.stdout.readline()
            assert line, f"the sandbox ended: {lines[-5:]}"
            lines.append(line)
        yield Opened("".join(lines))
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A fresh sandbox."""
    with opened(tmp_path_factory.mktemp("sandbox") / "data") as found:
        yield found


def run(command: str, variables: dict[str, str]) -> httpx.Response:
    """Do what this curl command says, as a shell with these variables would have it read."""
    words = iter(shlex.split(command.replace("\\$", "\0")))
    assert next(words) == "curl"
    method, url, headers, body = "GET", "", {}, None
    for word in words:
        expanded = string.Template(word).substitute(variables).replace("\0", "$") if word[0] != "{" else word
        match word:
            case "-sS" | "-i":
                pass
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = string.Template(next(words)).substitute(variables).partition(": ")
                headers[name] = value
            case "-d":
                body = next(words)
            case _:
                url = expanded
    return httpx.request(method, url, headers=headers, content=body, timeout=30)


def test_every_call_of_the_page(sandbox: Opened) -> None:
    """Each call answers as the page says; the warning and the refusals name their rule; usage is eleven of ten."""
    answers = [(title, status, run(command, sandbox.variables)) for title, command, status in sandbox.calls]
    assert len(answers) == 17
    assert [(t, s) for t, s, _ in answers] == [(t, r.status_code) for t, _, r in answers]
    found = {title.split(",")[0].split(":")[0]: response for title, _, response in answers}
    assert found["Record an hour with a member"].headers["ETag"] == 'W/"1"'
    assert len(found["Find it by the number it has in the EHR"].json()["entry"]) == 1
    assert found["Three more"].headers["PeerFHIR-Finding"] == "MT-31; severity=warning"
    week = found["All sessions of the member in this week"].json()["entry"]
    assert [e["resource"]["period"]["start"][11:16] for e in week] == ["11:00", "10:00", "09:00"]
    assert "MT-01" in found["Refused by rule MT-01"].text
    every = found["Refused with every finding at once"].json()["issue"]
    assert {e for i in every for e in i["expression"]} == {"Encounter.status", "Encounter", "Encounter.period"}
    members = {e["resource"]["id"] for e in found["Who are my members? Nobody else's are shown"].json()["entry"]}
    assert members == {"mt-m1", "two-m1"}
    limit = next(
        p for p in found["How much of this week's ten units is rendered?"].json()["parameter"] if p["name"] == "limit"
    )
    numbers = {
        p["name"]: p.get("valueInteger", p.get("valueUnsignedInt", p.get("valueDecimal"))) for p in limit["part"]
    }
    assert (numbers["allowed"], numbers["rendered"]) == (10, 11)
    assert found["How many sessions has my member had?"].json()["total"] == 3


def test_it_keeps_data_and_tokens(tmp_path: Path) -> None:
    """Started again it prints the same tokens, keeps what was posted and what was changed; --reset empties it."""
    data = tmp_path / "data"
    with opened(data) as first:
        tokens = {k: v for k, v in first.variables.items() if k not in ("FHIR", "SERVER")}
        headers = {"Authorization": tokens["EHR"].partition(": ")[2]}
        with httpx.Client(base_url=first.variables["FHIR"], headers=headers) as ehr:
            changed = ehr.get("/Practitioner/mt-short").json() | {"gender": "other"}
            assert ehr.put("/Practitioner/mt-short", json=changed).status_code == 200
    with opened(data) as second:
        assert {k: v for k, v in second.variables.items() if k not in ("FHIR", "SERVER")} == tokens
        again = run('curl -sS "$FHIR/Practitioner/mt-short" -H "$EHR"', second.variables).json()
        assert (again["gender"], again["meta"]["versionId"]) == ("other", "2")
    command = [sys.executable, "-m", "peerfhir", "sandbox", "--data", str(data), "--reset"]
    subprocess.run(command, check=True, capture_output=True)
    with opened(data) as third:
        assert {k: v for k, v in third.variables.items() if k not in ("FHIR", "SERVER")} != tokens
        assert (
            run('curl -sS "$FHIR/Practitioner/mt-short" -H "$EHR"', third.variables).json()["meta"]["versionId"] == "1"
        )


def test_the_seeding_clients_are_gone(sandbox: Opened) -> None:
    """The clients that wrote the people are revoked; those that are left are the three of the page."""
    assert sorted(sandbox.variables) == ["EHR", "ENGINEER", "FHIR", "MCO", "SERVER"]
    assert len(set(sandbox.variables.values())) == 5


@pytest.mark.parametrize("resource", people(), ids=lambda r: f"{r['resourceType']}/{r['id']}")
def test_the_people_are_valid(resource: dict[str, Any]) -> None:
    """No error and no warning of the base validator."""
    found = check(json.decode(json.encode(resource)), Library())
    assert [i for i in found if i.severity in ("error", "fatal", "warning")] == []


def test_the_people_are_synthetic() -> None:
    """Every resource is tagged synthetic and labelled HTEST; names begin with Zz-."""
    for resource in people():
        assert resource["meta"]["tag"] == [{"system": f"{PF}/CodeSystem/sandbox", "code": "synthetic"}]
        assert resource["meta"]["security"][0]["code"] == "HTEST"
        names = resource.get("name", [])
        for name in [names] if isinstance(names, str) else [n["text"] for n in names]:
            assert name.startswith("Zz-")
        for place in resource.get("address", []):
            assert place["line"] == ["1 Synthetic Way"]
        for contact in resource.get("telecom", []):
            assert re.fullmatch(r"\d{3}-555-01\d\d", contact["value"])


def test_npis_have_their_check_digit() -> None:
    """Luhn over 80840 and the number (45 CFR 162.406); all begin with 9, which is given to nobody."""
    numbers = [i["value"] for r in people() for i in r.get("identifier", []) if i["system"].endswith("us-npi")]
    assert len(numbers) == len(set(numbers)) == 12
    for number in numbers:
        digits = [int(d) for d in reversed("80840" + number)]
        doubled = [d * 2 - 9 * (d > 4) for d in digits[1::2]]
        assert number.startswith("9")
        assert (sum(digits[::2]) + sum(doubled)) % 10 == 0


def test_each_comes_after_what_it_refers_to() -> None:
    """Every reference is to a resource that stands before, so that they can be written one by one."""
    seen: set[str] = set()
    for resource in people():
        for path, reference in walk(resource, resource["resourceType"]):
            target = local(reference["reference"])
            assert target is not None, path
            assert str(target) in seen, f"{resource['id']}: {path}"
        seen.add(f"{resource['resourceType']}/{resource['id']}")


def test_facts_of_the_stories() -> None:
    """What rules rest on: certificates and hours of the peers (domain notes, section 9)."""
    found = {f"{r['resourceType']}/{r['id']}": r for r in people()}

    def hours(name: str) -> float:
        extensions = [e for q in found[name]["qualification"] for e in q.get("extension", [])]
        return sum(float(e["valueDecimal"]) for e in extensions if e["url"].endswith("/training-hours"))

    def certified(name: str) -> list[tuple[str, str]]:
        codes = [(q["code"]["coding"][0]["code"], q["period"]) for q in found[name]["qualification"]]
        return [(p["start"], p["end"]) for code, p in codes if code == "cpss"]

    assert hours("Practitioner/mt-peer") == 42  # 32 of training, 10 of continuing education
    assert hours("Practitioner/mt-short") == 29.5
    assert certified("Practitioner/mt-peer") == [("2026-01-01", "2027-12-31")]
    assert certified("Practitioner/mt-trainee") == []
    assert certified("Practitioner/id-peer") == [("2025-03-01", "2026-09-30")]
    assert "PractitionerRole/mt-short" not in found


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 11, 24), 2026), (date(2027, 9, 30), 2026), (date(2027, 10, 1), 2027), (date(2031, 2, 28), 2030)],
)
def test_the_stories_move_with_the_years(today: date, year: int) -> None:
    """On any day one certificate has lapsed and the peer of the page is certified."""
    assert base_year(today) == year
    found = {r["id"]: r for r in people(year) if r["resourceType"] == "Practitioner"}
    periods = {k: r["qualification"][0]["period"] for k, r in found.items()}
    assert periods["id-peer"]["end"] < today.isoformat()
    assert periods["mt-peer"]["start"] <= today.isoformat() <= periods["mt-peer"]["end"]


@pytest.mark.parametrize("today", [date(2026, 11, day) for day in range(22, 29)] + [date(2027, 1, 1)])
def test_sessions_lie_in_one_week_of_the_past(today: date) -> None:
    """On every day of the week the page's sessions are before today, and in the Sunday week that it names."""
    listed = calls(today)["EHR"]
    starts = {date.fromisoformat(d) for c in listed for d in re.findall(r'"start":"(\d{4}-\d\d-\d\d)T', c.curl)}
    week = next(re.search(r"week (\S+) to (\S+)\.", c.title) for c in listed if "week" in c.title)
    assert week is not None
    first, last = date.fromisoformat(week[1]), date.fromisoformat(week[2])
    assert all(first <= start <= last and start < today for start in starts)
    assert (first.weekday(), (last - first).days) == (6, 6)


def test_owners_keep_their_own() -> None:
    """Each organization of the stories keeps its own record, so that its clients may change it."""
    owned = {s.resource["id"]: s.owner for s in seeds() if s.resource["resourceType"] == "Organization"}
    assert all(owned[name] == name for name in ("ORG-MT", "ORG-MT-SOLO", "ORG-ID", "DPHHS-MT", "MCO-ID", "ID-STATE"))


def test_the_page_is_plain_shell() -> None:
    """No apostrophe stands inside a quoted body, so that every call can be pasted."""
    text = page("http://127.0.0.1:8000", {"EHR": "a", "MCO": "b", "ENGINEER": "c"}, date(2026, 11, 24))
    for command in re.findall(r"^curl .+?(?=\n\n)", text, re.MULTILINE | re.DOTALL):
        assert shlex.split(command)[0] == "curl"

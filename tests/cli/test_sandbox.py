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

from peerfhir.cli.laying import Answered, Laid
from peerfhir.cli.people import Days, base_year, people, seeds
from peerfhir.cli.people.stories import claims, sessions
from peerfhir.cli.printed.page import page, told
from peerfhir.fhir import json
from peerfhir.fhir.reference import local, walk
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from tests.people import Decided, authorizations, decided, findings, issues, parts, rules, taken_back

PF = "https://peerfhir.org/fhir"
FLAGS = re.MULTILINE | re.DOTALL


@dataclass
class Opened:
    """A running sandbox and the page it printed."""

    page: str

    @property
    def variables(self) -> dict[str, str]:
        """The shell variables that the page sets."""
        lines = re.findall(r"^([A-Z_]+)=(.+)$", self.page, re.MULTILINE)
        return {name: shlex.split(value)[0] for name, value in lines}

    @property
    def calls(self) -> list[tuple[str, str, str]]:
        """Each call of the page: its title, its command, and what it promises: `201`, `200: paid 3`."""
        pattern = r"^# ([^\n]+) \((\d{3}[^()\n]*)\)\n(curl .+?)(?=\n\n|\n-{9})"
        return [(title, command, said) for title, said, command in re.findall(pattern, self.page, FLAGS)]


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
        try:
            yield Opened("".join(lines))
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(30)
        assert ended == 0


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
        expanded = string.Template(word).substitute(variables).replace("\0", "$")
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


def promised(answer: httpx.Response) -> str:
    """What an answer is, in the words of the page: its status, and what became of each line of a claim."""
    body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    if answer.status_code != 200 or body.get("resourceType") != "ClaimResponse" or body["use"] != "claim":
        return str(answer.status_code)
    lines = [one for one in map(_words, decided(body)) if one]
    return f"200: {'; '.join(lines)}" if lines else "200"


def _words(line: Decided) -> str:
    said = [f"paid {line.paid}"] if line.paid else []
    said += [f"denied {one.units} {'/'.join((one.carc, *one.rarcs))}" for one in line.denied]
    said += [f"pended {line.pended}"] if line.pended else []
    return ", ".join(said)


def at(found: dict[str, httpx.Response], start: str) -> httpx.Response:
    """The answer to the one call whose title begins like this."""
    (title,) = [title for title in found if title.startswith(start)]
    return found[title]


@pytest.fixture(scope="module")
def walked(sandbox: Opened) -> dict[str, httpx.Response]:
    """Every call of the page made in its order; each answers as the page says. The answers by title."""
    answers = [(title, said, run(command, sandbox.variables)) for title, command, said in sandbox.calls]
    assert len(answers) == sandbox.page.count("\ncurl ") == 46
    assert [(t, promised(r)) for t, _, r in answers] == [(t, said) for t, said, _ in answers]
    found = {title: response for title, _, response in answers}
    assert len(found) == len(answers)
    return found


def test_a_refusal_says_why_and_what_would_mend_it(walked: dict[str, httpx.Response]) -> None:
    """The lapsed certificate: the rule's id, the sentence of the seed, the dates, and the way out (ID-10)."""
    answer = at(walked, "Rule ID-10")
    found = next(i for i in answer.json()["issue"] if i["details"].get("coding", [{}])[0].get("code") == "ID-10")
    assert (found["severity"], found["expression"]) == ("error", ["Encounter.participant[0].individual"])
    for said in ("-09-30; needed: certified on ", "Record the renewal", "certified through the state of Idaho"):
        assert said in found["diagnostics"]
    assert ("MT-01", "error") in rules(at(walked, "Rule MT-01"))
    assert ("MT-29", "error") in rules(at(walked, "Rule MT-29"))
    every = at(walked, "Refused with every finding").json()["issue"]
    assert {e for i in every for e in i["expression"]} == {"Encounter.status", "Encounter", "Encounter.period"}


def test_a_warning_is_a_header_and_a_finding(walked: dict[str, httpx.Response]) -> None:
    """The eleventh unit of a week of Montana, unit 417 of a year of Idaho: kept and warned of (MT-31, ID-32)."""
    for start, rule, said in (
        ("Another hour", "MT-31", "11 of 10 units"),
        ("A quarter of an hour more", "MT-31", "11 of 10 units"),
        ("A quarter more, unit 417", "ID-32", "417 of 416 units"),
    ):
        answer = at(walked, start)
        assert findings(answer) == [f"{rule}; severity=warning"]
        assert issues(answer)[0]["diagnostics"].startswith(said)


def test_what_is_used_is_counted(walked: dict[str, httpx.Response]) -> None:
    """Usage of a member, and the roster, most used first; mt-m2 has ten of the sixteen that the CPO approves."""
    limit = parts(at(walked, "How much of this week").json()["parameter"][0])
    assert [limit[name] for name in ("allowed", "rendered", "paid", "remaining")] == [10, 11, 10, 0]
    (idaho, _) = at(walked, "The payer: how much is used").json()["parameter"]
    assert [parts(idaho)[name] for name in ("allowed", "paid", "remaining")] == [416, 417, 0]
    assert authorizations(idaho)["SYN-PA-1"]["used"] == 1
    roster = at(walked, "Who has used 80 percent").json()["entry"]
    members = [e["resource"]["parameter"][0]["valueReference"]["reference"] for e in roster]
    assert set(members) == {f"Patient/{name}" for name in ("mt-m1", "mt-m4", "mt-m4-b", "mt-m5")}
    assert members[0] == "Patient/mt-m5"  # 12 of 10


def test_what_changed_after_payment_is_on_the_worklist(walked: dict[str, httpx.Response]) -> None:
    """The corrected session of the clean month, and no other; what was taken back pays nothing."""
    page_ = at(walked, "Paid claims whose facts changed").json()["entry"]
    assert [e["resource"]["resourceType"] for e in page_] == ["ClaimResponse", "OperationOutcome"]
    assert "encounter-changed" in json.encode(page_[1]).decode()
    back = at(walked, "The claim for").json()
    assert taken_back(back, 1)
    assert taken_back(back, 2)


def test_readers_see_what_is_theirs(walked: dict[str, httpx.Response]) -> None:
    """What is found again, in which order, and by whom."""
    assert len(at(walked, "Find it by the number").json()["entry"]) == 1
    week = at(walked, "All sessions of the member in this week").json()["entry"]
    assert [e["resource"]["period"]["start"][11:16] for e in week] == ["11:00", "10:00", "09:00"]
    members = {e["resource"]["id"] for e in at(walked, "Who are my members?").json()["entry"]}
    assert members == {"mt-m1", "mt-m2", "mt-m3", "mt-m4", "mt-m4-b", "mt-m5", "two-m1"}
    assert at(walked, "What was the warning based on?").json()["parameter"]
    assert at(walked, "Go to Monday").json()["now"] > at(walked, "Back to the real time").json()["now"]


def counted(sandbox: Opened) -> list[int]:
    """How many there are of what the stories made."""
    kinds = ("Encounter", "Claim", "ClaimResponse", "Patient", "Basic")
    asked = [f'curl -sS "$FHIR/{kind}?_summary=count" -H "$ENGINEER"' for kind in kinds]
    return [run(one, sandbox.variables).json()["total"] for one in asked]


def test_it_keeps_data_and_tokens(tmp_path: Path) -> None:
    """Started again it prints the same tokens, keeps what was posted and what was changed; --reset empties it."""
    data = tmp_path / "data"
    with opened(data) as first:
        shown = first.page.replace(first.variables["SERVER"], "")
        tokens = {k: v for k, v in first.variables.items() if k not in ("FHIR", "SERVER", "JSON")}
        headers = {"Authorization": tokens["EHR_MT"].partition(": ")[2]}
        with httpx.Client(base_url=first.variables["FHIR"], headers=headers) as ehr:
            changed = ehr.get("/Practitioner/mt-short").json() | {"gender": "other"}
            assert ehr.put("/Practitioner/mt-short", json=changed).status_code == 200
            assert ehr.delete("/CarePlan/mt-pcrp3").status_code == 204
        kept = counted(first)
    with opened(data) as second:
        assert second.page.replace(second.variables["SERVER"], "") == shown  # also on a later day
        assert counted(second) == kept
        assert run('curl -sS "$FHIR/CarePlan/mt-pcrp3" -H "$EHR_MT"', second.variables).status_code == 410
        assert {k: v for k, v in second.variables.items() if k not in ("FHIR", "SERVER", "JSON")} == tokens
        again = run('curl -sS "$FHIR/Practitioner/mt-short" -H "$EHR_MT"', second.variables).json()
        assert (again["gender"], again["meta"]["versionId"]) == ("other", "2")
    command = [sys.executable, "-m", "peerfhir", "sandbox", "--data", str(data), "--reset"]
    subprocess.run(command, check=True, capture_output=True)
    with opened(data) as third:
        assert {k: v for k, v in third.variables.items() if k not in ("FHIR", "SERVER", "JSON")} != tokens
        assert (
            run('curl -sS "$FHIR/Practitioner/mt-short" -H "$EHR_MT"', third.variables).json()["meta"]["versionId"]
            == "1"
        )


def test_the_seeding_clients_are_gone(sandbox: Opened) -> None:
    """The clients that wrote the people are revoked; those that are left are the six of the page."""
    clients = {"EHR_MT", "EHR_SOLO", "EHR_ID", "PAYER_MT", "PAYER_ID", "ENGINEER"}
    assert set(sandbox.variables) == clients | {"FHIR", "SERVER", "JSON"}
    assert len(set(sandbox.variables.values())) == len(clients) + 3


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
    assert len(numbers) == len(set(numbers)) == 14
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


def laid(today: date) -> Laid:
    """What the page of a day tells of, with ids in place of those that a server would give."""
    days = Days(today)
    numbers = [one.resource["identifier"][0]["value"] for one in claims(days)]
    return Laid(days, {number: Answered(f"c-{number}", f"r-{number}") for number in numbers})


TODAYS = [date(2026, 11, day) for day in range(22, 29)]
TODAYS += [
    date(2026, 10, 1),
    date(2027, 1, 1),
    date(2027, 2, 28),
    date(2027, 3, 1),
    date(2027, 3, 2),
    date(2027, 9, 30),
]


@pytest.mark.parametrize("today", TODAYS)
def test_sessions_lie_in_the_past_and_in_their_windows(today: date) -> None:
    """On any day: sessions are before today, those of the week in its Sunday week, those of the count in one year."""
    days = Days(today)
    said = "".join(call.curl for story in told(laid(today)) for call in story.calls)
    made = [seed.resource["period"]["start"] for seed in sessions(days)]
    starts = {date.fromisoformat(d[:10]) for d in [*made, *re.findall(r'"start":"(\d{4}-\d\d-\d\d)T', said)]}
    assert max(starts) < today
    assert days.sunday <= days.day <= days.saturday
    assert (days.sunday.weekday(), (days.saturday - days.sunday).days) == (6, 6)
    assert f"Sunday {days.sunday} to Saturday {days.saturday}" in told(laid(today))[0].title
    counted_ = [seed.resource["period"]["start"] for seed in sessions(days) if seed.resource["id"].startswith("id-m1")]
    assert {start[:4] for start in counted_} == {str(days.counted.year)}
    assert min(counted_)[:10] > f"{days.year}-02-02"  # the plan is there
    assert len(set(counted_)) == len(counted_) == 26


def test_what_the_stories_bill() -> None:
    """Units of the stories by member: 4 x 8 of a clean month, 10, 5 and 4, 12; 252 and 160 of 416."""
    billed: dict[str, int] = {}
    for seed in claims(Days(date(2026, 11, 24))):
        units = sum(one["quantity"]["value"] for one in seed.resource["item"])
        member = seed.resource["patient"]["reference"].removeprefix("Patient/")
        billed[member] = billed.get(member, 0) + units
    expected = {"mt-m1": 32, "mt-m2": 10, "mt-m4": 5, "mt-m4-b": 4, "mt-m5": 12, "id-m1": 252, "id-m1-b": 160}
    assert billed == expected
    assert billed["id-m1"] + billed["id-m1-b"] == 412


def test_owners_keep_their_own() -> None:
    """Each organization of the stories keeps its own record, so that its clients may change it."""
    owned = {s.resource["id"]: s.owner for s in seeds() if s.resource["resourceType"] == "Organization"}
    assert all(
        owned[name] == name for name in ("ORG-MT", "ORG-MT-SOLO", "ORG-ID", "ORG-ID2", "DPHHS-MT", "MCO-ID", "ID-STATE")
    )


def test_the_page_is_plain_shell() -> None:
    """No apostrophe stands inside a quoted body, so that every call can be pasted; no line is a wall of text."""
    text = page("http://127.0.0.1:8000", {"EHR_MT": ("a", "An EHR")}, laid(date(2026, 11, 24)))
    commands = re.findall(r"^curl .+?(?=\n\n)", text, re.MULTILINE | re.DOTALL)
    assert len(commands) == 46
    for command in commands:
        assert shlex.split(command)[0] == "curl"
    assert max(len(line) for line in text.splitlines()) < 200

"""`peerfhir ledger verify`: every balance recomputed from sources and rulings, and compared (design section 7).

One story is stored through a real server: encounters that were kept, moved, deleted and marked in error, claims paid,
cut back, decided, taken back, and a person whom two Patients turned out to be. Each test tampers with a copy of it.
"""

import asyncio
import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from peerfhir import data
from peerfhir.cli.main import build
from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import (
    CERTIFIED,
    Agency,
    coverage,
    ext,
    kept,
    line,
    planned,
    post,
    preauthorization,
    put,
    submit,
    unique,
)

NOW = "2026-11-16T12:00:00Z"
MONDAY, TUESDAY, THURSDAY = "2026-11-09", "2026-11-10", "2026-11-12"
PK = "(SELECT pk FROM resource WHERE fid = '%s')"
CHANGED = "UPDATE {table} SET body = convert_to(replace(convert_from(body, 'UTF8'), '%s', '%s'), 'UTF8') WHERE {place}"
RECORD = CHANGED.replace("{table}", "resource").replace("{place}", "pk = {it}")
RULING = CHANGED.replace("{table}", "ruling").replace("{place}", "source = {it}")
DELETED = "DELETE FROM ledger WHERE source = {it} AND kind = '%s'"
LOWERED = re.compile(r"(value: )10(?=, rule: MT-31)")
# The entries of one source once more, as another's.
INSERTED = (
    "INSERT INTO ledger SELECT member, program, day, kind, units, {it}, 99, line, {it}, reverses, paid_by, zone,"
    " rounding, pack, xid, era, recorded FROM ledger WHERE source = {like}"
)
_copies = itertools.count()


@dataclass(frozen=True)
class Story:
    """The database of the story, the names of what is in it, and what `verify` said while the server ran."""

    url: str
    names: dict[str, str]
    meanwhile: Result


@pytest.fixture(scope="module")
def story(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Told once."""
    url, folder = cluster.fresh(), tmp_path_factory.mktemp("ledger")
    running = serve(url, folder, sandbox="1")
    try:
        with running.client(Role.ENGINEER, "SANDBOX") as engineer:
            engineer.put(f"{running.base}/sandbox/clock", json={"now": NOW}).raise_for_status()
        names = told(running)
        meanwhile = verify(url, folder)
    finally:
        stop(running)
    return Story(url, names, meanwhile)


def told(server: Server) -> dict[str, str]:
    """The story; the names of its encounters, claims and answers."""
    agency = Agency(server)
    try:
        return _told(agency)
    finally:
        agency.close()


def _told(agency: Agency) -> dict[str, str]:
    peer, names = agency.hire(CERTIFIED), {}

    def seen(name: str, member: str, day: str, minutes: int, hour: int = 8, **said: Any) -> str:
        end = f"{hour + minutes // 60:02}:{minutes % 60:02}:00"
        sent = agency.encounter(member, peer, f"{day}T{hour:02}:00:00-07:00", f"{day}T{end}-07:00", **said)
        names[name] = kept(post(agency.http, sent))
        return names[name]

    def billed(name: str, sent: dict[str, Any]) -> dict[str, Any]:
        answer = submit(agency.http, sent)
        assert answer.status_code == 200, answer.text
        names[name] = answer.json()["request"]["reference"].removeprefix("Claim/")
        names[f"{name} answer"] = answer.json()["id"]
        return sent

    one = agency.admit()
    names["member"] = one
    billed("paid", agency.claim(one, peer, line(4, MONDAY, seen("hour", one, MONDAY, 60))))
    billed("cut", agency.claim(one, peer, line(8, TUESDAY, seen("long", one, TUESDAY, 120))))

    def authorized(units: int) -> dict[str, Any]:
        week = (MONDAY, "2026-11-15")
        return preauthorization(one, agency.payer.id, "AUTH-1", week, units=units, per_week=None, id=names["approval"])

    names["approval"] = unique("auth")
    put(agency.payer.http, authorized(4))
    more = line(4, THURSDAY, seen("more", one, THURSDAY, 60))
    billed("beyond", agency.claim(one, peer, more, quoted="AUTH-1"))
    put(agency.payer.http, authorized(2))  # reduced later: nothing is reversed, and it is told

    young = agency.admit(birthDate="2008-05-05")  # 18: what is over the limit is reviewed
    billed("pended", agency.claim(young, peer, line(12, MONDAY, seen("young", young, MONDAY, 180, hour=13))))
    decision = {"name": "decision", "valueCode": "reduce"}, {"name": "units", "valueUnsignedInt": 1}
    path = f"/ClaimResponse/{names['pended answer']}/$decide"
    agency.payer.http.post(path, json={"resourceType": "Parameters", "parameter": decision}).raise_for_status()

    other = agency.admit()
    sent = billed("void", agency.claim(other, peer, line(4, MONDAY, seen("voided", other, MONDAY, 60, hour=17))))
    billed("voiding", agency.again("8", names["void"], sent))

    gone, wrong, moved = (
        seen(name, other, TUESDAY, 30, hour) for name, hour in (("gone", 11), ("wrong", 12), ("moved", 18))
    )
    agency.http.delete(f"/Encounter/{gone}").raise_for_status()
    stored = agency.http.get(f"/Encounter/{wrong}").json()
    put(agency.http, stored | {"status": "entered-in-error"})
    stored = agency.http.get(f"/Encounter/{moved}").json()
    put(agency.http, stored | {"period": {"start": f"{TUESDAY}T18:00:00-07:00", "end": f"{TUESDAY}T18:45:00-07:00"}})
    plain = [one for one in agency.content(other) if "valueReference" not in one]
    seen("nobody's", other, TUESDAY, 30, 20, extension=[ext("program", valueCode="no-such-program"), *plain[1:]])

    twins, number = (agency.admit(), agency.admit()), unique("n")
    for place, twin in enumerate(twins):
        seen(f"twin {place}", twin, MONDAY, 30, 20 + place)
    for twin in twins:  # the payer knows both by one number
        insured = coverage(
            twin, twin, agency.payer.id, period={"start": "2020-01-01"}, **{"class": planned("mt-sdmi-hcbs")}
        )
        put(agency.http, insured | {"subscriberId": number})
    return names


def verify(url: str, folder: Path, *words: str, **settings: str) -> Result:
    """Run the command on a database."""
    environment = {"PEERFHIR_DATABASE_URL": url, "PEERFHIR_DATA": str(folder), "COLUMNS": "200", **settings}
    return CliRunner(env=environment).invoke(build(("ledger",)), ["ledger", "verify", *words])


@pytest.fixture
def tampered_text(story: Story, cluster: Cluster, tmp_path: Path) -> Callable[..., Result]:
    """Runs statements on a copy of the story, then the command; `{it}` in a statement is the pk of what `it` names."""

    def run(*statements: str, words: Sequence[str] = (), **names: str) -> Result:
        copy = f"ledger_{os.getpid()}_{next(_copies)}"
        pks = {name: PK % story.names[key] for name, key in names.items()}

        async def change() -> None:
            connection = await asyncpg.connect(cluster.of("postgres"))
            await connection.execute(f"CREATE DATABASE {copy} TEMPLATE {urlsplit(story.url).path[1:]}")
            await connection.close()
            connection = await asyncpg.connect(cluster.of(copy))
            for statement in statements:
                done = await connection.execute(statement.format(**pks))
                assert done.split()[-1] != "0", f"nothing was tampered with: {statement}"
            await connection.close()

        asyncio.run(change())
        return verify(cluster.of(copy), tmp_path, *words)

    return run


@pytest.fixture
def tampered(tampered_text: Callable[..., Result]) -> Callable[..., tuple[int, list[dict[str, Any]]]]:
    """The same; gives exit code and discrepancies."""

    def run(*statements: str, **names: str) -> tuple[int, list[dict[str, Any]]]:
        said = tampered_text(*statements, words=("--format", "json"), **names)
        found: list[dict[str, Any]] = json.loads(said.stdout)["discrepancies"]
        return said.exit_code, found

    return run


def short(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """(source, kind, line, day, recorded, recomputed, why) of each."""
    return [
        (d["source"], d["kind"], d["line"], d["day"], d["recorded"], d["recomputed"], tuple(d["why"])) for d in found
    ]


def test_what_a_server_has_counted_agrees(story, tmp_path):
    """Nothing differs after the whole story: exit code 0 and one sentence; also while the server runs."""
    for said in (story.meanwhile, verify(story.url, tmp_path)):
        assert said.exit_code == 0, said.output
        assert said.stdout.splitlines()[-1].endswith("every balance agrees")


def test_everything_was_looked_at(story, tmp_path):
    """Every encounter that was judged and every claim is recounted, those that have nothing left too."""
    found = json.loads(verify(story.url, tmp_path, "--format", "json").stdout)
    sources = [name for name in story.names if not name.endswith("answer") and name not in ("member", "approval")]
    assert found["sources"] == len(sources)
    assert found["discrepancies"] == []


def test_entries_of_merged_members_are_one_persons(story, tampered):
    """Entries keep the number they were written with (section 7): of two numbers of one person, either will do."""
    swapped = (
        "UPDATE ledger SET member = r.member FROM resource r"
        " WHERE r.pk = {other} AND ledger.source = {it} AND ledger.member <> r.member"
    )
    parted = "UPDATE member SET root = no WHERE root <> no"
    assert tampered(swapped, it="twin 1", other="twin 0") == (0, [])
    code, found = tampered(swapped, parted, it="twin 1", other="twin 0")
    name = f"Encounter/{story.names['twin 1']}"
    assert (code, sorted((d["source"], d["recorded"], d["recomputed"]) for d in found)) == (
        1,
        [(name, 0, 2), (name, 2, 0)],
    )


@pytest.mark.parametrize(
    ("statement", "recorded", "recomputed", "why"),
    [
        ("UPDATE ledger SET units = 5 WHERE source = {it}", 5, 4, ("ruling", "record")),
        ("UPDATE ledger SET units = -4 WHERE source = {it}", -4, 4, ("ruling", "record")),
        ("DELETE FROM ledger WHERE source = {it}", 0, 4, ("ruling", "record")),
        ("UPDATE ledger SET zone = 'UTC' WHERE source = {it}", 4, 4, ("basis",)),
        ("UPDATE ledger SET pack = '\\x00' WHERE source = {it}", 4, 4, ("basis",)),
        (RECORD % ("T09:00", "T08:37"), 4, 2, ("record",)),
        (RULING % ('"units":4', '"units":3'), 4, 3, ("ruling",)),
        ("UPDATE resource SET deleted = true WHERE pk = {it}", 4, 0, ("ruling", "record")),
    ],
)
def test_an_encounter_that_was_tampered_with(story, tampered, statement, recorded, recomputed, why):
    """Units, sign, zone or pack of an entry, the entry itself, the record or the ruling: found and named."""
    code, found = tampered(statement, it="hour")
    name = f"Encounter/{story.names['hour']}"
    assert (code, short(found)) == (1, [(name, "rendered", 0, MONDAY, recorded, recomputed, why)])
    assert found[0]["program"] == "mt-sdmi-hcbs"
    assert found[0]["member"] > 0


def test_an_entry_under_another_member(story, tampered):
    """The one has units too many, the other too few."""
    code, found = tampered(
        "UPDATE ledger SET member = r.member FROM resource r WHERE r.pk = {other} AND ledger.source = {it}",
        it="hour",
        other="young",
    )
    name = f"Encounter/{story.names['hour']}"
    assert (code, sorted((d["source"], d["recorded"], d["recomputed"]) for d in found)) == (
        1,
        [(name, 0, 4), (name, 4, 0)],
    )
    assert len({d["member"] for d in found}) == 2


@pytest.mark.parametrize("name", ["gone", "wrong", "nobody's"])
def test_units_of_what_counts_for_nothing(story, tampered, name):
    """Nothing may remain of an encounter that was deleted, marked in error, or is of no program that is known."""
    code, found = tampered(INSERTED, it=name, like="hour")
    expected = (f"Encounter/{story.names[name]}", "rendered", 0, MONDAY, 4, 0, ("ruling", "record"))
    assert (code, short(found)) == (1, [expected])


def test_units_of_nothing_at_all(tampered):
    """An entry whose source is not stored is named by its number."""
    code, found = tampered(INSERTED.replace("{it}", "999999"), like="hour")
    assert (code, short(found)) == (1, [("(not stored: 999999)", "rendered", 0, MONDAY, 4, 0, ("record",))])


def test_an_earlier_version_counted_again(story, tampered):
    """What a moved encounter took back must stay taken back."""
    code, found = tampered("DELETE FROM ledger WHERE source = {it} AND units < 0", it="moved")
    (one,) = short(found)
    assert (code, one[0], one[4:6]) == (1, f"Encounter/{story.names['moved']}", (5, 3))


@pytest.mark.parametrize(
    ("claim", "kind", "letter", "day", "units"),
    [
        ("paid", "paid", "p", MONDAY, 4),
        ("cut", "paid", "p", TUESDAY, 6),
        ("cut", "claimed", "c", TUESDAY, 8),
        ("beyond", "paid", "p", THURSDAY, 4),
    ],
)
def test_a_claim_whose_entry_is_gone(story, tampered, claim, kind, letter, day, units):
    """By the ruling, a line has claimed and paid units on its day."""
    code, found = tampered(DELETED % letter, it=claim)
    expected = (f"Claim/{story.names[claim]}", kind, 1, day, 0, units, ("ruling",))
    assert (code, short(found)) == (1, [expected])


def test_what_paid_is_part_of_a_balance(story, tampered):
    """Units paid by an authorization are not those of the limit, though they are as many."""
    code, found = tampered("UPDATE ledger SET paid_by = 'mt-week' WHERE source = {it} AND kind = 'p'", it="beyond")
    name = f"Claim/{story.names['beyond']}"
    assert (code, sorted(one[4:6] for one in short(found))) == (1, [(0, 4), (4, 0)])
    assert {one["source"] for one in found} == {name}


def test_a_decision_is_recounted(story, tampered):
    """Of two units that were pended the payer gave one: nothing is pended any more, eleven are paid."""
    assert tampered(
        "UPDATE ledger SET units = 2 WHERE source = {it} AND paid_by = 'review' AND kind = 'p'", it="pended"
    )[0]
    code, found = tampered("DELETE FROM ledger WHERE source = {it} AND kind = 'h' AND units < 0", it="pended")
    expected = (f"Claim/{story.names['pended']}", "pended", 1, MONDAY, 2, 0, ("ruling",))
    assert (code, short(found)) == (1, [expected])


def test_a_void_that_was_undone(story, tampered):
    """Nothing may remain of a claim that was taken back."""
    code, found = tampered("DELETE FROM ledger WHERE source = {it} AND units < 0", it="void")
    name = f"Claim/{story.names['void']}"
    assert (code, short(found)) == (
        1,
        [(name, kind, 1, MONDAY, 4, 0, ("ruling",)) for kind in ("claimed", "paid")],
    )


def test_an_answer_that_says_other_units(story, tampered):
    """The allowed units of the ClaimResponse are those that its rulings pay."""
    code, found = tampered(RECORD % ('"value":6', '"value":7'), it="cut answer")
    expected = (f"ClaimResponse/{story.names['cut answer']}", "paid", 1, None, 7, 6, ("answer",))
    assert (code, short(found)) == (1, [expected])


@pytest.mark.parametrize("statement", [RECORD % ('"status"', '"status'), RULING % ('"entries"', '"none"')])
def test_what_cannot_be_read_is_named(story, tampered, statement):
    """A record or a ruling that is not what was written does not end the command."""
    code, found = tampered(statement, it="hour")
    assert (code, [(d["source"], d["recorded"], d["why"]) for d in found]) == (
        1,
        [(f"Encounter/{story.names['hour']}", 4, ["unreadable"])],
    )


def test_what_is_overrun_today_is_told(story, tmp_path):
    """An authorization reduced below its use, a limit that a newer pack lowers: told, and no error (section 7)."""
    programs = tmp_path / "programs"
    shutil.copytree(data.programs(), programs)
    pack = programs / "mt-sdmi-hcbs.yaml"
    lowered = LOWERED.sub(r"\g<1>5", pack.read_text(), count=1)
    assert lowered != pack.read_text()
    pack.write_text(lowered)
    said = verify(story.url, tmp_path, "--format", "json", PEERFHIR_PROGRAMS=str(programs))
    found = {(one["what"], one["window"], one["used"], one["allowed"]) for one in json.loads(said.stdout)["overruns"]}
    assert said.exit_code == 0
    assert (f"ClaimResponse/{story.names['approval']}", "2026-11-09..2026-11-15", 4, 2) in found
    assert ("mt-week", "week 2026-11-08..14", 10, 5) in found
    plain = verify(story.url, tmp_path).stdout
    assert f"Information: ClaimResponse/{story.names['approval']}" in plain
    assert "mt-week" not in plain


def test_a_person_reads_what_is_wrong(tampered_text, story):
    """A line for each discrepancy: source, member number, program, day, kind, both numbers; no name of anybody."""
    said = tampered_text("UPDATE ledger SET units = 5 WHERE source = {it}", it="hour")
    first = said.stdout.splitlines()[0]
    for part in (f"Encounter/{story.names['hour']}", "mt-sdmi-hcbs", MONDAY, "rendered", "recorded 5, recomputed 4"):
        assert part in first
    assert re.search(r"  member \d+  ", first)
    assert said.stdout.splitlines()[-1].endswith(": 1 difference")
    assert "Huckleberry" not in said.stdout


def test_an_empty_database_agrees(cluster, tmp_path):
    """There is nothing to recount."""
    said = verify(cluster.fresh(), tmp_path)
    assert (said.exit_code, said.stdout) == (0, "Recounted 0 entries of 0 sources: every balance agrees\n")


def test_a_database_without_tables_is_refused(cluster, tmp_path):
    """One sentence on standard error, and exit code 1."""
    said = verify(cluster.of("postgres"), tmp_path)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr == "peerfhir: there is no data in the database of PEERFHIR_DATABASE_URL yet\n"


def test_a_pack_with_a_mistake_is_named(story, tmp_path):
    """Without the law no limit can be looked at: file and line of the mistake."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "bad.yaml").write_text("id: bad\nunknown: 1\n")
    said = verify(story.url, tmp_path, PEERFHIR_PROGRAMS=str(programs))
    assert (said.exit_code, said.stdout) == (1, "")
    assert "bad.yaml:2" in said.stderr

"""`peerfhir programs diff`: what is stored replayed under another law; nothing is written (decision 0020).

One story is stored through a real server, in two States: what was paid, cut back, pended and decided, taken back,
replaced. Each test changes a pack and tells by hand what that would have made of the story.
"""

import asyncio
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from peerfhir.cli.main import build
from peerfhir.data import programs
from peerfhir.policy.program import load
from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import CERTIFIED, IDAHO, Agency, certificate, decided, kept, line, post, submit

NOW = "2026-11-16T12:00:00Z"
SUNDAY, MONDAY, TUESDAY, THURSDAY = "2026-11-08", "2026-11-09", "2026-11-10", "2026-11-12"
SPAN = ("--from", "2026-01-01", "--to", "2026-12-31")
BILLED = ("hour", "long", "odd", "pended", "replacing", "idaho")


@dataclass(frozen=True)
class Story:
    """The database of the story, and the names of what is in it."""

    url: str
    folder: Path
    names: dict[str, str]
    meanwhile: Result


@pytest.fixture(scope="module")
def story(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Told once; the command runs for the first time while the server still does."""
    url, folder = cluster.fresh(), tmp_path_factory.mktemp("diff")
    running = begun(url, folder)
    try:
        names = told(running)
        lower = law(folder, "lower", ("value: 10, rule: MT-31", "value: 5, rule: MT-31"))
        meanwhile = diff(url, folder, law(folder, "plain"), lower)
    finally:
        stop(running)
    return Story(url, folder, names, meanwhile)


def begun(url: str, folder: Path, **settings: str) -> Server:
    """A server on which it is the day of the story."""
    running = serve(url, folder, workers=1, sandbox="1", **settings)
    with running.client(Role.ENGINEER, "SANDBOX") as engineer:
        engineer.put(f"{running.base}/sandbox/clock", json={"now": NOW}).raise_for_status()
    return running


def told(server: Server) -> dict[str, str]:
    """The story; the names of its encounters and claims."""
    agencies = Agency(server), Agency(server, state=IDAHO)
    try:
        return _montana(agencies[0]) | _idaho(agencies[1])
    finally:
        for agency in agencies:
            agency.close()


def _seen(agency: Agency, member: str, peer: str, day: str, minutes: int, hour: int = 8) -> str:
    end = f"{hour + minutes // 60:02}:{minutes % 60:02}:00"
    return kept(post(agency.http, agency.encounter(member, peer, f"{day}T{hour:02}:00:00-07:00", f"{day}T{end}-07:00")))


def _billed(agency: Agency, sent: dict[str, Any]) -> tuple[str, str]:
    answer = submit(agency.http, sent)
    assert answer.status_code == 200, answer.text
    return answer.json()["request"]["reference"].removeprefix("Claim/"), answer.json()["id"]


def _montana(agency: Agency) -> dict[str, str]:
    peer, names = agency.hire(CERTIFIED), {}

    def served(name: str, member: str, day: str, minutes: int, units: int, hour: int = 8) -> None:
        names[f"{name} visit"] = _seen(agency, member, peer, day, minutes, hour)
        sent = agency.claim(member, peer, line(units, day, names[f"{name} visit"]))
        names[name], names[f"{name} answer"] = _billed(agency, sent)

    one = agency.admit()
    served("hour", one, MONDAY, 60, 4)  # 4 of 10
    served("long", one, TUESDAY, 120, 8, 10)  # 6 of 8 are paid
    served("odd", one, "2026-11-17"[:8] + "15", 37, 2, 12)  # Sunday of the next week: 37 minutes are 2 units, or 3

    young = agency.admit(birthDate="2008-05-05")  # 18: what is over the limit is reviewed
    served("pended", young, MONDAY, 180, 12, 13)
    decision = {"name": "decision", "valueCode": "reduce"}, {"name": "units", "valueUnsignedInt": 1}
    path = f"/ClaimResponse/{names['pended answer']}/$decide"
    agency.payer.http.post(path, json={"resourceType": "Parameters", "parameter": decision}).raise_for_status()

    third = agency.admit()
    visit = names["third visit"] = _seen(agency, third, peer, THURSDAY, 60)
    sent = agency.claim(third, peer, line(4, THURSDAY, visit))
    names["void"], _ = _billed(agency, sent)
    names["voiding"], _ = _billed(agency, agency.again("8", names["void"], sent))
    second = agency.claim(third, peer, line(3, THURSDAY, visit))
    names["replaced"], _ = _billed(agency, second)
    first = second["item"][0] | {"quantity": {"value": 4}, "net": {"value": 60.00, "currency": "USD"}}
    names["replacing"], names["replacing answer"] = _billed(
        agency, agency.again("7", names["replaced"], second | {"item": [first]})
    )
    return names


def _idaho(agency: Agency) -> dict[str, str]:
    peer = agency.hire(certificate("2026-01-01", "2027-12-31"))
    member = agency.admit()
    visit = _seen(agency, member, peer, MONDAY, 60)
    claim, answer = _billed(agency, agency.claim(member, peer, line(4, MONDAY, visit)))
    return {"idaho": claim, "idaho answer": answer, "idaho visit": visit}


def law(folder: Path, name: str, *changes: tuple[str, str], program: str = "mt-sdmi-hcbs") -> Path:
    """A folder of packs, one of which says something else."""
    made = folder / name
    if not made.exists():
        shutil.copytree(programs(), made)
    file = made / f"{program}.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return made


def diff(url: str, folder: Path, old: Path, new: Path, *words: str) -> Result:
    """Run the command on a database."""
    environment = {"PEERFHIR_DATABASE_URL": url, "PEERFHIR_DATA": str(folder), "COLUMNS": "200"}
    words = ("programs", "diff", str(old), str(new), *(words if "--from" in words else (*SPAN, *words)))
    return CliRunner(env=environment).invoke(build(("programs",)), list(words))


@pytest.fixture
def changed(story: Story, tmp_path: Path):
    """Gives the changes of a pack, as {(name, line): (before, after)}, and the totals."""

    def run(*changes: tuple[str, str], program: str = "mt-sdmi-hcbs", words: tuple[str, ...] = ()) -> Any:
        new = law(tmp_path, "new", *changes, program=program)
        said = diff(story.url, story.folder, programs(), new, "--format", "json", *words)
        assert said.exit_code == 0, said.output
        found = json.loads(said.stdout)
        named = {value: name for name, value in story.names.items()}
        keyed = {
            (named[one["source"].partition("/")[2]], one["line"] or 0): (one["before"], one["after"])
            for one in found["changes"]
        }
        return keyed, found["totals"]

    return run


def units(changes: dict[Any, Any]) -> dict[Any, tuple[Any, ...]]:
    """(paid, pended, denied) before and after, of the lines of claims."""
    return {
        name: tuple(tuple(side[kind] for kind in ("paid", "pended", "denied")) for side in sides)
        for (name, number), sides in changes.items()
        if number
    }


def test_the_same_law_changes_nothing(changed):
    """Nothing is looked at when the digests agree."""
    changes, totals = changed()
    assert (changes, totals["persons"], totals["lines"]) == ({}, 0, 0)


def test_a_comment_changes_nothing(changed):
    """Of a pack that says the same in other words nothing is replayed."""
    changes, totals = changed(("tz: [", "# a comment\ntz: ["))
    assert (changes, totals["lines"]) == ({}, 0)


def test_what_is_stored_stands_as_it_does(changed):
    """MT-31: a limit that nobody reaches changes what was over the old one; else all is judged as it was."""
    changes, totals = changed(("value: 10, rule: MT-31", "value: 40, rule: MT-31"))
    assert units(changes) == {
        "long": ((6, 0, 2), (8, 0, 0)),
        "pended": ((11, 0, 1), (12, 0, 0)),
    }
    assert {name: totals[name] for name in ("claims", "lines", "contacts", "persons", "unlike")} == {
        "claims": 5,  # neither what was taken back nor what took it back
        "lines": 5,
        "contacts": 5,
        "persons": 3,
        "unlike": 0,
    }


def test_mt31_a_lower_limit_is_held_in_the_order_of_the_claims(changed):
    """Of 4 and 8 units in a week of 5 the first claim keeps its 4, the second gets 1: not 0, and not both cut back."""
    changes, totals = changed(("value: 10, rule: MT-31", "value: 5, rule: MT-31"))
    assert units(changes) == {
        "long": ((6, 0, 2), (1, 0, 7)),
        "pended": ((11, 0, 1), (6, 0, 6)),  # what is over it waits, and the payer has said: one more
    }
    assert (totals["before"]["paid"], totals["after"]["paid"]) == (4 + 6 + 2 + 11 + 4, 4 + 1 + 2 + 6 + 4)
    reasons = changes["long", 1][1]["reasons"]
    assert [(one["rule"], one["said"], one["units"]) for one in reasons] == [("MT-31", "119/N362", 7)]
    assert "12 of 5 units" in reasons[0]["detail"]


def test_a_limit_that_is_gone(changed):
    """`null`: no limit from then on; the warnings about it go, too."""
    changes, totals = changed(("value: 10, rule: MT-31", "value: null, rule: MT-31"))
    assert units(changes)["long"] == ((6, 0, 2), (8, 0, 0))
    before, after = changes["long visit", 0]
    assert [(one["rule"], one["said"]) for one in before["reasons"]] == [("MT-31", "warning")]
    assert after["reasons"] == []
    assert totals["after"]["denied"] == 0


def test_x2_another_rounding(changed):
    """37 minutes are 2 units by the half, 3 when each minute begun counts; a claim for 2 is paid either way."""
    changes, totals = changed(("tz: [", "unit: {rounding: [{from: null, value: ceil, rule: X-2}]}\ntz: ["))
    assert {name: (before["counted"], after["counted"]) for (name, _), (before, after) in changes.items()} == {
        "odd visit": (2, 3)
    }
    assert (totals["changed_contacts"], totals["changed_lines"]) == (1, 0)
    changes, _ = changed(("value: ceil, rule: X-2", "value: floor, rule: X-2"))
    assert changes == {}


def test_mt01_another_issuer(changed):
    """No peer is certified by it: each encounter would have been refused, each line is denied B7."""
    changes, totals = changed(
        ("issuers: [{from: null, value: [], rule: MT-01}]", "issuers: [{from: null, value: [zz-nobody], rule: MT-01}]")
    )
    assert {after["refused"] for (_, number), (_, after) in changes.items() if not number} == {True}
    assert {one["said"] for (_, number), (_, after) in changes.items() if number for one in after["reasons"]} == {
        "B7/N570"
    }
    assert (totals["changed_contacts"], totals["changed_lines"], totals["after"]["paid"]) == (5, 5, 0)
    assert (totals["before"]["refused"], totals["after"]["refused"]) == (0, 5)


def test_enforcement_is_part_of_the_law(changed):
    """A rule that is off is neither found nor denied."""
    changes, _ = changed(("enforcement: {MT-03: warn}", "enforcement: {MT-03: warn, MT-31: off}"))
    assert units(changes)["long"] == ((6, 0, 2), (8, 0, 0))
    assert changes["long visit", 0][1]["reasons"] == []


def test_a_law_that_begins_between_the_claims(changed):
    """Each day is judged by the value in force on it: from Tuesday on three units a week."""
    dated = f"value: 10, rule: MT-31}}, {{from: {TUESDAY}, value: 3, rule: MT-31"
    changes, _ = changed(("value: 10, rule: MT-31", dated))
    assert units(changes) == {"long": ((6, 0, 2), (0, 0, 8)), "replacing": ((4, 0, 0), (3, 0, 1))}


def test_only_the_programs_that_change_are_replayed(changed):
    """Of a change in Idaho nothing in Montana is looked at."""
    changes, totals = changed(("value: 416, rule: ID-32", "value: 3, rule: ID-32"), program="id-adult-peer")
    assert units(changes) == {"idaho": ((4, 0, 0), (3, 0, 1))}
    assert (totals["persons"], totals["lines"]) == (1, 1)


def test_a_change_of_the_parent_concerns_every_child(changed):
    """What both States inherit."""
    _, totals = changed(("months: [{from: null, value: 12", "months: [{from: null, value: 11"), program="cms-baseline")
    assert (totals["persons"], totals["lines"], totals["changed_lines"]) == (4, 6, 0)


def test_another_plan_concerns_everything(changed):
    """It may differ which program judges a record: all is replayed, and denied as not enrolled."""
    changes, totals = changed(
        ("coverage_plan: [{from: null, value: mt-sdmi-hcbs", "coverage_plan: [{from: null, value: mt-other")
    )
    assert (totals["persons"], totals["lines"]) == (4, 6)
    assert {one["said"] for (_, number), (_, after) in changes.items() if number for one in after["reasons"]} == {
        "177/N30"
    }
    assert "idaho" not in {name for name, _ in changes}


def test_a_program_without_a_pack(story, tmp_path):
    """Its encounters count for nothing, its lines are denied for want of a program; Montana is replayed, unchanged."""
    new = law(tmp_path, "new")
    (new / "id-adult-peer.yaml").unlink()
    found = json.loads(diff(story.url, story.folder, programs(), new, "--format", "json").stdout)
    named = {value: name for name, value in story.names.items()}
    after = {named[one["source"].partition("/")[2]]: one["after"] for one in found["changes"]}
    said = {name: [(one["rule"], one["said"]) for one in became["reasons"]] for name, became in after.items()}
    assert said == {
        "idaho visit": [("program-undetermined", "warning")],
        "idaho": [("program-undetermined", "16/MA130")],
    }
    assert (after["idaho visit"]["counted"], after["idaho"]["denied"], found["totals"]["lines"]) == (0, 4, 6)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (MONDAY, MONDAY, {"pended"}),
        (TUESDAY, TUESDAY, {"long"}),
        (TUESDAY, "2026-12-31", {"long"}),
        ("2026-01-01", SUNDAY, set()),
        (THURSDAY, "2026-12-31", set()),
    ],
)
def test_only_these_days_are_replayed(changed, first, last, expected):
    """What was served before and after stays in the ledger as it is, and counts there."""
    changes, _ = changed(("value: 10, rule: MT-31", "value: 5, rule: MT-31"), words=("--from", first, "--to", last))
    assert set(units(changes)) == expected
    if "long" in expected:  # the 4 units of Monday were spent before
        assert units(changes)["long"] == ((6, 0, 2), (1, 0, 7))


@pytest.mark.parametrize(
    "change",
    [
        ("value: 10, rule: MT-31", "value: 5, rule: MT-31"),
        ("value: cutback, rule: X-19", "value: deny, rule: X-19"),
        ("tz: [", "unit: {rounding: [{from: null, value: floor, rule: X-2, override: true}]}\ntz: ["),
    ],
    ids=["five units", "no part of a line", "whole units"],
)
def test_what_is_foretold_comes_true(story, changed, cluster, tmp_path, change):
    """The same story, told to a server under the new law, ends as the dry run said that it would."""
    changes, _ = changed(change)
    running = begun(cluster.fresh(), tmp_path / "data", programs=str(tmp_path / "new"))
    try:
        names = told(running)
        with running.client(Role.AUDITOR, "SANDBOX") as auditor:
            became = {name: _units(auditor.get(f"/ClaimResponse/{names[f'{name} answer']}").json()) for name in BILLED}
        stood = {name: _stored(story, name) for name in BILLED}
    finally:
        stop(running)
    assert became == stood | {name: sides[1] for name, sides in units(changes).items()}


def test_one_file_stands_for_its_pack(story, tmp_path):
    """A draft of one pack is compared with the packs in force."""
    draft = law(tmp_path, "new", ("value: 10, rule: MT-31", "value: 5, rule: MT-31")) / "mt-sdmi-hcbs.yaml"
    shutil.move(draft, tmp_path / "mt-sdmi-hcbs.yaml")
    said = diff(story.url, story.folder, programs() / "mt-sdmi-hcbs.yaml", tmp_path / "mt-sdmi-hcbs.yaml")
    assert said.exit_code == 0, said.output
    assert f"Claim/{story.names['long']} line 1  {TUESDAY}  mt-sdmi-hcbs  paid 6 -> 1, denied 2 -> 7" in said.stdout


def test_a_person_reads_what_would_change(story):
    """A line for each change, the reasons that come and go, the sums; the server ran meanwhile."""
    assert story.meanwhile.exit_code == 0, story.meanwhile.output
    lines = story.meanwhile.stdout.splitlines()
    place = lines.index(f"Claim/{story.names['long']} line 1  {TUESDAY}  mt-sdmi-hcbs  paid 6 -> 1, denied 2 -> 7")
    assert lines[place + 1].startswith("    - MT-31 119/N362, 2 units: ")
    assert lines[place + 2].startswith("    + MT-31 119/N362, 7 units: ")
    assert "Replayed 5 encounters and 5 lines of 5 claims of 3 members, 2026-01-01 to 2026-12-31" in lines
    assert (
        lines[-1] == "Units paid 27 -> 17, pended 0 -> 0, denied 3 -> 13, counted 30 -> 30; encounters refused 0 -> 0"
    )
    assert "Huckleberry" not in story.meanwhile.stdout


def test_the_page_shows_what_is_printed(story):
    """The example of docs/programs.md is what the story prints, without the ids."""
    page = (Path(__file__).parents[2] / "docs" / "programs.md").read_text(encoding="utf-8")
    shown = page[page.index("Claim/01a1…") :].partition("```")[0].splitlines()
    printed = story.meanwhile.stdout
    assert [line for line in shown if (line.partition("…")[2] or line) not in printed] == []


def test_facts_that_changed_since_are_no_changes_of_the_law(story, cluster, tmp_path):
    """A certificate that was taken away denies under both laws; it is said how many lines stand otherwise."""
    copy = _copy(cluster, story.url, "UPDATE resource SET body = convert_to(replace(convert_from(body, 'UTF8'),"
                 " '\"2027-12-31\"', '\"2026-01-02\"'), 'UTF8') WHERE rtype = 108")  # fmt: skip
    new = law(tmp_path, "new", ("value: 10, rule: MT-31", "value: 5, rule: MT-31"))
    found = json.loads(diff(copy, story.folder, programs(), new, "--format", "json").stdout)
    assert [one for one in found["changes"] if one["line"]] == []
    assert found["totals"]["unlike"] == 5


def test_nothing_is_written(story, cluster, tmp_path):
    """Neither a row nor a number of a sequence; a database that takes no writes is enough."""
    new = law(tmp_path, "new", ("value: 10, rule: MT-31", "value: 5, rule: MT-31"))
    copy = _copy(cluster, story.url)
    before = asyncio.run(_state(copy))
    said = diff(copy, story.folder, programs(), new)
    assert said.exit_code == 0, said.output
    assert asyncio.run(_state(copy)) == before
    asyncio.run(
        _run(cluster.of("postgres"), f"ALTER DATABASE {urlsplit(copy).path[1:]} SET default_transaction_read_only = on")
    )
    assert diff(copy, story.folder, programs(), new).stdout == said.stdout


def test_the_transaction_takes_no_writes(story):
    """Whatever is judged in it is judged in a READ ONLY transaction, which PostgreSQL itself keeps."""
    from peerfhir.journeys.replay import looking  # noqa: PLC0415 - slow to import
    from peerfhir.store import database  # noqa: PLC0415

    async def attempt() -> None:
        pool = await database.connect(story.url, size=1)
        try:
            async with looking(pool) as transaction:
                await transaction.connection.execute("INSERT INTO party (organization) VALUES ('Zz-Nobody')")
        finally:
            await pool.close()

    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        asyncio.run(attempt())


def test_wrong_use(story, tmp_path):
    """Days in the wrong order, files that are not there: 2. A pack with mistakes: 1, with file and line."""
    said = diff(story.url, tmp_path, programs(), programs(), "--from", "2026-02-01", "--to", "2026-01-01")
    assert (said.exit_code, "before the first" in said.output) == (2, True)
    assert diff(story.url, tmp_path, programs(), tmp_path / "none").exit_code == 2
    new = law(tmp_path, "new", ("tz: [", "colour: red\ntz: ["))
    said = diff(story.url, tmp_path, programs(), new)
    assert (said.exit_code, said.stdout) == (1, "")
    assert re.search(r"mt-sdmi-hcbs\.yaml:\d+: colour: there is no such key", said.stderr)


def test_progress_is_told(story, tmp_path):
    """How many members are done, of how many; those of whom nothing is replayed, too."""
    from peerfhir.journeys.ground import Ground  # noqa: PLC0415 - slow to import
    from peerfhir.journeys.replay import Replayed, replay  # noqa: PLC0415
    from peerfhir.store import database  # noqa: PLC0415
    from peerfhir.validation.library import Library  # noqa: PLC0415

    laws = (
        load(programs()),
        load(law(tmp_path, "new", ("value: 416, rule: ID-32", "value: 3, rule: ID-32"), program="id-adult-peer")),
    )
    told: list[tuple[str, int, int]] = []

    async def run() -> int:
        pool = await database.connect(story.url, size=5)
        try:
            old, new = (Ground(pool, Library(), one, lambda: datetime.now(UTC), UTC, 0) for one in laws)
            span = (date(2026, 1, 1), date(2026, 12, 31))
            changes = replay(old, new, span, Replayed(), lambda *said: told.append(said))
            return len([change async for change in changes])
        finally:
            await pool.close()

    assert asyncio.run(run()) == 2  # the encounter and the line
    assert (told[-1], [done for _, done, _ in told]) == (("members", 4, 4), sorted(done for _, done, _ in told))


def test_an_empty_database(cluster, tmp_path):
    """There is nothing to replay."""
    new = law(tmp_path, "new", ("value: 10, rule: MT-31", "value: 5, rule: MT-31"))
    said = diff(cluster.fresh(), tmp_path, programs(), new)
    assert said.stdout.startswith("Replayed 0 encounters and 0 lines of 0 claims of 0 members")


def _units(answer: dict[str, Any]) -> tuple[int, int, int]:
    """(paid, pended, denied) of the one line of a ClaimResponse."""
    (one,) = decided(answer)
    return one.paid, one.pended, sum(denied.units for denied in one.denied)


def _stored(story: Story, name: str) -> tuple[int, int, int]:
    """The same of the answer that the story was given."""

    async def body() -> bytes:
        connection = await asyncpg.connect(story.url)
        found = await connection.fetchval("SELECT body FROM resource WHERE fid = $1", story.names[f"{name} answer"])
        await connection.close()
        return bytes(found)

    return _units(json.loads(asyncio.run(body())))


def _copy(cluster: Cluster, url: str, *statements: str) -> str:
    """The URL of a copy of a database, tampered with."""
    copied = cluster.fresh()
    name, origin = (urlsplit(one).path[1:] for one in (copied, url))
    asyncio.run(
        _run(
            cluster.of("postgres"),
            f"DROP DATABASE {name}",
            f"CREATE DATABASE {name} TEMPLATE {origin}",
        )
    )
    if statements:
        asyncio.run(_run(copied, *statements))
    return copied


async def _run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _state(url: str) -> list[tuple[str, str]]:
    """Every table with a hash of its rows, and every sequence with its last number."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found = []
    for (table,) in tables:
        digest = await connection.fetchval(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t")  # noqa: S608
        found.append((table, digest))
    rows = await connection.fetch("SELECT sequencename, last_value::text FROM pg_sequences ORDER BY 1")
    await connection.close()
    return found + [tuple(row) for row in rows]

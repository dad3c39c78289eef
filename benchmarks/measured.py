"""How long a measure takes over a year of a program: every duty of every member and peer in one report.

A server and a database of its own, so that other groups do not measure what is stored here.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks import bodies, servers, stored
from benchmarks.drive import Shot, Shots, Target, all_of, middle
from benchmarks.wire import Answer
from peerfhir.cli.people.shapes import hl7, organization, ours, ref
from peerfhir.fhir import json
from peerfhir.fhir.searching import TYPE_CODES
from peerfhir.store.sight import Role

Json = dict[str, Any]
Figures = dict[str, dict[str, float]]
Store = Callable[[Target, int], Any]

VISITS = 78  # a year, three in two weeks (domain.md section 8)
MEASURES = (
    "mt-monthly-supervision",
    "mt-member-supervision",
    "mt-cmt-cpo-meeting",
    "mt-cmt-progress-report",
    "mt-continuing-education",
    "mt-training-competencies",
    "paid-after-lapse",
    "paid-without-encounter",
    "recorded-late",
)
_EACH = 100  # Communications in a transaction
_MISSING = 5  # one peer in so many has none
_MONTH = timedelta(days=30)


def run(members: int, rounds: int, people: Store) -> Figures:
    """Store a year of so many members, and ask every measure of it so many times, as the payer and as an auditor."""
    with tempfile.TemporaryDirectory(prefix="peerfhir-bench-") as folder, servers.database(Path(folder)) as database:
        data = Path(folder) / "data"
        data.mkdir()
        ours_, _ = servers.start_up(database, data)
        beside = servers.bare(database)
        try:
            return uvloop.run(_all(database, data, ours_, members, rounds, people))
        finally:
            ours_.stop()
            beside.stop()


async def _all(
    database: servers.Database, data: Path, ours_: servers.Server, members: int, rounds: int, people: Store
) -> Figures:
    ehr = ours_.target(database, await servers.token(database, data, Role.PROVIDER, bodies.AGENCY))
    await people(ehr, members)
    callers = {
        role.value: ours_.target(database, await servers.token(database, data, role, who))
        for role, who in ((Role.PAYER, bodies.PAYER), (Role.AUDITOR, "STATE"))
    }
    await _communications(ehr, members)
    places = database.of(servers.OURS), database.of(servers.BARE)
    await _claims(ehr, members)
    await stored.fill(*places, stored.numbers(range(members), VISITS), VISITS)
    await _pay(places[0])
    figures: Figures = {}
    for (role, target), measure in itertools.product(callers.items(), MEASURES):
        cells = [(await all_of(target, _asked(target, measure), clients=1)).figures() for _ in range(rounds)]
        figures[f"{measure} ({role})"] = middle(cells)
        print(f"{measure} ({role}): {figures[f'{measure} ({role})']['p50_ms']:.0f} ms", flush=True)
    return figures


def _asked(target: Target, measure: str) -> Shots:
    first, last = bodies.FIRST_DAY, bodies.FIRST_DAY + timedelta(bodies.DAYS - 1)
    path = f"/Measure/{measure}/$evaluate-measure?periodStart={first}&periodEnd={last}&reportType=population"

    def wrong(answer: Answer) -> str | None:
        if answer.status != 200:  # noqa: PLR2004
            return f"{answer.status} {answer.body[:300].decode(errors='replace')}"
        counted = sum(one["population"][0]["count"] for one in json.decode(answer.body)["group"])
        return None if counted else "nothing is counted"

    yield Shot(target.address.get(path), wrong)


async def _communications(target: Target, members: int) -> None:
    """Each peer's supervision and meeting of each month, about all whom the peer sees; some have none."""
    months = range(0, bodies.DAYS, _MONTH.days)
    parties = [_party(name) for name in ("CMT", "CPO")]
    made = [
        one
        for number in range(bodies.peers(members))
        if number % _MISSING
        for day in months
        for one in _monthly(number, day, members)
    ]
    connection = await target.address.connect()
    for start in range(0, len(made), _EACH):
        sent = bodies.put_all([*(parties if start == 0 else []), *made[start : start + _EACH]])
        answer = await connection.send(target.address.send("POST", "", sent))
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"The Communications were refused: {answer.body[:1000]!r}")
    connection.close()


def _party(name: str) -> Json:
    number = [{"system": f"{bodies.IDENTIFIERS}/parties", "value": name}]
    types = hl7("organization-type", "govt"), ours("agency-type", name.lower())
    return organization(name, f"Zz-{name}", "MT", *types, identifier=number)


def _monthly(peer: int, day: int, members: int) -> list[Json]:
    sent = bodies.instant(day, 17).isoformat()
    id_, role = f"peer-{peer}", f"PractitionerRole/peer-{peer}"
    seen = [number for number in range(peer * 8, peer * 8 + 8) if number < members]
    about = [ref(f"CarePlan/p-m{number}") for number in seen]
    said = {"resourceType": "Communication", "status": "completed", "sent": sent}
    supervised = {"sender": ref("PractitionerRole/clinician"), "recipient": [ref(role)], "about": about}
    met = {"sender": ref(role), "recipient": [ref("Organization/CMT"), ref("Organization/CPO")]}
    return [
        said | supervised | {"id": f"s-{id_}-{day}", "category": [{"coding": [ours("contact", "supervision")]}]},
        said | met | {"id": f"c-{id_}-{day}", "category": [{"coding": [ours("contact", "cmt-cpo-meeting")]}]},
    ]


async def _claims(target: Target, members: int) -> None:
    """One Claim of each member, by which all visits of the year will be paid."""
    line = [(bodies.FIRST_DAY, "first")]
    made = [bodies.claim(of, f"year-{of}", line) | {"id": f"cl-m{of}"} for of in range(members)]
    for claim in made:
        del claim["item"][0]["encounter"]
    connection = await target.address.connect()
    for start in range(0, len(made), _EACH):
        sent = bodies.put_all(made[start : start + _EACH])
        answer = await connection.send(target.address.send("POST", "", sent))
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"The Claims were refused: {answer.body[:1000]!r}")
    connection.close()


async def _pay(url: str) -> None:
    """Every visit is paid: an entry beside that of its units, whose source is the member's Claim."""
    connection = await asyncpg.connect(url)
    columns = [row[0] for row in await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'ledger' ORDER BY ordinal_position"
    )]  # fmt: skip
    other = {"kind": "'p'", "line": "1", "paid_by": "'mt-week'", "source": "c.pk"}
    told = ", ".join(other.get(name, f"l.{name}") for name in columns)
    await connection.execute(
        f"INSERT INTO ledger ({', '.join(columns)}) SELECT {told} FROM ledger l"
        f" JOIN resource c ON c.rtype = {TYPE_CODES['Claim']} AND c.member = l.member WHERE l.kind = 'r'"
    )
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
    await asyncio.sleep(1)


def show(figures: Figures) -> None:
    """Print it."""
    table = Table("measure of a year", "seconds", "server CPU-s", "PostgreSQL CPU-s", "wrong")
    for name, cell in figures.items():
        server, database = cell["server_cpu"] / 1000, cell["database_cpu"] / 1000
        table.add_row(name, f"{cell['p50_ms'] / 1000:.2f}", f"{server:.2f}", f"{database:.2f}", f"{cell['wrong']:.0f}")
    Console(width=128).print(table)

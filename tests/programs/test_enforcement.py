"""`enforcement.<rule>: reject | warn | info | off`, for a rule of each kind, over HTTP (mappings/README.md).

A server for each word, whose packs say it of every rule below. What the word changes is the record; a claim is denied
as ever, unless the rule is off.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from peerfhir.data import programs
from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import (
    CERTIFIED,
    FINDINGS,
    IDAHO,
    MONTANA,
    NEBRASKA,
    Agency,
    Decided,
    Denied,
    certificate,
    crisis,
    decided,
    line,
    lived,
    post,
    put_all,
    submit,
    unique,
)

NOW = "2026-11-16T12:00:00Z"
RULES = {
    "mt-sdmi-hcbs": ("MT-01", "MT-16", "MT-21", "MT-22", "MT-31", "X-2", "X-15"),
    "id-adult-peer": ("ID-14",),
    "ne-dhhs-peer": ("NE-29",),
}
BECOMES = {"reject": "error", "warn": "warning", "info": "information", "off": None}


@dataclass(frozen=True)
class World:
    """A server, and the word that its packs say."""

    server: Server
    word: str

    @property
    def severity(self) -> str | None:
        """What becomes of a finding."""
        return BECOMES[self.word]


@pytest.fixture(scope="module", params=sorted(BECOMES))
def world(request: Any, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The server of a word."""
    folder = tmp_path_factory.mktemp("packs") / "programs"
    shutil.copytree(programs(), folder)
    for program, rules in RULES.items():
        _enforce(folder / f"{program}.yaml", dict.fromkeys(rules, request.param))
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("data"), sandbox="1", programs=str(folder))
    try:
        with running.client(Role.ENGINEER, "SANDBOX") as engineer:
            engineer.put(f"{running.base}/sandbox/clock", json={"now": NOW}).raise_for_status()
        yield World(running, request.param)
    finally:
        stop(running)


def _enforce(file: Path, words: dict[str, str]) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [text for text in lines if not text.startswith("enforcement:")]
    said = ", ".join(f"{rule}: {word}" for rule, word in words.items())
    file.write_text("\n".join([*kept, f"enforcement: {{{said}}}"]), encoding="utf-8")


@pytest.fixture
def come(world: World) -> Iterator[Callable[..., Agency]]:
    """Makes agencies on that server."""
    made: list[Agency] = []

    def make(state: Any = MONTANA) -> Agency:
        made.append(Agency(world.server, state=state))
        return made[-1]

    yield make
    for agency in made:
        agency.close()


def found(answer: httpx.Response, rule: str) -> set[str]:
    """The severities with which a rule is found."""
    codings = [(issue, issue.get("details", {}).get("coding", ())) for issue in answer.json()["issue"]]
    return {issue["severity"] for issue, coded in codings for coding in coded if coding["code"] == rule}


def kept_or_refused(answer: httpx.Response, rule: str, world: World) -> None:
    """The record is refused by a rejection, else kept, with the finding of the severity that the pack asks for."""
    assert found(answer, rule) == ({world.severity} if world.severity else set()), answer.text
    assert (answer.status_code == 422) == (world.word == "reject"), answer.text
    assert answer.status_code in (200, 201, 422), answer.text


def visit(agency: Agency, member: str, peer: str, start: str = "10:00", end: str = "11:00") -> httpx.Response:
    """An encounter of 9 November, with all that is found."""
    day = "2026-11-09"
    said = agency.encounter(member, peer, f"{day}T{start}:00-07:00", f"{day}T{end}:00-07:00")
    return post(agency.http, said, **FINDINGS)


def test_mt_01_an_error_about_the_peer_of_a_contact(world, come):
    """A peer without a certificate: the contact as the pack says, the line denied B7 unless the rule is off."""
    agency = come()
    member, peer = agency.admit(), agency.hire()
    kept_or_refused(visit(agency, member, peer), "MT-01", world)
    (billed,) = decided(submit(agency.http, agency.claim(member, peer, line(4, "2026-11-09"))))
    assert billed == (Decided(4) if world.word == "off" else Decided(0, (Denied(4, "B7", ("N570",), "CO", "MT-01"),)))


def test_mt_16_a_warning_about_the_peer_of_a_contact(world, come):
    """Nobody attests that the peer is grounded in recovery: no claim is denied for it, whatever the pack says."""
    agency = come()
    doubtful = lived(recoveryAttestation={"extension": [{"url": "groundedInRecovery", "valueBoolean": False}]})
    role = {"extension": agency.role_extensions(program=False)}
    member, peer = agency.admit(), agency.hire(CERTIFIED, person={"extension": [doubtful]}, **role)
    kept_or_refused(visit(agency, member, peer), "MT-16", world)
    assert decided(submit(agency.http, agency.claim(member, peer, line(4, "2026-11-09")))) == [Decided(4)]


def test_mt_22_an_error_about_a_role(world, come):
    """A role that names no supervisor."""
    agency = come()
    id_ = unique("peer")
    person, role = agency.peer(id_, CERTIFIED)
    role["extension"] = [one for one in role["extension"] if not one["url"].endswith("/supervisor")]
    put_all(agency.http, person)
    kept_or_refused(agency.http.put(f"/PractitionerRole/{id_}", json=role, headers=_headers()), "MT-22", world)


def test_mt_31_a_limit(world, come):
    """The eleventh unit of a week: the contact as the pack says, the unit denied 119 unless the rule is off."""
    agency = come()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    assert visit(agency, member, peer, "08:00", "10:30").status_code == 201
    kept_or_refused(visit(agency, member, peer, "11:00", "11:15"), "MT-31", world)
    assert decided(submit(agency.http, agency.claim(member, peer, line(10, "2026-11-09")))) == [Decided(10)]
    (billed,) = decided(submit(agency.http, agency.claim(member, peer, line(1, "2026-11-10"))))
    assert billed == (Decided(1) if world.word == "off" else Decided(0, (Denied(1, "119", ("N362",), "CO", "MT-31"),)))


def test_x_2_an_information_about_a_contact(world, come):
    """Five minutes are no unit."""
    agency = come()
    kept_or_refused(visit(agency, agency.admit(), agency.hire(CERTIFIED), "10:00", "10:05"), "X-2", world)


def test_x_15_a_rule_of_the_claim_alone(world, come):
    """A line that comes after thirteen months is denied 29 unless the rule is off."""
    agency = come()
    member, peer = agency.admit(), agency.hire(certificate("2020-01-01"))
    (billed,) = decided(submit(agency.http, agency.claim(member, peer, line(4, "2025-10-15"))))
    assert billed == (Decided(4) if world.word == "off" else Decided(0, (Denied(4, "29", (), "CO", "X-15"),)))


def test_id_14_a_warning_about_a_plan(world, come):
    """A plan that began before the needs were assessed."""
    agency = come(IDAHO)
    member = agency.admit()
    early = agency.plan(member, id=unique("plan"), period={"start": "2019-01-01"})
    kept_or_refused(agency.http.put(f"/CarePlan/{early['id']}", json=early, headers=_headers()), "ID-14", world)


def test_mt_21_an_error_of_a_profile(world, come):
    """A plan that says by no activity how its goals are reached: what a profile states is enforced alike."""
    agency = come()
    idle = agency.plan(agency.admit(), id=unique("plan"))
    del idle["activity"]
    kept_or_refused(agency.http.put(f"/CarePlan/{idle['id']}", json=idle, headers=_headers()), "MT-21", world)


def test_ne_29_an_error_of_a_profile_in_several_invariants(world, come):
    """A crisis plan without triggers: the word holds for the rule, whichever of its invariants found it."""
    agency = come(NEBRASKA)
    vague = agency.plan(agency.admit(), id=unique("plan"))
    vague["extension"] = [one for one in vague["extension"] if "crisis-prevention-plan" not in str(one)]
    vague["extension"].append(crisis("triggers"))
    kept_or_refused(agency.http.put(f"/CarePlan/{vague['id']}", json=vague, headers=_headers()), "NE-29", world)


def _headers() -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in FINDINGS.items()}

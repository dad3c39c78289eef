"""A sixth program, as docs/programs.md writes it: figures of North Carolina (domain.md 2), and no code.

The page is what is tested: its pack and its document are read from it, checked, and put in force on a real server.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from peerfhir.cli.main import build
from peerfhir.data import programs
from peerfhir.policy.program import load
from peerfhir.store.sight import Role
from tests.conftest import Cluster, Server, serve, stop
from tests.people import (
    CERTIFIED,
    FINDINGS,
    Agency,
    Decided,
    Denied,
    State,
    certificate,
    compound,
    decided,
    issues,
    kept,
    line,
    post,
    preauthorization,
    put,
    rules,
    submit,
    usage,
)

PAGE = (Path(__file__).parents[2] / "docs" / "programs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\w+\n(.*?)```", PAGE, re.DOTALL)
PACK = next(block for block in BLOCKS if block.startswith("id: nc-medicaid-peer\n"))
DOCUMENT = next(block for block in BLOCKS if block.startswith("Peer support is billed as H0038")).splitlines()
CAROLINA = State(
    "nc-medicaid-peer", "America/New_York", "nc-dhhs", "LCSW", "recovery-action-plan", "F33.1", "self-advocacy"
)
NOW = "2026-11-16T12:00:00Z"
OVER = Denied(1, "197", ("M62",), "CO", "NC-03")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packs that come with the server, and the sixth."""
    folder = tmp_path_factory.mktemp("packs") / "programs"
    shutil.copytree(programs(), folder)
    (folder / "nc-medicaid-peer.yaml").write_text(PACK, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def carolina(packs: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with these packs in force."""
    running = serve(cluster.fresh(), tmp_path_factory.mktemp("data"), sandbox="1", programs=str(packs))
    try:
        with running.client(Role.ENGINEER, "SANDBOX") as engineer:
            engineer.put(f"{running.base}/sandbox/clock", json={"now": NOW}).raise_for_status()
        yield running
    finally:
        stop(running)


@pytest.fixture
def agency(carolina: Server) -> Iterator[Agency]:
    """An agency there."""
    made = Agency(carolina, state=CAROLINA)
    yield made
    made.close()


@pytest.fixture
def served(agency: Agency) -> tuple[str, str, Callable[..., Decided]]:
    """A member, a peer, and how a line of theirs is billed."""
    peer, member = agency.hire(certificate("2025-01-01", "2027-12-31")), agency.admit()

    def bill(units: int, day: str, encounter: str | None = None, quoted: str | None = None) -> Decided:
        (one,) = decided(submit(agency.http, agency.claim(member, peer, line(units, day, encounter), quoted=quoted)))
        return one

    return member, peer, bill


def test_the_page_quotes_its_document():
    """Each rule's quotation stands on its line, and each line has its rule."""
    said = yaml.safe_load(PACK)["rules"]
    assert [rule["lines"] for rule in said.values()] == [str(number) for number in range(1, len(DOCUMENT) + 1)]
    assert all(rule["quote"] in DOCUMENT[int(rule["lines"]) - 1] for rule in said.values())


def test_the_pack_is_checked_as_the_page_says(packs):
    """What `peerfhir programs check` answers, before and after the mistake that the page shows."""
    runner = CliRunner()
    file = packs / "nc-medicaid-peer.yaml"
    said = runner.invoke(build(("programs",)), ["programs", "check", str(file)])
    answer = next(block for block in BLOCKS if block.startswith("nc-medicaid-peer 0.1.0")).partition("…")[0]
    assert (said.exit_code, said.stdout[: len(answer)]) == (0, answer)
    wrong = packs.parent / file.name
    wrong.write_text(PACK.replace("group:\n  max: [", "group:\n  most: ["), encoding="utf-8")
    said = runner.invoke(build(("programs",)), ["programs", "check", str(wrong)])
    mistake = next(block for block in BLOCKS if block.startswith("nc-medicaid-peer.yaml:"))
    assert said.exit_code == 1
    assert f"{wrong.parent}/{mistake.strip()}" in said.stdout


def test_the_words_of_enforcement_are_those_of_the_page(tmp_path):
    """The line of the page is taken by a pack that has these rules."""
    shutil.copytree(programs(), tmp_path / "programs")
    file = tmp_path / "programs" / "mt-sdmi-hcbs.yaml"
    words = next(block for block in BLOCKS if block.startswith("enforcement:")).strip()
    text = re.sub(r"^enforcement: .*$", words, file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    law = load(tmp_path / "programs")["mt-sdmi-hcbs"].law
    assert law.enforcement == {"MT-31": "reject", "MT-01": "warn", "MT-16": "off"}


def test_nc_02_nc_03_a_contact_and_its_claim(agency, served):
    """24 units of the fiscal year are paid; the 25th is warned of, and denied 197/M62 with its sentence and line."""
    member, peer, bill = served
    assert bill(20, "2026-10-05") == Decided(20)
    hour = post(
        agency.http,
        agency.encounter(member, peer, "2026-11-09T10:00:00-05:00", "2026-11-09T11:00:00-05:00"),
        **FINDINGS,
    )
    assert (hour.status_code, issues(hour)) == (201, [])
    assert bill(4, "2026-11-09", kept(hour)) == Decided(4)
    more = post(
        agency.http,
        agency.encounter(member, peer, "2026-11-10T10:00:00-05:00", "2026-11-10T10:15:00-05:00"),
        **FINDINGS,
    )
    assert (more.status_code, rules(more)) == (201, [("NC-02", "warning")])
    answer = submit(agency.http, agency.claim(member, peer, line(1, "2026-11-10", kept(more))))
    assert decided(answer) == [Decided(0, (OVER,))]
    ruling = agency.http.get(f"/{answer.json()['request']['reference']}/$ruling").text
    assert "nc-figures line 3" in ruling
    assert "prior approval is required" in ruling


def test_nc_02_the_fiscal_year_ends_on_june_30(agency, served):
    """What is served on its last day is of the old year, and leaves the new one whole."""
    member, _, bill = served
    assert bill(24, "2026-06-29") == Decided(24)
    assert bill(1, "2026-06-30") == Decided(0, (OVER,))
    assert bill(24, "2026-07-01") == Decided(24)
    assert bill(1, "2026-07-02") == Decided(0, (OVER,))
    for day, first, last in (("2026-06-30", "2025-07-01", "2026-06-30"), ("2026-07-01", "2026-07-01", "2027-06-30")):
        limit, _ = usage(agency.http, member, day, program=CAROLINA.program)
        assert (limit["windowStart"], limit["windowEnd"], limit["paid"], limit["remaining"]) == (first, last, 24, 0)
        assert (limit["limitId"], limit["nextUnitRequires"]) == ("nc-fiscal-year", "prior-auth")


def test_nc_03_with_an_approval(agency, served):
    """Units beyond the 24 are paid under it, until it is used up."""
    member, _, bill = served
    assert bill(24, "2026-10-05") == Decided(24)
    days = ("2026-11-01", "2026-12-31")
    put(agency.payer.http, preauthorization(member, agency.payer.id, "PA-1", days, units=2))
    assert bill(2, "2026-11-09", quoted="PA-1") == Decided(2)
    exhausted = Denied(1, "198", ("N362",), "CO", "NC-03")
    assert bill(1, "2026-11-10", quoted="PA-1") == Decided(0, (exhausted,))


@pytest.mark.parametrize(("people", "status"), [(12, 201), (13, 422)])
def test_nc_05_a_group_of_twelve(agency, served, people, status):
    """One more is refused, with the rule of the new pack."""
    member, peer, _ = served
    session = compound("group-session", sessionId={"valueString": "s1"}, participantCount={"valueUnsignedInt": people})
    content = agency.content(member, session, mode="group")
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-05:00", "2026-11-09T11:00:00-05:00", extension=content)
    answer = post(agency.http, said, **FINDINGS)
    assert (answer.status_code, rules(answer)) == (status, [("NC-05", "error")] if status == 422 else [])


def test_nc_06_the_supervisor(carolina):
    """An LCPC is a mental health professional by the federal baseline, and no qualified professional here."""
    other = Agency(carolina, state=replace(CAROLINA, licence="LCPC"))
    try:
        peer = other.hire(certificate("2025-01-01"), extension=other.role_extensions(program=False))
        said = other.encounter(other.admit(), peer, "2026-11-09T10:00:00-05:00", "2026-11-09T11:00:00-05:00")
        assert rules(post(other.http, said)) == [("NC-06", "error")]
    finally:
        other.close()


def test_cms_what_is_inherited_is_judged(agency):
    """The certificate that every State asks for, by the rule of the parent (CMS-17)."""
    member, peer = agency.admit(), agency.hire()
    said = agency.encounter(member, peer, "2026-11-09T10:00:00-05:00", "2026-11-09T11:00:00-05:00")
    assert rules(post(agency.http, said)) == [("CMS-17", "error")]


def test_the_others_are_as_they_were(carolina):
    """Montana's member, on the same server, has Montana's week."""
    montana = Agency(carolina)
    try:
        peer, member = montana.hire(CERTIFIED), montana.admit()
        (one,) = decided(submit(montana.http, montana.claim(member, peer, line(11, "2026-11-09"))))
        assert one == Decided(10, (Denied(1, "119", ("N362",), "CO", "MT-31"),))
    finally:
        montana.close()

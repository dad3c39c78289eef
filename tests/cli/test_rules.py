"""`peerfhir rules` as it is called."""

import json
import subprocess
import sys

import pytest


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run."""
    command = [sys.executable, "-m", "peerfhir", "rules", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def everything():
    """What `--format json` prints."""
    done = called("--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return {rule["id"]: rule for rule in json.loads(done.stdout)}


def test_json_is_one_object_a_rule(everything):
    """id, state, states and test of each (design.md 5); the primary state is the first."""
    places = {"profile", "write", "adjudication", "measure", "documentation"}
    for rule in everything.values():
        assert {"id", "state", "states", "test"} <= rule.keys()
        assert rule["state"] == rule["states"][0]
        assert set(rule["states"]) <= places
    assert len(everything) == 278 + 20


def test_a_rule_shows_what_states_it(everything):
    """NE-72 is in a profile of Nebraska's group session; MT-33 is a value of Montana's pack."""
    stated = everything["NE-72"]
    assert stated["states"] == ["profile", "write", "adjudication"]
    assert {one["profile"] for one in stated["constraints"]} >= {"ne-dhhs-peer-group-session-encounter"}
    assert "refused/NE-72-thirteen-participants.json" in stated["examples"]
    assert everything["MT-33"]["values"] == ["mt-sdmi-hcbs training.min_hours"]
    assert everything["MT-31"]["test"] == "tests/scenarios/test_a05_mt_eleventh_unit.py"


def test_a_program_has_its_own_rules_and_its_parents():
    """Idaho's, the federal ones, the readings; nobody else's."""
    done = called("--program", "id-adult-peer", "--format", "json")
    assert {rule["id"].split("-")[0] for rule in json.loads(done.stdout)} == {"ID", "CMS", "X", "program"}


def test_markdown_is_a_table():
    """A head, a line below it, and one row a rule, each with five cells."""
    lines = called("--format", "markdown", "--program", "cmh-standard").stdout.splitlines()
    assert lines[:2] == ["| rule | enforced | severity | by | what it says |", "|---|---|---|---|---|"]
    assert len(lines) == 2 + 64 + 20
    assert {line.replace("\\|", "").count("|") for line in lines} == {6}


def test_the_table_names_every_rule():
    """For people; without a terminal it is wide enough for sentences."""
    done = called("--program", "readings")
    assert done.returncode == 0
    assert "program-undetermined" in done.stdout
    assert max(map(len, done.stdout.splitlines())) == 160


def test_an_unknown_program_is_told():
    """Ends with 2, and says which ones there are."""
    done = called("--program", "colorado")
    assert done.returncode == 2
    assert "ne-dhhs-peer" in done.stderr

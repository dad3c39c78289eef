"""`peerfhir programs check`, `list` and `explain`: packs in files, and the law of a day in plain words."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_origin

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner, Result

from peerfhir.cli.law.words import keys
from peerfhir.cli.main import build
from peerfhir.data import programs
from peerfhir.policy.merge import part_of, way_of
from peerfhir.policy.pack import AbstractPack, DenialCode, Pack
from peerfhir.policy.program import load

DAY = "2026-11-16"
OF_AGE = "The member is at least 18 years old on the date of service"
NO_INPATIENT = "No peer support while the member is an inpatient"
NAMES = sorted(file.stem for file in programs().glob("*.yaml"))


def run(*words: str, **settings: str) -> Result:
    """The command's answer."""
    environment = {"COLUMNS": "200", **{f"PEERFHIR_{name.upper()}": value for name, value in settings.items()}}
    return CliRunner(env=environment).invoke(build(("programs",)), ["programs", *words])


@pytest.fixture
def draft(tmp_path: Path) -> Callable[..., Path]:
    """Makes a copy of a pack, alone in its folder, with a part of it changed."""

    def make(old: str, new: str, name: str = "mt-sdmi-hcbs") -> Path:
        text = (programs() / f"{name}.yaml").read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / f"{name}.yaml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return make


def explained(program: str, day: str, **settings: str) -> dict[str, Any]:
    """The keys of a day's law, by their names."""
    said = run("explain", "--program", program, "--on", day, "--format", "json", **settings)
    assert said.exit_code == 0, said.output
    return {one["key"]: one for one in json.loads(said.stdout)["keys"]}


def test_check_of_packs_as_they_must_be():
    """A line for each pack; a folder stands for all that is in it."""
    said = run("check", str(programs()))
    assert said.exit_code == 0
    assert [line.split(" ")[0] for line in said.stdout.splitlines()] == NAMES
    assert run("check", str(programs() / "mt-sdmi-hcbs.yaml")).stdout.startswith("mt-sdmi-hcbs ")


def test_check_finds_the_parent_among_the_packs_in_force(draft):
    """A draft need not lie beside its parent."""
    said = run("check", str(draft("value: 10, rule: MT-31", "value: 12, rule: MT-31")))
    assert (said.exit_code, said.stdout.split(",")[0]) == (
        0,
        f"mt-sdmi-hcbs {load(programs())['mt-sdmi-hcbs'].law.version}",
    )


def test_check_prefers_the_parent_beside_the_pack(draft):
    """What stands beside it is meant, and its mistakes are told too."""
    file = draft("id: mt-sdmi-hcbs", "id: mt-sdmi-hcbs")
    (file.parent / "cms-baseline.yaml").write_text("id: cms-baseline\nabstract: true\nnonsense: 1\n", encoding="utf-8")
    said = run("check", str(file))
    assert said.exit_code == 1
    assert f"{file.parent / 'cms-baseline.yaml'}:3: nonsense: there is no such key" in said.stdout


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("cert:\n", "certt:\n", "certt", "there is no such key; did you mean 'cert'? there are: id, version, "),
        ("min_hours", "min_hour", "training.min_hour", "did you mean 'min_hours'? there are: required, min_hours, "),
        ("    window: week", "    pace: 1\n    window: week", "limits[0].pace", "no such key; there are: id, window"),
        ("{from: null, value: 18", "{from: null, since: 1, value: 18", "member.age.min[0].since", "are: from, value, "),
        ("window: week", "window: month", "limits[0].window", "should be 'week', 'calendar-year' or 'fiscal-year'"),
        ("value: 10, rule: MT-31", "value: 10, rule: MT-99", "limits[0].units[0].rule", "there is no rule 'MT-99'"),
    ],
)  # fmt: skip
def test_check_names_file_line_place_and_the_keys_that_there_are(draft, old, new, place, says):
    """As an editor understands it, and with exit code 1."""
    file = draft(old, new)
    lines = file.read_text(encoding="utf-8").splitlines()
    word = f"{place.rpartition('.')[2]}:" if "there is no rule" not in says else "MT-99"
    number = next(number for number, line in enumerate(lines, 1) if word in line)
    said = run("check", str(file))
    assert said.exit_code == 1
    assert [
        line for line in said.stdout.splitlines() if line.startswith(f"{file}:{number}: {place}: ") and says in line
    ]


def test_check_of_a_folder_names_every_mistake_once(tmp_path):
    """Of all files; a mistake of a parent stands once, however many children it has."""
    shutil.copytree(programs(), tmp_path / "packs")
    with (tmp_path / "packs" / "cms-baseline.yaml").open("a", encoding="utf-8") as file:
        file.write("colour: red\n")
    said = run("check", str(tmp_path / "packs"))
    assert (said.exit_code, len(said.stdout.splitlines())) == (1, 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "1: the file is empty"), ("id: [", "1: expected"), ("parent: ../other\n", "1: parent: there is no pack")],
)
def test_check_of_what_is_no_pack(tmp_path, content, says):
    """Broken YAML and a parent that is nowhere have a line too."""
    file = tmp_path / "odd.yaml"
    file.write_text(content, encoding="utf-8")
    said = run("check", str(file))
    assert said.exit_code == 1
    assert f"{file}:{says}" in said.stdout


def test_check_of_a_file_that_is_not_there(tmp_path):
    """Wrong use: exit code 2; nothing to check is wrong use too, an empty folder is a mistake."""
    assert run("check", str(tmp_path / "none.yaml")).exit_code == 2
    assert run("check").exit_code == 2
    empty = run("check", str(tmp_path))
    assert (empty.exit_code, empty.stdout) == (1, f"{tmp_path}:0: there is no program pack (*.yaml) in this folder\n")


def test_list_shows_every_pack():
    """Also those that are parents only; JSON has the whole digest."""
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["program", *NAMES]
    found = {one["id"]: one for one in json.loads(run("list", "--format", "json").stdout)}
    law = load(programs())
    assert {name for name, one in found.items() if one["abstract"]} == {"cms-baseline"}
    assert {name: one["digest"] for name, one in found.items() if not one["abstract"]} == {
        name: program.digest.hex() for name, program in law.items()
    }
    assert (found["mt-sdmi-hcbs"]["parent"], found["mt-sdmi-hcbs"]["limits"]) == ("cms-baseline", ["mt-week"])


def test_list_of_packs_with_mistakes(tmp_path):
    """They are not in force: told, and exit code 1."""
    (tmp_path / "bad.yaml").write_text("id: bad\ncolour: red\n", encoding="utf-8")
    said = run("list", programs=str(tmp_path))
    assert (said.exit_code, said.stdout) == (1, "")
    assert "bad.yaml:2: colour: there is no such key" in said.stderr


def test_a_value_is_explained_with_its_rule_and_its_sentence():
    """Value, dates, rule, seed, lines, quotation, file, and what becomes of what breaks it."""
    units = explained("mt-sdmi-hcbs", DAY)["limits[mt-week].units"]
    assert {name: units[name] for name in ("value", "from", "until", "rule", "seed", "lines", "write", "claim")} == {
        "value": 10,
        "from": None,
        "until": None,
        "rule": "MT-31",
        "seed": "000_ae55b2014b58a12d",
        "lines": "33",
        "write": "warned",
        "claim": "denied",
    }
    assert units["quote"] == "Peer support services will be limited to 10 units per week"
    assert units["says"] == "A member receives 10 units in a window or fewer, over all providers"
    assert (units["pack"], units["inherited"]) == ("mt-sdmi-hcbs", None)


def test_what_is_inherited_names_the_parent_and_its_line():
    """A value of the parent's keeps the parent's rule; a reading of the engine has no file."""
    law = explained("id-adult-peer", DAY)
    diagnosis, late = law["member.diagnosis.any_of"], law["late_entry.days"]
    lines = (programs() / "cms-baseline.yaml").read_text(encoding="utf-8").splitlines()
    assert (diagnosis["inherited"], diagnosis["rule"]) == ("cms-baseline", "CMS-03")
    assert "any_of" in lines[diagnosis["line"] - 1]
    assert (late["pack"], late["line"], late["inherited"], late["seed"]) == (None, None, None, "reading X-15")


def test_the_law_of_a_day_is_that_of_the_day(draft):
    """On the last day of a value and on the first of the next one."""
    later = "units:\n      - {from: null, value: 10, rule: MT-31}\n      - {from: 2027-07-01, value: 12, rule: MT-31}"
    file = draft("units: [{from: null, value: 10, rule: MT-31}]", later)
    shutil.copy(programs() / "cms-baseline.yaml", file.parent)
    before, after = (
        explained("mt-sdmi-hcbs", day, programs=str(file.parent))["limits[mt-week].units"]
        for day in ("2027-06-30", "2027-07-01")
    )
    assert (before["value"], before["from"], before["until"]) == (10, None, "2027-06-30")
    assert (after["value"], after["from"], after["until"]) == (12, "2027-07-01", None)


@pytest.mark.parametrize(
    ("word", "write", "claim"),
    [("reject", "refused", "denied"), ("warn", "warned", "denied"), ("info", "told", "denied"), ("off", None, None)],
)
def test_enforcement_is_part_of_the_meaning(draft, word, write, claim):
    """The record as the pack says; the claim is denied unless the rule is off."""
    file = draft("{MT-03: warn}", f"{{MT-31: {word}}}")
    shutil.copy(programs() / "cms-baseline.yaml", file.parent)
    units = explained("mt-sdmi-hcbs", DAY, programs=str(file.parent))["limits[mt-week].units"]
    assert (units["enforcement"], units["write"], units["claim"]) == (word, write, claim)


@pytest.mark.parametrize(
    ("program", "key", "says", "write", "claim"),
    [
        ("mt-sdmi-hcbs", "recovery.months", "No length of recovery is asked for", None, None),
        ("mt-sdmi-hcbs", "cert.issuers", "The certificate may be by anyone", None, None),
        ("mt-sdmi-hcbs", "member.age.min", OF_AGE, "warned", None),
        ("id-adult-peer", "member.age.min", OF_AGE, "refused", "denied"),
        ("id-adult-peer", "family.allowed", "There is no peer support for families", "refused", "denied"),
        ("mt-sdmi-hcbs", "family.allowed", "There is peer support for the parents or guardians of a child", None, None),
        ("id-adult-peer", "exclusions.inpatient", NO_INPATIENT, "warned", "denied"),
        ("mt-sdmi-hcbs", "exclusions.inpatient", NO_INPATIENT, "refused", "denied"),
    ],
)  # fmt: skip
def test_what_a_value_means(program, key, says, write, claim):
    """A no, an empty list and a null say what is not asked for; what is not adjudicated is a warning."""
    one = explained(program, DAY)[key]
    assert (one["says"], one["write"], one["claim"]) == (says, write, claim)


@pytest.mark.parametrize("program", sorted(load(programs())))
def test_the_whole_law_is_explained(program):
    """Text and tables say all that JSON says: every key, and every rule of the pack and its parent."""
    law = explained(program, DAY)
    text = run("explain", "--program", program, "--on", DAY).stdout
    tables = run("explain", "--program", program, "--on", DAY, "--format", "markdown").stdout
    for name, one in law.items():
        assert f"{one['says']}." in text
        assert f"    {name}, in force " in text
        assert f"| `{name}` | " in tables
    for rule, said in load(programs())[program].law.rules.items():
        assert rule in text
        assert said.text in text
        assert f"| {rule} " in tables
    assert "{value}" not in text


def test_explain_of_no_program_and_of_no_day():
    """Wrong use: the programs that there are are named."""
    said = run("explain", "--program", "zz", "--on", DAY)
    assert said.exit_code == 2
    assert "mt-sdmi-hcbs" in said.output
    assert run("explain", "--program", "mt-sdmi-hcbs", "--on", "2026-02-30").exit_code == 2


def test_every_key_of_the_grammar_has_words():
    """mappings/keys.yaml explains each key that a provision can have, and no other."""
    assert sorted(keys()) == sorted(set(_keys(Pack)) | set(_keys(AbstractPack)))


def _keys(model: type[BaseModel], above: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name in ("id", "version", "abstract", "parent", "rules", "enforcement") and not above:
            continue
        part = part_of(field)
        if part is None or part is DenialCode or way_of(field):
            yield f"{above}{name}"
        else:
            yield from _keys(part, f"{above}{name}{'[]' if get_origin(field.annotation) is tuple else ''}.")

"""Packs from files: whole, cited, digested; each mistake is found with its file and line."""

import re
from pathlib import Path
from shutil import copy
from typing import Any, get_origin

import pytest
import yaml
from pydantic import BaseModel

from peerfhir.data import folder, programs
from peerfhir.policy.dated import Way
from peerfhir.policy.merge import part_of, way_of
from peerfhir.policy.pack import AbstractPack, Pack, Rule
from peerfhir.policy.program import PackError, load

TEXT = (programs() / "mt-sdmi-hcbs.yaml").read_text(encoding="utf-8")
THRICE = (
    "units:\n      - {from: null, value: 10, rule: MT-31}\n"
    "      - {from: 2027-01-01, value: 12, rule: MT-31}\n"
    "      - {from: 2027-01-01, value: 14, rule: MT-31}"
)


def refused(where: Path, text: str, name: str = "mt-sdmi-hcbs.yaml") -> list[str]:
    """What loading this text says, beside the parent of all packs."""
    copy(programs() / "cms-baseline.yaml", where)
    (where / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(where)
    return str(caught.value).splitlines()


def line(text: str, part: str, nth: int = 1) -> int:
    """The line on which a part of the text stands for the n-th time."""
    lines = [number for number, found in enumerate(text.splitlines(), 1) if part in found]
    return lines[nth - 1]


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("tz: [", "timezone: 1\ntz: [", "timezone", "timezone: there is no such key"),
        ("    window: week\n", "    window: week\n    per: week\n", "per: week", "limits[0].per: there is no such key"),
        (
            "value: 10, rule: MT-31}",
            "value: -1, rule: MT-31}",
            "units: [",
            "limits[0].units[0].value: Input should be greater than or equal to 0",
        ),
        (
            "value: 10, rule: MT-31}",
            'value: "10", rule: MT-31}',
            "units: [",
            "limits[0].units[0].value: Input should be a valid integer",
        ),
        (
            "units: [{from: null",
            "units: [{from: 2026-01-01",
            "units: [",
            "limits[0].units[0]: a gap: the first value begins on a date; it must say from: null",
        ),
        (
            "units: [{from: null, value: 10, rule: MT-31}]",
            THRICE,
            "value: 14",
            "limits[0].units[2]: an overlap: this value must begin after the one before it",
        ),
        (
            "units: [{from: null, value: 10, rule: MT-31}]",
            "units:\n      - {from: null, value: 10, rule: MT-31}\n      - {from: null, value: 12, rule: MT-31}",
            "value: 12",
            "limits[0].units[1]: an overlap: this value must begin after the one before it",
        ),
        ("units: [{from: null, value: 10, rule: MT-31}]", "units: []", "units: []", "a dated value needs at least"),
        ("rule: MT-31}", "rule: MT-99}", "MT-99", "limits[0].units[0].rule: there is no rule 'MT-99'"),
        ("{MT-03: warn}", "{MT-99: warn}", "MT-99", "enforcement.MT-99: there is no rule of this id"),
        ("{MT-03: warn}", "{MT-31: maybe}", "maybe", "enforcement.MT-31: Input should be 'reject', 'warn'"),
        (
            "rarc: N362, rule: MT-31",
            "rarc: N362, rule: MT-99",
            "MT-99",
            "limits[0].over.rule: there is no rule 'MT-99'",
        ),
        ("rarc: N362, rule: MT-31", "rarc: n362, rule: MT-31", "n362", "limits[0].over.rarc: String should match"),
        (
            "value: 30, rule: MT-33",
            'value: "30", rule: MT-33',
            '"30"',
            "training.min_hours[0].value: Input should be a",
        ),
        ("value: 30, rule: MT-33", "value: -0.5, rule: MT-33", "-0.5", "training.min_hours[0].value: Input should be"),
        ("value: [F20-F99]", "value: [F20-]", "[F20-]", "member.diagnosis.any_of[0].value[0]: String should match"),
        ("America/Denver", "America/Helena", "Helena", "tz[0].value: there is no time zone of this name"),
        ("id: mt-sdmi-hcbs", "id: mt-other", "mt-other", "id: the id of the program must be the name of its file"),
        (
            "    window: week\n",
            "    window: fortnight\n",
            "fortnight",
            "limits[0].window: Input should be 'week', 'calendar-year' or",
        ),
        (
            "    window: week\n",
            "    window: calendar-year\n",
            "id: mt-week",
            "limits[0]: week_start belongs to a limit",
        ),
        (
            "tz: [",
            "tz: [{from: null, value: America/Denver, rule: X-1}]\ntz: [",
            "tz: [",
            "tz: the key stands here twice",
        ),
        ("version: 0.2.0", "version: one", "version", "version: String should match pattern"),
        ("value: true, rule: MT-01", "value: yes, rule: MT-01", "value: yes", "cert.required[0].value: Input should"),
        ('lines: "3"', "lines: three", "three", "rules.MT-01.lines: String should match pattern"),
        (
            "tz: [",
            "service_codes: [{from: null, value: [{system: x, code: y}], rule: X-2}]\ntz: [",
            "service_codes",
            "service_codes[0].value[0].unit_minutes: Field required",
        ),
        (
            "limits:\n",
            "limits:\n  - {id: mt-week, window: week, units: [{from: null, value: 9, rule: MT-31}]}\n",
            "id: mt-week",
            "limits[1].id: two limits have the same id",
        ),
        ("cert:\n", "cert: &a\n", "required", None),
    ],
)
def test_a_mistake_is_found_with_file_and_line(tmp_path, old, new, at, says):
    """Unknown keys, wrong values, gaps and overlaps of dated values, unknown rules: file, line, place, reason."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    if says is None:  # an anchor without an alias harms nobody
        copy(programs() / "cms-baseline.yaml", tmp_path)
        (tmp_path / "mt-sdmi-hcbs.yaml").write_text(text, encoding="utf-8")
        assert list(load(tmp_path)) == ["mt-sdmi-hcbs"]
        return
    number = line(text, at, 2 if "twice" in says or "two" in says else 1)
    assert [m for m in refused(tmp_path, text) if m.startswith(f"mt-sdmi-hcbs.yaml:{number}: ") and says in m] != []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("2026-02-30", "there is no day 2026-02-30"),
        ("2027-02-29", "there is no day 2027-02-29"),
        ("2026-13-01", "there is no day 2026-13-01"),
        ("0000-01-01", "there is no day 0000-01-01"),
        ("2026-01-01T00:00:00Z", "a date is written such as 2026-11-09, not '2026-01-01T00:00:00Z'"),
        ("2026-02-30 25:61:00", "a date is written such as 2026-11-09, not '2026-02-30 25:61:00'"),
        ("!!timestamp noon", "a date is written such as 2026-11-09, not 'noon'"),
        ("0x_", "a number is written in decimal digits, at most 18, not '0x_'"),
        ("010", "a number is written in decimal digits, at most 18, not '010'"),
        ("1_000", "a number is written in decimal digits, at most 18, not '1_000'"),
        ("1:30", "a number is written in decimal digits, at most 18, not '1:30'"),
        ("9" * 5000, "a number is written in decimal digits, at most 18, not '9999"),
        ("!!int ten", "a number is written in decimal digits, at most 18, not 'ten'"),
        (".inf", "a number is written in decimal digits, such as 7.5, not '.inf'"),
        (".nan", "a number is written in decimal digits, such as 7.5, not '.nan'"),
        ("!!float x", "a number is written in decimal digits, such as 7.5, not 'x'"),
        ("!!bool maybe", "this is true or false, not 'maybe'"),
    ],
)
@pytest.mark.parametrize("key", ["from: null", "from: 2027-07-01"], ids=["as a value", "as a date"])
def test_what_is_written_oddly(tmp_path, key, value, says):
    """A day that is none, and numbers and dates that nobody would read as YAML does: file, line and place."""
    later = "units:\n      - {from: null, value: 10, rule: MT-31}\n      - {from: 2027-07-01, value: 11, rule: MT-31}"
    text = TEXT.replace("units: [{from: null, value: 10, rule: MT-31}]", later, 1)
    number = line(text, "value: 11")
    wrong = text.replace("from: 2027-07-01", f"from: {value}", 1)
    place = "limits[0].units[1].from"
    if key == "from: null":
        wrong, place = text.replace("value: 11", f"value: {value}", 1), "limits[0].units[1].value"
    assert [m for m in refused(tmp_path, wrong) if m.startswith(f"mt-sdmi-hcbs.yaml:{number}: {place}: {says}")] != []


def test_every_odd_value_is_told_at_once(tmp_path):
    """Two days that are none, one of them a key."""
    text = "id: a\nfrom: 2026-02-30\n2026-04-31: {from: 2026-09-31}\n"
    assert refused(tmp_path, text) == [
        "mt-sdmi-hcbs.yaml:2: from: there is no day 2026-02-30",
        "mt-sdmi-hcbs.yaml:3: 2026-04-31: there is no day 2026-04-31",
        "mt-sdmi-hcbs.yaml:3: 2026-04-31.from: there is no day 2026-09-31",
    ]


BOUNDS = [
    ("limits", [{"id": "w", "window": "week", "units": 0}], "limits[0].units", 1_000_000),
    ("late_entry", {"days": 0}, "late_entry.days", 36_600),
    ("timely_filing", {"months": 0}, "timely_filing.months", 1_200),
    ("epsdt", {"override_under_age": 0}, "epsdt.override_under_age", 150),
    ("member", {"age": {"min": 0, "adjudicate": True}}, "member.age.min", 150),
    ("recovery", {"months": 0}, "recovery.months", 1_200),
    ("training", {"min_hours": 0}, "training.min_hours", 10_000),
    ("group", {"max": 0}, "group.max", 1_000),
    ("peer_day", {"max_minutes": 0}, "peer_day.max_minutes", 1_440),
]


@pytest.mark.parametrize(("block", "said", "place", "bound"), BOUNDS, ids=[place for _, _, place, _ in BOUNDS])
def test_a_number_has_a_bound(tmp_path, block, said, place, bound):
    """The greatest that a pack may say, and one more: file, line and place."""

    def dated(node, value):
        if isinstance(node, dict):
            return {key: dated(below, value) for key, below in node.items()}
        if isinstance(node, list):
            return [dated(below, value) for below in node]
        if isinstance(node, str):
            return node
        return [{"from": None, "value": node if node is True else value, "rule": "X-1"}]

    def pack(value):
        first: dict[str, Any] = {"id": "one", "version": "1.0.0", "rules": {}}
        service = [{"system": "s", "code": "c", "unit_minutes": 15}]
        first["tz"] = [{"from": None, "value": "America/Denver", "rule": "X-1"}]
        first["service_codes"] = [{"from": None, "value": service, "rule": "X-2"}]
        return yaml.safe_dump(first | {block: dated(said, value)}, sort_keys=False)

    (tmp_path / "one.yaml").write_text(pack(bound), encoding="utf-8")
    assert list(load(tmp_path)) == ["one"]
    text = pack(bound + 1)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load(tmp_path)
    number = line(text, f"value: {bound + 1}")
    assert str(caught.value).startswith(f"one.yaml:{number}: {place}[0].value: Input should be less than or equal to")


def test_every_mistake_of_every_file_at_once(tmp_path):
    """All packs are read before the first complaint."""
    (tmp_path / "aa.yaml").write_text("id: aa\nversion: 0.1.0\nnonsense: 1\n", encoding="utf-8")
    found = refused(tmp_path, TEXT.replace("value: 10, rule: MT-31", "value: -1, rule: MT-31"))
    assert ["aa.yaml:1", "aa.yaml:1", "aa.yaml:1", "aa.yaml:3", f"mt-sdmi-hcbs.yaml:{line(TEXT, 'units: [')}"] == [
        ":".join(m.split(":")[:2]) for m in found
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: [unclosed", "mt-sdmi-hcbs.yaml:1: expected ',' or ']'"),
        ("", "mt-sdmi-hcbs.yaml:1: the file is empty"),
        ("- a\n- b\n", "mt-sdmi-hcbs.yaml:1: Input should be a valid dictionary or instance of Pack"),
        ("a: 1\n---\nb: 2\n", "mt-sdmi-hcbs.yaml:2: but found another document"),
        ("a: &x [1]\nb: *x\n", "mt-sdmi-hcbs.yaml:2: b: anchors and aliases are not part of a pack"),
        ("? [a]\n: 1\n", "mt-sdmi-hcbs.yaml:1: a key is a word"),
        ("a: !!set {b}\n", "mt-sdmi-hcbs.yaml:1: a: !!set is not part of a pack"),
        ("a: 1\n<<: {b: 2}\n", "mt-sdmi-hcbs.yaml:2: <<: !!merge is not part of a pack"),
        ("a: " + "[" * 5000, "mt-sdmi-hcbs.yaml:1: the blocks of this file stand too deep in one another"),
        ("a: &x [*x]\n", "mt-sdmi-hcbs.yaml:1: a[0]: anchors and aliases are not part of a pack"),
        ("a: !!python/object/apply:os.getcwd []\n", "mt-sdmi-hcbs.yaml:1: a: !!python/object/apply:os.getcwd is not"),
    ],
)
def test_what_is_no_pack_at_all(tmp_path, text, says):
    """Broken YAML has a line too."""
    assert [m[: len(says)] for m in refused(tmp_path, text)] == [says]


def test_a_folder_without_packs(tmp_path):
    """A folder that was mistaken for that of the packs is an error, not a server without law."""
    with pytest.raises(PackError, match="there is no program pack"):
        load(tmp_path)


def test_the_digest_is_that_of_the_law(tmp_path):
    """Comments and the order of keys do not change a digest; a number does."""
    digests = []
    for number, text in enumerate(
        (
            TEXT,
            "# another comment\n" + TEXT,
            TEXT.replace("{from: null, value: 10, rule: MT-31}", "{rule: MT-31, value: 10, from: null}"),
            TEXT.replace("value: 10, rule: MT-31", "value: 11, rule: MT-31"),
        )
    ):
        where = tmp_path / str(number)
        where.mkdir()
        copy(programs() / "cms-baseline.yaml", where)
        (where / "mt-sdmi-hcbs.yaml").write_text(text, encoding="utf-8")
        digests.append(load(where)["mt-sdmi-hcbs"].digest)
    assert ([d == digests[0] for d in digests[1:]], len(digests[0])) == ([True, True, False], 32)


def test_off_is_a_word(tmp_path):
    """YAML 1.1 reads `off` as false; in a pack it says that a rule is off."""
    copy(programs() / "cms-baseline.yaml", tmp_path)
    text = TEXT.replace("{MT-03: warn}", "{MT-03: off}")
    (tmp_path / "mt-sdmi-hcbs.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path)["mt-sdmi-hcbs"].law.enforcement == {"MT-03": "off"}


def _keys(model: type[BaseModel], above: str = "") -> dict[str, Way | None]:
    """Every key of the grammar as the README writes it, and how its values meet the parent's."""
    found: dict[str, Way | None] = {}
    for name, field in model.model_fields.items():
        part, way = part_of(field), way_of(field)
        if part is None or part is Rule or way:
            found[f"{above}{name}{'.<ID>' if name in ('rules', 'enforcement') else ''}"] = way
        else:
            found |= _keys(part, f"{above}{name}{'[]' if get_origin(field.annotation) is tuple else ''}.")
    return found


def test_the_readme_explains_each_key():
    """mappings/README.md has a row for every key of the grammar, and for no other, with the way it meets a parent's."""
    readme = (folder("mappings") / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (\w*) ?\|$", readme, re.MULTILINE)
    keys = _keys(Pack) | _keys(AbstractPack)
    assert sorted(rows) == sorted((key, way.value if way else "") for key, way in keys.items())


def test_each_dated_key_says_how_it_is_merged():
    """No key of the grammar is dated without a way in which a child's value meets its parent's."""
    asked: list[type[BaseModel]] = [Pack]
    lacking: list[str] = []
    while asked:
        for name, field in asked.pop().model_fields.items():
            part = part_of(field)
            asked += [part] if part and part is not Rule and not way_of(field) else []
            lacking += [name] if "Dated[" in str(field.annotation) and way_of(field) is None else []
    assert lacking == []

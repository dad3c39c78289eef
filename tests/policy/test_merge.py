"""A pack over its parent: the stricter, both lists, or the child's own; each mistake with its file and line."""

from datetime import date
from pathlib import Path

import pytest

from peerfhir.policy.program import PackError, load

RULE = "{text: t, seed: s, lines: '1', quote: q}"
PARENT = f"""id: parent
version: 1.0.0
abstract: true
rules: {{P-1: {RULE}, P-2: {RULE}}}
service_codes: [{{from: null, value: [{{system: s, code: P, unit_minutes: 15}}], rule: X-2}}]
"""
CHILD = f"""id: child
version: 2.0.0
parent: parent
rules: {{C-1: {RULE}}}
tz: [{{from: null, value: UTC, rule: X-1}}]
"""
DAYS = (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))
LIMIT = "limits:\n  - {id: week, window: week, units: [{from: null, value: %s, rule: %s}]}\n"


@pytest.fixture
def over(tmp_path: Path):
    """A function: the child's law, when parent and child say these lines too."""

    def merged(parent: str, child: str):
        (tmp_path / "parent.yaml").write_text(PARENT + parent, encoding="utf-8")
        (tmp_path / "child.yaml").write_text(CHILD + child, encoding="utf-8")
        return load(tmp_path)["child"].law

    return merged


def mistakes(over, parent: str, child: str) -> list[str]:
    """What loading the two says."""
    with pytest.raises(PackError) as caught:
        over(parent, child)
    return str(caught.value).splitlines()


def one(value: str, rule: str, more: str = "") -> str:
    """A value that always held."""
    return f"[{{from: null, value: {value}, rule: {rule}{more}}}]"


def then(start: str, value: int, rule: str) -> str:
    """A value that begins on a date."""
    return f"{{from: {start}, value: {value}, rule: {rule}}}"


@pytest.mark.parametrize(
    ("block", "key", "above", "below", "expected", "rule"),
    [
        ("cert", "required", "true", "false", True, "P-1"),  # of two demands the yes
        ("cert", "required", "false", "true", True, "C-1"),
        ("cert", "required", "true", "true", True, "C-1"),  # of equals the child's
        ("family", "allowed", "false", "true", False, "P-1"),  # of two permissions the no
        ("family", "allowed", "true", "false", False, "C-1"),
        ("recovery", "months", "12", "11", 12, "P-1"),  # of two least numbers the greater
        ("recovery", "months", "12", "13", 13, "C-1"),
        ("recovery", "months", "0", "null", 0, "P-1"),  # null is no bound
        ("recovery", "months", "null", "0", 0, "C-1"),
        ("recovery", "months", "null", "null", None, "C-1"),
        ("training", "min_hours", "30", "29.5", 30, "P-1"),
        ("family", "child_max_age", "17", "18", 17, "P-1"),  # of two greatest numbers the smaller
        ("family", "child_max_age", "17", "16", 16, "C-1"),
        ("timely_filing", "months", "12", "24", 12, "P-1"),
        ("epsdt", "override_under_age", "21", "18", 21, "P-1"),
        ("cert", "issuers", "[p]", "[]", (), "C-1"),  # a list that allows
        ("supervision", "supervisor_types", "[p]", "[c]", ("c",), "C-1"),
        ("exclusions", "flags", "[p, q]", "[c, p]", ("q", "c", "p"), "C-1"),  # a list that forbids
        ("payment", "nonbillable_codes", "[p]", "[]", ("p",), "C-1"),
        ("unit", "rounding", "floor", "ceil", "ceil", "C-1"),  # words
    ],
)
def test_two_values_meet(over, block, key, above, below, expected, rule):
    """Of two numbers or yes/no the stricter stands; a list that demands is joined, one that allows replaced."""
    rest = {"cert": {"required": "true", "issuers": "[]"}, "supervision": {"required": "true"}, "family": {}}
    others = "".join(f"  {k}: {one(v, 'P-2')}\n" for k, v in rest.get(block, {}).items() if k != key)
    others += f"  allowed: {one('true', 'P-2')}\n" if block == "family" and key != "allowed" else ""
    law = over(f"{block}:\n  {key}: {one(above, 'P-1')}\n{others}", f"{block}:\n  {key}: {one(below, 'C-1')}\n")
    value = getattr(getattr(law, block), key).on(DAYS[0])
    assert (expected, rule) == (value.value, value.rule)


@pytest.mark.parametrize(
    ("key", "above", "below", "expected"),
    [
        ("inpatient", "true", "false", False),
        ("flags", "[p]", "[c]", ("c",)),
        ("same_day_same_activity", "warn", "'off'", "off"),
    ],
)
def test_an_override_stands(over, key, above, below, expected):
    """`override: true` in the child's value lets it stand though the parent's is stricter."""
    law = over(
        f"exclusions:\n  {key}: {one(above, 'P-1')}", f"exclusions:\n  {key}: {one(below, 'C-1', ', override: true')}"
    )
    value = getattr(law.exclusions, key).on(DAYS[0])
    assert (expected, "C-1") == (value.value, value.rule)
    law = over(
        f"exclusions:\n  {key}: {one(above, 'P-1')}", f"exclusions:\n  {key}: {one(above, 'C-1', ', override: false')}"
    )
    assert getattr(law.exclusions, key).on(DAYS[0]).rule == "C-1"


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (  # the child's becomes stricter while the parent's holds
            "[{from: null, value: 12, rule: P-1}]",
            "[{from: null, value: 6, rule: C-1}, {from: 2026-07-01, value: 24, rule: C-1}]",
            [(12, "P-1"), (12, "P-1"), (24, "C-1"), (24, "C-1")],
        ),
        (  # the parent's overtakes the child's, and falls behind again
            f"[{{from: null, value: 0, rule: P-1}}, {then('2026-07-01', 24, 'P-2')}, {then('2027-01-01', 1, 'P-1')}]",
            "[{from: null, value: 6, rule: C-1}]",
            [(6, "C-1"), (6, "C-1"), (24, "P-2"), (6, "C-1")],
        ),
        (  # an override holds as long as the value that bears it
            "[{from: null, value: 12, rule: P-1}]",
            f"[{{from: null, value: 6, rule: C-1}}, {then('2026-07-01', 3, 'C-1, override: true')}, "
            + then("2027-01-01", 4, "C-1")
            + "]",
            [(12, "P-1"), (12, "P-1"), (3, "C-1"), (12, "P-1")],
        ),
    ],
)
def test_values_meet_date_by_date(over, above, below, expected):
    """On every day the values in force on it meet."""
    months = over(f"recovery: {{months: {above}}}", f"recovery: {{months: {below}}}").recovery.months
    assert expected == [(value.value, value.rule) for value in map(months.on, DAYS)]


def test_what_only_one_of_them_says(over):
    """The child has the parent's blocks, keys and limits, and its own."""
    law = over(
        f"cert:\n  required: {one('true', 'P-1')}\n  issuers: {one('[p]', 'P-1')}\n{LIMIT % (5, 'P-1')}"
        "enforcement: {P-1: warn, P-2: warn}\nsupervision:\n  kinds: {a: [A], b: [B]}\n"
        f"  required: {one('true', 'P-1')}\n  supervisor_types: {one('[a]', 'P-1')}\n",
        f"cert:\n  issuers: {one('[c]', 'C-1')}\nplan:\n  required: {one('true', 'C-1')}\n"
        "limits:\n  - {id: year, window: calendar-year, units: [{from: null, value: 9, rule: C-1}]}\n"
        "enforcement: {P-2: 'off', C-1: info}\nsupervision:\n  kinds: {b: [C]}\n",
    )
    assert (law.id, law.version, law.parent, law.abstract) == ("child", "2.0.0", "parent", False)
    assert sorted(law.rules) == ["C-1", "P-1", "P-2"]
    assert (law.cert.required.on(DAYS[0]).rule, law.cert.issuers.on(DAYS[0]).value) == ("P-1", ("c",))
    assert law.plan.required.on(DAYS[0]).rule == "C-1"
    assert [(limit.id, limit.units.on(DAYS[0]).value) for limit in law.limits] == [("week", 5), ("year", 9)]
    assert law.enforcement == {"P-1": "warn", "P-2": "off", "C-1": "info"}
    assert law.supervision.kinds == {"a": ("A",), "b": ("C",)}
    assert [s.code for s in law.service_codes.on(DAYS[0]).value] == ["P"]


def test_limits_of_the_same_id_meet(over):
    """The smaller number of units stands; other keys of the limit are the child's where it has them."""
    over_p, over_c = "over: {carc: '119', rarc: N362, rule: P-1}", "over: {carc: '197', rule: C-1}"
    law = over(
        LIMIT.replace("units", f"week_start: monday, {over_p}, units") % (10, "P-1"),
        LIMIT.replace("units", f"{over_c}, units") % (12, "C-1"),
    )
    (limit,) = law.limits
    assert (limit.units.on(DAYS[0]).value, limit.units.on(DAYS[0]).rule, limit.week_start) == (10, "P-1", "monday")
    assert (limit.over.carc, limit.over.rarc, limit.over.rule) == ("197", None, "C-1")


def test_prohibited_interventions_are_joined_by_their_code(over):
    """Each with its rule; of the same code the child's."""
    law = over(
        f"scope:\n  prohibited: {one('[{code: a, rule: P-1}, {code: b, rule: P-2}]', 'P-1')}",
        f"scope:\n  prohibited: {one('[{code: b, rule: C-1}, {code: c, rule: C-1}]', 'C-1')}",
    )
    found = law.scope.prohibited.on(DAYS[0]).value
    assert [(item.code, item.rule) for item in found] == [("a", "P-1"), ("b", "C-1"), ("c", "C-1")]


@pytest.mark.parametrize(
    ("parent", "child", "says"),
    [
        (LIMIT % (5, "P-1"), LIMIT % (-1, "C-1"), "child.yaml:7: limits[0].units[0].value: Input should be greater"),
        (LIMIT % (-1, "P-1"), LIMIT % (5, "C-1"), "parent.yaml:7: limits[0].units[0].value: Input should be greater"),
        (  # a wrong value that gives way to the parent's is wrong all the same
            f"epsdt:\n  override_under_age: {one('21', 'P-1')}",
            f"epsdt:\n  override_under_age: {one('-3', 'C-1')}",
            "child.yaml:7: epsdt.override_under_age[0].value: Input should be greater than or equal to 0",
        ),
        (
            f"recovery:\n  months: {one('12', 'P-1')}",
            "recovery:\n  months: [{from: 2026-01-01, value: 3, rule: C-1}]",
            "child.yaml:7: recovery.months[0]: a gap: the first value begins on a date; it must say from: null",
        ),
        (
            f"recovery:\n  months: {one('12', 'P-1')}",
            "recovery:\n  months:\n    - {from: null, value: 3, rule: C-1}\n    - {from: null, value: 4, rule: C-1}",
            "child.yaml:9: recovery.months[1]: an overlap: this value must begin after the one before it",
        ),
        (
            f"recovery:\n  months: {one('12', 'P-1')}",
            "recovery:\n  months: [{from: null, value: 3}]",
            "child.yaml:7: recovery.months[0].rule: Field required",
        ),
        (
            f"recovery:\n  months: {one('12', 'P-1')}",
            "recovery:\n  moons: []",
            "child.yaml:7: recovery.moons: there is no such key",
        ),
        ("", "colour: red", "child.yaml:6: colour: there is no such key"),
        ("colour: red", "", "parent.yaml:6: colour: there is no such key"),
        ("", f"tz_by_location: {one('true', 'P-3')}", "child.yaml:6: tz_by_location[0].rule: there is no rule 'P-3'"),
        (
            f"unit: {{rounding: {one('floor', 'C-1')}}}",
            "",
            "parent.yaml:6: unit.rounding[0].rule: there is no rule 'C-1'",
        ),
        ("", "enforcement: {P-3: warn}", "child.yaml:6: enforcement.P-3: there is no rule of this id in the pack"),
        (
            "",
            (LIMIT % (5, "C-1")).replace("units", "over: {carc: '119', rule: C-9}, units"),
            "child.yaml:7: limits[0].over.rule: there is no rule 'C-9'",
        ),
        (
            LIMIT % (5, "P-1"),
            (LIMIT % (5, "C-1")) + LIMIT.splitlines()[1] % (6, "C-1"),
            "child.yaml:8: limits[1].id: two",
        ),
        (
            f"recovery:\n  months: {one('12', 'P-1')}",
            "recovery: null",
            "child.yaml:6: recovery: null takes nothing away from the parent; say the other value with override: true",
        ),
        (
            "",
            f"recovery:\n  months: {one('3', 'C-1', ', override: true')}",
            "child.yaml:7: recovery.months[0].override: the parent says nothing that this could override",
        ),
        (
            f"unit: {{rounding: {one('floor', 'P-1', ', override: true')}}}",
            "",
            "parent.yaml:6: unit.rounding[0].override: the parent says nothing that this could override",
        ),
        ("tz: []", "", "parent.yaml:6: tz: there is no such key"),  # an abstract pack has none
        (  # what neither of them says
            f"training: {{min_hours: {one('1', 'P-1')}}}",
            f"cert: {{required: {one('true', 'C-1')}}}",
            "child.yaml:6: cert.issuers: Field required",
        ),
    ],
)
def test_a_mistake_is_found_in_the_file_where_it_stands(over, parent, child, says):
    """File and line of the wrong value, whichever of the two it stands in."""
    found = mistakes(over, parent + "\n", child + "\n")
    assert [m for m in found if m.startswith(says)] != []


def written(where: Path, *packs: tuple[str, str]) -> list[str]:
    """What loading packs of these ids and parents says."""
    for name, parent in packs:
        text = CHILD.replace("id: child", f"id: {name}").replace("parent: parent", f"parent: {parent}")
        codes = "service_codes: [{from: null, value: [{system: s, code: P, unit_minutes: 15}], rule: X-2}]\n"
        (where / f"{name}.yaml").write_text(text.replace("C-1", f"{name.upper()}-1") + codes, encoding="utf-8")
    try:
        return list(load(where))
    except PackError as error:
        return [str(mistake) for mistake in error.mistakes]


@pytest.mark.parametrize(
    ("packs", "expected"),
    [
        ([("a", "b"), ("b", "null")], ["a", "b"]),
        ([("a", "b")], ["a.yaml:3: parent: there is no pack 'b' in this folder"]),
        ([("a", "a")], ["a.yaml:3: parent: a circle of parents: a > a"]),
        (
            [("a", "b"), ("b", "a")],
            [
                "a.yaml:3: parent: a circle of parents: a > b > a",
                "b.yaml:3: parent: a circle of parents: b > a > b",
            ],
        ),
        (
            [("a", "b"), ("b", "c"), ("c", "null")],
            ["a.yaml:3: parent: 'b' has a parent itself; a parent has none"],
        ),
        (
            [("a", "b"), ("b", "b")],
            [
                "a.yaml:3: parent: 'b' has a parent itself; a parent has none",
                "b.yaml:3: parent: a circle of parents: b > b",
            ],
        ),
        ([("a", "[b]")], ["a.yaml:3: parent: Input should be a valid string"]),
    ],
)
def test_who_may_be_a_parent(tmp_path, packs, expected):
    """Another pack of the folder that has no parent itself."""
    assert written(tmp_path, *packs) == expected


def test_an_abstract_pack_has_no_parent(tmp_path):
    """It is a parent itself."""
    written(tmp_path, ("a", "null"))
    (tmp_path / "b.yaml").write_text(PARENT.replace("id: parent", "id: b\nparent: a"), encoding="utf-8")
    assert written(tmp_path) == ["b.yaml:2: parent: Input should be None"]


def test_abstract_packs_alone_are_no_law(tmp_path):
    """A folder in which no pack is a program is an error, not a server without law."""
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    assert written(tmp_path) == [f"{tmp_path}:0: every pack in this folder is abstract, none is a program"]


def test_a_parent_that_cannot_be_read(tmp_path):
    """Its own mistake is told, and the child's; not what the child would have had from it."""
    (tmp_path / "parent.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD + "colour: red\n", encoding="utf-8")
    first, second = written(tmp_path)
    assert second.startswith("parent.yaml:1: ")
    assert first.startswith("child.yaml:6: colour: there is no such key; there are: id, version, ")


def test_a_rule_of_the_parent_cannot_be_told_anew(tmp_path):
    """What a finding cites stays what the parent's seed says."""
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD.replace("{C-1:", f"{{P-1: {RULE}, C-1:"), encoding="utf-8")
    assert written(tmp_path) == ["child.yaml:4: rules.P-1: the parent has a rule of this id"]


def test_the_digest_covers_what_is_inherited(over, tmp_path):
    """A change of the parent's law changes the digest of the child; its version and comments do not."""
    over("", "")
    digests = [load(tmp_path)["child"].digest]
    for old, new in (
        ("1.0.0", "1.0.1"),
        ("abstract: true", "abstract: true  # a parent"),
        ("minutes: 15", "minutes: 30"),
    ):
        (tmp_path / "parent.yaml").write_text(PARENT.replace(old, new), encoding="utf-8")
        digests.append(load(tmp_path)["child"].digest)
    assert [digest == digests[0] for digest in digests[1:]] == [True, True, False]

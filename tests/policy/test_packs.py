"""The packs that come with the server say what their seeds say: every rule, every value, every quotation."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from peerfhir.data import folder, programs
from peerfhir.policy.program import Program, cite, load

LOADED = load(programs())
DAY = date(2026, 11, 16)
SEEDS = {"cms-baseline": "004_8ebb83ec91b3e03e", "mt-sdmi-hcbs": "000_ae55b2014b58a12d"}
SEEDS |= {"id-adult-peer": "003_273981846d3e6a45", "ne-dhhs-peer": "001_816b2db3f3d61f84"}
SEEDS["cmh-standard"] = "002_c247e077a0e1c7c7"
PREFIX = {"cms-baseline": "CMS", "mt-sdmi-hcbs": "MT", "id-adult-peer": "ID", "ne-dhhs-peer": "NE"}
PREFIX["cmh-standard"] = "CMH"
# The lines of each rule, from -01 on.
LINES = {
    "mt-sdmi-hcbs": "3 3-4 4-5 7 7 8 8 8-9 9 9-10 10-11 11-12 12 14 14-15 15 15-16 18 18-19 20 20 20-21 21-22 22-23 "
    "23-24 24 26-27 27-28 30-31 31-33 33 33 36-37 37-38 38-39 41-43 44 45 46 47 48 49 50 51 52 53 55-57 1,34",
    "id-adult-peer": "3 11 11 11 13 19 20 21 22 17,24 24 24 28 30 32 32 32 32 33 34 34 35 36 37 38 39 40 41 42 43 44 "
    "48 48 52 54,77 55,78 55,78 55,78 55,78 56,80 57,81 58,82 58,82 58,82 65 66 67 68 69 70 71 52,73,75,77-82 83 84 "
    "5,9,15,26,46,50,61,63",
    "ne-dhhs-peer": "1 2 2 3 4 4 4 4 4 4 4 4 4 5 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 6 8 8 8 8 8 8 8 8 8 "
    "8 9 10 10 10 10 10 10 10 10 10 10 10 10 10-11 11 11 11 11 11 13-14 15 16 17-18 19 19-20 20-22 23-24 25 25-27 28 "
    "29-30 31 32-33 34-36 36-38 39-40 41-43 44-45",
    "cmh-standard": "7 7 7 7 7 7 9 9 13 14 14 15 15 15 16 16 17 17 19 19 23 23 23 23 24 24 25 26 27 28 29 30 31 32 33 "
    "34 35 36 40 40 40 44 46 47 48 49 50 51 52 56 56 58 60 61 65 66 67 71 72 76 76 80 81 "
    "3,5,11,21,38,42,54,63,69,74,78",
    "cms-baseline": "1-3 4-6 6-7 8-9 8-9 9-11 9-11 11-12 12-13 13-14 15-16 16-17 17 17-18 18-19 18-19 20-21 21-22 "
    "23-24 25-26 25-26 25-26 25-26",
}
# The rules that are checked on write against stored records (X) or on a claim (A).
JUDGED = {
    "mt-sdmi-hcbs": "01 03 14 15 16 17 18 19 22 27 28 29 31 32 33 34 47",
    "id-adult-peer": "01 02 06 07 08 09 10 11 12 14 19 32 33 34 35 36 37 38 39 40 41 51 54",
    "ne-dhhs-peer": "02 03 04 07 14 15 16 18 19 30 31 36 38 52 53 54 55 56 57 58 59 68 69 71 72 76 81 82 83 84 86 87 "
    "88",
    "cmh-standard": "03 21 22 23 24 25 26 37 38 41 42 50 52 53 54 55 56 57",
    "cms-baseline": "03 04 05 06 07 08 10 17 20 21 22",
}
# Judged too, but no value cites them: MT-23 and MT-35, adjudicated only where a payer asks for it, measured otherwise;
# ID-44 and ID-52 say again what ID-34 and ID-35 say; CMS-09 is one of the three ways of CMS-08's value, NE-60 to NE-67
# are entries of NE-59's list.
H0038 = {"system": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "H0038", "unit_minutes": 15}

BASELINE = [
    ("unit.rounding", "half_up_8", "X-2"),
    ("member.coverage_required", True, "CMS-20"),
    ("member.diagnosis.not_alone", ["F70-F79"], "CMS-03"),
    ("exclusions.same_time_services", True, "X-17"),
    ("family.relationships", ["PRN", "MTH", "FTH", "ADOPTP", "GUARD"], "CMS-04"),
    ("family.child_max_age", 17, "CMS-05"),
    ("family.exclusive_attestation", True, "CMS-06"),
    ("family.child_goal_required", True, "CMS-06"),
    ("family.child_covered", True, "CMS-07"),
    (
        "family.provider_any_of",
        ["self-mh", "self-sud", "self-cooccurring", "parent-caregiver", "family-member"],
        "CMS-08",
    ),
    ("family.self_identified", True, "CMS-08"),
    ("family.adult_age", 18, "CMS-10"),
    ("timely_filing.months", 12, "X-15"),
    ("auth.match", "quoted", "X-10"),
    ("epsdt.override_under_age", 21, "X-18"),
    ("peer_day.max_minutes", 960, "X-17"),
    ("late_entry.days", 30, "X-15"),
    ("cert.lapse_mode", "start_of_encounter", "X-5"),
    (
        "service_codes",
        [
            H0038 | {"mode": "individual", "modifiers": []},
            H0038 | {"mode": "group", "modifiers": ["HQ"]},
            H0038 | {"mode": "family", "modifiers": ["HS", "HR"]},
        ],
        "X-2",
    ),
]
MONTANA = [
    ("tz", "America/Denver", "X-1"),
    ("tz_by_location", False, "X-1"),
    ("member.age.min", 18, "MT-03"),
    ("member.age.adjudicate", False, "MT-03"),
    ("member.coverage_plan", "mt-sdmi-hcbs", "MT-03"),
    ("member.coverage_on_write", True, "MT-03"),
    ("member.diagnosis.any_of", ["F20-F99"], "MT-03"),
    ("member.diagnosis.adjudicate", False, "MT-03"),
    ("cert.required", True, "MT-01"),
    ("cert.issuers", [], "MT-01"),
    ("training.required", True, "MT-17"),
    ("training.min_hours", "30", "MT-33"),
    ("training.approved_by", ["mt-dphhs"], "MT-34"),
    ("lived_experience.any_of", ["self-mh"], "MT-14"),
    ("lived_experience.service_user", True, "MT-14"),
    ("lived_experience.self_identified", True, "MT-15"),
    ("recovery.months", None, "MT-16"),
    ("recovery.grounded", True, "MT-16"),
    ("provider", None, None),
    ("employment.agency_required", True, "MT-18"),
    ("employment.agency_program", "mt-hcbs", "MT-18"),
    ("employment.group_agency", None, None),
    ("employment.self_employed_allowed", True, "MT-27"),
    ("supervision.required", True, "MT-22"),
    ("supervision.supervisor_types", ["licensed-mhp"], "MT-22"),
    ("supervision.protocol_attestation", None, None),
    ("supervision.self_employed", True, "MT-27"),
    ("lri.allowed", True, "MT-47"),
    ("lri.attestation", ["cmt", "cpo"], "MT-47"),
    ("plan.required", True, "MT-19"),
    ("plan.type", "pcrp", "MT-19"),
    ("plan.goal", True, "MT-20"),
    ("needs_assessment", None, None),
    ("scope", None, None),
    ("exclusions.inpatient", True, "MT-29"),
    ("exclusions.flags", ["active-treatment-needed"], "MT-29"),
    ("exclusions.same_day_same_activity", None, None),
    ("exclusions.representative", None, None),
    ("group", None, None),
    ("family.allowed", True, "CMS-04"),
    ("payment.nonbillable_codes", ["clinical-supervision"], "MT-28"),
    ("limits.mt-week.units", 10, "MT-31"),
    ("limits.mt-week.override", "cpo-approval", "MT-32"),
    ("limits.mt-week.partial_line", "cutback", "X-19"),
]
IDAHO = [
    ("tz", "America/Boise", "X-1"),
    ("tz_by_location", True, "X-1"),
    ("member.age.min", 18, "ID-01"),
    ("member.age.adjudicate", True, "ID-01"),
    ("member.coverage_plan", "id-adult-peer", "CMS-20"),
    ("member.diagnosis.any_of", ["F10-F99"], "CMS-03"),
    ("member.diagnosis.adjudicate", True, "CMS-03"),
    ("cert.required", True, "ID-02"),
    ("cert.issuers", ["id-state"], "ID-10"),
    ("training.required", True, "ID-09"),
    ("training.min_hours", None, None),
    ("training.approved_by", ["id-state"], "ID-09"),
    ("lived_experience.any_of", ["self-mh", "self-cooccurring"], "ID-07"),
    ("lived_experience.service_user", None, None),
    ("recovery.months", 12, "ID-08"),
    ("recovery.grounded", None, None),
    ("provider.education", "required", "ID-06"),
    ("employment.agency_required", True, "ID-11"),
    ("employment.agency_program", None, None),
    ("employment.group_agency", True, "ID-11"),
    ("employment.self_employed_allowed", False, "ID-11"),
    ("supervision.required", True, "ID-12"),
    ("supervision.supervisor_types", ["id-protocol"], "ID-12"),
    ("supervision.protocol_attestation", True, "ID-12"),
    ("supervision.self_employed", None, None),
    ("lri", None, None),
    ("plan.required", True, "ID-16"),
    ("plan.type", "recovery-action-plan", "ID-16"),
    ("plan.goal", True, "ID-15"),
    ("needs_assessment.before_plan", True, "ID-14"),
    (
        "scope.focus",
        [
            "model-recovery",
            "support-network",
            "safety",
            "independent-choice",
            "functioning-skills",
            "self-management",
            "self-determination",
            "decrease-isolation",
            "resource-connection",
        ],
        "ID-22",
    ),
    (
        "scope.activities",
        ["set-goals", "check-progress", "encourage", "connect-people", "assist", "connect", "empower", "help"],
        "ID-45",
    ),
    (
        "scope.prohibited",
        [
            {"code": "non-peer", "rule": "ID-34"},
            {"code": "transportation", "rule": "ID-36"},
            {"code": "supervision-daycare", "rule": "ID-37"},
            {"code": "vocational-training", "rule": "ID-38"},
            {"code": "skills-training", "rule": "ID-39"},
            {"code": "legal-representative", "rule": "ID-41"},
            {"code": "competence-determination", "rule": "ID-42"},
            {"code": "legal-advice", "rule": "ID-43"},
            {"code": "possession-of-belongings", "rule": "ID-53"},
            {"code": "errands", "rule": "ID-54"},
        ],
        "ID-34",
    ),
    ("scope.services_only", True, "ID-35"),
    ("scope.community", ["03", "04", "15", "16", "18", "27", "99"], "ID-51"),
    ("exclusions.inpatient", True, "X-17"),
    ("exclusions.flags", None, None),
    ("exclusions.same_time_services", True, "ID-40"),
    ("exclusions.same_day_same_activity", "warn", "ID-40"),
    ("exclusions.representative", True, "ID-41"),
    ("group", None, None),
    ("family.allowed", False, "ID-01"),
    ("payment", None, None),
    ("limits.id-year.units", 416, "ID-32"),
    ("limits.id-year.override", "prior-auth", "ID-33"),
    ("limits.id-year.partial_line", "cutback", "ID-33"),
]
NEBRASKA = [
    ("tz", "America/Chicago", "X-1"),
    ("tz_by_location", True, "X-1"),
    ("member.age", None, None),
    ("member.coverage_plan", "ne-dhhs-peer", "CMS-20"),
    ("member.diagnosis.any_of", ["F10-F99"], "NE-81"),
    ("member.diagnosis.not_alone", ["F70-F79"], "NE-81"),
    ("member.diagnosis.adjudicate", True, "NE-81"),
    ("modes", ["individual", "group", "family"], "NE-14"),
    ("cert.required", True, "NE-57"),
    ("cert.issuers", ["ne-dbh"], "NE-57"),
    ("training.required", True, "CMS-17"),
    ("provider.min_age", 19, "NE-52"),
    ("provider.education", "required", "NE-55"),
    ("lived_experience.any_of", ["self-mh", "self-sud", "parent-caregiver"], "NE-53"),
    ("lived_experience.self_identified", True, "NE-53"),
    ("lived_experience.family_mode", ["parent-caregiver"], "NE-54"),
    ("recovery.months", 24, "NE-56"),
    ("recovery.of_relatives", "warn", "NE-56"),
    ("group.min", 3, "NE-72"),
    ("group.max", 12, "NE-72"),
    ("exclusions.inpatient", True, "X-17"),
    ("exclusions.same_time_services", True, "NE-07"),
    ("family.allowed", True, "CMS-04"),
    ("family.child_max_age", 17, "CMS-05"),
    ("supervision.required", True, "NE-58"),
    ("supervision.role", "clinical-consultant", "NE-58"),
    (
        "supervision.supervisor_types",
        [
            "psychiatrist",
            "licensed-psychologist",
            "provisional-psychologist",
            "aprn",
            "np",
            "rn",
            "limhp",
            "lmhp",
            "plmhp",
            "ladc",
            "pladc",
        ],
        "NE-59",
    ),
    (
        "supervision.scoped",
        [
            {"code": "ladc", "diagnoses": ["F10-F19"], "rule": "NE-68"},
            {"code": "pladc", "diagnoses": ["F10-F19"], "rule": "NE-69"},
        ],
        "NE-59",
    ),
    ("screening.at_admission", ["strengths", "ability", "risk", "suicide"], "NE-38"),
    ("screening.window_before", 7, "NE-38"),
    ("screening.window_after", 14, "NE-38"),
    ("assessment.types", ["mh", "sud"], "NE-15"),
    ("assessment.before_first_service", True, "NE-15"),
    ("assessment.licensed", True, "NE-16"),
    ("assessment.copied", True, "NE-18"),
    ("assessment.efforts_ok", True, "NE-19"),
    ("assessment.late_cure", "from_assessment", "NE-15"),
    ("plan.required", True, "CMS-22"),
    ("plan.type", "wrsp", "NE-20"),
    ("plan.goal", True, "NE-22"),
    ("plan.due_days", 30, "NE-30"),
    ("plan.review_days", 90, "NE-31"),
    ("plan.grace_days", 0, "X-6"),
    ("plan.adjudicate", True, "NE-30"),
    ("plan.late_cure", "from_plan", "NE-30"),
    ("plan.signoff", True, "NE-36"),
    ("setting.deny", ["09", "21", "31", "32", "51", "55", "56", "61"], "NE-02"),
    ("telehealth.allowed", True, "NE-03"),
    ("telehealth.attestation", True, "NE-03"),
    ("telehealth.audio_only", "warn", "NE-03"),
    ("telehealth.strict", None, None),
    ("facility_license.issuers", ["ne-dph"], "NE-04"),
    ("f2f.missed_log", True, "NE-76"),
    ("caseload.max", 25, "NE-71"),
    (
        "admission.all_of",
        [{"code": "active-bh-services", "rule": "NE-82"}, {"code": "functional-deficit", "rule": "NE-83"}],
        "NE-82",
    ),
    ("admission.family_all_of", [{"code": "family-sed-sud", "rule": "NE-84"}], "NE-84"),
    (
        "continued_stay.all_of",
        [
            {"code": "still-meets-admission", "rule": "NE-86"},
            {"code": "likely-benefit", "rule": "NE-87"},
            {"code": "progress", "rule": "NE-88"},
            {"code": "participation", "rule": "NE-88"},
        ],
        "NE-86",
    ),
]
STANDARD = [
    ("tz", "America/Denver", "X-1"),
    ("member.coverage_required", None, None),
    ("member.coverage_plan", None, None),
    ("member.diagnosis.any_of", ["F20-F99"], "CMH-03"),
    ("member.diagnosis.or_disability", True, "CMH-03"),
    ("member.diagnosis.adjudicate", True, "CMH-03"),
    ("cert.required", False, "CMH-25"),
    ("training.required", True, "CMH-25"),
    ("training.proof", True, "CMH-26"),
    ("training.approved_by", None, None),
    ("training.min_hours", None, None),
    ("lived_experience.any_of", ["self-smi", "family-smi", "family-sed"], "CMH-21"),
    ("recovery.months", 6, "CMH-37"),
    ("recovery.no_inpatient", True, "CMH-37"),
    ("recovery.no_justice", True, "CMH-37"),
    ("recovery.working_on_recovery", True, "CMH-22"),
    ("recovery.stable", True, "CMH-22"),
    ("recovery.able_to_work", True, "CMH-22"),
    ("recovery.attestation_months", 12, "CMH-22"),
    ("provider.education", "optional", "CMH-24"),
    ("provider.alternative", "literacy-attestation", "CMH-23"),
    ("supervision.required", True, "CMH-38"),
    ("supervision.supervisor_types", ["federal-qhp"], "CMH-38"),
    ("setting", None, None),
    ("telehealth.allowed", True, "CMH-41"),
    ("telehealth.audio_only", "with-goal", "CMH-41"),
    ("admission.any_of", ["cmh-A", "cmh-B", "cmh-C", "cmh-D", "cmh-E", "cmh-F", "cmh-G"], "CMH-42"),
    ("exclusions.inpatient", True, "CMH-50"),
    ("exclusions.same_time_services", True, "X-17"),
    (
        "exclusions.any_of",
        [
            {"code": "clinical-stabilization", "rule": "CMH-50"},
            {"code": "risk", "rule": "CMH-53"},
            {"code": "higher-level-needed", "rule": "CMH-53"},
            {"code": "structure-needed", "rule": "CMH-54"},
        ],
        "CMH-52",
    ),
    (
        "continued_stay.all_of",
        [{"code": "capacity-to-progress", "rule": "CMH-55"}, {"code": "wishes-to-continue", "rule": "CMH-56"}],
        "CMH-55",
    ),
    ("continued_stay.optional", [{"code": "untried-appropriate", "rule": "CMH-57"}], "CMH-57"),
    ("plan", None, None),
    ("family", None, None),
]


def text(name: str) -> Any:
    """What the file of a pack says."""
    return yaml.safe_load((programs() / f"{name}.yaml").read_text(encoding="utf-8"))


def said(program: Program, key: str) -> tuple[Any, str | None]:
    """The value of a key as JSON, on the day of the tests, and the rule it cites; (None, None) where it is not set."""
    node: Any = program.law
    for step in key.split("."):
        node = {limit.id: limit for limit in node}[step] if isinstance(node, tuple) else getattr(node, step)
        if node is None:
            return None, None
    value = node.on(DAY)
    return value.model_dump(mode="json")["value"], value.rule


def cited(node: Any) -> Iterator[str]:
    """Every rule that a value of a pack cites."""
    if isinstance(node, dict):
        yield from [node["rule"]] if "rule" in node else []
        node = [value for key, value in node.items() if key != "rules"]
    if isinstance(node, list):
        for one in node:
            yield from cited(one)


def test_the_programs():
    """The baseline is nobody's program: it is the parent of those of the States."""
    states = ["id-adult-peer", "mt-sdmi-hcbs", "ne-dhhs-peer"]
    assert (list(LOADED), text("cms-baseline")["abstract"]) == (["cmh-standard", *states], True)
    assert text("cmh-standard").get("parent") is None
    assert [text(name).get("parent") for name in ("cms-baseline", *states)] == [None, *["cms-baseline"] * 3]


@pytest.mark.parametrize("name", LINES)
def test_each_rule_of_the_catalogue_stands_in_its_pack(name):
    """Every rule once, in order, with the lines of the catalogue and the pack's own seed."""
    rules = text(name)["rules"]
    expected = {f"{PREFIX[name]}-{n:02}": lines for n, lines in enumerate(LINES[name].split(), 1)}
    assert list(expected.items()) == [(rule, one["lines"]) for rule, one in rules.items()]
    assert {one["seed"] for one in rules.values()} == {SEEDS[name]}
    texts = [one["text"] for rule, one in rules.items()]
    assert len(set(texts)) == len(texts)


def test_how_many_rules_there_are():
    """278 in all; a State has the federal ones too."""
    assert {name: len(lines.split()) for name, lines in LINES.items()} == {
        "mt-sdmi-hcbs": 48,
        "id-adult-peer": 55,
        "ne-dhhs-peer": 88,
        "cmh-standard": 64,
        "cms-baseline": 23,
    }
    assert [len(program.law.rules) for program in LOADED.values()] == [64, 55 + 23, 48 + 23, 88 + 23]


@pytest.mark.parametrize("name", LINES)
def test_each_quotation_stands_in_its_seed(name):
    """What a rule quotes stands in one of the cited passages of the seed, word for word."""
    for rule, one in text(name)["rules"].items():
        lines = (folder("mappings") / "seeds" / f"{one['seed']}.txt").read_text(encoding="utf-8").splitlines()
        passages = []
        for span in one["lines"].split(","):
            first, last = (int(number) for number in (*span.split("-"), span.split("-")[-1])[:2])
            passages.append(" ".join(" ".join(lines[first - 1 : last]).split()))
        assert (rule, any(one["quote"] in passage for passage in passages)) == (rule, True)


@pytest.mark.parametrize("name", JUDGED)
def test_each_rule_that_is_judged_is_cited_by_a_value(name):
    """A rule checked against stored records or on a claim has a key in its pack."""
    found = set(cited(text(name)))
    assert [rule for n in JUDGED[name].split() if (rule := f"{PREFIX[name]}-{n}") not in found] == []


@pytest.mark.parametrize(("key", "value", "rule"), MONTANA)
def test_montana(key, value, rule):
    """Each parameter of the Montana waiver, and the rule it comes from."""
    assert (value, rule) == said(LOADED["mt-sdmi-hcbs"], key)


@pytest.mark.parametrize(("key", "value", "rule"), IDAHO)
def test_idaho(key, value, rule):
    """Each parameter of Idaho's adult peer support, and the rule it comes from."""
    assert (value, rule) == said(LOADED["id-adult-peer"], key)


@pytest.mark.parametrize(("key", "value", "rule"), NEBRASKA)
def test_nebraska(key, value, rule):
    """Each parameter of Nebraska's peer support, and the rule it comes from."""
    assert (value, rule) == said(LOADED["ne-dhhs-peer"], key)


@pytest.mark.parametrize(("key", "value", "rule"), STANDARD)
def test_the_community_standard(key, value, rule):
    """Each parameter of the standard that names no State, and the rule it comes from."""
    assert (value, rule) == said(LOADED["cmh-standard"], key)


@pytest.mark.parametrize("state", ["Colorado", "Montana", "Nebraska", "Idaho"])
def test_the_community_standard_names_no_state(state):
    """Whose standard it is, is not known."""
    assert state not in (programs() / "cmh-standard.yaml").read_text(encoding="utf-8")


OWN_RULE = {
    ("id-adult-peer", "exclusions.same_time_services"): "ID-40",
    ("ne-dhhs-peer", "exclusions.same_time_services"): "NE-07",
    ("ne-dhhs-peer", "member.diagnosis.not_alone"): "NE-81",
}


@pytest.mark.parametrize("name", ["mt-sdmi-hcbs", "id-adult-peer", "ne-dhhs-peer"])
@pytest.mark.parametrize(("key", "value", "rule"), BASELINE)
def test_the_baseline_holds_in_each_state(name, key, value, rule):
    """What a State does not say otherwise it has from the baseline, with the federal rule."""
    assert (value, OWN_RULE.get((name, key), rule)) == said(LOADED[name], key)


def test_the_baseline_alone(tmp_path):
    """A program that says nothing of its own has what the baseline says."""
    (tmp_path / "cms-baseline.yaml").write_bytes((programs() / "cms-baseline.yaml").read_bytes())
    own = "id: plain\nversion: 1.0.0\nparent: cms-baseline\nrules: {}\ntz: [{from: null, value: UTC, rule: X-1}]\n"
    (tmp_path / "plain.yaml").write_text(own, encoding="utf-8")
    plain = load(tmp_path)["plain"]
    alone = [
        ("cert.required", True, "CMS-17"),
        ("cert.issuers", [], "CMS-17"),
        ("training.required", True, "CMS-17"),
        ("supervision.required", True, "CMS-21"),
        ("supervision.supervisor_types", ["state-defined-mhp"], "CMS-21"),
        ("plan.required", True, "CMS-22"),
        ("plan.goal", True, "CMS-22"),
        ("family.allowed", True, "CMS-04"),
        ("member.age", None, None),
        ("member.diagnosis.any_of", ["F10-F99"], "CMS-03"),
        ("member.diagnosis.adjudicate", True, "CMS-03"),
        ("lived_experience", None, None),
        ("exclusions.inpatient", True, "X-17"),
    ]
    assert alone == [(key, *said(plain, key)) for key, _, _ in alone]
    assert plain.law.limits == ()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        (
            "mt-sdmi-hcbs",
            ("mt-week", "week", "sunday", "hard", "119 N362 MT-31", "198 N362 MT-32", "302 None MT-32"),
        ),
        (
            "id-adult-peer",
            ("id-year", "calendar-year", None, "soft-threshold", "197 M62 ID-33", "198 N362 ID-33", "302 None ID-33"),
        ),
    ],
)
def test_the_limits(name, limit):
    """Montana's week (MT-31, MT-32) and Idaho's year (ID-32, ID-33): window, kind and how a denial is told."""
    (one,) = LOADED[name].law.limits
    told = [f"{d.carc} {d.rarc} {d.rule}" for d in (one.over, one.exhausted, one.expired) if d]
    assert limit == (one.id, one.window, one.week_start, one.kind, *told)


def test_who_counts_as_a_licensed_professional():
    """MT-22 and CMS-21: counselors, social workers, family therapists, psychologists, physicians, nurses."""
    licences = ("LCPC", "LCSW", "LMFT", "LP", "MD", "DO", "APRN", "PMHNP")
    kinds = {name: program.law.supervision.kinds for name, program in LOADED.items() if program.law.supervision}
    assert kinds == {
        "cmh-standard": {"federal-qhp": licences},
        "id-adult-peer": {"state-defined-mhp": licences},
        "ne-dhhs-peer": {"state-defined-mhp": licences},
        "mt-sdmi-hcbs": {"state-defined-mhp": licences, "licensed-mhp": licences},
    }


def test_the_age_in_montana_is_a_warning():
    """The seed is silent on age, so that MT-03 refuses nothing; Idaho enforces every rule as it stands."""
    assert [LOADED[name].law.enforcement for name in ("mt-sdmi-hcbs", "id-adult-peer")] == [{"MT-03": "warn"}, {}]


def test_an_inherited_rule_keeps_its_citation():
    """A finding of a federal rule in a State's program cites the federal document."""
    told, citation = cite(LOADED["id-adult-peer"].law, "CMS-22")
    assert "plan of care" in told
    assert str(citation) == "004_8ebb83ec91b3e03e line 25-26: “All requirements of SMDL #07-011 must be met”"

"""CMS-03, MT-03: a mental illness or a substance use disorder is on record (ICD-10-CM F10-F99)."""

import pytest

from peerfhir.policy.diagnosis import diagnosed
from peerfhir.policy.facts import Member
from peerfhir.policy.icd import within
from peerfhir.policy.ruling import Denial

MEDICAID = {
    "member": {
        "diagnosis": {
            "any_of": (["F10-F69", "F80-F99"], "CMS-03"),
            "not_alone": (["F70-F79"], "CMS-03"),
            "adjudicate": (True, "CMS-03"),
        }
    }
}
WIDE = {
    "member": {
        "diagnosis": {
            "any_of": (["F10-F99"], "CMS-03"),
            "not_alone": (["F70-F79"], "CMS-04"),
            "adjudicate": (True, "CMS-03"),
        }
    }
}
MONTANA = {"member": {"diagnosis": {"any_of": (["F20-F99"], "MT-03"), "adjudicate": (False, "MT-03")}}}
HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("F20", True),
        ("F25.0", True),
        ("F250", True),
        ("f25.0", True),
        (" F99 ", True),
        ("F98.9", True),
        ("F20.0", True),
        ("F19.20", False),
        ("F19", False),
        ("G00", False),
        ("E11.9", False),
        ("F2", False),
        ("", False),
    ],
)
def test_a_code_is_of_a_range_by_its_category(code, inside):
    """F20-F99 holds every code below F20 to F99, however it is written."""
    assert within(code, ["F20-F99"]) is inside


@pytest.mark.parametrize("blocks", [MEDICAID, WIDE])
@pytest.mark.parametrize(
    ("codes", "severity"),
    [
        ((), "information"),  # a missing paper
        (("F10.20",), None),
        (("F09",), "error"),
        (("E11.9", "F99"), None),
        (("E11.9",), "error"),
        (("F70",), "error"),  # intellectual disability that stands alone
        (("F79", "E11.9"), "error"),
        (("F70", "F33.1"), None),
        (("F69",), None),
        (("F80",), None),
    ],
)
def test_the_base_of_medicaid(law, contact, blocks, codes, severity):
    """CMS-03: none on record says little; some of which none qualifies, or only F70-F79, is an error and 11/M76."""
    found = diagnosed(contact(*HOUR, member=Member(diagnoses=codes)), law(blocks))
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert [f.denial for f in found] == (
        [] if severity is None else [Denial("11", ("M76",)) if severity == "error" else None]
    )


def test_what_does_not_qualify_alone_cites_its_own_rule(law, contact):
    """The ranges that do not stand alone are cited when they are all there is, not when nothing is of any range."""
    (found,) = diagnosed(contact(*HOUR, member=Member(diagnoses=("E11.9",))), law(WIDE))
    assert (found.rule, found.detail) == ("CMS-03", "no diagnosis on record qualifies; needed: one of F10-F99")
    (found,) = diagnosed(contact(*HOUR, member=Member(diagnoses=("F70",))), law(WIDE))
    assert (found.rule, found.detail) == (
        "CMS-04",
        "no diagnosis on record qualifies beside those of F70-F79; needed: one of F10-F99",
    )


@pytest.mark.parametrize(
    ("codes", "severity"), [((), "warning"), (("F19.20",), "warning"), (("F20.9",), None), (("F19.20", "F20.9"), None)]
)
def test_montana_warns(law, contact, codes, severity):
    """MT-03: F20-F99 is expected; missing, or another only, is a warning, and no line is denied for it."""
    found = diagnosed(contact(*HOUR, member=Member(diagnoses=codes)), law(MONTANA))
    assert [(f.rule, f.severity, f.denial) for f in found] == ([("MT-03", severity, None)] if severity else [])


def test_no_diagnosis_is_told(law, contact):
    """A finding does not repeat what is on record."""
    (found,) = diagnosed(contact(*HOUR, member=Member(diagnoses=("B20",))), law(MEDICAID))
    assert "B20" not in repr(found)
    assert found.path == "Encounter.subject"


def test_no_check_where_there_is_nothing_to_judge(law, contact):
    """No law, no member, no date: no finding."""
    assert diagnosed(contact(*HOUR, member=Member()), law({})) == ()
    assert diagnosed(contact(*HOUR), law(MEDICAID)) == ()
    assert diagnosed(contact(None, None, member=Member()), law(MEDICAID)) == ()

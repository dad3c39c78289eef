"""A24: peer support for the parent of a child of 17, in Nebraska (domain.md section 13; CMS-04..10, NE-37, NE-54)."""

import pytest

from tests.people import (
    CERTIFIED,
    FINDINGS,
    HCPCS,
    HL7,
    NEBRASKA,
    Decided,
    Denied,
    Json,
    compound,
    concept,
    decided,
    kept,
    line,
    lived,
    post,
    put,
    ref,
    rules,
    submit,
)

HS: Json = {"modifier": [concept(HCPCS, "HS")]}
FAMILY = {"extension": [lived("parent-caregiver", similar={"valueBoolean": True})]}


class Household:
    """ne-kid, who turns 18 on 10 November 2026, the mother, and who serves them."""

    def __init__(self, agency):
        self.agency = agency
        self.child = agency.admit(birthDate="2008-11-10")
        self.mother = {
            "resourceType": "RelatedPerson",
            "id": self.child,
            "active": True,
            "patient": ref(f"Patient/{self.child}"),
            "relationship": [concept(f"{HL7}/v3-RoleCode", "MTH")],
            "name": [{"family": "Zz-Parent", "given": ["Meadowlark"]}],
        }
        put(agency.http, self.mother)
        self.peer = agency.hire(CERTIFIED, person=FAMILY)

    def directed(self, *, goal=True, exclusive=True):
        """That all of it is for the child."""
        said = {"exclusive": {"valueBoolean": exclusive}}
        return compound("directed-to-child", **said, **({"childGoal": {"valueReference": self.goal}} if goal else {}))

    @property
    def goal(self):
        """The child's."""
        return ref(f"Goal/{self.child}")

    def meets(self, day="2026-11-02", directed=None, peer=None, subject=None, taught="family-skill-acquisition"):
        """The answer to a contact of mode family with the mother."""
        agency, who = self.agency, subject or self.child
        said = agency.encounter(who, peer or self.peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00")
        said["extension"] = agency.content(who, directed or self.directed(), mode="family", intervention=taught)
        said["participant"].append({"individual": ref(f"RelatedPerson/{self.child}")})
        return post(agency.http, said, **FINDINGS)


@pytest.fixture
def household(come):
    """Of an agency in Nebraska."""
    return Household(come(state=NEBRASKA))


def errors(answer):
    """Status, and the rules that refuse."""
    return answer.status_code, sorted(rule for rule, severity in rules(answer) if severity == "error")


def test_cms_04_the_mother_is_served_for_the_child(household):
    """201; the line with HS is paid, without it denied 4/N822."""
    answer = household.meets()
    assert (answer.status_code, rules(answer)) == (201, [])
    agency, contact = household.agency, kept(answer)
    bare = agency.claim(household.child, household.peer, line(4, "2026-11-02", contact))
    assert decided(submit(agency.http, bare)) == [Decided(0, (Denied(4, "4", ("N822",), "CO", "NE-14"),))]
    billed = agency.claim(household.child, household.peer, line(4, "2026-11-02", contact, **HS))
    assert decided(submit(agency.http, billed)) == [Decided(4)]


def test_cms_06_for_the_child_alone(household):
    """Without a goal of the child, or without the attestation: 422."""
    assert errors(household.meets(directed=household.directed(goal=False))) == (422, ["CMS-06"])
    assert errors(household.meets(directed=household.directed(exclusive=False))) == (422, ["CMS-06"])


def test_ne_54_who_serves_parents_is_one(household):
    """A peer with experience of their own alone: 422 OO(NE-54), and a line of theirs is denied 185/N570."""
    agency, alone = household.agency, household.agency.hire(CERTIFIED)
    assert errors(household.meets(peer=alone)) == (422, ["NE-54"])
    billed = agency.claim(household.child, alone, line(4, "2026-11-02", **HS))
    assert decided(submit(agency.http, billed)) == [Decided(0, (Denied(4, "185", ("N570",), "CO", "NE-54"),))]


def test_cms_04_the_subject_is_the_child(household):
    """A contact of mode family whose subject is the parent: 422 OO(CMS-04), and they are no child (CMS-05)."""
    parent = household.agency.admit(birthDate="1980-05-05")
    directed = compound(
        "directed-to-child",
        exclusive={"valueBoolean": True},
        childGoal={"valueReference": ref(f"Goal/{parent}")},
    )
    assert errors(household.meets(subject=parent, directed=directed)) == (422, ["CMS-04", "CMS-05"])


@pytest.mark.parametrize(
    ("taught", "found"),
    [
        ("family-skill-acquisition", (201, [])),
        ("family-education", (201, [])),
        ("self-advocacy", (422, ["NE-37"])),
    ],
)
def test_ne_37_skills_that_help_the_child(household, taught, found):
    """What the caregiver learns, and what is no such skill."""
    assert errors(household.meets(taught=taught)) == found


@pytest.mark.parametrize(("day", "child"), [("2026-11-09", True), ("2026-11-10", False)])
def test_cms_05_to_the_eve_of_eighteen(household, day, child):
    """The eve is kept and paid; the birthday is refused, a line for it is denied 6/N129."""
    agency = household.agency
    assert errors(household.meets(day)) == ((201, []) if child else (422, ["CMS-05"]))
    billed = agency.claim(household.child, household.peer, line(4, day, **HS))
    expected = Decided(4) if child else Decided(0, (Denied(4, "6", ("N129",), "CO", "CMS-05"),))
    assert decided(submit(agency.http, billed)) == [expected]

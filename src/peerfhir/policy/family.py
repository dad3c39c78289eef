"""Peer support for parents and guardians of a child, who is the member: contacts of mode family (CMS-04..10, ID-01)."""

from datetime import date

from peerfhir.policy.age import AGE, ages
from peerfhir.policy.coverage import uncovered
from peerfhir.policy.day import day_of
from peerfhir.policy.experience import KINDS
from peerfhir.policy.facts import Contact, Peer
from peerfhir.policy.member_law import Family
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

NOT_OFFERED = Denial("96", ("N130",))
NOT_FOR_CHILD = Denial("272", ("N130",))
# Codes of lived experience whose conditions differ (CMS-08..10).
_SELF, _PARENT, _RELATIVE = "self-", "parent-caregiver", "family-member"


def family_offered(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a contact of mode family in a program that has none (ID-01, CMS-04)."""
    if contact.mode != "family" or program.law.family is None:
        return ()
    day = day_of(contact, program)
    if day is None or (offered := program.law.family.allowed.on(day)).value:
        return ()
    return program.finding(
        offered.rule,
        "error",
        path=f"{contact.path}.extension",
        detail=f"{program.id} has no peer support for families",
        hint="Record a contact with the member as mode individual or group, another under its own program",
        measured="family",
        denial=NOT_OFFERED,
    )


def child_insured(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, when the child is not covered on the date of service; the parent need not be (CMS-07)."""
    day, law = _judged(contact, program)
    insured = law.child_covered.on(day) if law and day and law.child_covered else None
    if day is None or insured is None or not insured.value or contact.member is None:
        return ()
    return uncovered(contact, program, day, insured.rule)


def child_young_enough(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, when the member is older than a child may be on the date of service (CMS-05).

    An age that cannot be told from the birth date on record is a warning, and no denial (X-14).
    """
    day, law = _judged(contact, program)
    most = law.child_max_age.on(day) if law and day and law.child_max_age else None
    if day is None or most is None or contact.member is None:
        return ()
    known = ages(contact.member.born, day)
    if known and known[1] <= most.value:
        return ()
    told = known is not None and known[0] > most.value
    return program.finding(
        most.rule,
        "error" if told else "warning",
        path=f"{contact.path}.subject",
        detail=f"age {known[0]} on {day}; a child is {most.value} or younger"
        if known and told
        else f"the age on {day} cannot be told from the birth date on record; a child is {most.value} or younger",
        hint="The subject of a contact of mode family is the child; check Patient.birthDate and the date of service",
        measured=known[0] if known and told else None,
        limit=most.value,
        denial=AGE if told else None,
    )


def parent_present(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error when no parent or guardian of the member takes part (CMS-04); a claim line does not say who did."""
    day, law = _judged(contact, program)
    related = law.relationships.on(day) if law and day and law.relationships else None
    if related is None or contact.family is None:
        return ()
    if any(one.of_member and not one.relationships.isdisjoint(related.value) for one in contact.family.relatives):
        return ()
    return program.finding(
        related.rule,
        "error",
        path=f"{contact.path}.participant",
        detail="no parent or guardian of the member takes part",
        hint="The subject is the child; name the RelatedPerson of the child as participant, with relationship "
        + ", ".join(related.value),
        limit=", ".join(related.value),
    )


def for_child(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, without the attestation that all is for the child, or without a goal of it (CMS-06).

    A claim line that documents no contact cannot attest it, and is not held against this.
    """
    day, law = _judged(contact, program)
    if day is None or law is None or contact.family is None:
        return ()
    attested = law.exclusive_attestation.on(day) if law.exclusive_attestation else None
    goal = law.child_goal_required.on(day) if law.child_goal_required else None
    found: tuple[Finding, ...] = ()
    if attested and attested.value and contact.family.exclusive is not True:
        found += _undirected(contact, program, attested.rule, "it is not attested to be exclusively for the child")
    if goal and goal.value and not contact.family.goals:
        found += _undirected(contact, program, goal.rule, "it names no goal of the child")
    return found


def family_peer(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning for each rendering peer who is none of those that may serve parents (CMS-08..10).

    In recovery and self-identified, or parent of a child with a similar illness, or an adult with a family member who
    has one.
    """
    day, law = _judged(contact, program)
    if day is None or law is None or law.provider_any_of is None:
        return ()
    fitting = law.provider_any_of.on(day)
    found: tuple[Finding, ...] = ()
    for peer in contact.peers:
        if not any(_fits(category, peer, law, day) for category in fitting.value):
            found += program.finding(
                fitting.rule,
                "warning",
                path=peer.path,
                detail="no lived experience that fits peer support for parents is attested of the peer",
                hint="Record it in Practitioner's extension lived-experience, self-identified or similar as it is; an "
                "adult family member with the birth date",
                limit=", ".join(fitting.value),
            )
    return found


def _judged(contact: Contact, program: Program) -> tuple[date | None, Family | None]:
    """Date of service and law of a contact of mode family that the program offers; nothing of any other."""
    law = program.law.family
    if contact.mode != "family" or law is None:
        return None, None
    day = day_of(contact, program)
    if day is None or not law.allowed.on(day).value:
        return None, None
    return day, law


def _fits(category: str, peer: Peer, law: Family, day: date) -> bool:
    experience = peer.experience
    if experience is None or not any(category in (held, KINDS.get(held)) for held in experience.categories):
        return False
    if category.startswith(_SELF):
        demanded = law.self_identified is not None and law.self_identified.on(day).value
        return not demanded or experience.self_identified is True
    if category == _PARENT:
        return experience.similar is True
    if category == _RELATIVE and law.adult_age is not None:
        known = ages(peer.born, day)
        return known is not None and known[0] >= law.adult_age.on(day).value
    return True


def _undirected(contact: Contact, program: Program, rule: str, detail: str) -> tuple[Finding, ...]:
    return program.finding(
        rule,
        "error",
        path=f"{contact.path}.extension",
        detail=detail,
        hint="Add extension directed-to-child with exclusive true and childGoal, a Goal of the child",
        denial=NOT_FOR_CHILD,
    )

"""Whom a claim names as supervisor may answer for the services of the line (NE-58..69)."""

from peerfhir.policy.facts import Contact, Peer
from peerfhir.policy.licences import Lack, Licensing, diagnoses_of, lacking, licensing
from peerfhir.policy.lines import Case
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served


def directed(case: Case) -> tuple[Finding, ...]:
    """A denial for each supervisor of the care team whose licence does not suffice for the line.

    Where the law makes the supervisor answer for the services. Naming none is no fault: the peer's role names one.
    """
    law, licences = case.program.law.supervision, licensing(case.program, case.day)
    if law is None or law.role is None or licences is None:
        return ()
    found: tuple[Finding, ...] = ()
    for supervisor in case.line.supervisors:
        lacks = (_lack(supervisor, contact, case, licences) for contact in case.contacts)
        lack = next((one for one in lacks if one is not None), None)
        if lack is not None:
            found += case.program.finding(
                lack.rule,
                "error",
                path=supervisor.path,
                detail=f"{lack.found}; needed: a licence{licences.needed} in force on {case.day}",
                hint=lack.hint,
                measured=lack.found,
                denial=lack.denial,
            )
    return found


def _lack(supervisor: Peer, contact: Contact, case: Case, licences: Licensing) -> Lack | None:
    if not supervisor.known:
        text = "the supervisor whom the claim names is no Practitioner known here"
        return Lack(licences.types.rule, text, "Refer to a PractitionerRole of this server", licences.denial)
    served = Served.at_contact(contact, case.program)
    if served is None:
        return None
    diagnoses = diagnoses_of(contact.member)
    return lacking(supervisor.credentials, licences, lambda one: served.holds(one, case.program), diagnoses)

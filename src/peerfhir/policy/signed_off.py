"""The clinical consultant signs the plan off, under a licence that lets them (NE-36, NE-59..69)."""

from datetime import date, timedelta

from peerfhir.policy.admitted import admitted
from peerfhir.policy.facts import Credential, Member, Plan, Signoff, Span
from peerfhir.policy.licences import Lack, lacking, licensing
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.span import contains

_UNKNOWN = "who signed the plan off is no Practitioner known here"


def signed_off(
    plan: Plan,
    signoffs: tuple[Signoff, ...],
    member: Member,
    diagnoses: tuple[str, ...],
    program: Program,
    today: date,
) -> tuple[Finding, ...]:
    """Errors for sign-offs of an active plan by people who may not, on the day they signed; and for want of any.

    A plan that nobody signed is a warning until it is due, an error after; one that was signed before its last review
    only a warning. `diagnoses` are those that the plan is about.
    """
    law = program.law.plan
    if law is None or law.signoff is None or not (asked := law.signoff.on(today)).value:
        return ()
    found: tuple[Finding, ...] = ()
    valid = []
    for one in signoffs:
        lack = _lack(one, diagnoses, program, today)
        if lack is None:
            valid.append(one)
            continue
        found += program.finding(
            lack.rule,
            "error",
            path=one.path,
            detail=f"{lack.found}; needed of who signs the plan off{_on(one)}",
            hint=lack.hint,
            measured=lack.found,
        )
    if not signoffs:
        return program.finding(
            asked.rule,
            "error" if _overdue(member, program, today) else "warning",
            path="CarePlan.extension",
            detail="nobody has signed the plan off",
            hint="Add the extension clinical-signoff: who (the consultant's PractitionerRole), and when",
        )
    reviewed = max((one.day for one in plan.reviews if one.day and one.day <= today), default=None)
    if reviewed and valid and not any(one.day and one.day >= reviewed for one in valid):
        found += program.finding(
            asked.rule,
            "warning",
            path="CarePlan.extension",
            detail=f"the review of {reviewed} has not been signed off",
            hint="Add another extension clinical-signoff for the review",
            measured=str(reviewed),
        )
    return found


def _lack(signoff: Signoff, diagnoses: tuple[str, ...], program: Program, today: date) -> Lack | None:
    day = signoff.day or today
    law = licensing(program, day)
    if law is None:
        return None
    if signoff.credentials is None:
        return Lack(law.types.rule, _UNKNOWN, "Refer to a PractitionerRole or Practitioner of this server", law.denial)

    def holds(one: Credential) -> bool:
        return one.dated and contains(Span(one.first, one.last), day, signoff.at, program)

    return lacking(signoff.credentials, law, holds, diagnoses)


def _overdue(member: Member, program: Program, today: date) -> bool:
    law, since = program.law.plan, admitted(member, program, today)
    if law is None or law.due_days is None or since is None:
        return False
    return today - since > timedelta(law.due_days.on(today).value + law.grace_days.on(today).value)


def _on(signoff: Signoff) -> str:
    return f" on {signoff.day}" if signoff.day else ""

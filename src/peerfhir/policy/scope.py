"""What is done is within the scope of peer support (ID-22, ID-34..54), in the community for a goal (ID-51)."""

from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.planned import in_force
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding

OUT_OF_SCOPE = Denial("96", ("N130",))
NO_GOAL = Denial("272", ("N130",))


def allowed(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for each intervention that is no peer support in the program (ID-34..54)."""
    law = program.law.scope.prohibited if program.law.scope else None
    if law is None or not contact.interventions:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    rules = {prohibited.code: prohibited.rule for prohibited in law.on(day).value}
    found: tuple[Finding, ...] = ()
    for code, path in contact.interventions:
        if code in rules:
            found += program.finding(
                rules[code],
                "error",
                path=path,
                detail=f"the intervention {code} is not peer support in {program.id}",
                hint="Record such a service as what it is, apart from peer support; a wrong code can be corrected",
                measured=code,
                denial=OUT_OF_SCOPE,
            )
    return found


def focused(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """A warning when no intervention is coded, or none of them is an area of focus of the program (ID-22).

    Another activity that the program names as within the role (ID-05, ID-45..50) does as well; a contact that was tried
    and missed works on nothing.
    """
    law = program.law.scope
    if law is None or law.focus is None or contact.attempt:
        return ()
    day = day_of(contact, program)
    if day is None:
        return ()
    focus = law.focus.on(day)
    within = focus.value + (law.activities.on(day).value if law.activities else ())
    if any(code in within for code, _ in contact.interventions):
        return ()
    code, path = contact.interventions[0] if contact.interventions else (None, f"{contact.path}.extension")
    told = f"none of the {len(contact.interventions)} interventions coded is" if code else "no intervention is coded as"
    other = ", or another activity of the role" if law.activities else ""
    return program.finding(
        focus.rule,
        "warning",
        path=path,
        detail=f"{told} an area of focus{other}",
        hint=f"Code what was done as one of {', '.join(within)}, if it was",
        measured=code,
    )


def purposeful(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """An error, and a denial, for a contact in the community that serves no goal of the plan (ID-51).

    It addresses at least one goal, and each goal it addresses is one of an active plan of the member in force that day.
    """
    law = program.law.scope.community if program.law.scope else None
    if law is None or contact.place is None:
        return ()
    day = day_of(contact, program)
    if day is None or contact.place not in (places := law.on(day)).value:
        return ()
    plans = in_force(contact.member.plans, contact, program, day) if contact.member else []
    goals = {goal for plan in plans for goal in plan.goals}
    if contact.goals and goals.issuperset(contact.goals):
        return ()
    told = "it addresses a goal of no active plan of the member" if contact.goals else "it addresses no goal"
    return program.finding(
        places.rule,
        "error",
        path=f"{contact.path}.extension",
        detail=f"place of service {contact.place} is in the community, and {told}",
        hint="Add extension goal-addressed with a goal of the member's active plan, or correct the place of service",
        measured=contact.place,
        denial=NO_GOAL,
    )

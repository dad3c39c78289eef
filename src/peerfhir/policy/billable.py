"""What a line may bill: peer support, by the code and modifiers it was given by, where it was given (X-13, X-14)."""

from peerfhir.policy.lines import GROUP, Case
from peerfhir.policy.ruling import Denial, Finding

NOT_COVERED = Denial("96", ("N130",))
NO_MODIFIER = Denial("4", ("N822",))
PLACE = Denial("5", ("M77",))


def billable(case: Case) -> tuple[Finding, ...]:
    """A denial for a code that is never paid on its own (MT-28), and for any that is not the program's (ID-35)."""
    return _never(case) or _of_the_program(case)


def grouped(case: Case) -> tuple[Finding, ...]:
    """A denial for a session with a group, or with a family, without the modifier that says so (X-13, NE-14)."""
    codes, modes = case.program.law.service_codes.on(case.day), case.program.law.modes
    for mode, rule, known in (("group", "X-13", [GROUP]), ("family", codes.rule, [])):
        asked = [m for code in codes.value if code.mode == mode for m in code.modifiers] or known
        given = not case.documented or all(contact.mode != mode for contact in case.contacts)
        if given or not asked or set(asked) & set(case.line.modifiers):
            continue
        return case.finding(
            modes.on(case.day).rule if modes else rule,
            NO_MODIFIER,
            f"the encounter is a {mode} session, the line bears no modifier {' or '.join(asked)}",
            f"Send the line with modifier {asked[0]}",
            element="modifier",
            numbers={"limit": asked[0]},
        )
    return ()


def placed(case: Case) -> tuple[Finding, ...]:
    """A denial when the line's place of service is not the encounter's."""
    line = case.line.place
    other = [contact.place for contact in case.contacts if contact.place and line and contact.place != line]
    if not other:
        return ()
    return case.finding(
        "X-14",
        PLACE,
        f"the place of service of the line is {line}, of the encounter {other[0]}",
        "Send the line with the place at which the service was given",
        element="location",
        numbers={"measured": line, "limit": other[0]},
    )


def _never(case: Case) -> tuple[Finding, ...]:
    law = case.program.law.payment
    codes = law.nonbillable_codes.on(case.day) if law and law.nonbillable_codes else None
    billed = [code for _, code in case.line.services if codes and code in codes.value]
    if codes is None or not billed:
        return ()
    return case.finding(
        codes.rule,
        NOT_COVERED,
        f"{billed[0]} is not paid as a service of its own",
        "Take the line out of the claim",
        element="productOrService",
        numbers={"measured": billed[0]},
    )


def _of_the_program(case: Case) -> tuple[Finding, ...]:
    codes = case.program.law.service_codes.on(case.day)
    ours = {(code.system, code.code) for code in codes.value}
    systems = {system for system, _ in ours}
    for services in (case.line.services, *(one.services for one in case.contacts)):
        # An encounter may bear no code, or only such as nobody bills by.
        coded = [pair for pair in services if services is case.line.services or pair[0] in systems]
        if (coded or services is case.line.services) and not ours & set(coded):
            shown, wanted = ", ".join(code for _, code in coded), ", ".join(sorted({code for _, code in ours}))
            return case.finding(
                _only(case) or codes.rule,
                NOT_COVERED,
                f"{shown or 'a service without a code'} is not peer support in this program; its codes: {wanted}",
                f"Bill peer support with {wanted}, and other services to whom they belong",
                element="productOrService",
                numbers={"measured": shown, "limit": wanted},
            )
    return ()


def _only(case: Case) -> str | None:
    """The rule that nothing but peer support is paid: the program's own, else what it takes to be paid at all."""
    scope, member = case.program.law.scope, case.program.law.member
    for law in (scope.services_only if scope else None, member.coverage_required if member else None):
        demand = law.on(case.day) if law else None
        if demand and demand.value:
            return demand.rule
    return None

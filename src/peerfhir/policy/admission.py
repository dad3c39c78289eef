"""Who is admitted to a program meets its criteria, as attested (NE-82..84, CMH-42)."""

from datetime import date

from peerfhir.policy.attested import stands
from peerfhir.policy.facts import Episode
from peerfhir.policy.member_law import Criterion
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding, Severity

_PATH = "EpisodeOfCare.extension"
_HINT = "Attest it in the extension admission-criterion: code, met, attestedBy, attestedOn"


def admissible(episode: Episode, program: Program, today: date) -> tuple[Finding, ...]:
    """What an active episode lacks: a warning for each criterion not attested, an error for one of a family's.

    Where any one of several will do, an error when none is attested: such an episode contradicts itself.
    """
    law = program.law.admission
    if law is None or not episode.active:
        return ()
    found: tuple[Finding, ...] = ()
    if law.any_of is not None:
        any_of = law.any_of.on(today)
        if not any(stands(code, episode.criteria, today) for code in any_of.value):
            found += _lacking(any_of.rule, any_of.value, "error", program)
    if law.all_of is not None and not episode.family:
        found += _each(law.all_of.on(today).value, episode, "warning", program, today)
    if law.family_all_of is not None and episode.family:
        found += _each(law.family_all_of.on(today).value, episode, "error", program, today)
    return found


def _each(
    asked: tuple[Criterion, ...], episode: Episode, severity: Severity, program: Program, today: date
) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = ()
    for one in asked:
        if not stands(one.code, episode.criteria, today):
            found += _lacking(one.rule, (one.code,), severity, program)
    return found


def _lacking(rule: str, codes: tuple[str, ...], severity: Severity, program: Program) -> tuple[Finding, ...]:
    needed = " or ".join(codes)
    return program.finding(
        rule,
        severity,
        path=_PATH,
        detail=f"no admission criterion {needed} is attested to be met",
        hint=_HINT,
        limit=needed,
    )

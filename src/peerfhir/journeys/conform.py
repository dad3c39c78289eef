"""A record of a program comes in: whether it is what the program's profiles say it must be (design section 4).

They apply because of what the record is, whatever `meta.profile` claims.
"""

from collections.abc import Iterable
from dataclasses import replace

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.circumstances import Circumstances
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.extensions import Extensions
from peerfhir.policy.program import Program

_VOID = "entered-in-error"  # a record that never was is taken back, whatever it lacks


def named(work: Work, ground: Ground) -> list[Program]:
    """The loaded programs that a record names itself, by its extension `program`."""
    names = dict.fromkeys(Extensions(work.draft.resource).texts("program"))
    return [ground.programs[name] for name in names if name in ground.programs]


def findings(work: Work, programs: Iterable[Program], around: Circumstances, ground: Ground) -> list[Issue]:
    """What a record lacks of the profiles of its programs, as each program enforces its rules.

    What a rule has found by more than the record alone is not said again, nor what the validator has found already.
    """
    resource = work.draft.resource or {}
    if resource.get("status") == _VOID:
        return []
    said = {rule for one in work.findings if one.rule for rule in one.rule.split()}
    known = {(one.expression, one.text) for one in work.findings}
    found: list[Issue] = []
    for program in programs:
        for told in ground.library.programs.lacking(program.id, resource, around.related):
            issue = replace(told, rule=_rules(told.rule, program)) if told.rule else told
            rules = issue.rule.split() if issue.rule else ()
            if not said.isdisjoint(rules) or (issue.expression, issue.text) in known:
                continue
            enforced = _enforced(issue, program)
            if enforced:
                found.append(enforced)
    return found


def _rules(keys: str, program: Program) -> str:
    """The rules of the law behind the keys of invariants: a rule may have several, as `NE-29-triggers` of NE-29."""
    named = [(key, "-".join(key.split("-")[:2])) for key in keys.split()]
    return " ".join(dict.fromkeys(rule if rule in program.law.rules else key for key, rule in named))


def _enforced(issue: Issue, program: Program) -> Issue | None:
    """The issue with the severity that the program's pack gives its rule; None when that is off."""
    if issue.rule is None or issue.severity == "fatal":
        return issue
    severity = program.enforced(issue.rule.split()[0], issue.severity)
    return replace(issue, severity=severity) if severity else None

"""A finding of the law as an issue of an OperationOutcome (design section 6)."""

from peerfhir.fhir.issues import Issue
from peerfhir.policy.ruling import Finding


def issue(finding: Finding) -> Issue:
    """The issue: its text is the rule; its diagnostics what was measured, a hint, the source and the pack."""
    said = [finding.detail, finding.hint, f"Source: {finding.citation}"]
    if finding.pack:
        said.append(f"Pack {finding.pack}")
    return Issue(
        finding.severity,
        "informational" if finding.severity == "information" else "business-rule",
        finding.text,
        (finding.path,),
        finding.rule,
        ". ".join(said),
    )

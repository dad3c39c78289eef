"""Why units are not paid: a finding of the law as the note people read, and as the extension that machines read.

The rule, its sentence and where the seed says it, what was measured against which limit in which window, and what would
make the line payable.
"""

from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.policy.ruling import Finding

Json = dict[str, Any]

EXPLANATION = f"{CANONICAL}/StructureDefinition/denial-explanation"


def note(line: int, finding: Finding, units: int | None = None, became: str = "denied") -> str:
    """The text of a processNote; without `units` the finding explains and decides nothing."""
    lead = f"line {line}: "
    if units is not None:
        lead += f"{units} unit{'s' if units != 1 else ''} {became}, "
    said = [f"{lead}{finding.rule}: {finding.text}", finding.detail, finding.hint, f"Source: {finding.citation}"]
    if finding.pack:
        said.append(f"Pack {finding.pack}")
    return ". ".join(part.rstrip(".") for part in said if part)


def extension(finding: Finding) -> Json:
    """The same in parts: rule, sentence, source, detail, measured, limit, window, hint."""
    source = finding.citation
    parts = (
        ("sentence", source.quote or finding.text),
        ("source", f"{source.source} line {source.lines}" if source.lines else source.source),
        ("detail", finding.detail),
        ("measured", finding.measured),
        ("limit", finding.limit),
        ("window", finding.window),
        ("hint", finding.hint),
    )
    told = [{"url": name, "valueString": str(value)} for name, value in parts if value not in (None, "")]
    return {"url": EXPLANATION, "extension": [{"url": "rule", "valueCode": finding.rule}, *told]}

"""What `peerfhir validate` prints, in its three forms, as the reports come."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from peerfhir.fhir import json
from peerfhir.fhir.issues import Issue
from peerfhir.validation.validator import Report

Json = dict[str, Any]
Printer = Callable[[Iterator[tuple[str, Report]]], Iterator[str]]

# As HL7's validator names the file of an outcome.
_FILE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file"
_LONGEST = 11  # of the words for severities


def as_text(reports: Iterator[tuple[str, Report]]) -> Iterator[str]:
    """A paragraph for each resource that something is to be said of, then a line that sums up."""
    checked = wrong = warned = 0
    for name, report in reports:
        checked += 1
        wrong += not report.valid
        warned += report.valid and any(issue.severity == "warning" for issue in report.issues)
        if report.issues:
            yield "\n".join([f"{name}: {'valid' if report.valid else 'not valid'}", *map(_told, report.issues), ""])
    parts = [f"{checked:,} {'resource' if checked == 1 else 'resources'}", f"{checked - wrong:,} valid"]
    parts += [f"{warned:,} of them with warnings"] if warned else []
    parts += [f"{wrong:,} not valid"] if wrong else []
    yield ", ".join(parts)


def as_lines(reports: Iterator[tuple[str, Report]]) -> Iterator[str]:
    """An OperationOutcome a line."""
    for name, report in reports:
        yield json.encode(_outcome(name, report)).decode()


def as_json(reports: Iterator[tuple[str, Report]]) -> Iterator[str]:
    """An OperationOutcome; of several resources a Bundle of them, as a collection."""
    first = next(reports, None)
    second = next(reports, None)
    if first is None:
        return
    if second is None:
        yield _indented(_outcome(*first), "")
        return
    yield '{\n  "resourceType": "Bundle",\n  "type": "collection",\n  "entry": ['
    for number, one in enumerate(chain((first, second), reports)):
        yield ("    ,\n" if number else "") + _entry(number, *one)
    yield "  ]\n}"


def _entry(number: int, name: str, report: Report) -> str:
    """An entry needs a fullUrl; that of the same report in the same place is always the same."""
    url = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{number} {name}')}"
    return _indented({"fullUrl": url, "resource": _outcome(name, report)}, "    ")


def _outcome(name: str, report: Report) -> Json:
    said = report.outcome()
    return {"resourceType": said["resourceType"], "extension": [{"url": _FILE, "valueString": name}], **said}


def _indented(value: Json, margin: str) -> str:
    text = msgspec.json.format(json.encode(value), indent=2).decode()
    return "\n".join(margin + line for line in text.splitlines())


def _told(issue: Issue) -> str:
    where = ", ".join(issue.expression)
    lead = f"  {issue.severity:<{_LONGEST}}  {where}: " if where else f"  {issue.severity:<{_LONGEST}}  "
    more = [part for part in (issue.diagnostics, issue.profile and f"profile {issue.profile}") if part]
    lines = [f"{lead}{issue.text}" + (f" ({issue.rule})" if issue.rule else "")]
    return "\n".join([*lines, *(f"  {'':<{_LONGEST}}  {part}" for part in more)])

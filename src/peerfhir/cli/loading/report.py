"""How a load went: per type what was sent and what became of it, and every refusal with its reasons."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Counts:
    """What became of the resources of one type. `existing`: the server had them, or they are a new version there."""

    sent: int = 0
    created: int = 0
    existing: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """One no: where it was in the files, the HTTP status (0: no answer came, or it was never sent), and the issues."""

    where: str
    entry: int | None
    status: int
    issues: list[str]
    sent: bool = True


@dataclass(slots=True)
class Report:
    """The result of a load."""

    types: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    refusals: list[Refusal] = field(default_factory=list)

    def taken(self, type_: str, *, created: bool) -> None:
        """A resource was stored, or was there already."""
        counts = self.types[type_]
        counts.sent += 1
        counts.created += created
        counts.existing += not created

    def refused(self, types: list[str], refusal: Refusal) -> None:
        """Resources of these types were not stored, for this reason."""
        for type_ in types:
            self.types[type_].sent += 1
            self.types[type_].refused += 1
        self.refusals.append(refusal)

    def stored(self) -> int:
        """How many resources the server holds of what was sent."""
        return sum(c.created + c.existing for c in self.types.values())

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        types = {type_: asdict(counts) for type_, counts in sorted(self.types.items())}
        return {"types": types, "refusals": [asdict(r) for r in self.refusals]}

    def as_text(self) -> str:
        """For people: a table of the types, then each refusal."""
        columns = ("sent", "created", "existing", "refused")
        rows = [(type_, *(getattr(c, name) for name in columns)) for type_, c in sorted(self.types.items())]
        totals = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)] or [0] * len(columns)
        width = max((len(row[0]) for row in rows), default=0)
        lines = [f"{name:{width}}{''.join(f'{n:>10}' for n in numbers)}" for name, *numbers in rows]
        lines = [f"{'':{width}}{''.join(f'{name:>10}' for name in columns)}", *lines]
        lines.append(f"{'all':{width}}{''.join(f'{n:>10}' for n in totals)}")
        for refusal in self.refusals:
            place = refusal.where if refusal.entry is None else f"{refusal.where} entry {refusal.entry}"
            status = refusal.status or ("no answer" if refusal.sent else "not sent")
            lines += ["", f"refused: {place} ({status})", *(f"  {issue}" for issue in refusal.issues)]
        return "\n".join(lines)


def issues(outcome: Any) -> list[str]:
    """The issues of an OperationOutcome as lines: severity, place, text, and the rule behind it."""
    if not isinstance(outcome, dict):
        return []
    lines = []
    for issue in outcome.get("issue", []):
        details = issue.get("details", {})
        rule = "".join(f" [{c['code']}]" for c in details.get("coding", []) if "code" in c)
        text = details.get("text") or issue.get("diagnostics") or issue.get("code", "")
        place = ", ".join(issue.get("expression", []))
        lines.append(f"{issue.get('severity', 'error')}: {place + ': ' if place else ''}{text}{rule}")
    return lines

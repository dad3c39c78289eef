"""What the law says about a contact: findings, each with its citation, and the units it counts for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: the seed's file id, the lines of the sentence and its words; or a reading of ours."""

    source: str
    lines: str | None = None
    quote: str | None = None

    def __str__(self) -> str:
        if self.lines is None:
            return self.source
        return f"{self.source} line {self.lines}: “{self.quote}”"


@dataclass(frozen=True, slots=True)
class Denial:
    """How a finding is told on a claim (domain.md 3.8): CARC, RARCs and group code (`OA` where X12 asks for it)."""

    carc: str
    rarcs: tuple[str, ...] = ()
    group: Literal["CO", "OA", "PI", "PR"] = "CO"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say.

    `text` is the rule in plain words, `detail` what was found measured against it, `path` FHIRPath of the place,
    `measured` and `limit` the two that were compared, `window` the span they were counted in ("week 2026-11-08..14"),
    `hint` what would mend it, `pack` the program pack and its version. `denial` is what it means for a claim line;
    None of a rule that is not adjudicated.
    """

    rule: str
    severity: Severity
    text: str
    citation: Citation
    path: str
    detail: str
    hint: str
    measured: int | str | None = None
    limit: int | str | None = None
    window: str | None = None
    pack: str | None = None
    denial: Denial | None = None

    @property
    def refuses(self) -> bool:
        """Whether a record with this finding is not kept."""
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Entry:
    """Units for the ledger: how many, on which date of service, in which zone and by which rounding they count."""

    day: date
    units: int
    zone: str
    rounding: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """All findings about a contact, and what it puts into the ledger (nothing when a finding refuses it)."""

    findings: tuple[Finding, ...] = ()
    entries: tuple[Entry, ...] = ()
    program: str | None = None
    digest: bytes | None = None

    @property
    def refuses(self) -> bool:
        """Whether the record is not kept."""
        return any(finding.refuses for finding in self.findings)

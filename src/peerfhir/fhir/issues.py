"""What went wrong, as values: issues, and the one exception that carries them.

`Kind` says what sort of refusal it is; only `api.outcomes` knows which HTTP status that becomes.
"""

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Literal

from peerfhir.fhir.definitions import definitions

CANONICAL = "https://peerfhir.org/fhir"
RULE_SYSTEM = f"{CANONICAL}/CodeSystem/rule"
_RULE = re.compile(r"[A-Z]+-[0-9]+")  # the id of a rule of ours; what follows names one of its constraints

Severity = Literal["fatal", "error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding, as an OperationOutcome.issue.

    `code` is an issue-type (http://hl7.org/fhir/R4/valueset-issue-type.html), `expression` FHIRPath with indexes,
    `rule` the id of the rule behind it (of several, one space between them), `diagnostics` the measured value, the
    limit, the window and a hint, `profile` the canonical of the profile that said so, None where it is R4 itself or a
    rule of a program.
    """

    severity: Severity
    code: str
    text: str
    expression: tuple[str, ...] = ()
    rule: str | None = None
    diagnostics: str | None = None
    profile: str | None = None

    @property
    def refuses(self) -> bool:
        """Whether a resource with this finding is not stored."""
        return self.severity in ("error", "fatal")

    def at(self, prefix: str) -> "Issue":
        """The same issue seen from a Bundle: each expression led by `prefix` in place of its resource type."""
        moved = tuple(prefix + e[len(e.split(".", 1)[0]) :] for e in self.expression) or (prefix,)
        return replace(self, expression=moved)

    def as_json(self) -> dict[str, Any]:
        """The issue as an OperationOutcome.issue element."""
        out: dict[str, Any] = {"severity": self.severity, "code": self.code, "details": {"text": self.text}}
        if self.rule:
            coding = [self._coding(rule) for rule in self.rule.split()]
            out["details"] = {"coding": coding, "text": self.text}
        said = [part for part in (self.diagnostics, self.profile and f"Profile: {self.profile}") if part]
        if said:
            out["diagnostics"] = "; ".join(said)
        if self.expression:
            out["expression"] = list(self.expression)
        return out

    def _coding(self, rule: str) -> dict[str, str]:
        """A rule of ours by its id in our code system, another by its key and the definition that states it."""
        ours = _RULE.match(rule)
        if ours:
            return {"system": RULE_SYSTEM, "code": ours[0]}
        system = self.profile or definitions().stating(rule)
        return {"system": system, "code": rule} if system else {"code": rule}


class Kind(Enum):
    """Why a request is refused; the names are those of the FHIR http page and design section 6."""

    UNREADABLE = "unreadable"  # not one FHIR JSON resource of the type the path names
    INVALID = "invalid"  # the validator or a rule found errors
    BAD_REQUEST = "bad-request"  # parameters or headers that cannot be understood
    NO_TOKEN = "no-token"  # noqa: S105 - a name, not a secret
    NO_SCOPE = "no-scope"
    NOT_FOUND = "not-found"
    GONE = "gone"
    NOT_ALLOWED = "not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    UNSUPPORTED_MEDIA = "unsupported-media"
    CONFLICT = "conflict"
    STALE = "stale"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    UNAVAILABLE = "unavailable"


@dataclass
class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A request is answered with issues instead of what it asked for."""

    kind: Kind
    issues: tuple[Issue, ...]
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind.value}: {len(self.issues)} issue(s)"


def refused(kind: Kind, code: str, text: str, *expression: str, diagnostics: str | None = None) -> Refused:
    """A refusal with one issue of severity error."""
    return Refused(kind, (Issue("error", code, text, tuple(expression), None, diagnostics),))


def outcome(issues: "tuple[Issue, ...] | list[Issue]") -> dict[str, Any]:
    """An OperationOutcome of these issues; of none, the all-is-well information R4 asks for (issue is 1..*)."""
    found = list(issues) or [Issue("information", "informational", "No issues were found")]
    return {"resourceType": "OperationOutcome", "issue": [i.as_json() for i in found]}

"""What a client asks to be written, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from peerfhir.fhir.issues import Issue, Kind, Refused

Method = Literal["POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One resource to write: decoded and found valid, its references not yet looked at."""

    method: Method
    type: str
    fid: str
    resource: dict[str, Any] | None = None
    if_match: int | None = None
    must_be_new: bool = False  # If-None-Match: *
    if_none_exist: str | None = None  # search criteria: when one resource matches, nothing is created
    place: str | None = None  # `Bundle.entry[3]`: what the expressions of its issues begin with
    issues: tuple[Issue, ...] = ()  # what the validator said that does not refuse it

    def at(self, issue: Issue) -> Issue:
        """The issue as the client sees its place."""
        if self.place is None or any(e.startswith(self.place) for e in issue.expression):
            return issue  # the validator saw the whole Bundle, and says so
        return issue.at(f"{self.place}.resource")

    def beyond(self) -> Refused:
        """The refusal of a date so near to an end of the calendar that its day or week cannot be computed."""
        issue = Issue(
            "error", "value", "A date lies at an end of the calendar, where nothing can be counted", (self.type,)
        )
        return Refused(Kind.INVALID, (self.at(issue),))

    def entry(self, refused: Refused) -> Refused:
        """The refusal of the whole draft, at its entry."""
        if self.place is None:
            return refused
        issues = tuple(
            i if i.expression and i.expression[0].startswith("Bundle") else i.at(self.place) for i in refused.issues
        )
        return Refused(refused.kind, issues, refused.headers)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft became: the version that now is current, and how the request ends."""

    type: str
    fid: str
    vid: int
    updated: datetime
    body: bytes
    status: int
    findings: tuple[Issue, ...] = ()


class Reply(NamedTuple):
    """An answer ready to send, and to keep for a retry."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Visit:
    """The request around the drafts: its id, how its answer is made, and the key by which a retry is known."""

    request: str
    render: Callable[[list[Kept]], Reply]
    key: str | None = None
    body_hash: bytes = field(default=b"")

"""One walk through one resource: where it is, what encloses it, and what it has found.

A place is a linked tuple `(parent, step, index)`, index -1 for what does not repeat: making one costs next to nothing,
and its FHIRPath is only written out when there is an issue.
"""

from collections.abc import Callable
from typing import Any, Protocol

from peerfhir.fhir.definitions import Definitions
from peerfhir.fhir.issues import Issue, Severity

Json = dict[str, Any]
Place = tuple[Any, str, int]  # Any: the parent Place, or None at the root
Walk = Callable[[Any, Place, "Visit"], None]  # checks one value; what it finds goes to the visit


class Compiles(Protocol):
    """What a check needs of the `Library` that compiles it."""

    @property
    def tables(self) -> Definitions:
        """The definitions that the checks are made from."""

    def walk(self, path: str, *, lone: bool = True) -> Walk:
        """The check of a structure; see `Library.walk`."""


MOST_ISSUES = 1000  # a body must not be answered by a hundred times its size
LONGEST_ECHO = 80


class Enough(Exception):  # noqa: N818 - it ends a walk, it is not an error
    """So many issues were found that the rest is not looked for."""


def expression(place: Place) -> str:
    """The FHIRPath of a place: `Bundle.entry[3].resource.status`."""
    steps: list[str] = []
    at: Any = place
    while at is not None:
        at, step, index = at
        steps.append(step if index < 0 else f"{step}[{index}]")
    return ".".join(reversed(steps))


class Visit:
    """What is known during one walk.

    `resource` is the resource being walked, `root` the one that contains it or itself, `bundle` the nearest Bundle
    around it.
    """

    __slots__ = ("_contained", "_urls", "bundle", "effort", "issues", "resource", "root")

    def __init__(self, resource: Json) -> None:
        self.issues: list[Issue] = []
        self.resource = resource
        self.root = resource
        self.bundle: Json | None = None
        self.effort = 0  # nodes that FHIRPath rules have been let loose on
        self._urls: dict[int, dict[str, str]] = {}
        self._contained: dict[int, dict[str, Json]] = {}

    def enter(self, bundle: Json) -> None:
        """Say that what follows stands in this Bundle."""
        self.bundle = bundle

    def bundled(self, url: str) -> str | None:
        """The type of the resource that the nearest Bundle has under this fullUrl, None when it has none."""
        if self.bundle is None:
            return None
        urls = self._urls.get(id(self.bundle))
        if urls is None:
            urls = self._urls[id(self.bundle)] = _types(self.bundle.get("entry"))
        return urls.get(url)

    def add(self, place: Place, code: str, text: str, *, severity: Severity = "error", rule: str | None = None) -> None:
        """Note an issue at a place; `Enough` is raised after the `MOST_ISSUES`th."""
        self.issues.append(Issue(severity, code, text, (expression(place),), rule))
        if len(self.issues) >= MOST_ISSUES:
            raise Enough

    def contained(self, identifier: str) -> Json | None:
        """The resource contained in `root` under this id, None when there is none."""
        found = self._contained.get(id(self.root))
        if found is None:
            inside = self.root.get("contained")
            listed = [r for r in inside if type(r) is dict] if type(inside) is list else []
            found = {r["id"]: r for r in listed if type(r.get("id")) is str}
            self._contained[id(self.root)] = found
        return found.get(identifier)


def _types(entries: Any) -> dict[str, str]:
    found = {}
    for entry in entries if type(entries) is list else ():
        resource = entry.get("resource") if type(entry) is dict else None
        if type(resource) is dict and type(entry.get("fullUrl")) is str and type(resource.get("resourceType")) is str:
            found[entry["fullUrl"]] = resource["resourceType"]
    return found


def severity_of(constraint: str) -> Severity:
    """The severity of an issue from that of the constraint it breaks."""
    return "warning" if constraint == "warning" else "error"


def shown(value: Any) -> str:
    """A short value as it may be repeated in a message, cut at `LONGEST_ECHO` characters."""
    text = str(value)
    return f"'{text}'" if len(text) <= LONGEST_ECHO else f"'{text[: LONGEST_ECHO - 1]}…'"


def json_kind(value: Any) -> str:
    """What JSON calls a decoded value."""
    if value is None:
        return "null"
    return {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}.get(type(value), "a number")

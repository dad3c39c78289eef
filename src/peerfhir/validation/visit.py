"""One walk through one resource: where it is, what encloses it, and what it has found.

A place is a linked tuple `(parent, step, index)`, index -1 for what does not repeat: making one costs next to nothing,
and its FHIRPath is only written out when there is an issue.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.definitions import Definitions
from peerfhir.fhir.issues import Issue, Severity
from peerfhir.validation.terms import Terms

Json = dict[str, Any]
Place = tuple[Any, str, int]  # Any: the parent Place, or None at the root
Clock = Callable[[], datetime]
Walk = Callable[[Any, Place, "Visit"], None]  # checks one value; what it finds goes to the visit


class Compiles(Protocol):
    """What a check needs of the `Library` that compiles it."""

    @property
    def tables(self) -> Definitions:
        """The definitions that the checks are made from."""

    @property
    def terms(self) -> Terms:
        """The value sets and code systems at hand; see `Library.terms`."""

    @property
    def example_urls(self) -> bool:
        """Whether addresses that are only for examples may stand in a resource."""

    def walk(self, path: str, *, lone: bool = True) -> Walk:
        """The check of a structure; see `Library.walk`."""

    def extension(self, *, modifier: bool) -> Walk:
        """The check of an extension by its definition; see `Library.extension`."""

    def claims(self, node: Json, name: str, place: Place, visit: "Visit") -> None:
        """The check of what a resource claims in meta.profile; see `Library.claims`."""


class Target(NamedTuple):
    """What a reference resolves to: a resource, the one that contains it or itself, and where: contained or bundled."""

    resource: Json
    root: Json
    where: str


MOST_ISSUES = 1000  # a body must not be answered by a hundred times its size
MOST_TRIED = 30  # of a trial, which may be one of thousands
AN_ENTRY = 500  # what the rules of a resource may cost beside the rest of a Bundle; a plan's cost 200
LONGEST_ECHO = 80


class Enough(Exception):  # noqa: N818 - it ends a walk, it is not an error
    """So many errors were found that the rest is not looked for."""


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
    around it. `asked` are profiles to check the outermost resource against; `strict`: see `check`. `related` are stored
    resources by "Type/id", at which rules may look, `clock` tells the time to those that ask for it.
    """

    __slots__ = (
        "_bundles",
        "_contained",
        "_errors",
        "_instant",
        "_most",
        "asked",
        "bundle",
        "clock",
        "effort",
        "extension",
        "ids",
        "issues",
        "left_out",
        "met",
        "related",
        "resource",
        "root",
        "strict",
        "unasked",
    )

    def __init__(
        self,
        resource: Json,
        *,
        asked: Sequence[str] = (),
        strict: bool = False,
        related: Mapping[str, Json] = MappingProxyType({}),
        clock: Clock | None = None,
    ) -> None:
        self.asked = asked
        self.clock = clock
        self._instant: datetime | None = None
        self._most = MOST_ISSUES
        self.related = related
        self.issues: list[Issue] = []
        self._errors = 0  # how many of the issues are
        self.left_out = False  # whether there was more to say than is kept
        self.extension: Json | None = None  # the one that a rule on where it stands is about
        self.unasked: set[tuple[str, str | None]] = set()  # rules that were too costly to ask, and who states them
        self.resource = resource
        self.root = resource
        self.bundle: Json | None = None
        self.strict = strict
        self.effort = 0  # nodes that FHIRPath rules have been let loose on
        self.met: dict[tuple[int, str], list[Issue] | None] = {}  # what resources lack of profiles; None: being asked
        self.ids: dict[tuple[int, str], int] = {}  # by resource and id of an element: which element
        self._bundles: dict[int, Entries] = {}
        self._contained: dict[int, dict[str, Json]] = {}

    def now(self) -> datetime | None:
        """The time that rules go by, the same during the whole walk; None where nobody gave a clock."""
        if self._instant is None and self.clock is not None:
            self._instant = self.clock()
        return self._instant

    def enter(self, bundle: Json) -> None:
        """Say that what follows stands in this Bundle; the rules may cost more the more entries it has."""
        self.bundle = bundle
        entries = bundle.get("entry")
        self.effort -= AN_ENTRY * len(entries) if type(entries) is list else 0

    @contextmanager
    def within(self, resource: Json, root: Json) -> Iterator[None]:
        """Say that what is done inside stands in this resource."""
        outer = self.resource, self.root, self.bundle
        self.resource, self.root = resource, root
        try:
            yield
        finally:
            self.resource, self.root, self.bundle = outer

    def bundled(self, url: str) -> str | None:
        """The type of the resource that the nearest Bundle has under this fullUrl, None when it has none."""
        entries = self._entries()
        found = entries.by_url.get(url) if entries else None
        return found["resourceType"] if found else None

    def resolved(self, reference: str) -> Target | None:
        """The resource that a `Reference.reference` points to, contained or in the nearest Bundle.

        A relative one is relative to the fullUrl of its own entry
        (http://hl7.org/fhir/R4/bundle.html#references); in one without a fullUrl, type and id count.
        """
        if reference[:1] == "#":
            inside = self.contained(reference[1:]) if len(reference) > 1 else self.root
            return Target(inside, self.root, "contained") if inside else None
        entries = self._entries()
        found = entries.find(reference, self.root) if entries else None
        return Target(found, found, "bundled") if found else None

    def named(self, name: str) -> bool:
        """Whether a resource in the nearest Bundle is of this `Type/id`, whatever its fullUrl."""
        entries = self._entries()
        return entries is not None and name in entries.by_name

    def _entries(self) -> "Entries | None":
        if self.bundle is None:
            return None
        found = self._bundles.get(id(self.bundle))
        if found is None:
            found = self._bundles[id(self.bundle)] = Entries(self.bundle.get("entry"))
        return found

    def add(
        self,
        place: Place,
        code: str,
        text: str,
        *,
        severity: Severity = "error",
        rule: str | None = None,
        profile: str | None = None,
        diagnostics: str | None = None,
    ) -> None:
        """Note an issue at a place. Of more than `MOST_ISSUES` only errors are kept; so many errors raise `Enough`."""
        if self._takes(severity):
            self.issues.append(Issue(severity, code, text, (expression(place),), rule, diagnostics, profile))

    def soften(self, issue: Issue) -> None:
        """Note an issue as a warning at most."""
        softened = replace(issue, severity="warning") if issue.refuses else issue
        if self._takes(softened.severity):
            self.issues.append(softened)

    def _takes(self, severity: Severity) -> bool:
        """Whether one more issue is kept: what it says must never hide an error that is found later."""
        refuses = severity in ("error", "fatal")
        if refuses and self._errors >= self._most:
            self.left_out = True
            raise Enough
        self._errors += refuses
        if refuses or len(self.issues) < self._most:
            return True
        self.left_out = True
        return False

    def tried(self, walk: Walk, value: Any, place: Place) -> list[Issue]:
        """What a walk finds, not noted."""
        kept = self.issues, self._most, self._errors, self.left_out, self.unasked
        self.issues, self._most, self._errors, self.unasked = [], MOST_TRIED, 0, set()
        try:
            walk(value, place, self)
        except Enough:
            pass
        finally:
            found = self.issues
            self.issues, self._most, self._errors, self.left_out, self.unasked = kept
        return found

    def contained(self, identifier: str) -> Json | None:
        """The resource contained in `root` under this id, None when there is none."""
        found = self._contained.get(id(self.root))
        if found is None:
            inside = self.root.get("contained")
            listed = [r for r in inside if type(r) is dict] if type(inside) is list else []
            found = {r["id"]: r for r in listed if type(r.get("id")) is str}
            self._contained[id(self.root)] = found
        return found.get(identifier)


class Entries:
    """The resources of a Bundle by the names that references have for them."""

    def __init__(self, entries: Any) -> None:
        self.by_url: dict[str, Json] = {}
        self.by_name: dict[str, Json] = {}
        self._servers: dict[int, str | None] = {}  # where a resource with a fullUrl comes from, by its identity
        for entry in entries if type(entries) is list else ():
            resource = entry.get("resource") if type(entry) is dict else None
            if type(resource) is dict and type(resource.get("resourceType")) is str:
                self._keep(resource, entry.get("fullUrl"))

    def _keep(self, resource: Json, url: Any) -> None:
        name = f"{resource['resourceType']}/{resource.get('id')}"
        self.by_name.setdefault(name, resource)
        if type(url) is str:
            self.by_url.setdefault(url, resource)
            restful = url[:4] == "http" and url.endswith(f"/{name}")
            self._servers[id(resource)] = url.removesuffix(name) if restful else None

    def find(self, reference: str, root: Json) -> Json | None:
        """The resource that `reference` means where it stands in `root`."""
        plain = reference.partition("/_history/")[0]
        if plain in self.by_url:
            return self.by_url[plain]
        if id(root) not in self._servers:
            return self.by_name.get(plain)
        server = self._servers[id(root)]
        return self.by_url.get(server + plain) if server else None


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

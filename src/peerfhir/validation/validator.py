"""The validator for everybody: `peerfhir.Validator` and `peerfhir.validate`, the engine that `$validate` runs too.

`Validator` is made once and asked often, by any number of threads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from peerfhir.fhir import json, packages, xml
from peerfhir.fhir.definitions import definitions as tables
from peerfhir.fhir.issues import Issue, Kind, Refused, outcome, refused
from peerfhir.fhir.shelf import layer, shelf
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
from peerfhir.validation.mistakes import mistakes
from peerfhir.validation.profile.tree import CORE

Json = dict[str, Any]
# A resource as a dict of JSON values, or its JSON or XML text.
Resource = Mapping[str, Any] | str | bytes
# A conformance resource as a dict, or the path of a file (.json, .xml), a folder, a package (.tgz).
Definition = Mapping[str, Any] | str | Path

_BOM = b"\xef\xbb\xbf"


class UnknownProfileError(LookupError):
    """A profile that was asked for and is nowhere defined; its text is a sentence that names the canonical."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one resource, in the order of its elements."""

    issues: tuple[Issue, ...]

    @property
    def valid(self) -> bool:
        """Whether there is no issue of severity error or fatal; warnings and informations do no harm."""
        return not self.errors

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues of severity error and fatal."""
        return tuple([issue for issue in self.issues if issue.refuses])

    def outcome(self) -> Json:
        """The OperationOutcome (http://hl7.org/fhir/R4/operationoutcome.html) as a dict."""
        return outcome(self.issues)


class Validator:
    """Checks resources against FHIR R4 and against profiles.

    Known are R4 4.0.1, US Core 6.1.0, Da Vinci PAS 2.2.1 and PDex 2.2.0, and the profiles of peer support. Checked are
    R4 and the profiles that a resource claims in `meta.profile`.

    profiles     canonicals (`url` or `url|version`) that every resource is checked against besides
    definitions  profiles, extensions, value sets and code systems of yours, which stand over those that come with us
    example_urls whether addresses that are only for examples, such as https://example.org, may stand in a resource
    cache        a folder in which what is made of packages is kept, so that they are read faster the next time

    Raises `UnknownProfileError` for a profile that is not known, `ValueError` and `OSError` for definitions that cannot
    be read, `TypeError` for what is no list of canonicals or definitions. Thread-safe: one serves a
    whole process. Making one costs milliseconds; a profile is compiled when a resource first needs it.
    """

    def __init__(
        self,
        *,
        profiles: Sequence[str] = (),
        definitions: Iterable[Definition] = (),
        cache: Path | None = None,
        example_urls: bool = True,
    ) -> None:
        given = _given(definitions)
        files = [Path(one) for one in given if not isinstance(one, Mapping)]
        self._told: list[str] = []
        self._layers = list(packages.layers(files, cache, self._told))
        resources = [each for one in given if isinstance(one, Mapping) for each in self._usable(_definition(one))]
        if resources:
            self._layers.insert(0, layer(resources))
        elif given and not files:
            raise packages.UnusableError(self._told[-1])
        known = shelf().above(*self._layers) if self._layers else shelf()
        self._library = Library(known, example_urls=example_urls)
        self._profiles = _canonicals(profiles)
        self._known(self._profiles)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Mistakes in the definitions that were brought, each a sentence that names definition, element and reason.

        What they are about is not checked: an element or a function that does not exist, a rule that is no FHIRPath, a
        base that is not at hand, a definition without url or without content.
        """
        return (*self._told, *mistakes(self._layers, self._library.shelf))

    def _usable(self, resource: Json) -> list[Json]:
        name = f"A {resource.get('resourceType')}"
        before = len(self._told)
        found = list(packages.usable(resource, name, self._told))
        if not found and len(self._told) == before:
            self._told.append(f"{name} is no definition that can be used")
        return found

    def validate(self, resource: Resource, profiles: Sequence[str] = ()) -> Report:
        """What HL7's validator would say of a resource, given as a dict or as the text of its JSON or XML.

        `profiles` are checked beside those of the Validator; `UnknownProfileError` where one is not known. A text, or a
        dict, that JSON could not hold or that nests too deep is no exception: the report says so. `TypeError` for what
        is neither, and for objects inside that are no JSON. Nothing is fetched and nothing written.
        """
        more = _canonicals(profiles)
        self._known(more)
        try:
            read = _read(resource)
        except Refused as fault:
            return Report(fault.issues)
        return Report(tuple(check(read, self._library, (*self._profiles, *more), strict=True)))

    def _known(self, profiles: Sequence[str]) -> None:
        for canonical in profiles:
            name = canonical.partition("|")[0].removeprefix(CORE)
            if name not in tables().resources and self._library.tree(canonical) is None:
                raise UnknownProfileError(f"The profile {canonical} is not known; bring its definition")


@cache
def _built_in() -> Validator:
    return Validator()


def validate(resource: Resource, *, profiles: Sequence[str] = (), definitions: Iterable[Definition] = ()) -> Report:
    """`Validator(definitions=definitions).validate(resource, profiles)`.

    Without definitions one validator is kept for the whole process. With them each call reads them again: make a
    `Validator` for more than one resource.
    """
    given = _given(definitions)
    return (Validator(definitions=given) if given else _built_in()).validate(resource, profiles)


def _read(resource: Resource) -> Json:
    if isinstance(resource, Mapping):
        return _plain(resource)
    if not isinstance(resource, str | bytes):
        said = f"a resource is a dict, or a str or bytes of JSON or XML, not {type(resource).__name__}"
        raise TypeError(said)
    body = resource.encode("utf-8", "surrogatepass") if isinstance(resource, str) else resource
    body = body.removeprefix(_BOM)
    return xml.decode(body) if body.lstrip().startswith(b"<") else json.decode(body)


def _plain(resource: Mapping[str, Any]) -> Json:
    """A copy as our own decoder makes it: numbers as int and Decimal. `Refused` for what no JSON text could hold."""
    try:
        body = json.encode(dict(resource))
    except UnicodeEncodeError:
        raise refused(Kind.UNREADABLE, "value", "A text has half of a character: a lone surrogate") from None
    except RecursionError:
        raise refused(Kind.UNREADABLE, "too-costly", "The resource nests too deep, or holds itself") from None
    except ValueError as fault:
        said = "A number is beyond what can be read"
        raise refused(Kind.UNREADABLE, "value", said, diagnostics=str(fault)) from None
    return json.decode(body)


def _given(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """The definitions as they were listed; `TypeError` where one stands alone or is none."""
    if isinstance(definitions, Mapping | str | bytes | Path):
        raise TypeError("definitions are listed: definitions=[one], not one alone")
    given = tuple(definitions)
    for one in given:
        if not isinstance(one, Mapping | str | Path):
            raise TypeError(f"a definition is a dict or the path of a file, not {type(one).__name__}")
    return given


def _canonicals(profiles: Sequence[str]) -> tuple[str, ...]:
    """The profiles as they were listed; `TypeError` where one stands alone or is no text."""
    if isinstance(profiles, str | bytes):
        raise TypeError("profiles are listed: profiles=[canonical], not one alone")
    listed = tuple(profiles)
    for one in listed:
        if not isinstance(one, str):
            raise TypeError(f"a profile is named by its canonical, not by {type(one).__name__}")
    return listed


def _definition(resource: Mapping[str, Any]) -> Json:
    """A definition read; `ValueError` where it cannot be, or where nothing could name it."""
    try:
        read = _plain(resource)
    except Refused as fault:
        raise ValueError(f"A definition cannot be read: {fault.issues[0].text}") from None
    kind = read.get("resourceType")
    if not isinstance(kind, str):
        raise ValueError("A definition is a resource: it has a resourceType")  # noqa: TRY004 - its content is wrong
    if kind in ("StructureDefinition", "ValueSet", "CodeSystem") and not isinstance(read.get("url"), str):
        raise ValueError(f"A {kind} has no url, so nothing could name it")
    return read

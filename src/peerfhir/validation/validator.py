"""The validator for everybody: `peerfhir.Validator` and `peerfhir.validate`, the engine that `$validate` runs too.

`Validator` is made once and asked often, by any number of threads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from peerfhir.fhir import json, packages, xml
from peerfhir.fhir.definitions import definitions as tables
from peerfhir.fhir.issues import Issue, Refused, outcome
from peerfhir.fhir.shelf import shelf
from peerfhir.validation.check import check
from peerfhir.validation.library import Library
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
    be read. Thread-safe: one serves a whole process. Making one costs milliseconds; a profile is compiled when a
    resource first needs it.
    """

    def __init__(
        self,
        *,
        profiles: Sequence[str] = (),
        definitions: Iterable[Definition] = (),
        cache: Path | None = None,
        example_urls: bool = True,
    ) -> None:
        given = tuple(definitions)
        files = [Path(one) for one in given if not isinstance(one, Mapping)]
        known = shelf().above(*packages.layers(files, cache)) if files else shelf()
        resources = [_plain(one) for one in given if isinstance(one, Mapping)]
        self._library = Library(known.beside(resources) if resources else known, example_urls=example_urls)
        self._profiles = tuple(profiles)
        self._known(profiles)

    def validate(self, resource: Resource, profiles: Sequence[str] = ()) -> Report:
        """What HL7's validator would say of a resource, given as a dict or as the text of its JSON or XML.

        `profiles` are checked beside those of the Validator; `UnknownProfileError` where one is not known. Text that
        cannot be read is no exception: the report says so. Nothing is fetched and nothing written.
        """
        self._known(profiles)
        try:
            read = _read(resource)
        except Refused as refused:
            return Report(refused.issues)
        return Report(tuple(check(read, self._library, (*self._profiles, *profiles), strict=True)))

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
    given = tuple(definitions)
    return (Validator(definitions=given) if given else _built_in()).validate(resource, profiles)


def _read(resource: Resource) -> Json:
    if isinstance(resource, Mapping):
        return _plain(resource)
    body = resource.encode("utf-8", "surrogatepass") if isinstance(resource, str) else resource
    body = body.removeprefix(_BOM)
    return xml.decode(body) if body.lstrip().startswith(b"<") else json.decode(body)


def _plain(resource: Mapping[str, Any]) -> Json:
    """A copy as our own decoder makes it: numbers as int and Decimal."""
    return json.decode(json.encode(dict(resource)))

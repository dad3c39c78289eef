"""What expressions ask of the walk around them: targets of references, value sets, profiles."""

from typing import Any, Protocol

from peerfhir.validation import references
from peerfhir.validation.fhirpath.values import Untold, bare, kind_of
from peerfhir.validation.terms import Terms
from peerfhir.validation.visit import Place, Visit


class Library(Protocol):
    """What is needed of the `peerfhir.validation.library.Library`."""

    @property
    def terms(self) -> Terms:
        """The value sets at hand."""

    def meets(self, canonical: str, value: Any, kind: str, place: Place, visit: Visit) -> bool | None:
        """Whether a value of a type meets a profile; None where the profile is not known."""


class Asking:
    """The answers at one place of a walk."""

    __slots__ = ("_library", "_place", "_visit")

    def __init__(self, visit: Visit, place: Place, library: Library | None) -> None:
        self._visit = visit
        self._place = place
        self._library = library

    def resolve(self, reference: Any) -> list[Any]:
        """What a Reference, a canonical or a uri points to: contained, in the nearest Bundle, or related.

        Of a resource that is elsewhere only the type is known, where the reference states it.
        """
        found = reference.get("reference") if type(reference) is dict else reference
        target = self._visit.resolved(found) if type(found) is str and found else None
        if target:
            return [target.resource]
        related = self._visit.related.get(found) if type(found) is str else None
        if related:
            return [related]
        kind = references.type_of(found, self._visit) if type(found) is str and found else None
        return [{"resourceType": kind}] if kind else []

    def member(self, value_set: str, item: Any) -> bool:
        """Whether a code, Coding or (any coding of) a CodeableConcept is of a value set. `Untold` else."""
        if self._library is None:
            raise Untold(f"no value sets are at hand, so not {value_set}")
        terms, value = self._library.terms, bare(item)
        if type(value) is str:
            return _told([terms.has(value_set, None, value)], value_set, terms)
        if type(value) is not dict:
            return False
        listed = value.get("coding") if "coding" in value else [value]
        codings = [c for c in listed if type(c) is dict] if type(listed) is list else []
        return _told([_has(terms, value_set, coding) for coding in codings], value_set, terms)

    def conforms(self, item: Any, profile: str) -> bool:
        """Whether a resource or data type meets a profile. `Untold` where it is not known."""
        kind = kind_of(item)
        found = None
        if self._library is not None and kind is not None:
            found = self._library.meets(profile, bare(item), kind, self._place, self._visit)
        if found is None:
            raise Untold(f"the profile {profile} is not known here")
        return found


def _has(terms: Terms, value_set: str, coding: dict[str, Any]) -> bool | None:
    system, code = coding.get("system"), coding.get("code")
    return terms.has(value_set, system if type(system) is str else "", code) if type(code) is str else False


def _told(found: list[bool | None], value_set: str, terms: Terms) -> bool:
    if any(found):
        return True
    if None in found:
        raise Untold(terms.why_unknown(value_set))
    return False

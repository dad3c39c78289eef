"""Is a resource well formed R4? Every issue at once, each with the FHIRPath of its place.

The map: `check` starts a `Visit` at the root and lets the `Library`'s compiled walks go down. `structure` checks an
object (unknown, missing and doubled elements, its rules), `elements` what stands under one name, `primitives` the
values, `coded` required bindings, `references` their form and targets, `narrative` the XHTML, `resources` contained
and bundled resources, `profile` what profiles and the definitions of extensions say. Rules (invariants) are native
where they are hot (`rules`, `bundles`, `resources`), else run as FHIRPath (`fhirpath`).

Issue codes: `structure` for what JSON or the type does not allow, `required` for what is missing, `value` for a
primitive of wrong form, `code-invalid` for a code outside a required binding, `invariant` for a broken rule (its key is
the issue's `rule`), `not-supported` for a profile that is not known here.
"""

from collections.abc import Sequence

from peerfhir.fhir.issues import Issue
from peerfhir.validation import resources
from peerfhir.validation.library import Library
from peerfhir.validation.visit import MOST_ISSUES, Enough, Json, Visit


def check(resource: Json, library: Library, profiles: Sequence[str] = (), *, strict: bool = False) -> list[Issue]:
    """All issues of a resource as decoded by `peerfhir.fhir.json`, in the order of its elements; none when all is well.

    `profiles` are canonicals to check it against beside those in meta.profile. `strict` reports as HL7's validator
    does; else, as for a write, what a code only implies is a warning, and best practice and what cannot be told offline
    are silent. Pure, synchronous, never raises. At most `MOST_ISSUES` issues are reported, errors before others, and
    one that says so; all errors but those beyond `MOST_ISSUES` are looked for, however much else is found.
    """
    visit = Visit(resource, asked=profiles, strict=strict, clock=library.clock)
    try:
        resources.root(resource, library, visit)
    except Enough:
        pass
    except RecursionError:
        visit.issues.append(Issue("error", "too-costly", "The resource nests too deep to be checked"))
    return _reported(visit) if len(visit.issues) > 1 else visit.issues


def _reported(visit: Visit) -> list[Issue]:
    """Each issue once, in order, and no more than `MOST_ISSUES`: others give way to errors."""
    found = list(dict.fromkeys(visit.issues))
    if len(found) <= MOST_ISSUES and not visit.left_out:
        return found
    spare = MOST_ISSUES - sum(issue.refuses for issue in found)
    kept: list[Issue] = []
    for issue in found:
        if issue.refuses or spare > 0:
            kept.append(issue)
            spare -= not issue.refuses
    kept.append(Issue("information", "incomplete", f"Only {MOST_ISSUES} issues are reported, errors before others"))
    return kept

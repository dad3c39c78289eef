"""What a Reference may point to, by type and by profile (http://hl7.org/fhir/R4/references.html).

The type is checked as far as the reference or the Bundle tells it, the profile where the resource is contained or in
the Bundle; whether other resources exist is the store's to say.
"""

from collections.abc import Sequence
from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.structures import Kind
from peerfhir.validation import references
from peerfhir.validation.profile.conformity import Profiles, nearest, refuses, unknown
from peerfhir.validation.profile.reach import Found
from peerfhir.validation.profile.tree import CORE, Said
from peerfhir.validation.visit import Place, Target, Visit


class Pointing:
    """The check of one Reference. `base` are the types that R4 allows there; others it refuses itself."""

    def __init__(self, said: Said[tuple[Kind, ...]], base: Sequence[str], label: str, library: Profiles) -> None:
        kinds = [kind for kind in said.value if kind.code == "Reference"]
        self._said = said
        self._base = frozenset(base)
        self._label = label
        self._library = library
        self._targets = tuple(dict.fromkeys(target for kind in kinds for target in kind.targets))
        self._modes = frozenset(mode for kind in kinds for mode in kind.aggregation)
        self._wanted: dict[str, list[str]] = {}  # filled when first needed: a target may lead back to this profile
        self.asks = bool(self._targets or self._modes)

    def __call__(self, value: Any, beside: Any, place: Place, visit: Visit) -> None:  # noqa: ARG002 - an Item's shape
        """The check, an Item."""
        text = value.get("reference") if type(value) is dict else None
        if type(text) is not str or not text:
            return
        if self._targets and not self._wanted:
            self._wanted = _by_type(self._targets, self._library)
        if not self._modes and visit.bundle is None and text.partition("/")[0] in self._wanted:
            return
        target = visit.resolved(text)
        if self._modes:
            self._standing(target, place, visit)
        if self._targets:
            self._type(text, target, place, visit)

    def _standing(self, target: Target | None, place: Place, visit: Visit) -> None:
        """Whether it stands where the profile wants it: contained, bundled, or elsewhere (`referenced`)."""
        where = target.where if target else "referenced"
        if where not in self._modes and not (where == "bundled" and "referenced" in self._modes):
            found = where if target else "not in this resource or Bundle"
            text = f"What {self._label} points to must be {' or '.join(sorted(self._modes))}, but it is {found}"
            visit.add(place, "structure", text, rule=self._said.rule, profile=self._said.profile)

    def _type(self, text: str, target: Target | None, place: Place, visit: Visit) -> None:
        kind = target.resource.get("resourceType") if target else references.type_of(text, visit)
        if type(kind) is not str:
            return
        wanted = self._wanted.get(kind, self._wanted.get("Resource"))
        if wanted is None and "" in self._wanted:
            unknown(self._wanted[""][0], self._said.profile, place, visit)
        elif wanted is None:
            if not self._base or kind in self._base:
                allowed = " or ".join(sorted(self._wanted))
                said = f"{self._label} must point to a resource of type {allowed}, but this points to {kind}"
                severity = references.eased(visit) if references.elsewhere(text, visit) else "error"
                visit.add(place, "structure", said, severity=severity, rule=self._said.rule, profile=self._said.profile)
        elif target and wanted:
            self._profile(target, wanted, place, visit)

    def _profile(self, target: Target, wanted: list[str], place: Place, visit: Visit) -> None:
        found = Found(target.resource, None, str(target.resource.get("resourceType")), target)
        tried = {}
        for profile in wanted:
            lacking = self._library.lacks(profile, found, place, visit)
            if lacking is None or not refuses(lacking):
                return
            tried[profile] = lacking
        text, more = nearest(tried)
        said = f"The {found.kind} that {self._label} points to {text}"
        visit.add(place, "structure", said, rule=self._said.rule, profile=self._said.profile, diagnostics=more)


def _by_type(targets: Sequence[str], library: Profiles) -> dict[str, list[str]]:
    """Resource type -> the profiles of it that are asked, none where R4's own type is enough; "": what is not known."""
    found: dict[str, list[str]] = {}
    plain: dict[str, list[str]] = {}
    for target in targets:
        name = target.partition("|")[0].removeprefix(CORE)
        if name in definitions().types:
            plain[name] = []
        else:
            tree = library.tree(target)
            found.setdefault(tree.definition.type if tree else "", []).append(target)
    return found | plain

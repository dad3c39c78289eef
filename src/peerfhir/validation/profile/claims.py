"""Which profiles a resource is checked against: those it claims, that are asked for, that its code implies.

Users' implementation guides may ask for profiles of all resources of a type
(http://hl7.org/fhir/R4/implementationguide.html, `global`).

A profile that another one derives from is checked with that one. A canonical that is not known is a warning, one in a
version that is not known too: what a sender claims of another version may hold (http://hl7.org/fhir/R4/profiling.html).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.shelf import Shelf
from peerfhir.validation.profile.tree import CORE, Tree
from peerfhir.validation.profile.vitals import vital
from peerfhir.validation.visit import Json, Place, Visit, Walk, shown


class Profiles(Protocol):
    """What is needed of the `Library`."""

    @property
    def shelf(self) -> Shelf:
        """The definitions at hand."""

    def tree(self, canonical: str) -> Tree | None:
        """What a profile says along its chain; None where it is not known."""

    def profile(self, canonical: str) -> Walk | None:
        """The check of a profile; None where it is not known."""

    def met(self, tree: Tree, node: Json, place: Place, visit: Visit) -> None:
        """Check a resource against a profile and note what it lacks; see `Library.met`."""


class Wanted(NamedTuple):
    """A profile to check a resource against, and where that is said."""

    canonical: str
    tree: Tree
    place: Place


def check(node: Json, name: str, place: Place, visit: Visit, library: Profiles) -> None:
    """Check a resource of type `name` against its profiles; `not-supported` where one is not known here."""
    wanted = _claimed(node, name, place, visit, library) if "meta" in node else []
    asked = library.shelf.everywhere(name)
    if place[0] is None:
        asked = (*asked, *visit.asked)
    if asked:
        claimed = {each.tree.definition.url for each in wanted}
        more = _asked(asked, name, place, visit, library)
        wanted += [each for each in more if each.tree.definition.url not in claimed]
    for each in wanted:
        if not any(each.tree.definition.url in o.tree.chain and o.tree is not each.tree for o in wanted):
            _run(each, node, place, visit, library)
    if name == "Observation":
        _implied(node, place, visit, library, wanted)


def _run(each: Wanted, node: Json, place: Place, visit: Visit, library: Profiles) -> None:
    library.met(each.tree, node, place, visit)
    if visit.strict:
        for note in each.tree.notes:
            visit.add(each.place, "informational", note, severity="information", profile=each.tree.definition.url)
    if each.tree.missing and visit.strict:
        said = f"{each.tree.definition.url} derives from {each.tree.missing}, which is not known here"
        if each.tree.missing in each.tree.chain:
            said = f"{each.tree.definition.url} is circular: it derives from {each.tree.missing}, which derives from it"
        text = f"{said}, so only what it says itself was checked"
        visit.add(each.place, "not-supported", text, severity="warning")


def _claimed(node: Json, name: str, place: Place, visit: Visit, library: Profiles) -> list[Wanted]:
    meta = node["meta"]
    listed = meta.get("profile") if type(meta) is dict else None
    found: dict[str, Wanted] = {}
    for index, canonical in enumerate(listed) if type(listed) is list else ():
        if type(canonical) is str:
            one = _known(canonical, name, ((place, "meta", -1), "profile", index), visit, library)
            if one:
                found.setdefault(one.tree.definition.url, one)
    return list(found.values())


def _known(canonical: str, name: str, at: Place, visit: Visit, library: Profiles) -> Wanted | None:
    """The profile of a claim; what is wrong with the claim is noted."""
    base, _, version = canonical.partition("|")
    base = base.removeprefix(CORE)
    if base in (name, "DomainResource", "Resource"):
        return None
    tree = None if base in definitions().types else library.tree(canonical)
    kind = tree.definition.type if tree else base
    if tree and version and not _same(tree.definition.version, version):
        have = tree.definition.version
        text = f"Version {shown(version)} of this profile is not known here (but {have}), so it was not checked"
        visit.add(at, "not-supported", text, severity="warning")
    elif kind in definitions().types and kind not in (name, "DomainResource", "Resource"):
        visit.add(at, "structure", f"This is a profile of {kind}, but the resource is {name}")
    elif tree is None:
        text = f"The profile {shown(canonical)} is not known here, so it was not checked"
        visit.add(at, "not-supported", text, severity="warning")
    else:
        return Wanted(canonical, tree, at)
    return None


def _same(have: str | None, version: str) -> bool:
    return have is None or have == version or have.startswith(f"{version}.")


def _asked(asked: Sequence[str], name: str, place: Place, visit: Visit, library: Profiles) -> list[Wanted]:
    found = []
    for canonical in asked:
        tree = library.tree(canonical)
        plain = canonical.partition("|")[0].removeprefix(CORE)
        if tree is None:
            if plain not in (name, "DomainResource", "Resource"):
                visit.add(place, "not-found", f"The profile {shown(canonical)} to check against is not known here")
        elif tree.definition.type not in (name, "DomainResource", "Resource"):
            text = f"{canonical} is a profile of {tree.definition.type}, but the resource is {name}"
            visit.add(place, "structure", text, profile=tree.definition.url)
        else:
            found.append(Wanted(canonical, tree, place))
            note = library.shelf.note(canonical) if visit.strict else None
            if note:
                visit.add(place, "informational", note, severity="information", profile=tree.definition.url)
    return found


def _implied(node: Json, place: Place, visit: Visit, library: Profiles, wanted: list[Wanted]) -> None:
    """The vital sign that an Observation's code says it is; on write what it lacks is a warning."""
    canonical = vital(node)
    if canonical is None or any(canonical in each.tree.chain for each in wanted):
        return
    walk: Any = library.profile(canonical)
    if walk is None:
        return
    if visit.strict:
        walk(node, place, visit)
        return
    for issue in visit.tried(walk, node, place):
        visit.soften(issue)

"""Extensions: what their definitions say of their content, and where they may stand.

http://hl7.org/fhir/R4/extensibility.html, http://hl7.org/fhir/R4/defining-extensions.html#context. An extension that is
not known may be ignored, but a modifier extension that is not known may change everything: it is an error.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.definitions import definitions
from peerfhir.fhir.structures import Context, StructureDefinition
from peerfhir.validation import fhirpath
from peerfhir.validation.profile import shapes
from peerfhir.validation.profile.tree import Tree
from peerfhir.validation.profile.values import Item
from peerfhir.validation.uris import is_absolute
from peerfhir.validation.visit import Json, Place, Visit, Walk, shown

_EXTENSIONS = ("extension", "modifierExtension")
_HOLDERS = ("contained", "resource", "outcome")  # names under which a whole resource stands
_ANY = ("Element", "Any")
MOST_KEPT = 4096  # urls, which may pin any version, and paths, which may be of any depth
_EXAMPLE = re.compile(r"https?://([^/]*\.)?(example\.(org|com)|acme\.com)/")  # nobody's, so nobody can define it


class Knows(Protocol):
    """What is needed of the `Library`."""

    def tree(self, canonical: str) -> Tree | None:
        """What a profile says along its chain; None where it is not known."""

    def item(self, tree: Tree) -> Item | None:
        """The check of what a profile says; None where that is nothing."""


class _Known(NamedTuple):
    """The definition of a url, its check, and the paths that it was found to be allowed at."""

    tree: Tree
    item: Item | None
    allowed: set[str]


def standing(library: Knows, *, modifier: bool) -> Walk:
    """The check of one extension, or modifier extension, by the definition of its url."""
    kept: dict[str, _Known] = {}

    def find(url: str) -> _Known | None:
        tree = library.tree(url)
        if tree is None or tree.definition.type != "Extension":
            return None
        found = _Known(tree, library.item(tree), set())
        if len(kept) < MOST_KEPT:
            kept[url] = found
        return found

    def walk(node: Any, place: Place, visit: Visit) -> None:
        url = node.get("url") if type(node) is dict else None
        if type(url) is not str:
            return
        known = kept.get(url) or (find(url) if is_absolute(url) else None)
        if known:
            _check(node, known, place, visit, modifier=modifier)
        elif is_absolute(url):
            _unknown(url, place, visit, modifier=modifier)

    return walk


def _check(node: Json, known: _Known, place: Place, visit: Visit, *, modifier: bool) -> None:
    tree, item, allowed = known
    if bool(tree.root.modifier) != modifier:
        right = "modifierExtension" if tree.root.modifier else "extension"
        url = tree.definition.url
        visit.add(place, "structure", f"{url} is written in {right}", profile=url)
    parent = place[0]
    path = parent[1] if parent[0] is None else _plain(parent)
    fits = path in allowed
    if not fits:
        fits = _fits(tree.definition, parent, visit)
        if not fits:
            _misplaced(tree.definition, place, visit)
        elif len(allowed) < MOST_KEPT and all(c.type == "element" for c in tree.definition.contexts):
            allowed.add(path)
    if fits and tree.definition.context_invariants:
        _conditions(node, tree.definition, place, visit)
    if tree.parts:
        _parts(node, tree, place, visit)
    if item:
        item(node, None, place, visit)


def _parts(node: Json, tree: Tree, place: Place, visit: Visit) -> None:
    """The parts of a complex extension are named by its definition; others have an absolute url."""
    found = node.get("extension")
    for index, part in enumerate(found) if type(found) is list else ():
        url = part.get("url") if type(part) is dict else None
        if type(url) is str and url not in tree.parts and not is_absolute(url.lower()):
            text = f"{tree.definition.url} has no part {shown(url)}; it has {', '.join(sorted(tree.parts))}"
            visit.add((place, "extension", index), "structure", text, profile=tree.definition.url)


def _unknown(url: str, place: Place, visit: Visit, *, modifier: bool) -> None:
    if modifier and not _EXAMPLE.match(url):
        text = f"The modifier extension {shown(url)} is not known here, so what it modifies cannot be understood"
        visit.add(place, "extension", text)
    elif visit.strict:
        text = f"The extension {shown(url)} is not known here, so it was not checked"
        visit.add(place, "extension", text, severity="information")


def _misplaced(definition: StructureDefinition, place: Place, visit: Visit) -> None:
    contexts = ", ".join(context.expression for context in definition.contexts)
    found = _names(place[0], visit)[0]
    text = f"The extension {definition.url} must not stand on {found}; it is for {contexts}"
    visit.add(place, "structure", text, profile=definition.url)


def _conditions(node: Json, definition: StructureDefinition, place: Place, visit: Visit) -> None:
    """The invariants on the element that it stands on (StructureDefinition.contextInvariant)."""
    holder = _holder(place[0], visit)
    if holder is None:
        return
    outer, visit.extension = visit.extension, node
    for expression in definition.context_invariants:
        said = f"{definition.url} may only stand where {expression}"
        try:
            walk = fhirpath.rule(
                "contextInvariant", "error", expression, holder.kind, said=said, profile=definition.url
            )
        except fhirpath.Malformed as fault:
            if visit.strict:
                text = f"The contextInvariant {shown(expression)} cannot be read: {fault}"
                visit.add(place, "exception", text, severity="warning", profile=definition.url)
        else:
            walk(holder, place, visit)
    visit.extension = outer


def _holder(place: Place, visit: Visit) -> fhirpath.Node | None:
    """The element at a place, with its type; None where it cannot be found."""
    steps: list[tuple[str, int]] = []
    at: Any = place
    while at is not None:
        at, step, index = at
        steps.append((step, index))
    steps.reverse()
    for start, kind in _starts(steps, visit):
        node, home = visit.resource, kind
        value, beside = node, None
        for step, index in steps[start:]:
            node = value
            name, _, choice = step.partition(".ofType(")
            value, beside = _under(node, step, index), _under(node, f"_{step}", index)
            home = next((s.type for s in shapes.named(home, name) if not choice or s.type == choice[:-1]), "")
        if home and (value is not None or beside is not None):
            return fhirpath.Node(value, home, beside)
    return None


def _plain(place: Any) -> str:
    """The path of a place without its indexes."""
    steps: list[str] = []
    while place is not None:
        place, step, _ = place
        steps.append(step)
    return ".".join(reversed(steps))


def _fits(definition: StructureDefinition, parent: Place, visit: Visit) -> bool:
    """Whether an extension may stand on the element at `parent`."""
    contexts = definition.contexts
    if not contexts or any(c.type == "element" and c.expression in _ANY for c in contexts):
        return True
    names = _names(parent, visit)
    return any(_stands(context, parent, names, visit) for context in contexts)


def _stands(context: Context, parent: Place, names: list[str], visit: Visit) -> bool:
    if context.type == "extension":
        return parent[1] in _EXTENSIONS and _url_at(parent, visit) == context.expression
    if context.type == "fhirpath":
        return _selected(context.expression, parent, visit)
    return context.expression.partition("#")[2].replace("[x]", "") in names or (
        context.expression.replace("[x]", "") in names
    )


def _selected(expression: str, parent: Place, visit: Visit) -> bool:
    """Whether a FHIRPath on the resource selects the element; what cannot be evaluated is not held against anybody."""
    node = _at(parent, visit)
    try:
        found = fhirpath.compiled(expression)(visit.resource, {"resource": visit.resource, "rootResource": visit.root})
    except Exception:  # noqa: BLE001 - the engine raises anything
        return True
    return any(each is node or each == node for each in found)


def _url_at(place: Place, visit: Visit) -> Any:
    node = _at(place, visit)
    return node.get("url") if type(node) is dict else None


def _at(place: Place, visit: Visit) -> Any:
    """What stands at a place of the resource being walked; None where it cannot be found."""
    steps: list[tuple[str, int]] = []
    at: Any = place
    while at is not None:
        at, step, index = at
        steps.append((step, index))
    steps.reverse()
    for start, name in _starts(steps, visit):
        node: Any = visit.resource
        for step, index in steps[start:]:
            node = _under(node, step, index)
        if name and node is not None:
            return node
    return None


def _under(node: Any, step: str, index: int) -> Any:
    name, _, kind = step.partition(".ofType(")
    key = name + kind[:1].upper() + kind[1:-1] if kind else name
    value = node.get(key) if type(node) is dict else None
    if index < 0:
        return value
    return value[index] if type(value) is list and index < len(value) else None


def _starts(steps: list[tuple[str, int]], visit: Visit) -> Iterator[tuple[int, str]]:
    """Where the steps of the resource being walked may begin, the innermost first, and its type."""
    kind = str(visit.resource.get("resourceType"))
    for index in range(len(steps) - 1, 0, -1):
        if steps[index][0] in _HOLDERS:
            yield index + 1, kind
    yield 1, kind


def _names(place: Any, visit: Visit) -> list[str]:
    """What definitions may call the element at a place, the fullest first: `Patient.contact.name`, `HumanName`."""
    steps: list[tuple[str, int]] = []
    while place is not None:
        place, step, index = place
        steps.append((step, index))
    steps.reverse()
    for start, kind in _starts(steps, visit):
        names = _walked(kind, [step for step, _ in steps[start:]])
        if names:
            return names
    return ["an unknown element"]


def _walked(kind: str, steps: list[str]) -> list[str]:
    """The names of the element that the steps lead to from a resource of this type; none where they lead nowhere."""
    if kind not in definitions().types:
        return []
    names, home = list(shapes.ancestry(kind)), kind
    for step in steps:
        name, _, choice = step.partition(".ofType(")
        slot = next((s for s in shapes.named(home, name) if not choice or s.type == choice[:-1]), None)
        if slot is None:
            return []
        home = slot.type
        names = [f"{outer}.{name}" for outer in names] + list(shapes.ancestry(home))
    return names

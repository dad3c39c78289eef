"""What profiles say at the end of a discriminator's path (http://hl7.org/fhir/R4/profiling.html#discriminator).

The path is restricted FHIRPath: element names, `$this`, `extension('url')`, `resolve()`, `ofType(T)`. What is said
there may be said in the slice, in the element it slices, in a profile that one of them names for its type, or by a
fixed value or pattern further up.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from peerfhir.fhir.structures import Kind
from peerfhir.validation.profile import shapes
from peerfhir.validation.profile.tree import Node, Tree, codes

_STEP = re.compile(r"(\$this|[A-Za-z][A-Za-z0-9]*)(?:\[x\])?(?:\(\s*(?:'([^']*)'|([A-Za-z0-9.]*))\s*\))?(?:\.|$)")


class Step(NamedTuple):
    """One step of a path: the name of an element, or `extension`, `resolve`, `ofType` with their argument."""

    name: str
    argument: str | None = None


class Forest(Protocol):
    """What is needed of the `Library`."""

    def tree(self, canonical: str) -> Tree | None:
        """What a profile says along its chain; None where it is not known."""


class View(NamedTuple):
    """What is said of one element: its nodes, most specific first, its structures, and values that must stand there.

    `profile` is the one that a reference must lead to.
    """

    nodes: tuple[Node, ...]
    homes: tuple[str, ...]
    given: tuple[Any, ...] = ()
    profile: str | None = None


def steps(path: str) -> tuple[Step, ...] | None:
    """The steps of a discriminator's path, None of one that is no restricted FHIRPath."""
    found: list[Step] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            return None
        name, text, word = step.groups()
        if name != "$this":
            call = path[step.end(1) : step.end()].startswith("(")
            found.append(Step(name, (text or word or "") if call else None))
        at = step.end()
    return tuple(found)


def start(nodes: Iterable[Node], homes: tuple[str, ...], forest: Forest) -> View:
    """What is said of an element by these nodes and the profiles they name."""
    return _profiled(View(tuple(nodes), homes), forest)


def reached(view: View, path: Iterable[Step], forest: Forest) -> list[View]:
    """What is said at the end of a path.

    Several views where a reference may point to several profiles, or where the path leads through an element with
    slices that must be there.
    """
    views = [view]
    for step in path:
        if step.argument is None:
            views = [part for each in views for part in _parted(_named(each, step.name, forest))]
        elif step.name == "extension":
            views = [_extension(each, step.argument, forest) for each in views]
        elif step.name == "resolve":
            views = [target for each in views for target in _targets(each, forest)]
        elif step.name == "ofType":
            views = [_typed(each, step.argument, forest) for each in views]
    return views


def kinds(view: View) -> tuple[Kind, ...]:
    """The types that profiles allow there, none where they say nothing."""
    return next((node.kinds.value for node in view.nodes if node.kinds), ())


def _profiled(view: View, forest: Forest) -> View:
    """The view with what the profiles of its types say; of several profiles none is certain."""
    found = list(view.nodes)
    for node in view.nodes:
        stated = node.kinds.value if node.kinds else ()
        profiles = [profile for kind in stated for profile in kind.profiles]
        if len(stated) == 1 and len(profiles) == 1:
            root = root_of(stated[0], profiles[0], forest)
            if root is not None and not any(root is each for each in found):
                found.append(root)
    return View(tuple(found), shapes.narrowed(view.homes, _codes(found)), view.given)


def root_of(kind: Kind, profile: str, forest: Forest) -> Node | None:
    """The node that a type's profile means: its root, or the element of it that the type names."""
    tree = forest.tree(profile)
    if tree is None:
        return None
    inside = kind.inside.get(profile)
    return tree.root if inside is None else next((n for n in tree.root.every() if n.label == inside), None)


def _codes(nodes: Iterable[Node]) -> tuple[str, ...]:
    return next((found for found in map(codes, nodes) if found), ())


def _named(view: View, name: str, forest: Forest) -> View:
    given = [*view.given, *(said.value for n in view.nodes for said in (n.fixed, n.pattern) if said)]
    inside = [part for value in given for part in _parts(value, name)]
    nodes = tuple(n.children[name] for n in view.nodes if name in n.children)
    return _profiled(View(nodes, shapes.below(view.homes, name), tuple(inside)), forest)


def _parted(view: View) -> list[View]:
    """What is said of the slices that an element must have, each a view of its own; else of the element."""
    parts = [s for node in view.nodes for s in node.slices.values() if s.minimum and s.minimum.value > 0]
    return [view._replace(nodes=(part, *view.nodes)) for part in parts] or [view]


def _parts(value: Any, name: str) -> list[Any]:
    if type(value) is not dict:
        return []
    found = value.get(name)
    return found if type(found) is list else [] if found is None else [found]


def _typed(view: View, kind: str, forest: Forest) -> View:
    slices = [s for n in view.nodes for s in n.slices.values() if codes(s) == (kind,) or s.homes == (kind,)]
    return _profiled(View((*slices, *view.nodes), shapes.homes(kind), view.given), forest)


def _extension(view: View, url: str, forest: Forest) -> View:
    every = _named(view, "extension", forest)
    slices = [s for n in every.nodes for s in n.slices.values() if url_of(s, forest) == url]
    known = forest.tree(url)
    roots = [known.root] if known else []
    return _profiled(View((*slices, *every.nodes, *roots), ("Extension",)), forest)


def url_of(node: Node, forest: Forest) -> str | None:
    """The url that a slice of extensions is for: stated in it, or that of the definition it names."""
    view = _named(start((node,), ("Extension",), forest), "url", forest)
    stated = next((n.fixed.value for n in view.nodes if n.fixed), None)
    if stated is None and node.kinds:
        stated = next((p.partition("|")[0] for kind in node.kinds.value for p in kind.profiles), None)
    return stated if type(stated) is str else None


def _targets(view: View, forest: Forest) -> list[View]:
    found = []
    for kind in kinds(view):
        for target in kind.targets:
            tree = forest.tree(target)
            name = target.partition("|")[0].rpartition("/")[2]
            nodes, homes = ((tree.root,), tree.root.homes) if tree else ((), shapes.homes(name))
            found.append(View(nodes, homes, profile=target))
    return found

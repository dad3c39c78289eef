"""The compiled checks, of structures and of profiles, each made when a resource first needs it."""

from functools import cached_property

from peerfhir.fhir.definitions import Definitions, definitions
from peerfhir.fhir.issues import Issue
from peerfhir.fhir.shelf import Shelf, shelf
from peerfhir.fhir.structures import StructureDefinition
from peerfhir.validation import structure
from peerfhir.validation.profile import claims, extensions
from peerfhir.validation.profile.compile import Compiler, Spot
from peerfhir.validation.profile.conformity import refuses
from peerfhir.validation.profile.programs import ProgramProfiles
from peerfhir.validation.profile.reach import Found
from peerfhir.validation.profile.tree import CORE, Tree, merged
from peerfhir.validation.profile.values import Item
from peerfhir.validation.terms import Terms
from peerfhir.validation.visit import Clock, Enough, Json, Place, Visit, Walk

Key = tuple[str, str | None]  # url and version of a definition
MOST_NAMES = 10_000  # canonicals whose definition is remembered; a sender can pin any version


class Library:
    """What is known: the base R4 definitions, and the profiles of a shelf, compiled lazily.

    One serves a whole process and any number of threads. Making one costs nothing; the tables are read on first use
    (about 20 ms), a structure is compiled in some 50 µs, a profile in some 0.5 ms. What is kept is bounded by the
    definitions there are, not by what resources name. Not `example_urls`: addresses that are only for examples
    (RFC 2606) are errors. `clock` tells the time to rules that ask for it; without one it is the real time.
    """

    def __init__(self, shelf_: Shelf | None = None, *, example_urls: bool = True, clock: Clock | None = None) -> None:
        self._given = shelf_
        self.example_urls = example_urls
        self.clock = clock
        self._walks: dict[str, Walk] = {}
        self._trees: dict[Key, Tree] = {}
        self._named: dict[str, Tree] = {}
        self._profiles: dict[Key, Walk] = {}
        self._items: dict[tuple[Key, str | None], Item | None] = {}

    @property
    def tables(self) -> Definitions:
        """The definitions of R4's own types."""
        return definitions()

    @cached_property
    def shelf(self) -> Shelf:
        """The profiles, value sets and code systems at hand: those given, else those that come with us."""
        return self._given or shelf()

    @cached_property
    def terms(self) -> Terms:
        """The value sets and code systems of the shelf."""
        return Terms(self.shelf)

    @cached_property
    def programs(self) -> ProgramProfiles:
        """The profiles that apply because of a resource's program."""
        return ProgramProfiles(self)

    def walk(self, path: str, *, lone: bool = True) -> Walk:
        """The check of a structure: `Encounter`, `Encounter.participant`, `Period`. `KeyError` when R4 has none.

        Not `lone` is an Element beside a primitive: its value stands elsewhere, so an id may be all that it holds.
        """
        name = path if lone else f"_{path}"
        found = self._walks.get(name)
        if found is None:
            found = self._walks[name] = structure.compiled(self, path, lone=lone)
        return found

    def tree(self, canonical: str) -> Tree | None:
        """What a profile or extension says along its chain; None of R4's own types and of what is not known."""
        known = self._named.get(canonical)
        if known is not None:
            return known
        if canonical.partition("|")[0].removeprefix(CORE) in definitions().types:
            return None
        definition = self.shelf.structure(canonical)
        if definition is None or not _constrains(definition):
            return None
        key = (definition.url, definition.version)
        found = self._trees.get(key)
        if found is None:
            found = self._trees[key] = merged(definition, self.shelf)
        if len(self._named) < MOST_NAMES:
            self._named[canonical] = found
        return found

    def profile(self, canonical: str) -> Walk | None:
        """The check of what a profile says beyond R4; None where it is not known."""
        tree = self.tree(canonical)
        if tree is None:
            return None
        key = (tree.definition.url, tree.definition.version)
        found = self._profiles.get(key)
        if found is None:
            found = self._profiles[key] = _walk(self.item(tree))
        return found

    def run(self, canonical: str, inside: str | None, found: Found, place: Place, visit: Visit) -> bool:
        """Check a value against a profile, or the element `inside` it, and note what it lacks; whether it is known."""
        tree = self.tree(canonical)
        if tree is None:
            return canonical.partition("|")[0].removeprefix(CORE) in definitions().types
        item = self.item(tree, inside)
        if item and inside is None and type(found.value) is dict and "resourceType" in found.value:
            _once(tree, item, found.value, place, visit)
        elif item:
            item(found.value, found.beside, place, visit)
        return True

    def met(self, tree: Tree, node: Json, place: Place, visit: Visit) -> None:
        """Check a resource against a profile and note what it lacks, unless it was found to lack nothing."""
        item = self.item(tree)
        if item:
            _once(tree, item, node, place, visit)

    def lacks(self, canonical: str, found: Found, place: Place, visit: Visit) -> list[Issue] | None:
        """What a value lacks of a profile; None where the profile is not known. A resource is asked once in a walk."""
        tree = self.tree(canonical)
        if tree is None:
            return self._base(canonical, found)
        if tree.definition.type not in (found.kind, "Resource", "DomainResource"):
            return [Issue("error", "structure", f"This is a {found.kind}", (found.kind,), profile=canonical)]
        key = (id(found.value), tree.definition.url)
        if key in visit.met:
            return visit.met[key] or []
        item = self.item(tree)
        if item is None:
            return []
        checked = item
        visit.met[key] = None
        root = found.target.root if found.target else visit.root
        with visit.within(found.value if found.target else visit.resource, root):
            at = (None, found.kind, -1) if found.target else place
            lacking = visit.tried(lambda value, place, on: checked(value, found.beside, place, on), found.value, at)
        if found.target:
            visit.met[key] = lacking
        else:
            del visit.met[key]
        return lacking

    @staticmethod
    def _base(canonical: str, found: Found) -> list[Issue] | None:
        """The same for R4's own type: only the type is asked, the walk has checked the rest."""
        name = canonical.partition("|")[0].removeprefix(CORE)
        if name not in definitions().types:
            return None
        if name in (found.kind, "Resource", "DomainResource"):
            return []
        return [Issue("error", "structure", f"This is a {found.kind}, not a {name}", (found.kind,))]

    def meets(self, canonical: str, value: Json, kind: str, place: Place, visit: Visit) -> bool | None:
        """Whether a value of type `kind` meets a profile; None where the profile is not known."""
        lacking = self.lacks(canonical, Found(value, None, kind), place, visit)
        return None if lacking is None else not refuses(lacking)

    def extension(self, *, modifier: bool) -> Walk:
        """The check of an extension, or a modifier extension, by the definition of its url."""
        name = "modifierExtension" if modifier else "extension"
        found = self._walks.get(name)
        if found is None:
            found = self._walks[name] = extensions.standing(self, modifier=modifier)
        return found

    def claims(self, node: Json, name: str, place: Place, visit: Visit) -> None:
        """Check a resource of type `name` against the profiles it claims, that are asked for, that its code implies."""
        claims.check(node, name, place, visit, self)

    def item(self, tree: Tree, inside: str | None = None) -> Item | None:
        """The check of what a profile says, or the element `inside` it; None where that is nothing."""
        key = ((tree.definition.url, tree.definition.version), inside)
        if key not in self._items:
            node = tree.root if inside is None else next((n for n in tree.root.every() if n.label == inside), None)
            compiler = Compiler(self, tree.definition.url)
            kind = tree.definition.type if node is tree.root else node.homes[0] if node and node.homes else ""
            self._items[key] = compiler.item(Spot(node), kind) if node and kind in definitions().paths else None
        return self._items[key]


def _constrains(definition: StructureDefinition) -> bool:
    """Whether it is a profile: it says so, or only by mistake that it defines a type, as R4 has that type already."""
    return definition.derivation == "constraint" or definition.type in definitions().types


def _once(tree: Tree, item: Item, node: Json, place: Place, visit: Visit) -> None:
    """Check a resource where it stands, once in a walk: Bundles, claims and references ask for the same again."""
    key = (id(node), tree.definition.url)
    if key in visit.met and not visit.met[key]:
        return
    visit.met[key] = None
    before = len(visit.issues)
    try:
        item(node, None, place, visit)
    except Enough:  # of a trial: another may ask for all of it
        del visit.met[key]
        raise
    found = visit.met[key] = visit.issues[before:]
    if not found:
        visit.met.update({(id(node), url): found for url in tree.chain})


def _walk(item: Item | None) -> Walk:
    def walk(node: Json, place: Place, visit: Visit) -> None:
        if item:
            item(node, None, place, visit)

    return walk

"""The compiled checks, one a structure, each made when a resource first needs it."""

from peerfhir.fhir.definitions import Definitions, definitions
from peerfhir.validation import structure
from peerfhir.validation.visit import Walk


class Library:
    """What is known: the base R4 definitions, compiled lazily. One serves a whole process and any number of threads.

    Making one costs nothing; the tables are read on first use (about 20 ms), a structure is compiled in some 50 µs.
    """

    def __init__(self) -> None:
        self._walks: dict[str, Walk] = {}

    @property
    def tables(self) -> Definitions:
        """The definitions that the checks are made from."""
        return definitions()

    def walk(self, path: str, *, lone: bool = True) -> Walk:
        """The check of a structure: `Encounter`, `Encounter.participant`, `Period`. `KeyError` when R4 has none.

        Not `lone` is an Element beside a primitive: its value stands elsewhere, so an id may be all that it holds.
        """
        name = path if lone else f"_{path}"
        found = self._walks.get(name)
        if found is None:
            found = self._walks[name] = structure.compiled(self, path, lone=lone)
        return found

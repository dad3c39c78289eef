"""Extensions of ours (names.md), and those of Da Vinci PAS, by their names."""

from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.mapping.elements import Json, items, text

OURS = f"{CANONICAL}/StructureDefinition/"
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-"


def typed(kind: str) -> str:
    """What an extension says as `kind` in FHIRPath: `value.ofType(Coding)` of valueCoding, `value.ofType(code)`."""
    named = kind.removeprefix("value")
    simple = named[:1].lower() + named[1:]
    return f"value.ofType({simple if simple in _PRIMITIVES else named})"


_PRIMITIVES = frozenset(("code", "string", "date", "dateTime", "boolean", "decimal", "unsignedInt", "positiveInt"))


class Extensions:
    """The extensions of one element whose url begins with `prefix`, by what follows it; several may bear a name."""

    __slots__ = ("_found",)

    def __init__(self, element: Any, prefix: str = OURS) -> None:
        self._found: dict[str, list[tuple[int, Json]]] = {}
        given = element.get("extension") if type(element) is dict else None
        if type(given) is list:
            for place, one in enumerate(given):
                url = one.get("url") if type(one) is dict else None
                if type(url) is str and url.startswith(prefix):
                    self._found.setdefault(url[len(prefix) :], []).append((place, one))

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def values(self, name: str, kind: str) -> list[Any]:
        """What each extension of this name says as `kind` ("valueDecimal"); absent ones are left out."""
        return [one[kind] for _, one in self._found.get(name, ()) if kind in one]

    def value(self, name: str, kind: str) -> Any:
        """What the first of them says; None when none does."""
        found = self.values(name, kind)
        return found[0] if found else None

    def texts(self, name: str, kind: str = "valueCode") -> tuple[str, ...]:
        """What they say, as far as it is a string."""
        return tuple([said for said in self.values(name, kind) if text(said)])

    def word(self, name: str, kind: str = "valueCode") -> str | None:
        """The first string that they say."""
        return next(iter(self.texts(name, kind)), None)

    def parts(self, name: str) -> list["Extensions"]:
        """The nested extensions of each complex extension of this name, by their urls."""
        return [Extensions(one, "") for _, one in self._found.get(name, ())]

    def all_parts(self, name: str) -> "Extensions":
        """The nested extensions of all complex extensions of this name, as if they were one."""
        found = self._found.get(name, ())
        return Extensions({"extension": [part for _, one in found for part in items(one.get("extension"))]}, "")

    def located(self, name: str, kind: str) -> list[tuple[str, Any]]:
        """What each says as `kind`, and where below the element: `.extension[2].value.ofType(Coding)`."""
        found = self._found.get(name, ())
        return [(f".extension[{place}].{typed(kind)}", one[kind]) for place, one in found if kind in one]

    def located_parts(self, name: str) -> list[tuple[str, "Extensions"]]:
        """The nested extensions of each complex extension of this name, and where it stands: `.extension[2]`."""
        return [(f".extension[{place}]", Extensions(one, "")) for place, one in self._found.get(name, ())]

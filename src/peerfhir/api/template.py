"""A path without what it says about people: `/fhir/Encounter/{id}` in place of `/fhir/Encounter/7f3a`.

Logs and metrics hold templates only, so no id can reach them and their number is bounded whatever callers ask for.
"""

import itertools

from peerfhir.api.offered import OFFERED, OPERATIONS

_NAMED = frozenset({"metadata", "_history", "_search", *(f"${operation.name}" for operation in OPERATIONS)})
_FIXED = frozenset({"/", "/livez", "/readyz", "/metrics", "/docs", "/openapi.json", "/fhir", "/sandbox/clock"})
_OTHER = "other"
_LONGEST = 6  # /fhir/Type/id/_history/vid


def template(path: str) -> str:
    """The path's template; `other` for a path that the server has nothing at."""
    parts = path.split("/", _LONGEST)
    if parts[1:2] != ["fhir"] or len(parts) == 2:  # noqa: PLR2004 - "" and "fhir"
        return path if path in _FIXED else _folder(parts)
    if len(parts) > _LONGEST or (parts[2] not in OFFERED and parts[2] not in _NAMED and parts[2]):
        return _OTHER
    shown = [*parts[:3]]
    for before, part in itertools.pairwise(parts[2:]):
        if part in _NAMED:
            shown.append(part)
        else:
            shown.append("{vid}" if before == "_history" else "{id}")
    return "/".join(shown)


def _folder(parts: list[str]) -> str:
    return "/docs/{file}" if parts[1:2] == ["docs"] else _OTHER

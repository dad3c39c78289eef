"""Every rule of every structure is native, run as FHIRPath or enforced elsewhere: none is forgotten or unreadable."""

from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.validation import fhirpath, natives, questions, rules


def _stated() -> Any:
    """Each rule of R4 with the path that states it."""
    tables = definitions()
    for path in sorted(tables.paths):
        structure = tables.structure(path)
        owners: list[tuple[str, Any]] = [
            (path, structure),
            *((f"{path}.{n}", e) for n, e in structure.elements.items()),
        ]
        for where, owner in owners:
            for key, (_, expression) in owner.rules.items():
                yield where, key, expression


def test_every_rule_that_is_left_to_fhirpath_compiles() -> None:
    """The engine can read every expression that it is given."""
    native = natives.RULES | questions.RULES
    known = native.keys() | {k.partition(":")[2] for k in native} | rules.ELSEWHERE.keys() | rules.WALKS.keys()
    left = {expression for _, key, expression in _stated() if key not in known}
    assert [e for e in sorted(left) if not callable(fhirpath.compiled(e))] == []


def test_no_native_rule_is_made_up() -> None:
    """Every native rule is one that R4 states."""
    keys = {key for _, key, _ in _stated()} | {f"{path}:{key}" for path, key, _ in _stated()}
    native = natives.RULES.keys() | questions.RULES.keys() | rules.ELSEWHERE.keys() | rules.WALKS.keys()
    assert sorted(native - keys) == []

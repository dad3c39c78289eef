"""The OperationDefinitions of our operations, read off THE TABLE.

http://hl7.org/fhir/R4/operationdefinition.html
"""

from collections.abc import Iterable
from typing import Any

from peerfhir import __version__
from peerfhir.api.offered import OPERATIONS, RELEASED, Level, Operation, Parameter
from peerfhir.fhir.issues import CANONICAL

_FOLDER = f"{CANONICAL}/OperationDefinition/"


def operation_definitions() -> list[dict[str, Any]]:
    """One for each operation that is ours, as JSON."""
    return [_definition(one) for one in OPERATIONS if one.definition.startswith(_FOLDER)]


def _definition(operation: Operation) -> dict[str, Any]:
    fid = operation.definition.removeprefix(_FOLDER)
    return {
        "resourceType": "OperationDefinition",
        "id": fid,
        "url": operation.definition,
        "version": __version__,
        "name": "".join(word.capitalize() for word in fid.split("-")),
        "title": f"${operation.name}",
        "status": "active",
        "kind": "operation",
        "date": RELEASED,
        "description": operation.summary,
        "affectsState": operation.affects,
        "code": operation.name,
        "resource": sorted(operation.types or ["Resource"]),
        "system": Level.SYSTEM in operation.levels,
        "type": Level.TYPE in operation.levels,
        "instance": Level.INSTANCE in operation.levels,
        "parameter": [*_parameters(operation.takes, "in"), *_parameters(operation.answers, "out")],
    }


def _parameters(parameters: Iterable[Parameter], use: str) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "use": use,
            "min": one.min,
            "max": one.max,
            "documentation": one.text,
            **({"type": one.type} if one.type else {}),
            **({"part": _parameters(one.parts, use)} if one.parts else {}),
        }
        for one in parameters
    ]

"""GET /OperationDefinition/id: the operations of ours, read off THE TABLE; the same for everybody, no token is needed.

http://hl7.org/fhir/R4/operationdefinition.html
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from peerfhir import __version__
from peerfhir.api.capability import RELEASED
from peerfhir.api.negotiation import accept
from peerfhir.api.offered import OPERATIONS, Level, Operation, Parameter
from peerfhir.api.outcomes import FHIR_JSON
from peerfhir.fhir.issues import CANONICAL
from peerfhir.fhir.types import document
from peerfhir.journeys.weigh import unknown

_FOLDER = f"{CANONICAL}/OperationDefinition/"


async def definition(request: Request, fid: str) -> Response:
    """The OperationDefinition of an operation of ours; 404 for another id."""
    accept(request)
    found = OURS.get(fid)
    if found is None:
        raise unknown("OperationDefinition", fid[:64])
    return Response(_document(found), 200, None, FHIR_JSON)


OURS: Mapping[str, Operation] = MappingProxyType(
    {one.definition.removeprefix(_FOLDER): one for one in OPERATIONS if one.definition.startswith(_FOLDER)}
)


@cache
def _document(operation: Operation) -> bytes:
    fid = operation.definition.removeprefix(_FOLDER)
    return document(
        {
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
    )


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

"""The only import of `fhir.resources`, and of its R4B: the package's root is R5.

The models build the documents that are asked for rarely (CapabilityStatement, OperationDefinition); they are neither
the gate nor the store. Loaded on first use: they take 40 MB.
"""

from typing import Any

from peerfhir.fhir import json


def document(resource: dict[str, Any]) -> bytes:
    """The resource as JSON once its R4B model has taken it; `ValueError` (pydantic's) when it does not."""
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415, TID251 - see above

    get_fhir_model_class(resource["resourceType"]).model_validate_json(json.encode(resource))
    return json.encode(resource)

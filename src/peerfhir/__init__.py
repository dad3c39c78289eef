"""PeerFHIR: a FHIR R4 server that knows the law of Medicaid peer support, and a FHIR validator.

The validator is `peerfhir.validate` for one resource and `peerfhir.Validator` for many. What the package offers is
imported when it is first asked for; its types stand in `__init__.pyi`.
"""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["Issue", "Report", "UnknownProfileError", "Validator", "__version__", "validate"]

_VALIDATOR = "peerfhir.validation.validator"
_HOMES = {
    "Issue": "peerfhir.fhir.issues",
    "Report": _VALIDATOR,
    "UnknownProfileError": _VALIDATOR,
    "Validator": _VALIDATOR,
    "validate": _VALIDATOR,
}


def __getattr__(name: str) -> object:
    """A public name, imported on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found

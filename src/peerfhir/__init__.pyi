from peerfhir.fhir.issues import Issue
from peerfhir.validation.validator import Report, UnknownProfileError, Validator, validate

__all__ = ["Issue", "Report", "UnknownProfileError", "Validator", "__version__", "validate"]
__version__: str

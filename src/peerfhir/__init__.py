"""PeerFHIR: a FHIR R4 server that knows the law of Medicaid peer support."""

__version__ = "0.1.0"

"""What does it say? FHIR resources to the facts policy judges, and back."""

// What the members of the examples live with.
Instance: mt-dx1
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(mt-m1, F25.0, 2025-11-20)

Instance: ne-dx1
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(ne-m1, F33.1, 2026-05-20)

Instance: ne-dx-sud
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(ne-sud, F10.20, 2026-05-20)

Instance: ne-dx-kid
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(ne-kid, F91.3, 2026-05-20)

Instance: id-dx1
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(id-m1, F31.9, 2025-10-01)

Instance: cmh-dx1
InstanceOf: http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition-problems-health-concerns
Usage: #example
* insert Diagnosis(cmh-m1, F41.1, 2026-02-02)

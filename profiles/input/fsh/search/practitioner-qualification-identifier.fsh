Instance: PractitionerQualificationIdentifierSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "practitioner-qualification-identifier"
* url = "https://peerfhir.org/fhir/SearchParameter/practitioner-qualification-identifier"
* version = "1.0.0"
* name = "PractitionerQualificationIdentifier"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Number of a qualification: practitioners who hold the certificate or licence of this number."
* code = #qualification-identifier
* base[0] = #Practitioner
* type = #token
* expression = "Practitioner.qualification.identifier"
* xpathUsage = #normal

Instance: PractitionerQualificationCodeSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "practitioner-qualification-code"
* url = "https://peerfhir.org/fhir/SearchParameter/practitioner-qualification-code"
* version = "1.0.0"
* name = "PractitionerQualificationCode"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Qualification: practitioners who hold a certificate, licence or training of this code."
* code = #qualification-code
* base[0] = #Practitioner
* type = #token
* expression = "Practitioner.qualification.code"
* xpathUsage = #normal

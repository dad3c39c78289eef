Instance: PractitionerQualificationPeriodSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "practitioner-qualification-period"
* url = "https://peerfhir.org/fhir/SearchParameter/practitioner-qualification-period"
* version = "1.0.0"
* name = "PractitionerQualificationPeriod"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Days of a qualification: practitioners who hold a certificate, licence or training that is valid on these days."
* code = #qualification-period
* base[0] = #Practitioner
* type = #date
* expression = "Practitioner.qualification.period"
* xpathUsage = #normal
* comparator[0] = #eq
* comparator[1] = #ne
* comparator[2] = #gt
* comparator[3] = #ge
* comparator[4] = #lt
* comparator[5] = #le
* comparator[6] = #sa
* comparator[7] = #eb
* comparator[8] = #ap

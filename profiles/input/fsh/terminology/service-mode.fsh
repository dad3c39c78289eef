CodeSystem: ServiceModeCS
Id: service-mode
Title: "Service modes"
Description: "To whom a session is given."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/service-mode"
* #individual "Individual" "One member alone."
* #group "Group" "Several members together."
* #family "Family" "A member's family or caregiver, for the member's benefit."

ValueSet: ServiceModeVS
Id: service-mode
Title: "Service modes"
Description: "Every way to give a session."
* ^experimental = false
* include codes from system ServiceModeCS

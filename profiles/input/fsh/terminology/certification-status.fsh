CodeSystem: CertificationStatusCS
Id: certification-status
Title: "Statuses of a certificate"
Description: "Whether a certificate is in force."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/certification-status"
* #active "In force"
* #suspended "Suspended"
* #revoked "Revoked"
* #expired "Expired"

ValueSet: CertificationStatusVS
Id: certification-status
Title: "Statuses of a certificate"
Description: "Every status of a certificate."
* ^experimental = false
* include codes from system CertificationStatusCS

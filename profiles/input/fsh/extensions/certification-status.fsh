Extension: CertificationStatusExtension
Id: certification-status
Title: "Status of a certificate"
Description: "Whether a certificate is in force, where its period does not say so."
Context: Practitioner.qualification
* value[x] 1..1
* value[x] only code
* valueCode from certification-status (required)

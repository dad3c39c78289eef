Extension: CertificationJurisdictionExtension
Id: certification-jurisdiction
Title: "Where a certificate holds"
Description: "The State in which a certificate holds."
Context: Practitioner.qualification
* value[x] 1..1
* value[x] only CodeableConcept

Profile: ContactAttemptEncounter
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter
Id: contact-attempt-encounter
Title: "Contact attempt"
Description: "A contact that was sought and did not happen: how it was tried, and why nothing came of it."
* insert AppliesWhen([[extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').exists()]])
* extension contains
    program named program 0..1 MS and
    contact-attempt named contactAttempt 1..1 MS
* extension[contactAttempt] ^short = "The means, what came of it, the reason"
* type from peer-support-encounter-type (extensible)
* status ^short = "cancelled, as a rule: it is not billed"
* episodeOfCare MS

Instance: ne-missed
InstanceOf: ContactAttemptEncounter
Usage: #example
Title: "A call that nobody took"
* insert Synthetic
* identifier.system = "https://ehr.example.org/encounters"
* identifier.value = "SYN-E-NE-5"
* status = #cancelled
* class = $act#VR
* type = $hcpcs#H0038
* extension[program].valueCode = #ne-dhhs-peer
* extension[contactAttempt].extension[method].valueCode = #phone
* extension[contactAttempt].extension[outcome].valueCode = #no-answer
* extension[contactAttempt].extension[reason].valueString = "Nobody took the call; a message was left"
* subject = Reference(Patient/ne-m1)
* episodeOfCare = Reference(EpisodeOfCare/ne-e1)
* participant.individual = Reference(PractitionerRole/ne-peer)
* period.start = "2026-10-12T10:00:00-05:00"
* period.end = "2026-10-12T10:00:00-05:00"

Profile: CmhPeerSupportEncounter
Parent: peer-support-encounter
Id: cmh-standard-peer-support-encounter
Title: "Peer support encounter of the community standard"
Description: "A contact under the community mental health standard."
* insert OfProgram(cmh-standard)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').empty()]])
* obeys CMH-12
* extension[intervention].valueCoding from cmh-standard-intervention (preferred)
* extension[intervention].valueCoding ^comment = "CMH-05, CMH-07: what the standard names; the list is open."
* extension[intervention].valueCoding ^requirements = "CMH-08, CMH-09, CMH-10, CMH-13, CMH-17, CMH-18, CMH-19: each names codes of the list."

Invariant: CMH-12
Severity: #warning
Description: "A peer speaks with a prescriber for the member when the member asks for it."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/intervention').value.exists(code = 'advocacy-prescriber' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')) implies extension('https://peerfhir.org/fhir/StructureDefinition/member-request').exists(extension('requested').exists(value = true))"

Instance: cmh-session
InstanceOf: CmhPeerSupportEncounter
Usage: #example
Title: "The member asked the peer along to a talk about medication"
* insert Session(SYN-E-CM-1, cmh-standard, individual, cmh-peer, ORG-CMH, 2026-11-09T10:00:00-07:00, 2026-11-09T11:00:00-07:00)
* extension[intervention].valueCoding = $intervention#advocacy-prescriber
* extension[memberRequest].extension[requested].valueBoolean = true
* extension[memberRequest].extension[on].valueDate = "2026-11-02"
* subject = Reference(Patient/cmh-m1)
* episodeOfCare = Reference(EpisodeOfCare/cmh-e1)

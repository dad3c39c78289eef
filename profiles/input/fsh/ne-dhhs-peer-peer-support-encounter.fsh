Profile: NePeerSupportEncounter
Parent: peer-support-encounter
Id: ne-dhhs-peer-peer-support-encounter
Title: "Peer support encounter in Nebraska"
Description: "A contact under Nebraska's service definition: where it may be, and what makes telehealth secure."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').empty()]])
* obeys NE-03-appropriateness
* extension[serviceMode] 1..1
* extension[serviceMode] ^comment = "NE-14: it is for one member, a group or a family, and says for whom."
* extension[modality] obeys NE-03-audio-only
* extension[placeOfService] obeys NE-02 and NE-02-emergency-room
* extension[telehealthAppropriateness] obeys NE-03
* extension[intervention].valueCoding from ne-dhhs-peer-intervention (preferred)
* extension[intervention].valueCoding ^comment = "NE-13, NE-41: what the definition names; the list is open."
* extension[intervention].valueCoding ^requirements = "NE-11, NE-12, NE-42, NE-43, NE-44, NE-45, NE-46, NE-47, CMS-12, CMS-13, CMS-14, CMS-15, CMS-16: each names codes of the list."

Invariant: NE-02
Severity: #error
Description: "The place is an office, a clinic, a home or the community: no hospital ward, residential facility or prison."
Expression: "value.where(code in ('09' | '21' | '31' | '32' | '51' | '55' | '56' | '61') and (system.empty() or system = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set')).empty()"

Invariant: NE-02-emergency-room
Severity: #warning
Description: "An emergency room is none of the places that the definition names."
Expression: "value.where(code = '23' and (system.empty() or system = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set')).empty()"

Invariant: NE-03
Severity: #error
Description: "Telehealth is secure, and is said to be."
Expression: "extension('secure').exists(value = true)"

Invariant: NE-03-appropriateness
Severity: #warning
Description: "By telehealth, somebody has determined that it is clinically appropriate, here or in the plan."
Expression: "(class.exists(code = 'VR' and (system.empty() or system = 'http://terminology.hl7.org/CodeSystem/v3-ActCode')) or extension('https://peerfhir.org/fhir/StructureDefinition/modality').exists(value = 'audio-video')) implies (extension('https://peerfhir.org/fhir/StructureDefinition/telehealth-appropriateness').exists(extension('determinedBy').exists()) or extension('https://peerfhir.org/fhir/StructureDefinition/care-plan').value.resolve().extension('https://peerfhir.org/fhir/StructureDefinition/telehealth-appropriateness').exists(extension('determinedBy').exists()))"

Invariant: NE-03-audio-only
Severity: #warning
Description: "A telephone call is no secure telehealth and counts for no face-to-face time."
Expression: "(value = 'audio-only').not()"

Instance: ne-session
InstanceOf: NePeerSupportEncounter
Usage: #example
Title: "An hour at the mental health center"
* insert Session(SYN-E-NE-1, ne-dhhs-peer, individual, ne-peer, ORG-NE, 2026-11-09T10:00:00-06:00, 2026-11-09T11:00:00-06:00)
* extension[intervention].valueCoding = $intervention#strength-based-planning
* extension[carePlan].valueReference = Reference(CarePlan/ne-wrsp)
* extension[goalAddressed].valueReference = Reference(Goal/ne-g1)
* subject = Reference(Patient/ne-m1)
* episodeOfCare = Reference(EpisodeOfCare/ne-e1)

Instance: ne-telehealth
InstanceOf: NePeerSupportEncounter
Usage: #example
Title: "An hour by secure video, which the consultant found appropriate"
* insert Session(SYN-E-NE-2, ne-dhhs-peer, individual, ne-peer, ORG-NE, 2026-11-10T10:00:00-06:00, 2026-11-10T11:00:00-06:00)
* class = $act#VR
* extension[modality].valueCode = #audio-video
* extension[placeOfService].valueCoding = $pos#10
* extension[telehealthAppropriateness].extension[secure].valueBoolean = true
* extension[telehealthAppropriateness].extension[determinedBy].valueReference = Reference(PractitionerRole/ne-limhp)
* extension[intervention].valueCoding = $intervention#recovery-education
* extension[carePlan].valueReference = Reference(CarePlan/ne-wrsp)
* subject = Reference(Patient/ne-m1)
* episodeOfCare = Reference(EpisodeOfCare/ne-e1)

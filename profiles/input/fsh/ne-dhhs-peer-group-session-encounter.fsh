Profile: NeGroupSessionEncounter
Parent: ne-dhhs-peer-peer-support-encounter
Id: ne-dhhs-peer-group-session-encounter
Title: "Group session in Nebraska"
Description: "A peer support group in Nebraska, of three to twelve members."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/service-mode').exists(value = 'group')]])
* insert GroupSession
* extension[groupSession].extension[participantCount].valueUnsignedInt ^minValueUnsignedInt = 3
* extension[groupSession].extension[participantCount].valueUnsignedInt ^maxValueUnsignedInt = 12
* extension[groupSession].extension[participantCount].valueUnsignedInt ^comment = "NE-72: 3 to 12 members; the peer does not count."

Instance: ne-group-night
InstanceOf: NeGroupSessionEncounter
Usage: #example
Title: "One of twelve members of a group"
* insert Session(SYN-E-NE-3, ne-dhhs-peer, group, ne-peer, ORG-NE, 2026-11-11T18:00:00-06:00, 2026-11-11T19:00:00-06:00)
* extension[groupSession].extension[sessionId].valueString = "SYN-GROUP-1"
* extension[groupSession].extension[participantCount].valueUnsignedInt = 12
* extension[intervention].valueCoding = $intervention#self-help-linkage
* extension[carePlan].valueReference = Reference(CarePlan/ne-wrsp)
* subject = Reference(Patient/ne-m1)
* episodeOfCare = Reference(EpisodeOfCare/ne-e1)

Profile: MtPeerSupportEncounter
Parent: peer-support-encounter
Id: mt-sdmi-hcbs-peer-support-encounter
Title: "Peer support encounter in Montana"
Description: "A contact under Montana's waiver for severe disabling mental illness."
* insert OfProgram(mt-sdmi-hcbs)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').empty()]])
* extension[intervention].valueCoding from mt-sdmi-hcbs-intervention (preferred)
* extension[intervention].valueCoding ^comment = "MT-04: the activities that the waiver names; the list is open."
* extension[intervention].valueCoding ^requirements = "MT-05, MT-06, MT-07, MT-08, MT-09, MT-10: each names an activity of the list."

Instance: mt-session
InstanceOf: MtPeerSupportEncounter
Usage: #example
Title: "An hour with a member of the waiver"
* insert Session(SYN-E-MT-1, mt-sdmi-hcbs, individual, mt-peer, ORG-MT, 2026-11-09T10:00:00-07:00, 2026-11-09T11:00:00-07:00)
* extension[intervention].valueCoding = $intervention#self-advocacy
* extension[carePlan].valueReference = Reference(CarePlan/mt-pcrp)
* extension[goalAddressed].valueReference = Reference(Goal/mt-g1)
* subject = Reference(Patient/mt-m1)
* episodeOfCare = Reference(EpisodeOfCare/mt-e1)

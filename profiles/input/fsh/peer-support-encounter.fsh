Profile: PeerSupportEncounter
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter
Id: peer-support-encounter
Title: "Peer support encounter"
Description: "One contact in which a peer support specialist served a member: when, where, how, towards which goals, under which program."
* insert AppliesWhen([[extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').empty()]])
* extension contains
    program named program 0..1 MS and
    service-mode named serviceMode 0..1 MS and
    modality named modality 0..1 MS and
    place-of-service named placeOfService 0..1 MS and
    intervention named intervention 0..* MS and
    care-plan named carePlan 0..1 MS and
    goal-addressed named goalAddressed 0..* MS and
    group-session named groupSession 0..1 and
    telehealth-appropriateness named telehealthAppropriateness 0..1 and
    directed-to-child named directedToChild 0..1 and
    member-request named memberRequest 0..1
* extension[program] ^short = "The program by whose law the contact is judged; without it that of the episode or the coverage"
* extension[serviceMode] ^short = "With one member, a group or a family"
* extension[modality] ^short = "In person, by audio and video, or by audio only"
* extension[placeOfService] ^short = "Where it was, as CMS codes places"
* extension[intervention] ^short = "What the peer did"
* extension[carePlan] ^short = "The recovery plan that it serves"
* extension[goalAddressed] ^short = "The goals of the plan that it worked on"
* identifier ^short = "The sender's number of the contact: by it a repetition is known"
* type from peer-support-encounter-type (extensible)
* type ^short = "The service, H0038 for instance"
* episodeOfCare MS
* participant 1..*
* participant ^short = "Who took part; the peer has type PPRF"
* period 1..1
* period.start 1..1
* period ^short = "From when until when, to the minute and with the offset from UTC: units are counted from it"

ValueSet: PeerSupportEncounterType
Id: peer-support-encounter-type
Title: "Kinds of peer support encounters"
Description: "The codes that US Core lists for encounters, and those by which peer support is billed."
* ^experimental = false
* include codes from valueset http://hl7.org/fhir/us/core/ValueSet/us-core-encounter-type
* $hcpcs#H0038
* $hcpcs#H0024
* $hcpcs#H0025
* $hcpcs#H0046
* $hcpcs#H2015
* $hcpcs#H2016
* $hcpcs#S5110
* $hcpcs#T1012
* $hcpcs#G0140
* $hcpcs#G0146

Instance: session-of-no-program
InstanceOf: PeerSupportEncounter
Usage: #example
Title: "A session that names no program: its episode does"
* insert Synthetic
* identifier.system = "https://ehr.example.org/encounters"
* identifier.value = "SYN-E-0"
* status = #finished
* class = $act#VR
* type = $hcpcs#H0038
* subject = Reference(Patient/mt-m1)
* episodeOfCare = Reference(EpisodeOfCare/mt-e1)
* participant.individual = Reference(PractitionerRole/mt-peer)
* period.start = "2026-11-10T10:00:00-07:00"

Profile: GroupSessionEncounter
Parent: peer-support-encounter
Id: group-session-encounter
Title: "Group session"
Description: "One member's part in a peer support group; each member of the group has such an encounter with the same session number."
* insert AppliesWhen([[extension('https://peerfhir.org/fhir/StructureDefinition/service-mode').exists(value = 'group')]])
* insert GroupSession

// What makes a contact a group session; a program's profile of group sessions has it.
RuleSet: GroupSession
* extension[serviceMode] 1..1
* extension[serviceMode].valueCode = #group (exactly)
* extension[groupSession] 1..1 MS
* extension[groupSession].extension[sessionId] MS
* extension[groupSession].extension[participantCount] 1..1 MS
* extension[groupSession] ^short = "The number of the session, and how many members were there; the peer does not count"

Instance: group-of-no-program
InstanceOf: GroupSessionEncounter
Usage: #example
Title: "One of five members of a group"
* insert Synthetic
* status = #finished
* class = $act#AMB
* type = $hcpcs#H0038
* extension[groupSession].extension[sessionId].valueString = "SYN-GROUP-0"
* extension[groupSession].extension[participantCount].valueUnsignedInt = 5
* subject = Reference(Patient/mt-m1)
* participant.individual = Reference(PractitionerRole/mt-peer)
* period.start = "2026-11-11T18:00:00-07:00"
* period.end = "2026-11-11T19:00:00-07:00"

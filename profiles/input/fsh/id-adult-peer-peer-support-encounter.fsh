Profile: IdPeerSupportEncounter
Parent: peer-support-encounter
Id: id-adult-peer-peer-support-encounter
Title: "Peer support encounter in Idaho"
Description: "A contact under Idaho's adult peer support: on an area of focus, and nothing that is no peer support."
* insert OfProgram(id-adult-peer)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/contact-attempt').empty()]])
* obeys ID-22
* extension[intervention] obeys ID-34 and ID-36 and ID-37 and ID-38 and ID-39 and ID-42 and ID-43 and ID-44 and ID-52 and ID-53 and ID-54
* extension[intervention].valueCoding from id-adult-peer-intervention (preferred)
* extension[intervention].valueCoding ^comment = "ID-05, ID-45: the components, the areas of focus and what a peer can do; the list is open."
* extension[intervention].valueCoding ^requirements = "ID-23, ID-24, ID-25, ID-26, ID-27, ID-28, ID-29, ID-30, ID-31, ID-46, ID-47, ID-48, ID-49, ID-50: each names a code of the list."

Invariant: ID-22
Severity: #warning
Description: "One of the interventions is an area of focus, or another activity that is named as within the role."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/intervention').value.exists((system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention') and code in ('model-recovery' | 'support-network' | 'safety' | 'independent-choice' | 'functioning-skills' | 'self-management' | 'self-determination' | 'decrease-isolation' | 'resource-connection' | 'set-goals' | 'check-progress' | 'encourage' | 'connect-people' | 'assist' | 'connect' | 'empower' | 'help'))"

Invariant: ID-34
Severity: #error
Description: "The contact keeps to the scope of practice: what is no peer support by its nature is not provided."
Expression: "value.where(code = 'non-peer' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-36
Severity: #error
Description: "Peer support does not stand in for Medicaid's transportation."
Expression: "value.where(code = 'transportation' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-37
Severity: #error
Description: "Peer support does not stand in for supervision or daycare."
Expression: "value.where(code = 'supervision-daycare' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-38
Severity: #error
Description: "Peer support is not training for a vocation."
Expression: "value.where(code = 'vocational-training' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-39
Severity: #error
Description: "Peer support is not skills training."
Expression: "value.where(code = 'skills-training' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-42
Severity: #error
Description: "The peer takes no part in determining whether the member is competent."
Expression: "value.where(code = 'competence-determination' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-43
Severity: #error
Description: "The peer gives no legal advice."
Expression: "value.where(code = 'legal-advice' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-44
Severity: #error
Description: "Nothing outside the scope of peer support is delivered as peer support."
Expression: "value.where(code = 'outside-scope' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-52
Severity: #error
Description: "What the summary repeats is not done either: the peer does not act as the member's legal representative."
Expression: "value.where(code = 'legal-representative' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-53
Severity: #error
Description: "The peer does not take the member's belongings."
Expression: "value.where(code = 'possession-of-belongings' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Invariant: ID-54
Severity: #error
Description: "The peer does not run errands in the member's place."
Expression: "value.where(code = 'errands' and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention')).empty()"

Instance: id-session
InstanceOf: IdPeerSupportEncounter
Usage: #example
Title: "An hour with a member in Idaho"
* insert Session(SYN-E-ID-1, id-adult-peer, individual, id-peer2, ORG-ID, 2026-11-09T10:00:00-07:00, 2026-11-09T11:00:00-07:00)
* extension[intervention].valueCoding = $intervention#self-management
* extension[carePlan].valueReference = Reference(CarePlan/id-rap)
* extension[goalAddressed].valueReference = Reference(Goal/id-g1)
* subject = Reference(Patient/id-m1)
* episodeOfCare = Reference(EpisodeOfCare/id-e1)

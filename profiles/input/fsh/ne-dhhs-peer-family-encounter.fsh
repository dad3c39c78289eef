Profile: NeFamilyEncounter
Parent: ne-dhhs-peer-peer-support-encounter
Id: ne-dhhs-peer-family-encounter
Title: "Family session in Nebraska"
Description: "Family peer support in Nebraska: it teaches the caregiver what helps the child."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/service-mode').exists(value = 'family')]])
* insert CmsFamily
* obeys NE-37

Invariant: NE-37
Severity: #error
Description: "The session is about skills that help the child: family-skill-acquisition or family-education is among the interventions."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/intervention').value.exists((code = 'family-skill-acquisition' or code = 'family-education') and (system.empty() or system = 'https://peerfhir.org/fhir/CodeSystem/peer-intervention'))"

Instance: ne-family-session
InstanceOf: NeFamilyEncounter
Usage: #example
Title: "An hour with the mother of a boy of seventeen"
* insert Session(SYN-E-NE-4, ne-dhhs-peer, family, ne-fam, ORG-NE, 2026-11-02T16:00:00-06:00, 2026-11-02T17:00:00-06:00)
* extension[directedToChild].extension[exclusive].valueBoolean = true
* extension[directedToChild].extension[childGoal].valueReference = Reference(Goal/ne-g-kid)
* extension[intervention].valueCoding = $intervention#family-skill-acquisition
* extension[carePlan].valueReference = Reference(CarePlan/ne-kid-wrsp)
* subject = Reference(Patient/ne-kid)
* episodeOfCare = Reference(EpisodeOfCare/ne-e-kid)
* participant[1].individual = Reference(RelatedPerson/ne-par)

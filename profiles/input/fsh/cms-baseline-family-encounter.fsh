Profile: CmsFamilyEncounter
Parent: peer-support-encounter
Id: cms-baseline-family-encounter
Title: "Family session under Medicaid"
Description: "Peer support for the parent or guardian of a child, who is the member and for whose benefit alone it is."
* insert CmsFamily
* extension[intervention].valueCoding from cms-family-activity (preferred)
* extension[intervention].valueCoding ^comment = "CMS-12: what a peer does for parents; the list is open."
* extension[intervention].valueCoding ^requirements = "CMS-13, CMS-14, CMS-15, CMS-16: each names an activity of the list."

// What Medicaid asks of every session with a family; each program's profile of family sessions has it.
RuleSet: CmsFamily
* obeys CMS-04 and CMS-06
* extension[serviceMode] 1..1
* extension[serviceMode].valueCode = #family (exactly)
* extension[directedToChild] MS
* subject ^short = "The child"

Invariant: CMS-04
Severity: #error
Description: "A parent or guardian of the child takes part: a RelatedPerson among the participants."
Expression: "participant.individual.exists(reference.contains('RelatedPerson/') or type = 'RelatedPerson' or resolve() is RelatedPerson)"

Invariant: CMS-06
Severity: #error
Description: "The session is attested to be for the child alone, and names a goal of the child."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/directed-to-child').exists(extension('exclusive').exists(value = true) and extension('childGoal').exists())"

Instance: cms-family-session
InstanceOf: CmsFamilyEncounter
Usage: #example
Title: "An hour with a mother, for the benefit of her son"
* insert Synthetic
* status = #finished
* class = $act#AMB
* type = $hcpcs#H0038
* extension[directedToChild].extension[exclusive].valueBoolean = true
* extension[directedToChild].extension[childGoal].valueReference = Reference(Goal/ne-g-kid)
* extension[intervention].valueCoding = $intervention#facilitate
* subject = Reference(Patient/ne-kid)
* episodeOfCare = Reference(EpisodeOfCare/ne-e-kid)
* participant[0].type = $participation#PPRF
* participant[0].individual = Reference(PractitionerRole/ne-fam)
* participant[1].individual = Reference(RelatedPerson/ne-par)
* period.start = "2026-11-02T16:00:00-06:00"
* period.end = "2026-11-02T17:00:00-06:00"

Profile: IdRecoveryPlan
Parent: recovery-plan
Id: id-adult-peer-recovery-plan
Title: "Recovery action plan"
Description: "A member's plan under Idaho's adult peer support: goals, actions, a part on relapse, and reviews."
* insert OfProgram(id-adult-peer)
* insert AppliesWhen([[partOf.empty() and (status = 'active' or status = 'on-hold' or status = 'completed')]])
* obeys ID-16 and ID-17
* goal 1..*
* goal ^comment = "ID-15: the plan has recovery goals."
* activity 1..*
* activity ^comment = "ID-16: the plan has actions."
* extension[planReview].extension[abilitiesAndStrengths] 1..1
* extension[planReview].extension[abilitiesAndStrengths] ^comment = "ID-20: a review names abilities and strengths."
* extension[planReview].extension[accomplishments] 1..1
* extension[planReview].extension[accomplishments] ^comment = "ID-21: a review says what was accomplished."

Invariant: ID-16
Severity: #error
Description: "The plan is a recovery action plan, and says so in its category."
Expression: "category.coding.exists(code = 'recovery-action-plan' and system = 'https://peerfhir.org/fhir/CodeSystem/plan-type')"

Invariant: ID-17
Severity: #warning
Description: "The plan has a part on relapse."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists(extension('code').exists(value = 'relapse-plan'))"

Instance: id-rap
InstanceOf: IdRecoveryPlan
Usage: #example
Title: "A recovery action plan after its first review"
* insert Plan(recovery-action-plan, id-adult-peer, Recovery action plan, 2026-01-05)
* extension[planComponent].extension[code].valueCode = #relapse-plan
* extension[planComponent].extension[text].valueString = "Sleep first; call the peer; then the crisis line"
* extension[planReview].extension[date].valueDate = "2026-04-05"
* extension[planReview].extension[reviewer].valueReference = Reference(PractitionerRole/id-peer2)
* extension[planReview].extension[abilitiesAndStrengths].valueString = "Keeps a diary; asks for help early"
* extension[planReview].extension[accomplishments].valueString = "Three weeks planned ahead with the peer"
* subject = Reference(Patient/id-m1)
* author = Reference(PractitionerRole/id-peer2)
* contributor = Reference(Patient/id-m1)
* addresses = Reference(Condition/id-dx1)
* supportingInfo = Reference(Observation/id-inventory)
* goal = Reference(Goal/id-g1)
* activity.detail.status = #in-progress
* activity.detail.code = $hcpcs#H0038
* activity.detail.description = "Meet a peer every week; keep a diary"
* activity.detail.goal = Reference(Goal/id-g1)

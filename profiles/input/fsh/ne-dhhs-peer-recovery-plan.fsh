Profile: NeRecoveryPlan
Parent: recovery-plan
Id: ne-dhhs-peer-recovery-plan
Title: "Wellness and recovery service plan"
Description: "A member's plan under Nebraska's definition: made together, with ten components, signed, and signed off by the clinical consultant."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[partOf.empty() and (status = 'active' or status = 'on-hold' or status = 'completed')]])
* obeys NE-20 and NE-20-contributor and NE-21 and NE-22 and NE-23 and NE-24 and NE-25 and NE-25-not-before-creation and NE-26 and NE-27 and NE-28 and NE-29 and NE-32 and NE-36-signed-off
* extension[sharedDecisionMaking] 1..1
* extension[sharedDecisionMaking].valueBoolean = true (exactly)
* extension[sharedDecisionMaking] ^comment = "NE-20: the plan is made by shared decisions."
* extension[planComponent] obeys NE-29-warning-signs and NE-29-triggers and NE-29-response
* extension[signatureRefusal] obeys NE-33
* extension[clinicalSignoff] obeys NE-36
* goal 1..*
* goal ^comment = "NE-22: the plan has goals."

Invariant: NE-20
Severity: #error
Description: "The plan is a wellness and recovery service plan, and says so in its category."
Expression: "category.coding.exists(code = 'wrsp' and system = 'https://peerfhir.org/fhir/CodeSystem/plan-type')"

Invariant: NE-20-contributor
Severity: #error
Description: "The member or somebody of the family is among those who made the plan."
Expression: "contributor.exists(reference.contains('Patient/') or reference.contains('RelatedPerson/') or type = 'Patient' or type = 'RelatedPerson' or resolve() is Patient or resolve() is RelatedPerson)"

Invariant: NE-21
Severity: #error
Description: "The plan names what it addresses: a condition, or an area of focus."
Expression: "addresses.exists() or extension('https://peerfhir.org/fhir/StructureDefinition/focus-area').exists()"

Invariant: NE-22
Severity: #error
Description: "Each goal of the plan has an objective: a target."
Expression: "goal.resolve().where(lifecycleStatus.exists() and target.empty()).empty()"

Invariant: NE-23
Severity: #error
Description: "The plan has a strategy or a recovery support service: an activity with a code, or one that is ordered."
Expression: "activity.exists(detail.code.exists() or reference.exists())"

Invariant: NE-24
Severity: #error
Description: "Each goal says what counts as achieved: a target with measure and detail."
Expression: "goal.resolve().where(target.exists()).all(target.exists(measure.exists() and detail.exists()))"

Invariant: NE-25
Severity: #error
Description: "Each goal has a date to be reached by."
Expression: "goal.resolve().where(target.exists()).all(target.exists(due.exists()))"

Invariant: NE-25-not-before-creation
Severity: #error
Description: "No goal that is being worked on was due before the plan was made."
Expression: "created.exists() implies goal.resolve().where(lifecycleStatus = 'active' or lifecycleStatus = 'accepted' or lifecycleStatus = 'planned').target.due.ofType(date).all(toString() >= %resource.created.toString().substring(0, 10))"

Invariant: NE-26
Severity: #error
Description: "The plan says how progress is judged: as a component, or in a note of a goal."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists(extension('code').exists(value = 'evaluation-method')) or goal.resolve().note.exists()"

Invariant: NE-27
Severity: #error
Description: "The plan has a discharge plan, as text or as a reference."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists(extension('code').exists(value = 'discharge-plan') and (extension('text').exists() or extension('reference').exists()))"

Invariant: NE-28
Severity: #error
Description: "The plan has a wellness plan, as text or as a reference."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists(extension('code').exists(value = 'wellness-plan') and (extension('text').exists() or extension('reference').exists()))"

Invariant: NE-29
Severity: #error
Description: "The plan has a crisis prevention plan."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists(extension('code').exists(value = 'crisis-prevention-plan'))"

Invariant: NE-29-warning-signs
Severity: #error
Description: "A crisis prevention plan names early warning signs, here or in the plan it refers to."
Expression: "extension('code').exists(value = 'crisis-prevention-plan') implies (extension('earlyWarningSigns').exists() or extension('reference').exists())"

Invariant: NE-29-triggers
Severity: #error
Description: "A crisis prevention plan names triggers, here or in the plan it refers to."
Expression: "extension('code').exists(value = 'crisis-prevention-plan') implies (extension('triggers').exists() or extension('reference').exists())"

Invariant: NE-29-response
Severity: #error
Description: "A crisis prevention plan says what is done, here or in the plan it refers to."
Expression: "extension('code').exists(value = 'crisis-prevention-plan') implies (extension('response').exists() or extension('reference').exists())"

Invariant: NE-32
Severity: #error
Description: "The member or a parent has signed the plan, or has refused to."
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/plan-signature').value.who.exists(reference.contains('Patient/') or reference.contains('RelatedPerson/') or type = 'Patient' or type = 'RelatedPerson' or resolve() is Patient or resolve() is RelatedPerson) or extension('https://peerfhir.org/fhir/StructureDefinition/signature-refusal').exists(extension('refused').exists(value = true))"

Invariant: NE-33
Severity: #error
Description: "Where a signature was refused, the plan says why."
Expression: "extension('refused').exists(value = true) implies extension('reason').exists()"

Invariant: NE-36
Severity: #error
Description: "A sign-off says who signed off, and when."
Expression: "extension('who').exists() and extension('when').exists()"

Invariant: NE-36-signed-off
Severity: #warning
Description: "The clinical consultant has signed off the active plan, and each review of it."
Expression: "status = 'active' implies extension('https://peerfhir.org/fhir/StructureDefinition/clinical-signoff').count() > extension('https://peerfhir.org/fhir/StructureDefinition/plan-review').count()"

Instance: ne-wrsp
InstanceOf: NeRecoveryPlan
Usage: #example
Title: "A plan with everything that Nebraska asks for"
* insert Plan(wrsp, ne-dhhs-peer, Wellness and recovery service plan, 2026-06-20)
* insert WrspParts
* extension[planSignature].valueSignature.who = Reference(Patient/ne-m1)
* extension[clinicalSignoff].extension[who].valueReference = Reference(PractitionerRole/ne-limhp)
* subject = Reference(Patient/ne-m1)
* author = Reference(PractitionerRole/ne-peer)
* contributor[0] = Reference(Patient/ne-m1)
* contributor[1] = Reference(PractitionerRole/ne-peer)
* addresses = Reference(Condition/ne-dx1)
* supportingInfo[0] = Reference(DocumentReference/ne-assessment)
* supportingInfo[1] = Reference(Observation/ne-suicide-screening)
* goal = Reference(Goal/ne-g1)
* activity.detail.status = #in-progress
* activity.detail.code = $hcpcs#H0038
* activity.detail.description = "Meet a peer every week, and go to the drop-in center together"
* activity.detail.goal = Reference(Goal/ne-g1)

Instance: ne-kid-wrsp
InstanceOf: NeRecoveryPlan
Usage: #example
Title: "The plan of a child, signed by the mother"
* insert Plan(wrsp, ne-dhhs-peer, Wellness and recovery service plan, 2026-06-20)
* insert WrspParts
* extension[planSignature].valueSignature.who = Reference(RelatedPerson/ne-par)
* extension[clinicalSignoff].extension[who].valueReference = Reference(PractitionerRole/ne-limhp)
* extension[focusArea].valueString = "Quarrels at home"
* subject = Reference(Patient/ne-kid)
* author = Reference(PractitionerRole/ne-fam)
* contributor[0] = Reference(RelatedPerson/ne-par)
* goal = Reference(Goal/ne-g-kid)
* activity.detail.status = #in-progress
* activity.detail.code = $hcpcs#H0038
* activity.detail.description = "The mother meets a parent who has been through it"
* activity.detail.goal = Reference(Goal/ne-g-kid)

Instance: ne-wrsp-with-goal
InstanceOf: NeRecoveryPlan
Usage: #example
Title: "The same plan with its goal inside"
* insert Plan(wrsp, ne-dhhs-peer, Wellness and recovery service plan, 2026-06-20)
* insert WrspParts
* extension[planSignature].valueSignature.who = Reference(Patient/ne-m1)
* extension[clinicalSignoff].extension[who].valueReference = Reference(PractitionerRole/ne-limhp)
* subject = Reference(Patient/ne-m1)
* contributor = Reference(Patient/ne-m1)
* addresses = Reference(Condition/ne-dx1)
* contained = goal
* goal.reference = "#goal"
* activity.detail.status = #in-progress
* activity.detail.code = $hcpcs#H0038
* activity.detail.goal.reference = "#goal"

Instance: goal
InstanceOf: Goal
Usage: #inline
* lifecycleStatus = #active
* description.text = "I want to spend time with other people again"
* subject = Reference(Patient/ne-m1)
* target.measure.text = "Evenings with other people in a week"
* target.detailString = "Two"
* target.dueDate = "2026-12-20"

RuleSet: WrspParts
* extension[sharedDecisionMaking].valueBoolean = true
* extension[planComponent][0].extension[code].valueCode = #evaluation-method
* extension[planComponent][0].extension[text].valueString = "Peer and member look at the calendar every month"
* extension[planComponent][1].extension[code].valueCode = #discharge-plan
* extension[planComponent][1].extension[text].valueString = "When two evenings a week have lasted for three months"
* extension[planComponent][2].extension[code].valueCode = #wellness-plan
* extension[planComponent][2].extension[text].valueString = "Walk daily; cook on Sundays; call the sister"
* extension[planComponent][3].extension[code].valueCode = #crisis-prevention-plan
* extension[planComponent][3].extension[earlyWarningSigns].valueString = "Two nights without sleep"
* extension[planComponent][3].extension[triggers].valueString = "Letters from the court"
* extension[planComponent][3].extension[response].valueString = "Call the peer, then the crisis line"
* extension[planSignature].valueSignature.type = urn:iso-astm:E1762-95:2013#1.2.840.10065.1.12.1.7
* extension[planSignature].valueSignature.when = "2026-06-20T11:00:00-05:00"
* extension[clinicalSignoff].extension[when].valueDateTime = "2026-06-25"

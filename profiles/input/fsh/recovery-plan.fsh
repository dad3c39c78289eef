Profile: RecoveryPlan
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-careplan
Id: recovery-plan
Title: "Recovery plan"
Description: "The plan that peer support follows with one member: goals, activities, its parts for crisis or relapse, reviews and signatures."
* insert AppliesWhen([[partOf.empty() and category.coding.exists(system = 'https://peerfhir.org/fhir/CodeSystem/plan-type')]])
* extension contains
    program named program 0..1 MS and
    focus-area named focusArea 0..* and
    barrier named barrier 0..* and
    shared-decision-making named sharedDecisionMaking 0..1 and
    plan-component named planComponent 0..* MS and
    plan-signature named planSignature 0..* MS and
    signature-refusal named signatureRefusal 0..* and
    clinical-signoff named clinicalSignoff 0..* MS and
    plan-review named planReview 0..* MS and
    assessment-efforts named assessmentEfforts 0..* and
    telehealth-appropriateness named telehealthAppropriateness 0..1
* extension[program] ^short = "The program that the plan is made under"
* extension[focusArea] ^short = "An area that the plan addresses, in words"
* extension[planComponent] ^short = "A part of the plan, written here or in a plan of its own that names this one in partOf"
* extension[planSignature] ^short = "The signature of the member or of a parent"
* extension[clinicalSignoff] ^short = "Who signed the plan off for the clinical side, and when"
* extension[planReview] ^short = "What a review found, one entry a review"
* category ^short = "assess-plan, and beside it the type of the plan"
* period MS
* created MS
* author MS
* contributor MS
* contributor ^short = "Who made the plan together, the member first"
* addresses MS
* supportingInfo MS
* supportingInfo ^short = "Assessments, screenings, plans of other services"
* goal MS
* goal only Reference(http://hl7.org/fhir/us/core/StructureDefinition/us-core-goal)
* activity MS
* activity.detail MS
* activity.detail.goal MS
* activity.detail.goal ^short = "Which goals of the plan it serves"

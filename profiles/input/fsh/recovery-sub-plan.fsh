Profile: RecoverySubPlan
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-careplan
Id: recovery-sub-plan
Title: "Part of a recovery plan"
Description: "A crisis, wellness, relapse or discharge plan that is kept as a plan of its own and belongs to a recovery plan."
* insert AppliesWhen([[partOf.exists() and extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists()]])
* extension contains
    program named program 0..1 MS and
    plan-component named planComponent 1..* MS and
    plan-signature named planSignature 0..*
* extension[planComponent] ^short = "Which part of the plan this is, and what it says"
* partOf 1..* MS
* partOf ^short = "The recovery plan"

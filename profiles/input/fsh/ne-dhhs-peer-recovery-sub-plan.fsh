Profile: NeRecoverySubPlan
Parent: recovery-sub-plan
Id: ne-dhhs-peer-recovery-sub-plan
Title: "Part of a wellness and recovery service plan"
Description: "A part of a plan in Nebraska that is kept on its own; one against crises names signs, triggers and the response."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[partOf.exists() and extension('https://peerfhir.org/fhir/StructureDefinition/plan-component').exists()]])
* extension[planComponent] obeys NE-29-warning-signs and NE-29-triggers and NE-29-response

Instance: ne-crisis-plan
InstanceOf: NeRecoverySubPlan
Usage: #example
Title: "A crisis prevention plan that is kept on its own"
* insert Synthetic
* text.status = #generated
* text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">Crisis prevention plan</div>"
* extension[program].valueCode = #ne-dhhs-peer
* extension[planComponent].extension[code].valueCode = #crisis-prevention-plan
* extension[planComponent].extension[earlyWarningSigns].valueString = "Two nights without sleep"
* extension[planComponent].extension[triggers].valueString = "Letters from the court"
* extension[planComponent].extension[response].valueString = "Call the peer, then the crisis line"
* status = #active
* intent = #plan
* category[AssessPlan] = $careplan-category#assess-plan
* title = "Crisis prevention plan"
* subject = Reference(Patient/ne-m1)
* partOf = Reference(CarePlan/ne-wrsp)
* created = "2026-06-20"

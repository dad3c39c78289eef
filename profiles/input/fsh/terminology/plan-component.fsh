CodeSystem: PlanComponentCS
Id: plan-component
Title: "Parts of plans"
Description: "Parts that a recovery plan has inline, or in a plan of their own."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/plan-component"
* #evaluation-method "How progress is judged"
* #discharge-plan "Discharge plan"
* #wellness-plan "Wellness plan"
* #crisis-prevention-plan "Crisis prevention plan" "Early warning signs, triggers and the response."
* #relapse-plan "Relapse plan"
* #wrap "Wellness recovery action plan"
* #crisis-plan "Personal crisis plan"

ValueSet: PlanComponentVS
Id: plan-component
Title: "Parts of plans"
Description: "Every part of a plan."
* ^experimental = false
* include codes from system PlanComponentCS

CodeSystem: PlanTypeCS
Id: plan-type
Title: "Kinds of plans"
Description: "Which plan a CarePlan is."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/plan-type"
* #pcrp "Person-centered recovery plan" "Montana's plan."
* #wrsp "Wellness and recovery service plan" "Nebraska's plan."
* #recovery-action-plan "Recovery action plan" "Idaho's plan."
* #service-plan "Service plan of a mental health center"

ValueSet: PlanTypeVS
Id: plan-type
Title: "Kinds of plans"
Description: "Every kind of plan."
* ^experimental = false
* include codes from system PlanTypeCS

Extension: CarePlanExtension
Id: care-plan
Title: "Plan of a session"
Description: "The recovery plan that a session belongs to."
Context: Encounter
* value[x] 1..1
* value[x] only Reference(CarePlan)

Extension: SharedDecisionMakingExtension
Id: shared-decision-making
Title: "Shared decisions"
Description: "Whether the plan was made together with the member or the family."
Context: CarePlan
* value[x] 1..1
* value[x] only boolean

Extension: LongTermSupportModelExtension
Id: long-term-support-model
Title: "Model of support"
Description: "Whether a center supports people for the long term, so that no review of the plan is due."
Context: Organization, HealthcareService
* value[x] 1..1
* value[x] only code
* valueCode from long-term-support-model (required)

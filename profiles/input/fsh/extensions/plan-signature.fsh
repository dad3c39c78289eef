Extension: PlanSignatureExtension
Id: plan-signature
Title: "Signature of a plan"
Description: "The signature of the member or a parent, or of a professional."
Context: CarePlan
* value[x] 1..1
* value[x] only Signature

CodeSystem: PlanReviewOutcomeCS
Id: plan-review-outcome
Title: "Outcomes of a review"
Description: "What a review of a plan led to."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/plan-review-outcome"
* #continue "Continue as planned"
* #update "Plan updated"
* #discharge "End the service"

ValueSet: PlanReviewOutcomeVS
Id: plan-review-outcome
Title: "Outcomes of a review"
Description: "Every outcome of a review."
* ^experimental = false
* include codes from system PlanReviewOutcomeCS

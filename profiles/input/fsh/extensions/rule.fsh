Extension: RuleExtension
Id: rule
Title: "Rule"
Description: "The rule that stands behind what is said here."
Context: ClaimResponse.item.adjudication, ClaimResponse.addItem.adjudication, ClaimResponse.adjudication, ExplanationOfBenefit.item.adjudication, ExplanationOfBenefit.adjudication, ClaimResponse.item, ClaimResponse.addItem, ClaimResponse.processNote, OperationOutcome.issue, InsurancePlan, InsurancePlan.coverage.benefit, InsurancePlan.coverage.benefit.limit, InsurancePlan.plan.specificCost.benefit, Measure, Measure.group, MeasureReport, MeasureReport.group
* value[x] 1..1
* value[x] only code
* valueCode from rule (extensible)

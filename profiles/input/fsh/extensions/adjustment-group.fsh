Extension: AdjustmentGroupExtension
Id: adjustment-group
Title: "Adjustment group"
Description: "Who bears what is not paid."
Context: ClaimResponse.item.adjudication, ClaimResponse.addItem.adjudication, ClaimResponse.adjudication, ExplanationOfBenefit.item.adjudication, ExplanationOfBenefit.adjudication
* value[x] 1..1
* value[x] only code
* valueCode from adjustment-group (required)

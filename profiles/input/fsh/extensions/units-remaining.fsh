Extension: UnitsRemainingExtension
Id: units-remaining
Title: "Units remaining"
Description: "How many units are left of a limit or an authorization."
Context: ExplanationOfBenefit.item, ExplanationOfBenefit.addItem, CoverageEligibilityResponse.insurance.item, CoverageEligibilityResponse.insurance.item.benefit
* value[x] 1..1
* value[x] only unsignedInt

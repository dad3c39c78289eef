CodeSystem: AdjustmentGroupCS
Id: adjustment-group
Title: "Adjustment groups"
Description: "Who bears what is not paid, by X12's letters."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/adjustment-group"
* #CO "Contractual obligation"
* #PR "Patient responsibility"
* #OA "Other adjustment"
* #PI "Payer initiated"

ValueSet: AdjustmentGroupVS
Id: adjustment-group
Title: "Adjustment groups"
Description: "Every adjustment group."
* ^experimental = false
* include codes from system AdjustmentGroupCS

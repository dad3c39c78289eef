CodeSystem: DecisionCS
Id: decision
Title: "Decisions"
Description: "What a payer decides of pended lines."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/decision"
* #approve "Approve"
* #deny "Deny"
* #reduce "Approve in part"

ValueSet: DecisionVS
Id: decision
Title: "Decisions"
Description: "Every decision on pended lines that a payer may take."
* ^experimental = false
* include codes from system DecisionCS

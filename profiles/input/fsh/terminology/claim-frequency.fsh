CodeSystem: ClaimFrequencyCS
Id: claim-frequency
Title: "Claim frequencies"
Description: "Whether a claim is new or changes an earlier one."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/claim-frequency"
* #1 "Original"
* #7 "Replacement of an earlier claim"
* #8 "Void of an earlier claim"

ValueSet: ClaimFrequencyVS
Id: claim-frequency
Title: "Claim frequencies"
Description: "Every claim frequency."
* ^experimental = false
* include codes from system ClaimFrequencyCS

Extension: ClaimFrequencyExtension
Id: claim-frequency
Title: "Claim frequency"
Description: "Whether a claim is new, replaces an earlier one or takes it back."
Context: Claim
* value[x] 1..1
* value[x] only code
* valueCode from claim-frequency (required)

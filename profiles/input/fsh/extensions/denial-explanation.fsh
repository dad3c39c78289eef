Extension: DenialExplanationExtension
Id: denial-explanation
Title: "Explanation of a denial"
Description: "Why units are not paid: the rule, where it is written, what was measured, and what would help."
Context: ClaimResponse.item.adjudication, ClaimResponse.addItem.adjudication, ClaimResponse.adjudication, ExplanationOfBenefit.item.adjudication, ExplanationOfBenefit.adjudication, ClaimResponse.item, ClaimResponse.addItem, ClaimResponse.processNote, OperationOutcome.issue
* extension contains
    rule 1..1 and
    sentence 0..1 and
    source 0..1 and
    detail 0..1 and
    measured 0..1 and
    limit 0..1 and
    window 0..1 and
    hint 0..1
* extension[rule] ^short = "The id of the rule"
* extension[rule].value[x] 1..1
* extension[rule].value[x] only code
* extension[rule].valueCode from rule (extensible)
* extension[sentence] ^short = "What the rule says"
* extension[sentence].value[x] 1..1
* extension[sentence].value[x] only string
* extension[source] ^short = "Where it is written"
* extension[source].value[x] 1..1
* extension[source].value[x] only string
* extension[detail] ^short = "What was found"
* extension[detail].value[x] 1..1
* extension[detail].value[x] only string
* extension[measured] ^short = "What was measured"
* extension[measured].value[x] 1..1
* extension[measured].value[x] only string
* extension[limit] ^short = "What is allowed"
* extension[limit].value[x] 1..1
* extension[limit].value[x] only string
* extension[window] ^short = "The days over which it was measured"
* extension[window].value[x] 1..1
* extension[window].value[x] only string
* extension[hint] ^short = "What would make it payable"
* extension[hint].value[x] 1..1
* extension[hint].value[x] only string

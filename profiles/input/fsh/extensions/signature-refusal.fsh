Extension: SignatureRefusalExtension
Id: signature-refusal
Title: "Refusal to sign"
Description: "That the member or parent would not sign a plan, and why."
Context: CarePlan
* extension contains
    refused 1..1 and
    reason 0..1 and
    date 0..1 and
    recordedBy 0..1
* extension[refused] ^short = "Whether they refused"
* extension[refused].value[x] 1..1
* extension[refused].value[x] only boolean
* extension[reason] ^short = "Why"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[date] ^short = "When"
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[recordedBy] ^short = "Who wrote it down"
* extension[recordedBy].value[x] 1..1
* extension[recordedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization)

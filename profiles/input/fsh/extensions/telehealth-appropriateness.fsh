Extension: TelehealthAppropriatenessExtension
Id: telehealth-appropriateness
Title: "Telehealth attested"
Description: "That telehealth is secure and fits the member."
Context: Encounter, CarePlan
* extension contains
    secure 0..1 and
    determinedBy 0..1 and
    reason 0..1
* extension[secure] ^short = "Whether the connection is secure"
* extension[secure].value[x] 1..1
* extension[secure].value[x] only boolean
* extension[determinedBy] ^short = "Who decided that it fits"
* extension[determinedBy].value[x] 1..1
* extension[determinedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization)
* extension[reason] ^short = "Why it fits"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string

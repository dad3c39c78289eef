Extension: DischargeReasonExtension
Id: discharge-reason
Title: "Reason of discharge"
Description: "Why the service ended."
Context: EpisodeOfCare
* extension contains
    code 1..1 and
    met 0..1 and
    attestedBy 0..1 and
    attestedOn 0..1 and
    note 0..1
* extension[code] ^short = "What is attested"
* extension[code].value[x] 1..1
* extension[code].value[x] only code
* extension[code].valueCode from discharge-reason (preferred)
* extension[met] ^short = "Whether it holds"
* extension[met].value[x] 1..1
* extension[met].value[x] only boolean
* extension[attestedBy] ^short = "Who attests it"
* extension[attestedBy].value[x] 1..1
* extension[attestedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization or CareTeam)
* extension[attestedOn] ^short = "When"
* extension[attestedOn].value[x] 1..1
* extension[attestedOn].value[x] only date
* extension[note] ^short = "Why"
* extension[note].value[x] 1..1
* extension[note].value[x] only string

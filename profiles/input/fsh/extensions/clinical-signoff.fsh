Extension: ClinicalSignoffExtension
Id: clinical-signoff
Title: "Clinical sign-off"
Description: "Who with a licence has reviewed a plan, and when."
Context: CarePlan
* extension contains
    who 0..1 and
    when 0..1
* extension[who] ^short = "Who signed off"
* extension[who].value[x] 1..1
* extension[who].value[x] only Reference(PractitionerRole or Practitioner)
* extension[when] ^short = "When"
* extension[when].value[x] 1..1
* extension[when].value[x] only dateTime

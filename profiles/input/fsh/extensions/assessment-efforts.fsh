Extension: AssessmentEffortsExtension
Id: assessment-efforts
Title: "Efforts to obtain an assessment"
Description: "What was done to obtain a copy of an assessment."
Context: CarePlan, EpisodeOfCare
* extension contains
    date 0..1 and
    description 1..1
* extension[date] ^short = "When"
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[description] ^short = "What was done"
* extension[description].value[x] 1..1
* extension[description].value[x] only string

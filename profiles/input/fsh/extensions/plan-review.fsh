Extension: PlanReviewExtension
Id: plan-review
Title: "Review of a plan"
Description: "A review of a plan: when, by whom, what was found and what follows."
Context: CarePlan
* extension contains
    date 1..1 and
    reviewer 0..1 and
    abilitiesAndStrengths 0..1 and
    accomplishments 0..1 and
    outcome 0..1 and
    criteria 0..*
* extension[date] ^short = "The day of the review"
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[reviewer] ^short = "Who reviewed"
* extension[reviewer].value[x] 1..1
* extension[reviewer].value[x] only Reference(Practitioner or PractitionerRole)
* extension[abilitiesAndStrengths] ^short = "The member's abilities and strengths"
* extension[abilitiesAndStrengths].value[x] 1..1
* extension[abilitiesAndStrengths].value[x] only string
* extension[accomplishments] ^short = "What was accomplished"
* extension[accomplishments].value[x] 1..1
* extension[accomplishments].value[x] only string
* extension[outcome] ^short = "What follows"
* extension[outcome].value[x] 1..1
* extension[outcome].value[x] only code
* extension[outcome].valueCode from plan-review-outcome (extensible)
* extension[criteria] ^short = "A criterion of continued stay"
* extension[criteria].extension contains
    code 1..1 and
    met 0..1 and
    attestedBy 0..1 and
    attestedOn 0..1
* extension[criteria].extension[code] ^short = "What is attested"
* extension[criteria].extension[code].value[x] 1..1
* extension[criteria].extension[code].value[x] only code
* extension[criteria].extension[code].valueCode from stay-criterion (extensible)
* extension[criteria].extension[met] ^short = "Whether it holds"
* extension[criteria].extension[met].value[x] 1..1
* extension[criteria].extension[met].value[x] only boolean
* extension[criteria].extension[attestedBy] ^short = "Who attests it"
* extension[criteria].extension[attestedBy].value[x] 1..1
* extension[criteria].extension[attestedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization or CareTeam)
* extension[criteria].extension[attestedOn] ^short = "When"
* extension[criteria].extension[attestedOn].value[x] 1..1
* extension[criteria].extension[attestedOn].value[x] only date

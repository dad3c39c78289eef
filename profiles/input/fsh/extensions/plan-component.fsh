Extension: PlanComponentExtension
Id: plan-component
Title: "Part of a plan"
Description: "A part of a recovery plan, in words or as a document of its own."
Context: CarePlan
* extension contains
    code 1..1 and
    text 0..1 and
    reference 0..1 and
    earlyWarningSigns 0..* and
    triggers 0..* and
    response 0..*
* extension[code] ^short = "Which part"
* extension[code].value[x] 1..1
* extension[code].value[x] only code
* extension[code].valueCode from plan-component (extensible)
* extension[text] ^short = "The part in words"
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[reference] ^short = "The part as a record of its own"
* extension[reference].value[x] 1..1
* extension[reference].value[x] only Reference(CarePlan or DocumentReference or QuestionnaireResponse)
* extension[earlyWarningSigns] ^short = "A sign that a crisis may come"
* extension[earlyWarningSigns].value[x] 1..1
* extension[earlyWarningSigns].value[x] only string
* extension[triggers] ^short = "Something that can bring on a crisis"
* extension[triggers].value[x] 1..1
* extension[triggers].value[x] only string
* extension[response] ^short = "What is to be done"
* extension[response].value[x] 1..1
* extension[response].value[x] only string

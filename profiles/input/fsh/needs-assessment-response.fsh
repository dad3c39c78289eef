Profile: NeedsAssessmentResponse
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-questionnaireresponse
Id: needs-assessment-response
Title: "Needs assessment with its answers"
Description: "The needs assessment of a member as a questionnaire that was filled in."
* insert AppliesWhen([[questionnaire.exists(contains('/needs-assessment-inventory'))]])
* questionnaire 1..1
* questionnaire ^short = "A questionnaire whose address ends with needs-assessment-inventory"
* authored 1..1

Instance: id-inventory-answers
InstanceOf: NeedsAssessmentResponse
Usage: #example
Title: "The needs of a member, with the answers"
* insert Synthetic
* questionnaire = "https://ehr.example.org/fhir/Questionnaire/needs-assessment-inventory"
* status = #completed
* subject = Reference(Patient/id-m1)
* authored = "2026-01-04T10:00:00-07:00"
* author = Reference(Patient/id-m1)
* item.linkId = "1"
* item.text = "What do you want help with?"
* item.answer.valueString = "Seeing a bad week coming"

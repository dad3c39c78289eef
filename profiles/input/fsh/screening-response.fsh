Profile: ScreeningResponse
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-questionnaireresponse
Id: screening-response
Title: "Screening with its answers"
Description: "A screening as a questionnaire that was filled in, with each answer."
* questionnaire 1..1
* authored 1..1

Instance: ne-strengths-answers
InstanceOf: ScreeningResponse
Usage: #example
Title: "A screening for strengths, with the answers"
* insert Synthetic
* questionnaire = "https://ehr.example.org/fhir/Questionnaire/strengths"
* status = #completed
* subject = Reference(Patient/ne-m1)
* authored = "2026-06-01T10:30:00-05:00"
* author = Reference(Patient/ne-m1)
* item.linkId = "1"
* item.text = "What are you good at?"
* item.answer.valueString = "Cooking for many"

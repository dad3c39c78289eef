Profile: Screening
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-screening-assessment
Id: screening
Title: "Screening"
Description: "The result of a screening for strengths, ability, risk or suicide, at admission and later on."
* insert AppliesWhen([[code.coding.exists(system = 'https://peerfhir.org/fhir/CodeSystem/screening')]])
* code from screening (extensible)
* effective[x] 1..1
* value[x] MS
* interpretation MS
* interpretation ^short = "Positive or negative: a positive one calls for a response, and is never held back"

Instance: ne-suicide-screening
InstanceOf: Screening
Usage: #example
Title: "A screening for suicide risk at admission: negative"
* insert Synthetic
* status = #final
* category[survey] = http://terminology.hl7.org/CodeSystem/observation-category#survey
* code = $screening#suicide
* subject = Reference(Patient/ne-m1)
* effectiveDateTime = "2026-06-01T10:00:00-05:00"
* performer = Reference(PractitionerRole/ne-limhp)
* valueBoolean = false
* interpretation = http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation#NEG

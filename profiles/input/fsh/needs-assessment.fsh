Profile: NeedsAssessment
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-observation-screening-assessment
Id: needs-assessment
Title: "Needs assessment"
Description: "That a member's needs were gone through with the peer, and when, before the first plan."
* insert AppliesWhen([[code.coding.exists(system = 'https://peerfhir.org/fhir/CodeSystem/doc' and code = 'needs-assessment-inventory')]])
* code = $doc#needs-assessment-inventory
* effective[x] 1..1

Instance: id-inventory
InstanceOf: NeedsAssessment
Usage: #example
Title: "The needs of a member, gone through before the first plan"
* insert Synthetic
* status = #final
* category[survey] = http://terminology.hl7.org/CodeSystem/observation-category#survey
* subject = Reference(Patient/id-m1)
* effectiveDateTime = "2026-01-04"
* performer = Reference(PractitionerRole/id-peer2)
* valueString = "Completed with the member"

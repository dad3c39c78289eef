Profile: Assessment
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-documentreference
Id: assessment
Title: "Assessment document"
Description: "The written assessment of a member's mental health or substance use, or the record of efforts to obtain one."
* insert AppliesWhen([[type.coding.exists(system = 'https://peerfhir.org/fhir/CodeSystem/doc')]])
* type ^short = "A LOINC document type, and beside it what it is to peer support"
* type.coding 1..*
* type.coding ^slicing.discriminator.type = #value
* type.coding ^slicing.discriminator.path = "system"
* type.coding ^slicing.rules = #open
* type.coding contains kind 1..1
* type.coding[kind].system 1..1
* type.coding[kind].system = $doc (exactly)
* type.coding[kind].code 1..1
* type.coding[kind] from assessment-document (required)
* author MS
* author ^short = "The clinician who assessed"
* date MS
* context.period MS
* context.period ^short = "When the member was assessed"

ValueSet: AssessmentDocument
Id: assessment-document
Title: "Kinds of assessment documents"
Description: "What a document is that shows how a member was assessed before peer support began."
* ^experimental = false
* $doc#mh-assessment
* $doc#sud-assessment
* $doc#assessment-request-efforts
* $doc#needs-assessment-inventory

Instance: ne-assessment
InstanceOf: Assessment
Usage: #example
Title: "The copy of a mental health assessment"
* insert Synthetic
* status = #current
* type.coding[kind] = $doc#mh-assessment
* type.coding[1] = $loinc#51848-0
* category = http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category#clinical-note
* subject = Reference(Patient/ne-m1)
* date = "2026-05-20T15:00:00-05:00"
* author = Reference(PractitionerRole/ne-limhp)
* content.attachment.contentType = #text/plain
* content.attachment.data = "QXNzZXNzbWVudA=="
* context.period.start = "2026-05-20"
* context.period.end = "2026-05-20"

Instance: ne-assessment-efforts
InstanceOf: Assessment
Usage: #example
Title: "How a copy of an assessment was sought"
* insert Synthetic
* status = #current
* type.coding[kind] = $doc#assessment-request-efforts
* type.coding[1] = $loinc#34109-9
* category = http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category#clinical-note
* subject = Reference(Patient/ne-m1)
* date = "2026-05-28T15:00:00-05:00"
* author = Reference(PractitionerRole/ne-peer)
* content.attachment.contentType = #text/plain
* content.attachment.data = "QXNrZWQgdHdpY2U="

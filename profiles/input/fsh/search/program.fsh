Instance: ProgramSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "program"
* url = "https://peerfhir.org/fhir/SearchParameter/program"
* version = "1.0.0"
* name = "Program"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Program: records that fall under a program."
* code = #program
* base[0] = #EpisodeOfCare
* base[1] = #Encounter
* base[2] = #CarePlan
* base[3] = #PractitionerRole
* base[4] = #Communication
* base[5] = #Coverage
* base[6] = #Claim
* base[7] = #ClaimResponse
* base[8] = #ServiceRequest
* base[9] = #Observation
* base[10] = #QuestionnaireResponse
* base[11] = #DocumentReference
* base[12] = #InsurancePlan
* base[13] = #Measure
* base[14] = #MeasureReport
* type = #token
* expression = "EpisodeOfCare.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Encounter.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | CarePlan.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | PractitionerRole.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Communication.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Coverage.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Claim.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | ClaimResponse.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | ServiceRequest.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Observation.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | QuestionnaireResponse.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | DocumentReference.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | InsurancePlan.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | Measure.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code) | MeasureReport.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/program').value.as(code)"
* xpathUsage = #normal

Instance: EpisodeSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "episode"
* url = "https://peerfhir.org/fhir/SearchParameter/episode"
* version = "1.0.0"
* name = "Episode"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Episode: records that belong to an episode of care."
* code = #episode
* base[0] = #Encounter
* base[1] = #CarePlan
* base[2] = #CareTeam
* base[3] = #Communication
* base[4] = #Condition
* base[5] = #Observation
* base[6] = #Procedure
* base[7] = #QuestionnaireResponse
* base[8] = #ServiceRequest
* type = #reference
* expression = "Encounter.episodeOfCare | CarePlan.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | CareTeam.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | Communication.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | Condition.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | Observation.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | Procedure.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | QuestionnaireResponse.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference) | ServiceRequest.extension.where(url = 'http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare').value.as(Reference)"
* xpathUsage = #normal
* target[0] = #EpisodeOfCare

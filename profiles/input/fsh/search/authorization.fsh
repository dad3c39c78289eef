Instance: AuthorizationSearch
InstanceOf: SearchParameter
Usage: #definition
* id = "authorization"
* url = "https://peerfhir.org/fhir/SearchParameter/authorization"
* version = "1.0.0"
* name = "Authorization"
* status = #active
* experimental = false
* date = "2026-11-25"
* description = "Authorization: records under the authorization of this number."
* code = #authorization
* base[0] = #Claim
* base[1] = #ClaimResponse
* base[2] = #ExplanationOfBenefit
* base[3] = #ServiceRequest
* base[4] = #Encounter
* type = #token
* expression = "Claim.insurance.preAuthRef | ClaimResponse.preAuthRef | ExplanationOfBenefit.preAuthRef | ExplanationOfBenefit.insurance.preAuthRef | ServiceRequest.identifier.where(system = 'https://peerfhir.org/fhir/NamingSystem/authorization') | Encounter.extension.where(url = 'https://peerfhir.org/fhir/StructureDefinition/authorization').value.as(Identifier)"
* xpathUsage = #normal

Instance: AuthorizationNaming
InstanceOf: NamingSystem
Usage: #definition
* id = "authorization"
* name = "Authorization"
* status = #active
* kind = #identifier
* date = "2026-11-25"
* description = "Authorizations: the numbers that payers and program officers give to authorizations."
* usage = "In ServiceRequest.identifier, and as text in preAuthRef."
* uniqueId.type = #uri
* uniqueId.value = "https://peerfhir.org/fhir/NamingSystem/authorization"
* uniqueId.preferred = true

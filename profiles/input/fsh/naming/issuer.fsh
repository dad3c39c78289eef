Instance: IssuerNaming
InstanceOf: NamingSystem
Usage: #definition
* id = "issuer"
* name = "Issuer"
* status = #active
* kind = #identifier
* date = "2026-11-25"
* description = "Issuers: the authorities that programs name as issuers of certificates, licences and approved curricula, such as ne-dbh or id-state."
* usage = "In Organization.identifier, or in the identifier of a Reference to one."
* uniqueId.type = #uri
* uniqueId.value = "https://peerfhir.org/fhir/NamingSystem/issuer"
* uniqueId.preferred = true

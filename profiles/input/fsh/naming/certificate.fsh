Instance: CertificateNaming
InstanceOf: NamingSystem
Usage: #definition
* id = "certificate"
* name = "Certificate"
* status = #active
* kind = #identifier
* date = "2026-11-25"
* description = "Certificates: the numbers of certificates in the sandbox."
* usage = "In Practitioner.qualification.identifier."
* uniqueId.type = #uri
* uniqueId.value = "https://peerfhir.org/fhir/NamingSystem/certificate"
* uniqueId.preferred = true

CodeSystem: ServiceCS
Id: service
Title: "Services"
Description: "Services that the programs speak of, beside their billing codes."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/service"
* #peer-support "Peer support"
* #clinical-supervision "Clinical supervision of a peer" "Not billed as a service."

ValueSet: ServiceVS
Id: service
Title: "Services"
Description: "Every service that the programs name."
* ^experimental = false
* include codes from system ServiceCS

ValueSet: PeerServiceCode
Id: peer-service-code
Title: "Billing codes of peer support"
Description: "Procedure codes under which peer support is billed."
* ^experimental = false
* $hcpcs#H0038

Profile: AuthorizationRequest
Parent: http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-claim
Id: authorization-request
Title: "Authorization request"
Description: "A provider asks a payer to authorize peer support, as Da Vinci PAS has it: how many units, over which days."
* type = $claim-type#professional
* item ^short = "A service that is asked for"
* item.serviced[x] 1..1
* item.serviced[x] ^short = "The days over which the units are asked for"
* item.quantity 1..1
* item.quantity ^short = "Units of 15 minutes that are asked for"
* item.quantity obeys request-units

Invariant: request-units
Description: "Units asked for are a whole number above zero"
Severity: #error
Expression: "value.exists() and value >= 1 and (value mod 1) = 0"

Instance: auth-request
InstanceOf: authorization-request
Usage: #example
Title: "A request for 52 more units"
Description: "After the 416 units of the year an agency asks for 52 more."
* insert Synthetic
* identifier.system = "urn:trnorg:9012345678"
* identifier.value = "111099"
* status = #active
* type = $claim-type#professional
* use = #preauthorization
* patient = Reference(Patient/id-m1)
* created = "2026-11-10T09:00:00-07:00"
* insurer = Reference(Organization/MCO-ID)
* provider = Reference(Organization/ORG-ID)
* priority = $priority#normal
* diagnosis.sequence = 1
* diagnosis.diagnosisCodeableConcept = $icd#F31.9
* insurance.sequence = 1
* insurance.focal = true
* insurance.coverage = Reference(Coverage/id-c1)
* item.sequence = 1
* item.extension[requestType].valueCodeableConcept = https://codesystem.x12.org/005010/1525#HS
* item.extension[certificationType].valueCodeableConcept = https://codesystem.x12.org/005010/1322#I
* item.extension[itemTraceNumber].valueIdentifier.system = "urn:trnorg:9012345678"
* item.extension[itemTraceNumber].valueIdentifier.value = "111099-1"
* item.diagnosisSequence = 1
* item.category = https://codesystem.x12.org/005010/1365#CF
* item.productOrService = $hcpcs#H0038
* item.servicedPeriod.start = "2026-11-10"
* item.servicedPeriod.end = "2026-12-31"
* item.locationCodeableConcept = $pos#53
* item.quantity = 52 https://codesystem.x12.org/005010/673#FL

Profile: AuthorizationUsage
Parent: http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/pdex-priorauthorization
Id: authorization-usage
Title: "Authorization usage"
Description: "How much of an authorization is used and what is left of it, as the prior authorization of Da Vinci PDex."
* preAuthRef 1..1 MS
* preAuthRef ^short = "The number of the authorization"
* preAuthRefPeriod ^short = "Its first and last day; open where it says none"
* item 1..* MS
* item obeys usage-remaining
* item.extension contains units-remaining named units-remaining 0..1 MS
* item.extension[units-remaining] ^short = "Units that are left: what is allowed less what is used, never below zero"
* item.adjudication[allowedunits] ^short = "Units that are authorized; none where the authorization names no number"
* item.adjudication[consumedunits] 1..1 MS
* item.adjudication[consumedunits] ^short = "Units that were paid or are pended under it"
* total MS

Invariant: usage-remaining
Description: "What remains is what is allowed less what is used, and never below zero"
Severity: #error
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/units-remaining').empty() or adjudication.where(category.coding.code = 'consumedunits').empty() or (adjudication.where(category.coding.code = 'allowedunits').exists() and extension('https://peerfhir.org/fhir/StructureDefinition/units-remaining').value = iif(adjudication.where(category.coding.code = 'allowedunits').value > adjudication.where(category.coding.code = 'consumedunits').value, (adjudication.where(category.coding.code = 'allowedunits').value - adjudication.where(category.coding.code = 'consumedunits').value).toInteger(), 0))"

Instance: usage-of-52
InstanceOf: authorization-usage
Usage: #example
Title: "36 of 52 units used"
Description: "An authorization of 52 units of which 36 are used and 16 are left."
* insert Synthetic
* identifier.system = $authorization
* identifier.value = "PA-2026-000001"
* status = #active
* type = $claim-type#professional
* use = #preauthorization
* patient = Reference(Patient/id-m1)
* created = "2026-11-12T09:00:00-07:00"
* insurer = Reference(Organization/MCO-ID)
* provider = Reference(Organization/ORG-ID)
* claim = Reference(Claim/auth-request)
* claimResponse = Reference(ClaimResponse/auth-approved)
* outcome = #complete
* preAuthRef = "PA-2026-000001"
* preAuthRefPeriod.start = "2026-11-10"
* preAuthRefPeriod.end = "2026-12-31"
* insurance.focal = true
* insurance.coverage = Reference(Coverage/id-c1)
* item.sequence = 1
* item.extension[units-remaining].valueUnsignedInt = 16
* item.extension[preAuthIssueDate].valueDate = "2026-11-12"
* item.extension[preAuthPeriod].valuePeriod.start = "2026-11-10"
* item.extension[preAuthPeriod].valuePeriod.end = "2026-12-31"
* item.category = https://x12.org/codes/service-type-codes#CF
* item.productOrService = https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets#H0038
* item.adjudication[adjudicationamounttype].category = $adjudication#submitted
* item.adjudication[adjudicationamounttype].amount.value = 0
* item.adjudication[adjudicationamounttype].amount.currency = #USD
* item.adjudication[adjudicationamounttype].extension[reviewAction].extension[http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/extension-reviewActionCode].valueCodeableConcept = $review-action#A1
* item.adjudication[adjudicationamounttype].extension[reviewAction].extension[number].valueString = "PA-2026-000001"
* item.adjudication[allowedunits].value = 52
* item.adjudication[consumedunits].value = 36
* total[0].category = http://hl7.org/fhir/us/davinci-pdex/CodeSystem/PriorAuthorizationValueCodes#utilized
* total[0].amount.value = 0
* total[0].amount.currency = #USD
* total[0].extension[priorauth-utilization].valueQuantity.value = 36
* total[0].extension[priorauth-utilization].valueQuantity.unit = "units of 15 minutes"
* total[1].category = http://hl7.org/fhir/us/davinci-pdex/CodeSystem/PriorAuthorizationValueCodes#eligible
* total[1].amount.value = 0
* total[1].amount.currency = #USD
* total[1].extension[priorauth-utilization].valueQuantity.value = 52
* total[1].extension[priorauth-utilization].valueQuantity.unit = "units of 15 minutes"

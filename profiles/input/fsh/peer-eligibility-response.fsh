Profile: PeerEligibilityResponse
Parent: CoverageEligibilityResponse
Id: peer-eligibility-response
Title: "Peer support eligibility response"
Description: "How many units of peer support a member's coverage allows in a window, how many are used, and what the next unit requires."
* status MS
* purpose MS
* patient MS
* insurer MS
* outcome MS
* insurance MS
* insurance ^short = "One for each window: the calendar year, the week"
* insurance.inforce MS
* insurance.benefitPeriod MS
* insurance.benefitPeriod ^short = "The window that is counted"
* insurance.item MS
* insurance.item obeys eligibility-remaining
* insurance.item.extension contains units-remaining named units-remaining 0..1 MS and program named program 0..1 MS
* insurance.item.extension[units-remaining] ^short = "Units that are left; none said where there is no limit"
* insurance.item.productOrService MS
* insurance.item.term from limit-window (example)
* insurance.item.benefit MS
* insurance.item.benefit ^slicing.discriminator.type = #pattern
* insurance.item.benefit ^slicing.discriminator.path = "type"
* insurance.item.benefit ^slicing.rules = #open
* insurance.item.benefit contains units 0..1 MS
* insurance.item.benefit[units] ^short = "Units of 15 minutes"
* insurance.item.benefit[units].type = BenefitUnit#peer-support-unit
* insurance.item.benefit[units].allowed[x] only unsignedInt
* insurance.item.benefit[units].allowed[x] ^short = "The limit; none where there is none"
* insurance.item.benefit[units].used[x] only unsignedInt
* insurance.item.benefit[units].used[x] 1..1
* insurance.item.benefit[units].used[x] ^short = "Units that are paid or pended"
* insurance.item.authorizationRequired MS
* insurance.item.authorizationRequired ^short = "Whether the next unit needs an authorization"

Invariant: eligibility-remaining
Description: "What remains is told where there is a limit, and is no more than what is allowed"
Severity: #error
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/units-remaining').exists() implies (benefit.allowed.exists() and extension('https://peerfhir.org/fhir/StructureDefinition/units-remaining').value <= benefit.where(type.coding.code = 'peer-support-unit').allowed)"

Instance: elig-id-year
InstanceOf: peer-eligibility-response
Usage: #example
Title: "412 of 416 units used"
Description: "A member of Idaho has four units left before prior authorization is needed."
* insert Synthetic
* status = #active
* purpose[0] = #benefits
* purpose[1] = #auth-requirements
* patient = Reference(Patient/id-m1)
* created = "2026-11-16T12:00:00Z"
* request.identifier.system = "https://ehr.example.org/eligibility"
* request.identifier.value = "SYN-EL-1"
* outcome = #complete
* insurer = Reference(Organization/MCO-ID)
* insurance[0].coverage = Reference(Coverage/id-c1)
* insurance[0].inforce = true
* insurance[0].benefitPeriod.start = "2026-01-01"
* insurance[0].benefitPeriod.end = "2026-12-31"
* insurance[0].item[0].extension[program].valueCode = #id-adult-peer
* insurance[0].item[0].extension[units-remaining].valueUnsignedInt = 4
* insurance[0].item[0].productOrService = $hcpcs#H0038
* insurance[0].item[0].term = LimitWindow#calendar-year
* insurance[0].item[0].benefit[units].allowedUnsignedInt = 416
* insurance[0].item[0].benefit[units].usedUnsignedInt = 412
* insurance[0].item[0].authorizationRequired = false

Profile: PeerSupportClaim
Parent: Claim
Id: peer-support-claim
Title: "Peer support claim"
Description: "A bill for peer support, as `Claim/$submit` takes it: a line for each service, with its day, its units and the encounter behind it."
* obeys claim-focal and claim-numbers and claim-selects and claim-one-original and claim-rendering
* extension contains claim-frequency named claim-frequency 0..1 MS and program named program 0..1
* identifier MS
* identifier ^short = "The biller's number of the claim: by it a repetition is known"
* status = #active
* use = #claim
* patient only Reference(Patient)
* patient MS
* insurer MS
* provider MS
* provider ^short = "The agency that bills"
* related ^short = "The claim that a replacement or void takes back, relationship `prior`"
* careTeam MS
* careTeam ^short = "Who rendered the services: role `primary`, the peer's role at the agency"
* careTeam.extension contains legally-responsible-individual named legally-responsible-individual 0..1
* careTeam.role MS
* diagnosis MS
* insurance MS
* insurance ^short = "The focal one is the coverage that the claim is sent to"
* insurance.preAuthRef MS
* insurance.preAuthRef ^short = "Numbers of the authorizations that the claim quotes"
* item 1..999 MS
* item obeys claim-served and claim-full-days
* item.careTeamSequence MS
* item.diagnosisSequence MS
* item.productOrService MS
* item.modifier MS
* item.serviced[x] MS
* item.location[x] MS
* item.quantity 1..1 MS
* item.quantity obeys claim-units and claim-no-time
* item.quantity ^short = "Units of 15 minutes"
* item.unitPrice MS
* item.unitPrice obeys claim-money
* item.net MS
* item.net obeys claim-money
* item.encounter MS
* item.encounter ^short = "The peer support encounter that the line bills"
* total obeys claim-money

Invariant: claim-focal
Description: "One insurance of a claim is focal: the coverage it is sent to"
Severity: #error
Expression: "insurance.where(focal = true).count() = 1"

Invariant: claim-numbers
Description: "Sequence numbers do not repeat"
Severity: #error
Expression: "item.sequence.isDistinct() and careTeam.sequence.isDistinct() and diagnosis.sequence.isDistinct() and insurance.sequence.isDistinct() and supportingInfo.sequence.isDistinct() and procedure.sequence.isDistinct()"

Invariant: claim-selects
Description: "A line refers to numbers that the claim has"
Severity: #error
Expression: "item.careTeamSequence.subsetOf(careTeam.sequence) and item.diagnosisSequence.subsetOf(diagnosis.sequence) and item.informationSequence.subsetOf(supportingInfo.sequence) and item.procedureSequence.subsetOf(procedure.sequence)"

Invariant: claim-one-original
Description: "A claim replaces or voids one claim"
Severity: #error
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/claim-frequency').where(value = '7' or value = '8').exists() implies related.where(relationship.coding.where(code = 'prior').exists()).count() <= 1"

Invariant: claim-rendering
Description: "A claim tells who rendered its lines: in the care team, or by the encounters that they bill"
Severity: #warning
Expression: "careTeam.role.coding.where(code = 'primary' or code = 'rendering').exists() or item.all(encounter.exists())"

Invariant: claim-served
Description: "A line says when the service was given: a day, a period, or the encounter that has one"
Severity: #error
Expression: "serviced.exists() or encounter.exists()"

Invariant: claim-full-days
Description: "The days of a line are full dates, and a period has both ends"
Severity: #error
Expression: "serviced.ofType(date).all($this.toString().length() = 10) and serviced.ofType(Period).all(start.exists() and end.exists() and start.toString().length() >= 10 and end.toString().length() >= 10)"

Invariant: claim-units
Description: "A line bills whole units, between 1 and 9999"
Severity: #error
Expression: "value.exists() and value >= 1 and value <= 9999 and (value mod 1) = 0"

Invariant: claim-no-time
Description: "A line bills units, not time"
Severity: #error
Expression: "code.exists() implies (code = 'min' or code = 'h' or code = 'MJ').not()"

Invariant: claim-money
Description: "Amounts are in US dollars and not below zero"
Severity: #error
Expression: "(currency.exists() implies currency = 'USD') and (value.exists() implies value >= 0)"

RuleSet: ClaimHead(patient, insurer, provider, coverage, peer, diagnosis)
* insert Synthetic
* status = #active
* use = #claim
* type = $claim-type#professional
* patient = Reference(Patient/{patient})
* created = "2026-11-16"
* insurer = Reference(Organization/{insurer})
* provider = Reference(Organization/{provider})
* priority = $priority#normal
* careTeam[0].sequence = 1
* careTeam[0].provider = Reference(PractitionerRole/{peer})
* careTeam[0].role = $care-team-role#primary
* diagnosis[0].sequence = 1
* diagnosis[0].diagnosisCodeableConcept = $icd#{diagnosis}
* insurance[0].sequence = 1
* insurance[0].focal = true
* insurance[0].coverage = Reference(Coverage/{coverage})

RuleSet: ClaimLine(place, units, net)
* item[{place}].careTeamSequence = 1
* item[{place}].diagnosisSequence = 1
* item[{place}].productOrService = $hcpcs#H0038
* item[{place}].locationCodeableConcept = $pos#53
* item[{place}].quantity.value = {units}
* item[{place}].unitPrice.value = 15.00
* item[{place}].unitPrice.currency = #USD
* item[{place}].net.value = {net}
* item[{place}].net.currency = #USD

Instance: claim-of-a-week
InstanceOf: peer-support-claim
Usage: #example
Title: "A week's claim"
Description: "Two lines of one week: the first names the encounter that it bills, the second tells its days as a period."
* insert ClaimHead(mt-m1, DPHHS-MT, ORG-MT, mt-c1, mt-peer, F25.0)
* identifier.system = "https://ehr.example.org/claims"
* identifier.value = "SYN-MT-W46"
* item[0].sequence = 1
* item[0].servicedDate = "2026-11-09"
* insert ClaimLine(0, 4, 60.00)
* item[0].encounter = Reference(Encounter/mt-session)
* item[1].sequence = 2
* item[1].servicedPeriod.start = "2026-11-11"
* item[1].servicedPeriod.end = "2026-11-11"
* insert ClaimLine(1, 4, 60.00)

Instance: claim-quoting-an-authorization
InstanceOf: peer-support-claim
Usage: #example
Title: "A claim that quotes an authorization"
Description: "Units beyond the 416 of the year, under the authorization whose number the claim quotes."
* insert ClaimHead(id-m1, MCO-ID, ORG-ID, id-c1, id-peer2, F31.9)
* identifier.system = "https://ehr.example.org/claims"
* identifier.value = "SYN-ID-417"
* insurance[0].preAuthRef = "PA-2026-000001"
* item[0].sequence = 1
* item[0].servicedDate = "2026-11-10"
* insert ClaimLine(0, 4, 60.00)

Instance: claim-void
InstanceOf: peer-support-claim
Usage: #example
Title: "A void"
Description: "A claim that takes back an earlier one."
* insert ClaimHead(mt-m1, DPHHS-MT, ORG-MT, mt-c1, mt-peer, F25.0)
* identifier.system = "https://ehr.example.org/claims"
* identifier.value = "SYN-MT-W46-V"
* extension[claim-frequency].valueCode = #8
* related.claim = Reference(Claim/claim-of-a-week)
* related.relationship = http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship#prior
* item[0].sequence = 1
* item[0].servicedDate = "2026-11-09"
* insert ClaimLine(0, 4, 60.00)

Instance: claim-of-a-group
InstanceOf: peer-support-claim
Usage: #example
Title: "A group's claim"
Description: "Group peer support, with the modifier HQ and the member's own encounter."
* insert ClaimHead(ne-m1, MCO-NE, ORG-NE, ne-c1, ne-peer, F33.1)
* identifier.system = "https://ehr.example.org/claims"
* identifier.value = "SYN-NE-G11"
* item[0].sequence = 1
* item[0].servicedDate = "2026-11-11"
* insert ClaimLine(0, 4, 60.00)
* item[0].modifier = $hcpcs#HQ
* item[0].encounter = Reference(Encounter/ne-group-night)

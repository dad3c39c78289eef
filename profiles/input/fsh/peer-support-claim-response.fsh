Profile: PeerSupportClaimResponse
Parent: ClaimResponse
Id: peer-support-claim-response
Title: "Peer support claim response"
Description: "What became of a peer support claim, line by line: the units that are paid, what they are worth, and for each unit that is not, the rule and the reason."
* obeys answer-notes
* status MS
* use = #claim
* patient MS
* insurer MS
* requestor 1..1 MS
* request 1..1 MS
* request ^short = "The claim that is answered"
* outcome = #complete
* disposition 1..1 MS
* disposition ^short = "Each line in words: `line 1: 3 of 4 units payable`"
* item 1..* MS
* item.extension contains denial-explanation named denial-explanation 0..*
* item.noteNumber MS
* item.adjudication MS
* item.adjudication ^slicing.discriminator.type = #pattern
* item.adjudication ^slicing.discriminator.path = "category"
* item.adjudication ^slicing.rules = #closed
* item.adjudication ^slicing.description = "What is said of a line"
* item.adjudication contains submitted 0..1 MS and allowedunits 0..1 MS and benefit 0..2 MS and denialreason 0..* MS
* item.adjudication[submitted] ^short = "What the line asks for"
* item.adjudication[submitted].category = $adjudication#submitted
* item.adjudication[submitted].amount 1..1
* item.adjudication[allowedunits] ^short = "How many units are paid"
* item.adjudication[allowedunits].category = $pdex-adjudication#allowedunits
* item.adjudication[allowedunits].value 1..1
* item.adjudication[benefit] ^short = "What is paid for them; below zero what is taken back of an earlier claim"
* item.adjudication[benefit].category = $adjudication#benefit
* item.adjudication[benefit].amount 1..1
* item.adjudication[denialreason] ^short = "Why units are not paid, or an alert, which has no value"
* item.adjudication[denialreason] obeys answer-rule and answer-group and answer-reason
* item.adjudication[denialreason].extension contains adjustment-group named adjustment-group 0..1 and rule named rule 0..1 and denial-explanation named denial-explanation 0..1
* item.adjudication[denialreason].category = $pdex-adjudication#denialreason
* item.adjudication[denialreason].reason 1..1
* item.adjudication[denialreason].value ^short = "How many units the reason is about"
* addItem ^short = "A line of the original that the claim which takes it back does not repeat"
* addItem.adjudication ^slicing.discriminator.type = #pattern
* addItem.adjudication ^slicing.discriminator.path = "category"
* addItem.adjudication ^slicing.rules = #closed
* addItem.adjudication contains benefit 0..1 and denialreason 1..*
* addItem.adjudication[benefit].category = $adjudication#benefit
* addItem.adjudication[benefit].amount 1..1
* addItem.adjudication[denialreason].category = $pdex-adjudication#denialreason
* addItem.adjudication[denialreason].reason 1..1
* addItem.adjudication[denialreason] obeys answer-reason
* insurance 1..*
* processNote MS
* processNote.number 1..1

Invariant: answer-notes
Description: "Each note that a line refers to is there"
Severity: #error
Expression: "item.noteNumber.subsetOf(processNote.number)"

Invariant: answer-rule
Description: "Units that are denied or pended name the rule behind it"
Severity: #error
Expression: "value.exists() implies extension('https://peerfhir.org/fhir/StructureDefinition/rule').exists()"

Invariant: answer-group
Description: "An adjustment reason has its group and says of how many units it speaks"
Severity: #error
Expression: "reason.coding.where(system = 'https://x12.org/codes/claim-adjustment-reason-codes').exists() implies (value.exists() and extension('https://peerfhir.org/fhir/StructureDefinition/adjustment-group').exists())"

Invariant: answer-reason
Description: "A reason is a code of X12: an adjustment reason (CARC) or a remark (RARC)"
Severity: #error
Expression: "reason.coding.exists() and reason.coding.all(system = 'https://x12.org/codes/claim-adjustment-reason-codes' or system = 'https://x12.org/codes/remittance-advice-remark-codes')"

Instance: answer-cut-back
InstanceOf: peer-support-claim-response
Usage: #example
Title: "A line that crosses the limit"
Description: "Of four units three fit below the 416 of the year: they are paid, the fourth needs prior authorization."
* insert Synthetic
* status = #active
* type = $claim-type#professional
* use = #claim
* patient = Reference(Patient/id-m1)
* created = "2026-11-16T12:00:00Z"
* insurer = Reference(Organization/MCO-ID)
* requestor = Reference(Organization/ORG-ID)
* request = Reference(Claim/claim-quoting-an-authorization)
* outcome = #complete
* disposition = "line 1: 3 of 4 units payable"
* item[0].itemSequence = 1
* item[0].noteNumber = 1
* item[0].adjudication[submitted].amount.value = 60.00
* item[0].adjudication[submitted].amount.currency = #USD
* item[0].adjudication[allowedunits].value = 3
* item[0].adjudication[benefit][0].amount.value = 45.00
* item[0].adjudication[benefit][0].amount.currency = #USD
* item[0].adjudication[denialreason][0].extension[adjustment-group].valueCode = #CO
* item[0].adjudication[denialreason][0].extension[rule].valueCode = #ID-33
* item[0].adjudication[denialreason][0].reason = $carc#197
* item[0].adjudication[denialreason][0].value = 1
* item[0].adjudication[denialreason][1].extension[rule].valueCode = #ID-33
* item[0].adjudication[denialreason][1].reason = $rarc#M62
* item[0].adjudication[denialreason][1].value = 1
* item[0].adjudication[denialreason][2].reason = $rarc#N123
* insurance[0].sequence = 1
* insurance[0].focal = true
* insurance[0].coverage = Reference(Coverage/id-c1)
* payment.type = http://terminology.hl7.org/CodeSystem/ex-paymenttype#partial
* payment.date = "2026-11-16"
* payment.amount.value = 45.00
* payment.amount.currency = #USD
* processNote[0].number = 1
* processNote[0].type = #display
* processNote[0].text = "416 of 416 units used in 2026; further units need prior authorization"

Instance: answer-void
InstanceOf: peer-support-claim-response
Usage: #example
Title: "A void is answered"
Description: "What was paid is taken back; a line of the original that the void does not repeat stands as an added one."
* insert Synthetic
* status = #active
* type = $claim-type#professional
* use = #claim
* patient = Reference(Patient/mt-m1)
* created = "2026-11-17T12:00:00Z"
* insurer = Reference(Organization/DPHHS-MT)
* requestor = Reference(Organization/ORG-MT)
* request = Reference(Claim/claim-void)
* outcome = #complete
* disposition = "line 1: taken back"
* item[0].itemSequence = 1
* item[0].adjudication[benefit][0].amount.value = -60.00
* item[0].adjudication[benefit][0].amount.currency = #USD
* item[0].adjudication[denialreason][0].reason = $rarc#N693
* addItem[0].productOrService = $hcpcs#H0038
* addItem[0].modifier = $hcpcs#HQ
* addItem[0].adjudication[benefit].amount.value = -60.00
* addItem[0].adjudication[benefit].amount.currency = #USD
* addItem[0].adjudication[denialreason].reason = $rarc#N693
* insurance[0].sequence = 1
* insurance[0].focal = true
* insurance[0].coverage = Reference(Coverage/mt-c1)

Profile: AuthorizationResponse
Parent: http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-claimresponse
Id: authorization-response
Title: "Authorization response"
Description: "A payer's decision about a request for peer support, as Da Vinci PAS has it: approved with number, days and units, changed, refused with a reason, or pended."
* obeys authorization-number and authorization-days and authorization-reason
* extension contains cpo-approval named cpo-approval 0..1
* preAuthRef MS
* preAuthRef ^short = "The number by which claims quote the authorization"
* preAuthPeriod ^short = "Its first and last day"
* item ^short = "What became of each item that was asked for"
* addItem ^short = "What is authorized where that is not what was asked for: its quantity is the number of units"
* addItem.quantity obeys authorization-units

// Reviewed are the adjudications of items and added items; A1, A2 and A6 of X12 306 approve.
Invariant: authorization-number
Description: "What is approved has a number, by which claims quote it"
Severity: #error
Expression: "item.adjudication.combine(addItem.adjudication).extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction').extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode').value.coding.where(code = 'A1' or code = 'A2' or code = 'A6').exists() implies (preAuthRef.exists() or item.adjudication.combine(addItem.adjudication).extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction').extension('number').exists())"

Invariant: authorization-days
Description: "What is approved tells its days: for the whole, or for each item"
Severity: #warning
Expression: "item.adjudication.combine(addItem.adjudication).extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction').extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode').value.coding.where(code = 'A1' or code = 'A2' or code = 'A6').exists() implies (preAuthPeriod.exists() or item.combine(addItem).extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-itemPreAuthPeriod').exists())"

Invariant: authorization-reason
Description: "What is not approved tells why: a reason code, or a note"
Severity: #warning
Expression: "item.adjudication.extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction').where(extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode').value.coding.where(code = 'A3').exists()).exists() implies (item.adjudication.extension('http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction').extension('reasonCode').exists() or processNote.exists())"

Invariant: authorization-units
Description: "Authorized units are a whole number, none below zero"
Severity: #error
Expression: "value.exists() and value >= 0 and (value mod 1) = 0"

RuleSet: AuthorizationHead(patient, insurer, requestor, request)
* insert Synthetic
* status = #active
* type = $claim-type#professional
* use = #preauthorization
* patient = Reference(Patient/{patient})
* created = "2026-11-12T09:00:00-07:00"
* insurer = Reference(Organization/{insurer})
* requestor = Reference(Organization/{requestor})
* request = Reference(Claim/{request})
* outcome = #complete
* identifier.system = "urn:trnorg:9012345678"
* identifier.value = "111099"

RuleSet: Reviewed(path, code)
* {path}.adjudication.category = $adjudication#submitted
* {path}.adjudication.extension[reviewAction].extension[http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode].valueCodeableConcept = $review-action#{code}

Instance: auth-approved
InstanceOf: authorization-response
Usage: #example
Title: "Approved as asked"
Description: "All 52 units are authorized, under the number that claims quote."
* insert AuthorizationHead(id-m1, MCO-ID, ORG-ID, auth-request)
* preAuthRef = "PA-2026-000001"
* preAuthPeriod.start = "2026-11-10"
* preAuthPeriod.end = "2026-12-31"
* item.itemSequence = 1
* insert Reviewed(item, A1)
* item.adjudication.extension[reviewAction].extension[number].valueString = "PA-2026-000001"
* item.extension[preAuthIssueDate].valueDate = "2026-11-12"
* item.extension[authorizedItemDetail].extension[productOrServiceCode].valueCodeableConcept = $hcpcs#H0038
* item.extension[authorizedItemDetail].extension[quantity].valueQuantity = 52 https://codesystem.x12.org/005010/673#FL

Instance: auth-fewer
InstanceOf: authorization-response
Usage: #example
Title: "Fewer units than asked"
Description: "Of 52 units asked for 40 are authorized: the item is modified, the added item says what was certified."
* insert AuthorizationHead(id-m1, MCO-ID, ORG-ID, auth-request)
* preAuthRef = "PA-2026-000002"
* preAuthPeriod.start = "2026-11-10"
* preAuthPeriod.end = "2026-12-31"
* item.itemSequence = 1
* item.noteNumber = 1
* insert Reviewed(item, A6)
* addItem.itemSequence = 1
* addItem.productOrService = $hcpcs#H0038
* addItem.servicedPeriod.start = "2026-11-10"
* addItem.servicedPeriod.end = "2026-12-31"
* addItem.quantity = 40 https://codesystem.x12.org/005010/673#FL
* insert Reviewed(addItem, A1)
* addItem.adjudication.extension[reviewAction].extension[number].valueString = "PA-2026-000002"
* processNote.number = 1
* processNote.type = #display
* processNote.text = "40 of the 52 units asked for are authorized"

Instance: auth-refused
InstanceOf: authorization-response
Usage: #example
Title: "Not approved"
Description: "Nothing is authorized; the reason is a code and a note that a person can read."
* insert AuthorizationHead(id-m1, MCO-ID, ORG-ID, auth-request)
* item.itemSequence = 1
* item.noteNumber = 1
* insert Reviewed(item, A3)
* item.adjudication.extension[reviewAction].extension[reasonCode].valueCodeableConcept = https://codesystem.x12.org/external/886#0P
* processNote.number = 1
* processNote.type = #display
* processNote.text = "The recovery action plan that was asked for did not arrive"

Instance: auth-pended
InstanceOf: authorization-response
Usage: #example
Title: "Pended"
Description: "The payer has not decided yet."
* insert AuthorizationHead(id-m1, MCO-ID, ORG-ID, auth-request)
* item.itemSequence = 1
* insert Reviewed(item, A4)

Instance: auth-not-needed
InstanceOf: authorization-response
Usage: #example
Title: "No authorization needed"
Description: "The member is still below the threshold: nothing has to be authorized."
* insert AuthorizationHead(id-m1, MCO-ID, ORG-ID, auth-request)
* item.itemSequence = 1
* insert Reviewed(item, NA)
* item.adjudication.extension[reviewAction].extension[reasonCode].valueCodeableConcept = https://codesystem.x12.org/external/886#0H

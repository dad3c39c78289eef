Profile: CpoApprovalOrder
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-servicerequest
Id: cpo-approval-order
Title: "Approval of more units a week"
Description: "A community program officer approves more units of peer support a week than a member has otherwise, for a while."
* extension contains cpo-approval named cpo-approval 1..1 MS
* extension[cpo-approval] ^comment = "MT-32: how many units a week, on which days, and who approved it."
* identifier 1..* MS
* identifier ^short = "The number by which claims quote the approval"
* code MS
* code ^short = "The service it is for"
* requester MS
* requester ^short = "The community program officer"

Instance: cpo-16-a-week
InstanceOf: cpo-approval-order
Usage: #example
Title: "16 units a week for four weeks"
Description: "From November 8 to December 5 the member has 16 units a week."
* insert Synthetic
* extension[cpo-approval].extension[approvedUnitsPerWeek].valueUnsignedInt = 16
* extension[cpo-approval].extension[period].valuePeriod.start = "2026-11-08"
* extension[cpo-approval].extension[period].valuePeriod.end = "2026-12-05"
* extension[cpo-approval].extension[approver].valueReference = Reference(Organization/MT-CPO)
* identifier.system = $authorization
* identifier.value = "CPO-77"
* status = #active
* intent = #order
* code = $hcpcs#H0038
* subject = Reference(Patient/mt-m1)
* requester = Reference(Organization/MT-CPO)

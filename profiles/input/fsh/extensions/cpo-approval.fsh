Extension: CpoApprovalExtension
Id: cpo-approval
Title: "Approval by the program officer"
Description: "How many units a week the community program officer approves, and for which days."
Context: ServiceRequest, ClaimResponse
* extension contains
    approvedUnitsPerWeek 0..1 and
    period 0..1 and
    approver 0..1
* extension[approvedUnitsPerWeek] ^short = "Units a week; without it, no cap"
* extension[approvedUnitsPerWeek].value[x] 1..1
* extension[approvedUnitsPerWeek].value[x] only unsignedInt
* extension[period] ^short = "The days of the approval"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period
* extension[approver] ^short = "Who approved"
* extension[approver].value[x] 1..1
* extension[approver].value[x] only Reference(Organization or CareTeam or PractitionerRole or Practitioner)

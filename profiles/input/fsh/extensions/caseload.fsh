Extension: CaseloadExtension
Id: caseload
Title: "Caseload"
Description: "How many members a peer serves in this role at the most."
Context: PractitionerRole
* value[x] 1..1
* value[x] only unsignedInt

Extension: EmploymentTypeExtension
Id: employment-type
Title: "Employment type"
Description: "How a peer is employed in this role."
Context: PractitionerRole
* value[x] 1..1
* value[x] only code
* valueCode from employment-type (required)

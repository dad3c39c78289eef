CodeSystem: EmploymentTypeCS
Id: employment-type
Title: "Employment types"
Description: "How a peer is employed."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/employment-type"
* #employee "Employee"
* #self-employed "Self-employed"
* #volunteer "Volunteer"

ValueSet: EmploymentTypeVS
Id: employment-type
Title: "Employment types"
Description: "Every way to be employed."
* ^experimental = false
* include codes from system EmploymentTypeCS

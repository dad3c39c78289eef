CodeSystem: EnrollmentCS
Id: enrollment
Title: "Enrollments of agencies"
Description: "What an agency is enrolled for, where that is not one program alone."
* ^caseSensitive = true
* ^experimental = false
* #mt-hcbs "Montana HCBS provider" "Enrolled with Montana Medicaid for home and community based services."

ValueSet: EnrollmentVS
Id: enrollment
Title: "Enrollments of agencies"
Description: "What an agency can be enrolled for: a program, or several under one name."
* ^experimental = false
* include codes from system EnrollmentCS
* include codes from system ProgramCS

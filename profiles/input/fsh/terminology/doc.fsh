CodeSystem: DocCS
Id: doc
Title: "Documents"
Description: "Assessments and papers that a program asks for."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/doc"
* ^hierarchyMeaning = #is-a
* #assessment "Assessment"
* #assessment #mh-assessment "Mental health assessment"
* #assessment #sud-assessment "Substance use assessment"
* #assessment-request-efforts "Efforts to obtain an assessment"
* #needs-assessment-inventory "Needs assessment inventory"
* #progress-note "Note of progress"
* #other-plan "Plan of another provider"

ValueSet: DocVS
Id: doc
Title: "Documents"
Description: "Every document that some program asks for."
* ^experimental = false
* include codes from system DocCS

ValueSet: AssessmentVS
Id: assessment
Title: "Assessments"
Description: "The assessments that come before peer support."
* ^experimental = false
* DocCS#assessment
* DocCS#mh-assessment
* DocCS#sud-assessment
* DocCS#needs-assessment-inventory

CodeSystem: QualCS
Id: qual
Title: "Qualifications"
Description: "What a peer specialist or a supervisor holds."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/qual"
* ^hierarchyMeaning = #is-a
* #cpss "Certified peer support specialist" "A certificate to give peer support."
* #peer-training "Training in peer support"
* #peer-training #family-peer-training "Training in family peer support"
* #continuing-education "Continuing education"
* #high-school-or-equivalent "High school diploma or its equivalent"
* #license "Professional licence" "Which licence it is, is said by a second coding."

ValueSet: QualVS
Id: qual
Title: "Qualifications"
Description: "Every qualification that a program asks for."
* ^experimental = false
* include codes from system QualCS

CodeSystem: LivedExperienceCategoryCS
Id: lived-experience
Title: "Lived experience"
Description: "What a peer specialist has lived through; the narrower code is a kind of the wider one."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/lived-experience"
* ^hierarchyMeaning = #is-a
* #self-mh "Own mental illness"
* #self-mh #self-smi "Own serious mental illness"
* #self-sud "Own substance use disorder"
* #self-cooccurring "Own mental illness together with substance use disorder"
* #parent-caregiver "Parent or caregiver of a child with such an illness"
* #family-member "Relative of somebody with such an illness"
* #family-member #family-smi "Relative of somebody with serious mental illness"
* #family-member #family-sed "Relative of a child with serious emotional disturbance"

ValueSet: LivedExperienceCategoryVS
Id: lived-experience
Title: "Lived experience"
Description: "Every kind of lived experience."
* ^experimental = false
* include codes from system LivedExperienceCategoryCS

CodeSystem: LongTermSupportModelCS
Id: long-term-support-model
Title: "Models of support"
Description: "Whether a center supports people for the long term, so that no review is due."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/long-term-support-model"
* #long-term-support "Long-term support" "Reviews of the service plan do not apply."
* #treatment "Treatment" "Reviews follow the service plan."

ValueSet: LongTermSupportModelVS
Id: long-term-support-model
Title: "Models of support"
Description: "Every model of support."
* ^experimental = false
* include codes from system LongTermSupportModelCS

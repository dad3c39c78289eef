CodeSystem: ModalityCS
Id: modality
Title: "Modalities"
Description: "How the peer and the person meet."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/modality"
* #in-person "In person" "In the same place."
* #audio-video "Audio and video" "At the same time, seeing and hearing each other."
* #audio-only "Audio only" "By telephone or the like."

ValueSet: ModalityVS
Id: modality
Title: "Modalities"
Description: "Every way to meet."
* ^experimental = false
* include codes from system ModalityCS

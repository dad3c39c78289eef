Extension: ModalityExtension
Id: modality
Title: "Modality"
Description: "Whether peer and member meet in person, by video or by telephone."
Context: Encounter, Communication
* value[x] 1..1
* value[x] only code
* valueCode from modality (required)

CodeSystem: WorklistReasonCS
Id: worklist-reason
Title: "Reasons of the worklist"
Description: "Why a paid line wants looking at."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/worklist-reason"
* #overrun "More was paid than the limit now in force allows"
* #encounter-changed "The encounter has changed"
* #authorization-changed "The authorization has changed"
* #facts-changed "Another fact has changed"

ValueSet: WorklistReasonVS
Id: worklist-reason
Title: "Reasons of the worklist"
Description: "Every reason why a paid line wants looking at."
* ^experimental = false
* include codes from system WorklistReasonCS

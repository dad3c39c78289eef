CodeSystem: SandboxCS
Id: sandbox
Title: "Marks of the sandbox"
Description: "What marks a record of the sandbox."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/sandbox"
* #synthetic "Synthetic" "About nobody who lives."

ValueSet: SandboxVS
Id: sandbox
Title: "Marks of the sandbox"
Description: "Every mark of the sandbox."
* ^experimental = false
* include codes from system SandboxCS

CodeSystem: NeLicenseCS
Id: ne-license
Title: "Licences in Nebraska"
Description: "The licences that Nebraska names for clinical consultants."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/ne-license"
* #psychiatrist "Psychiatrist"
* #licensed-psychologist "Licensed psychologist"
* #provisional-psychologist "Provisionally licensed psychologist"
* #aprn "Advanced practice registered nurse"
* #np "Nurse practitioner"
* #rn "Registered nurse"
* #limhp "Licensed independent mental health practitioner"
* #lmhp "Licensed mental health practitioner"
* #plmhp "Provisionally licensed mental health practitioner"
* #ladc "Licensed alcohol and drug counselor" "For substance use only."
* #pladc "Provisionally licensed alcohol and drug counselor" "For substance use only."

ValueSet: NeLicenseVS
Id: ne-license
Title: "Licences in Nebraska"
Description: "Every licence that Nebraska names."
* ^experimental = false
* include codes from system NeLicenseCS

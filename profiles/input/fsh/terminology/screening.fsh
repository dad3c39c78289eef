CodeSystem: ScreeningCS
Id: screening
Title: "Screenings"
Description: "What a member is screened for at admission and later."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/screening"
* ^hierarchyMeaning = #is-a
* #strengths "Strengths"
* #ability "Ability"
* #risk "At-risk behavior"
* #suicide "Suicide risk"
* #suicide #asq "Suicide-screening questions"

ValueSet: ScreeningVS
Id: screening
Title: "Screenings"
Description: "Everything that members are screened for."
* ^experimental = false
* include codes from system ScreeningCS

ValueSet: SuicideScreening
Id: suicide-screening
Title: "Suicide screenings"
Description: "Instruments and results that screen for suicide risk."
* ^experimental = false
* ScreeningCS#suicide
* ScreeningCS#asq
* $loinc#93245-9
* $loinc#93246-7
* $loinc#93247-5
* $loinc#93248-3
* $loinc#93249-1
* $loinc#93250-9
* $loinc#93267-3
* $loinc#93269-9
* $loinc#93373-9
* $loinc#93374-7
* $loinc#44249-1
* $loinc#44260-8

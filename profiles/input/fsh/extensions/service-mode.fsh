Extension: ServiceModeExtension
Id: service-mode
Title: "Service mode"
Description: "Whether a session is for one person, a group or a family."
Context: Encounter, EpisodeOfCare
* value[x] 1..1
* value[x] only code
* valueCode from service-mode (required)

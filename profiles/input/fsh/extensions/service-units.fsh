Extension: ServiceUnitsExtension
Id: service-units
Title: "Units of a session"
Description: "How many billing units the provider counts for a session."
Context: Encounter
* value[x] 1..1
* value[x] only unsignedInt

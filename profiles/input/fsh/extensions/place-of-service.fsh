Extension: PlaceOfServiceExtension
Id: place-of-service
Title: "Place of service"
Description: "Where the session was, by CMS's code."
Context: Encounter, Location
* value[x] 1..1
* value[x] only Coding
* valueCoding from place-of-service (extensible)

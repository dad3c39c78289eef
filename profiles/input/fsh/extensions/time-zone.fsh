Extension: TimeZoneExtension
Id: time-zone
Title: "Time zone"
Description: "The civil time of a place, by its IANA name such as America/Denver."
Context: Organization, Location
* value[x] 1..1
* value[x] only code

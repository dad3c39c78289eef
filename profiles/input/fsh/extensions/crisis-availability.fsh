Extension: CrisisAvailabilityExtension
Id: crisis-availability
Title: "Available in a crisis"
Description: "Whether a supervisor or consultant can be reached when a member is in crisis."
Context: PractitionerRole
* value[x] 1..1
* value[x] only boolean

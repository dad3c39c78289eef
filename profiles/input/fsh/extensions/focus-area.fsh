Extension: FocusAreaExtension
Id: focus-area
Title: "Focus area"
Description: "An area that a plan addresses, in words."
Context: CarePlan
* value[x] 1..1
* value[x] only string

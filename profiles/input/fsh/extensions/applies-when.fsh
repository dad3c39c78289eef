Extension: AppliesWhen
Id: applies-when
Title: "Applies when"
Description: "On a program's profile: the FHIRPath expression that is true of the resources it is for."
Context: StructureDefinition
* value[x] only string
* value[x] 1..1

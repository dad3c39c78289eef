Extension: InterventionExtension
Id: intervention
Title: "Intervention"
Description: "What the peer did in the session."
Context: Encounter
* value[x] 1..1
* value[x] only Coding
* valueCoding from peer-intervention (preferred)

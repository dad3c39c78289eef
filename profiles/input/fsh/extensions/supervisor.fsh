Extension: SupervisorExtension
Id: supervisor
Title: "Supervisor"
Description: "Who supervises a peer in this role, and when."
Context: PractitionerRole
* extension contains
    supervisor 1..1 and
    period 0..1
* extension[supervisor] ^short = "The supervisor's own role"
* extension[supervisor].value[x] 1..1
* extension[supervisor].value[x] only Reference(PractitionerRole)
* extension[period] ^short = "The days of supervision"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

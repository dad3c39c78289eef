Extension: MemberRequestExtension
Id: member-request
Title: "Request of the member"
Description: "That the member asked for this."
Context: Encounter
* extension contains
    requested 1..1 and
    on 0..1
* extension[requested] ^short = "Whether the member asked"
* extension[requested].value[x] 1..1
* extension[requested].value[x] only boolean
* extension[on] ^short = "When"
* extension[on].value[x] 1..1
* extension[on].value[x] only date

Extension: GroupSessionExtension
Id: group-session
Title: "Group session"
Description: "Which group session an encounter is a member's part of, and how many took part."
Context: Encounter
* extension contains
    sessionId 0..1 and
    participantCount 0..1
* extension[sessionId] ^short = "The same for everybody in the session"
* extension[sessionId].value[x] 1..1
* extension[sessionId].value[x] only string
* extension[participantCount] ^short = "How many members took part"
* extension[participantCount].value[x] 1..1
* extension[participantCount].value[x] only unsignedInt

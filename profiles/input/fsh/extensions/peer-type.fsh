Extension: PeerTypeExtension
Id: peer-type
Title: "Peer type"
Description: "Whether a specialist supports people in recovery or families."
Context: Practitioner, PractitionerRole
* value[x] 1..1
* value[x] only code
* valueCode from peer-type (required)

Extension: LiteracyAttestationExtension
Id: literacy-attestation
Title: "Literacy attested"
Description: "Whether somebody attests that the peer reads and writes well enough for the work."
Context: Practitioner
* value[x] 1..1
* value[x] only boolean

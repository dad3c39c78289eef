Profile: PeerSupportRole
Parent: USCorePractitionerRoleProfile
Id: peer-support-role
Title: "Peer support role"
Description: "What a peer does at an agency: for which program, under whose supervision, from when to when."
* extension contains
    program named program 0..* MS and
    supervisor named supervisor 0..* MS and
    supervisory-protocol named supervisoryProtocol 0..* and
    employment-type named employmentType 0..1 and
    crisis-availability named crisisAvailability 0..1 and
    caseload named caseload 0..1
* extension[program] ^short = "The program whose law the role is judged by"
* extension[supervisor] ^short = "Who supervises the peer, or consults, and since when"
* extension[supervisoryProtocol] ^short = "That the peer works under a program's protocol of supervision"
* extension[employmentType] ^short = "Employee, self-employed or volunteer"
* period MS
* code ^slicing.discriminator.type = #pattern
* code ^slicing.discriminator.path = "$this"
* code ^slicing.rules = #open
* code contains peer 0..1 MS
* code[peer] = $nucc#175T00000X
* code[peer] ^short = "Peer specialist"

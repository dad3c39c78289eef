Profile: CmhPeerSupportRole
Parent: peer-support-role
Id: cmh-standard-peer-support-role
Title: "Peer support role under the community mental health standard"
Description: "What the standard reads in the role of a peer: the qualified health professional who supervises."
* insert OfProgram(cmh-standard)
* insert AppliesWhen([[code.coding.where(system = 'http://nucc.org/provider-taxonomy' and code = '175T00000X').exists()]])
* extension[supervisor] ^requirements = "CMH-38"

Instance: role-cmh-peer
InstanceOf: CmhPeerSupportRole
Title: "A peer at a community mental health center"
Usage: #example
* id = "cmh-peer"
* insert Synthetic
* insert Works(cmh-peer, ORG-CMH, 175T00000X, 2026-04-01)
* telecom.system = #phone
* telecom.value = "303-555-0110"
* extension[program].valueCode = #cmh-standard
* insert Supervised(cmh-qhp, 2026-04-01)

Instance: role-cmh-qhp
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of a supervisor at a community mental health center"
Usage: #example
* id = "cmh-qhp"
* insert Synthetic
* insert Works(cmh-qhp, ORG-CMH, 101YM0800X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "303-555-0116"

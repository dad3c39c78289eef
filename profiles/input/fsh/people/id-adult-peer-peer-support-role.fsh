Profile: IdPeerSupportRole
Parent: peer-support-role
Id: id-adult-peer-peer-support-role
Title: "Peer support role in Idaho"
Description: "What Idaho's rules read in the role of a peer: the group agency, the supervisor and the protocol of supervision."
* insert OfProgram(id-adult-peer)
* insert AppliesWhen([[code.coding.where(system = 'http://nucc.org/provider-taxonomy' and code = '175T00000X').exists()]])
* extension[supervisor] ^requirements = "ID-12"
* extension[supervisoryProtocol] MS
* extension[supervisoryProtocol] ^requirements = "ID-12"
* extension[employmentType] MS
* extension[employmentType] ^requirements = "ID-11"
* organization ^requirements = "ID-11"

Instance: role-id-peer
InstanceOf: IdPeerSupportRole
Title: "A peer at an agency of Idaho"
Usage: #example
* id = "id-peer"
* insert Synthetic
* insert Works(id-peer, ORG-ID, 175T00000X, 2025-03-01)
* telecom.system = #phone
* telecom.value = "208-555-0100"
* extension[program].valueCode = #id-adult-peer
* insert Supervised(id-sup, 2025-03-01)
* insert Protocol(id-adult-peer, 2025-03-01)
* extension[employmentType].valueCode = #employee

Instance: role-id-peer2
InstanceOf: IdPeerSupportRole
Title: "A peer at an agency of Idaho"
Usage: #example
* id = "id-peer2"
* insert Synthetic
* insert Works(id-peer2, ORG-ID, 175T00000X, 2025-03-01)
* telecom.system = #phone
* telecom.value = "208-555-0100"
* extension[program].valueCode = #id-adult-peer
* insert Supervised(id-sup, 2025-03-01)
* insert Protocol(id-adult-peer, 2025-03-01)
* extension[employmentType].valueCode = #employee

Instance: role-id-sup
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of a supervisor of Idaho"
Usage: #example
* id = "id-sup"
* insert Synthetic
* insert Works(id-sup, ORG-ID, 101YM0800X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "208-555-0115"

Profile: MtPeerSupportRole
Parent: peer-support-role
Id: mt-sdmi-hcbs-peer-support-role
Title: "Peer support role in Montana's waiver"
Description: "What Montana's rules read in the role of a peer: the enrolled agency, and the licensed supervisor of employed and self-employed peers alike."
* insert OfProgram(mt-sdmi-hcbs)
* insert AppliesWhen([[code.coding.where(system = 'http://nucc.org/provider-taxonomy' and code = '175T00000X').exists()]])
* extension[supervisor] ^requirements = "MT-22, MT-27"
* extension[employmentType] MS
* extension[employmentType] ^requirements = "MT-27"
* organization ^requirements = "MT-18"

Instance: role-mt-peer
InstanceOf: MtPeerSupportRole
Title: "A peer at an agency of Montana"
Usage: #example
* id = "mt-peer"
* insert Synthetic
* insert Works(mt-peer, ORG-MT, 175T00000X, 2026-01-01)
* telecom.system = #phone
* telecom.value = "406-555-0100"
* extension[program].valueCode = #mt-sdmi-hcbs
* insert Supervised(mt-sup, 2026-01-01)
* extension[employmentType].valueCode = #employee

Instance: role-mt-solo
InstanceOf: MtPeerSupportRole
Title: "A self-employed peer of Montana, who is supervised all the same"
Usage: #example
* id = "mt-solo"
* insert Synthetic
* insert Works(mt-solo, ORG-MT-SOLO, 175T00000X, 2026-01-01)
* telecom.system = #phone
* telecom.value = "406-555-0102"
* extension[program].valueCode = #mt-sdmi-hcbs
* insert Supervised(mt-sup, 2026-01-01)
* extension[employmentType].valueCode = #self-employed

Instance: role-mt-sup
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of a supervisor of Montana"
Usage: #example
* id = "mt-sup"
* insert Synthetic
* insert Works(mt-sup, ORG-MT, 101YM0800X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "406-555-0111"

Profile: NePeerSupportRole
Parent: peer-support-role
Id: ne-dhhs-peer-peer-support-role
Title: "Peer support role in Nebraska"
Description: "What Nebraska's rules read in the role of a peer: the clinical consultant who answers for the services, and hours outside of office time."
* insert OfProgram(ne-dhhs-peer)
* insert AppliesWhen([[code.coding.where(system = 'http://nucc.org/provider-taxonomy' and code = '175T00000X').exists()]])
* extension[supervisor] ^requirements = "NE-58"
* extension[crisisAvailability] MS
* extension[crisisAvailability] ^requirements = "NE-50"
* extension[caseload] MS
* extension[caseload] ^requirements = "NE-71"
* availableTime MS
* availableTime ^requirements = "NE-73"

Instance: role-ne-peer
InstanceOf: NePeerSupportRole
Title: "A peer at an agency of Nebraska"
Usage: #example
* id = "ne-peer"
* insert Synthetic
* insert Works(ne-peer, ORG-NE, 175T00000X, 2025-07-01)
* telecom.system = #phone
* telecom.value = "402-555-0100"
* extension[program].valueCode = #ne-dhhs-peer
* insert Supervised(ne-limhp, 2025-07-01)
* extension[employmentType].valueCode = #employee

Instance: role-ne-young
InstanceOf: NePeerSupportRole
Title: "The youngest peer at an agency of Nebraska"
Usage: #example
* id = "ne-young"
* insert Synthetic
* insert Works(ne-young, ORG-NE, 175T00000X, 2026-09-15)
* telecom.system = #phone
* telecom.value = "402-555-0100"
* extension[program].valueCode = #ne-dhhs-peer
* insert Supervised(ne-limhp, 2026-09-15)
* extension[employmentType].valueCode = #employee

Instance: role-ne-leap
InstanceOf: NePeerSupportRole
Title: "A peer born on a leap day"
Usage: #example
* id = "ne-leap"
* insert Synthetic
* insert Works(ne-leap, ORG-NE, 175T00000X, 2025-07-01)
* telecom.system = #phone
* telecom.value = "402-555-0100"
* extension[program].valueCode = #ne-dhhs-peer
* insert Supervised(ne-limhp, 2025-07-01)
* extension[employmentType].valueCode = #employee

Instance: role-ne-fam
InstanceOf: NePeerSupportRole
Title: "A peer for families in Nebraska"
Usage: #example
* id = "ne-fam"
* insert Synthetic
* insert Works(ne-fam, ORG-NE, 175T00000X, 2025-07-01)
* telecom.system = #phone
* telecom.value = "402-555-0100"
* extension[program].valueCode = #ne-dhhs-peer
* insert Supervised(ne-limhp, 2025-07-01)
* extension[employmentType].valueCode = #employee

Instance: role-ne-limhp
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of a clinical consultant of Nebraska"
Usage: #example
* id = "ne-limhp"
* insert Synthetic
* insert Works(ne-limhp, ORG-NE, 101YM0800X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "402-555-0112"
* extension[0].url = "https://peerfhir.org/fhir/StructureDefinition/crisis-availability"
* extension[0].valueBoolean = true

Instance: role-ne-rn
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of a nurse of Nebraska"
Usage: #example
* id = "ne-rn"
* insert Synthetic
* insert Works(ne-rn, ORG-NE, 163W00000X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "402-555-0113"
* extension[0].url = "https://peerfhir.org/fhir/StructureDefinition/crisis-availability"
* extension[0].valueBoolean = true

Instance: role-ne-ladc
InstanceOf: USCorePractitionerRoleProfile
Title: "The role of an alcohol and drug counselor of Nebraska"
Usage: #example
* id = "ne-ladc"
* insert Synthetic
* insert Works(ne-ladc, ORG-NE, 101YA0400X, 2024-01-01)
* telecom.system = #phone
* telecom.value = "402-555-0114"
* extension[0].url = "https://peerfhir.org/fhir/StructureDefinition/crisis-availability"
* extension[0].valueBoolean = true


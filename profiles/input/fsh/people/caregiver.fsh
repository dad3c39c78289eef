Profile: Caregiver
Parent: USCoreRelatedPersonProfile
Id: caregiver
Title: "Caregiver"
Description: "A parent, guardian or other person who cares for a member, and may receive peer support for the member's benefit."
* identifier MS
* identifier ^short = "By which a worker who is also the member's relative or guardian is recognized"
* identifier ^requirements = "MT-47, ID-41"
* patient ^short = "The member: for family peer support, the child"
* relationship ^requirements = "CMS-04, NE-84"
* birthDate MS
* period MS

Instance: relatedperson-ne-par
InstanceOf: Caregiver
Title: "The mother of a child in Nebraska"
Usage: #example
* id = "ne-par"
* insert Synthetic
* insert Named(Zz-Parent, Meadowlark)
* patient.reference = "Patient/ne-kid"
* relationship = http://terminology.hl7.org/CodeSystem/v3-RoleCode#MTH
* gender = #female
* birthDate = "1983-04-01"
* insert Reached(home, Lincoln, NE, 68508, 402-555-0152)

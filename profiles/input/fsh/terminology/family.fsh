ValueSet: ParentOrGuardian
Id: parent-or-guardian
Title: "Parents and guardians"
Description: "Who may receive peer support for a child's benefit."
* ^experimental = false
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#PRN
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#MTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#FTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#NPRN
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#NMTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#NFTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#ADOPTP
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#ADOPTM
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#ADOPTF
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#STPPRN
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#STPMTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#STPFTH
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#PRNFOST
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#MTHFOST
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#FTHFOST
* http://terminology.hl7.org/CodeSystem/v3-RoleCode#GUARD

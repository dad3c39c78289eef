// The programs' profiles of a person warn and never refuse: what a peer must be is judged where the peer serves, with the
// facts of that day (rules.md marks it X). They let an agency see beforehand what a program will find lacking.
Profile: CmsPeerSupportSpecialist
Parent: peer-support-specialist
Id: cms-baseline-peer-support-specialist
Title: "Peer support specialist in Medicaid"
Description: "What every Medicaid program asks of a peer: training and certification as the State defines them."
* insert OfProgram(cms-baseline)
* obeys CMS-17
* qualification[familyTraining] ^requirements = "CMS-19"
* qualification[training].extension[competency] ^requirements = "CMS-18"

Invariant: CMS-17
Description: "A peer is trained and certified as the State defines"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).exists() and qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'cpss').exists()).exists()"

Profile: MtPeerSupportSpecialist
Parent: cms-baseline-peer-support-specialist
Id: mt-sdmi-hcbs-peer-support-specialist
Title: "Peer support specialist in Montana's waiver"
Description: "What Montana's SDMI waiver looks for in the record of a certified peer support specialist."
* insert OfProgram(mt-sdmi-hcbs)
* obeys MT-01 and MT-14 and MT-15 and MT-16 and MT-17 and MT-34
* qualification[training].extension[trainingHours] ^requirements = "MT-33"
* qualification[training].extension[competency] ^requirements = "MT-36, MT-37, MT-38, MT-39, MT-40, MT-41, MT-42, MT-43, MT-44, MT-45, MT-46"
* qualification[continuingEducation] ^requirements = "MT-35"

Invariant: MT-01
Description: "The certificate as a peer support specialist says from when it is in force"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'cpss').exists()).where(period.start.exists()).exists()"

Invariant: MT-14
Description: "The peer has lived with a mental illness and has used mental health services"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').where(extension('category').value in ('self-mh' | 'self-smi') and extension('serviceUser').value = true).exists()"

Invariant: MT-15
Description: "The peer identifies as somebody with lived experience"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').where(extension('selfIdentified').value = true).exists()"

Invariant: MT-16
Description: "The peer is attested to be grounded in recovery"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').extension('recoveryAttestation').where(extension('groundedInRecovery').value = true).exists()"

Invariant: MT-17
Description: "The peer has completed a course in peer support, with the day it began"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).where(period.start.exists() and issuer.exists()).exists()"

Invariant: MT-34
Description: "Only courses whose curriculum the Department approved count towards the hours"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).all(extension('https://peerfhir.org/fhir/StructureDefinition/curriculum-approved-by').value.where(system = 'https://peerfhir.org/fhir/NamingSystem/issuer' and value = 'mt-dphhs').exists())"

Instance: practitioner-mt-peer
InstanceOf: MtPeerSupportSpecialist
Title: "A certified peer of Montana"
Usage: #example
* id = "mt-peer"
* insert Synthetic
* identifier[NPI].value = "9990001015"
* insert Named(Zz-Peer, Larkspur)
* insert ReachedAt(Helena, MT, 59601, 406-555-0101)
* insert Lived(self-mh, 30, 2025-12-01, ORG-MT)
* insert Certified(certification, SYN-MT-C-1, 2026-01-01, 2027-12-31, DPHHS-MT, mt-dphhs)
* insert Trained(training, 32, 2025-10-05, 2025-10-16, DPHHS-MT, mt-dphhs)
* qualification[training].extension[competency][0].valueCode = #lived-experience-use
* qualification[training].extension[competency][1].valueCode = #listening
* qualification[training].extension[competency][2].valueCode = #cultural-competence
* qualification[training].extension[competency][3].valueCode = #hipaa-confidentiality
* qualification[training].extension[competency][4].valueCode = #mandatory-reporting
* qualification[training].extension[competency][5].valueCode = #communication
* qualification[training].extension[competency][6].valueCode = #mentoring
* qualification[training].extension[competency][7].valueCode = #crisis-wrap-planning
* qualification[training].extension[competency][8].valueCode = #natural-supports
* qualification[training].extension[competency][9].valueCode = #advocacy
* qualification[training].extension[competency][10].valueCode = #documentation-outcomes
* qualification[training].extension[competency][11].valueCode = #ethics-boundaries
* qualification[training].extension[competency][12].valueCode = #networking
* qualification[continuingEducation].extension[trainingHours].valueDecimal = 10
* qualification[continuingEducation].code = $qual#continuing-education
* qualification[continuingEducation].period.start = "2026-03-02"
* qualification[continuingEducation].period.end = "2026-03-03"
* qualification[continuingEducation].issuer.reference = "Organization/DPHHS-MT"

Instance: practitioner-mt-solo
InstanceOf: MtPeerSupportSpecialist
Title: "A self-employed peer of Montana"
Usage: #example
* id = "mt-solo"
* insert Synthetic
* identifier[NPI].value = "9990001023"
* insert Named(Zz-Peer, Camas)
* insert ReachedAt(Helena, MT, 59601, 406-555-0102)
* insert Lived(self-mh, 48, 2025-12-01, ORG-MT-SOLO)
* insert Certified(certification, SYN-MT-C-2, 2026-01-01, 2027-12-31, DPHHS-MT, mt-dphhs)
* insert Trained(training, 40, 2025-10-05, 2025-10-16, DPHHS-MT, mt-dphhs)

Instance: practitioner-mt-short
InstanceOf: MtPeerSupportSpecialist
Title: "A peer of Montana with half an hour too little of training"
Usage: #example
* id = "mt-short"
* insert Synthetic
* identifier[NPI].value = "9990001031"
* insert Named(Zz-Peer, Lupine)
* insert ReachedAt(Helena, MT, 59601, 406-555-0103)
* insert Lived(self-mh, 24, 2025-12-01, ORG-MT)
* insert Certified(certification, SYN-MT-C-3, 2026-01-01, 2027-12-31, DPHHS-MT, mt-dphhs)
* insert Trained(training, 29.5, 2025-10-05, 2025-10-16, DPHHS-MT, mt-dphhs)

Profile: CmhPeerSupportSpecialist
Parent: peer-support-specialist
Id: cmh-standard-peer-support-specialist
Title: "Peer support specialist under the community mental health standard"
Description: "What the standard looks for in the record of a peer: training with proof and a recovery that holds; a certificate is not asked for."
* insert OfProgram(cmh-standard)
* obeys CMH-21 and CMH-22 and CMH-24 and CMH-25 and CMH-26 and CMH-37
* extension[literacyAttestation] MS
* extension[literacyAttestation] ^requirements = "CMH-23, CMH-24"
* qualification[training].extension[competency] ^requirements = "CMH-27, CMH-28, CMH-29, CMH-30, CMH-31, CMH-32, CMH-33, CMH-34, CMH-35, CMH-36"

Invariant: CMH-21
Description: "The peer has lived with a serious mental illness, or with a family member who has one"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').where(extension('category').value.where($this in ('self-smi' | 'family-smi' | 'family-sed')).exists()).exists()"

Invariant: CMH-22
Description: "The peer works on recovery now, is stable and able to keep a job"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').extension('recoveryAttestation').where(extension('currentlyWorkingOnRecovery').value = true and extension('stable').value = true and extension('ableToMaintainEmployment').value = true and extension('asOf').exists()).exists()"

Invariant: CMH-24
Description: "The peer holds a diploma, or is attested to read and write as well as the work asks"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/literacy-attestation').value = true or qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'high-school-or-equivalent').exists()).exists()"

Invariant: CMH-25
Description: "The peer has completed a recognized training"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).where(issuer.exists() and period.start.exists()).exists()"

Invariant: CMH-26
Description: "The proof of the training is on record: the number of the paper"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).all(identifier.value.exists())"

Invariant: CMH-37
Description: "Six months of recovery are attested, without hospital and without trouble with the law"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').extension('recoveryAttestation').where((extension('attestedMonths').value >= 6 or extension('recoveryStart').exists()) and extension('noInpatient').value = true and extension('noJustice').value = true).exists()"

Instance: practitioner-cmh-peer
InstanceOf: CmhPeerSupportSpecialist
Title: "A trained peer without a certificate"
Usage: #example
* id = "cmh-peer"
* insert Synthetic
* identifier[NPI].value = "9990001106"
* insert Named(Zz-Peer, Generic)
* insert ReachedAt(Denver, CO, 80202, 303-555-0110)
* insert Lived(self-smi, 7, 2026-09-01, ORG-CMH)
* extension[livedExperience].extension[recoveryAttestation].extension[currentlyWorkingOnRecovery].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[stable].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[ableToMaintainEmployment].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[noInpatient].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[noJustice].valueBoolean = true
* extension[literacyAttestation].valueBoolean = true
* qualification[training].code = $qual#peer-training
* qualification[training].identifier.system = "https://peerfhir.org/fhir/NamingSystem/certificate"
* qualification[training].identifier.value = "SYN-CMH-T-1"
* qualification[training].period.start = "2026-03-02"
* qualification[training].period.end = "2026-03-06"
* qualification[training].issuer.display = "Zz-Peer Academy"

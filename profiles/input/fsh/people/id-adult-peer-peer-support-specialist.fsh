Profile: IdPeerSupportSpecialist
Parent: cms-baseline-peer-support-specialist
Id: id-adult-peer-peer-support-specialist
Title: "Peer support specialist in Idaho"
Description: "What Idaho looks for in the record of a peer: its own certificate and training, schooling, and a year of recovery."
* insert OfProgram(id-adult-peer)
* obeys ID-06 and ID-07 and ID-08 and ID-09 and ID-10
* qualification[certification] ^requirements = "ID-02, ID-10"

Invariant: ID-06
Description: "The peer holds a high school diploma or what equals it"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'high-school-or-equivalent').exists()).exists()"

Invariant: ID-07
Description: "The peer has lived with a mental illness, alone or with an addiction beside it"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').where(extension('category').value.where($this in ('self-mh' | 'self-smi' | 'self-cooccurring')).exists()).exists()"

Invariant: ID-08
Description: "A year of recovery is attested, or when recovery began"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').extension('recoveryAttestation').where(extension('attestedMonths').value >= 12 or extension('recoveryStart').exists()).exists()"

Invariant: ID-09
Description: "The State directed the training"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'peer-training').exists()).issuer.where(reference.exists() or identifier.where(system = 'https://peerfhir.org/fhir/NamingSystem/issuer' and value = 'id-state').exists()).exists()"

Invariant: ID-10
Description: "Idaho issued the certificate, and it says until when it is in force"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'cpss').exists()).where(period.exists() and issuer.where(reference.exists() or identifier.where(system = 'https://peerfhir.org/fhir/NamingSystem/issuer' and value = 'id-state').exists()).exists()).exists()"

Instance: practitioner-id-peer
InstanceOf: IdPeerSupportSpecialist
Title: "A peer of Idaho whose certificate ended on 30 September 2026"
Usage: #example
* id = "id-peer"
* insert Synthetic
* identifier[NPI].value = "9990001080"
* insert Named(Zz-Peer, Syringa)
* insert ReachedAt(Boise, ID, 83702, 208-555-0108)
* insert Lived(self-mh, 14, 2025-02-15, ORG-ID)
* insert Certified(certification, SYN-ID-C-8, 2025-03-01, 2026-09-30, ID-STATE, id-state)
* insert Trained(training, 40, 2025-02-02, 2025-02-06, ID-STATE, id-state)
* insert Schooled(education)

Instance: practitioner-id-peer2
InstanceOf: IdPeerSupportSpecialist
Title: "A certified peer of Idaho"
Usage: #example
* id = "id-peer2"
* insert Synthetic
* identifier[NPI].value = "9990001098"
* insert Named(Zz-Peer, Camphor)
* insert ReachedAt(Boise, ID, 83702, 208-555-0109)
* insert Lived(self-cooccurring, 14, 2025-02-15, ORG-ID)
* insert Certified(certification, SYN-ID-C-9, 2025-03-01, 2027-12-31, ID-STATE, id-state)
* insert Trained(training, 40, 2025-02-02, 2025-02-06, ID-STATE, id-state)
* insert Schooled(education)

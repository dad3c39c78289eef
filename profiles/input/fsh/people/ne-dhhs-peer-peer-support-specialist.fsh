Profile: NePeerSupportSpecialist
Parent: cms-baseline-peer-support-specialist
Id: ne-dhhs-peer-peer-support-specialist
Title: "Peer support specialist in Nebraska"
Description: "What Nebraska looks for in the record of a peer: age, schooling, two years of recovery and the Division's certificate."
* insert OfProgram(ne-dhhs-peer)
* obeys NE-52 and NE-53 and NE-55 and NE-56 and NE-57
* extension[livedExperience] ^requirements = "NE-09, NE-53, NE-54, NE-56"

Invariant: NE-52
Description: "The date of birth is known to the day, so that the age of 19 can be told"
Severity: #warning
Expression: "birthDate.exists() and birthDate.toString().length() = 10"

Invariant: NE-53
Description: "The peer identifies as somebody with lived experience of mental illness or addiction, or as parent of a child with either"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').where(extension('category').value.where($this in ('self-mh' | 'self-smi' | 'self-sud' | 'self-cooccurring' | 'parent-caregiver')).exists() and extension('selfIdentified').value = true).exists()"

Invariant: NE-55
Description: "The peer holds a high school diploma or what equals it"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'high-school-or-equivalent').exists()).exists()"

Invariant: NE-56
Description: "Two years of recovery are attested, or when recovery began"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/lived-experience').extension('recoveryAttestation').where(extension('attestedMonths').value >= 24 or extension('recoveryStart').exists()).exists()"

Invariant: NE-57
Description: "The Division of Behavioral Health issued the certificate"
Severity: #warning
Expression: "qualification.where(code.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/qual' and code = 'cpss').exists()).issuer.where(reference.exists() or identifier.where(system = 'https://peerfhir.org/fhir/NamingSystem/issuer' and value = 'ne-dbh').exists()).exists()"

Instance: practitioner-ne-peer
InstanceOf: NePeerSupportSpecialist
Title: "A certified peer of Nebraska"
Usage: #example
* id = "ne-peer"
* insert Synthetic
* identifier[NPI].value = "9990001049"
* insert Named(Zz-Peer, Sandhill)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0104)
* birthDate = "2000-04-10"
* insert Lived(self-mh, 30, 2026-05-01, ORG-NE)
* insert Certified(certification, SYN-NE-C-1, 2025-07-01, 2027-06-30, NE-DBH, ne-dbh)
* insert Trained(training, 40, 2025-05-05, 2025-05-09, NE-DBH, ne-dbh)
* insert Schooled(education)

Instance: practitioner-ne-young
InstanceOf: NePeerSupportSpecialist
Title: "A peer who turns 19 on 15 September 2026"
Usage: #example
* id = "ne-young"
* insert Synthetic
* identifier[NPI].value = "9990001056"
* insert Named(Zz-Peer, Kearney)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0105)
* birthDate = "2007-09-15"
* insert Lived(self-sud, 26, 2026-06-01, ORG-NE)
* insert Certified(certification, SYN-NE-C-2, 2026-06-01, 2028-05-31, NE-DBH, ne-dbh)
* insert Trained(training, 40, 2026-04-06, 2026-04-10, NE-DBH, ne-dbh)
* insert Schooled(education)

Instance: practitioner-ne-leap
InstanceOf: NePeerSupportSpecialist
Title: "A peer born on a leap day"
Usage: #example
* id = "ne-leap"
* insert Synthetic
* identifier[NPI].value = "9990001064"
* insert Named(Zz-Peer, Leapday)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0106)
* birthDate = "2004-02-29"
* insert Lived(self-mh, 40, 2026-05-01, ORG-NE)
* insert Certified(certification, SYN-NE-C-3, 2025-07-01, 2027-06-30, NE-DBH, ne-dbh)
* insert Trained(training, 40, 2025-05-05, 2025-05-09, NE-DBH, ne-dbh)
* insert Schooled(education)

Instance: practitioner-ne-fam
InstanceOf: NePeerSupportSpecialist
Title: "A parent who supports parents"
Usage: #example
* id = "ne-fam"
* insert Synthetic
* identifier[NPI].value = "9990001072"
* insert Named(Zz-Peer, Platte)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0107)
* birthDate = "1978-08-02"
* extension[peerType].valueCode = #family-peer
* insert Lived(parent-caregiver, 60, 2026-05-01, ORG-NE)
* extension[livedExperience].extension[similar].valueBoolean = true
* insert Certified(certification, SYN-NE-C-4, 2025-07-01, 2027-06-30, NE-DBH, ne-dbh)
* insert Trained(training, 40, 2025-05-05, 2025-05-09, NE-DBH, ne-dbh)
* insert Schooled(education)
* qualification[familyTraining].code = $qual#family-peer-training
* qualification[familyTraining].period.start = "2025-06-02"
* qualification[familyTraining].issuer.reference = "Organization/NE-DBH"

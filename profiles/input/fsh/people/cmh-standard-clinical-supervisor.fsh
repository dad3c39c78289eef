Profile: CmhClinicalSupervisor
Parent: clinical-supervisor
Id: cmh-standard-clinical-supervisor
Title: "Clinical supervisor under the community mental health standard"
Description: "A qualified health professional, as federal rules define one, who supervises peers."
* insert OfProgram(cmh-standard)
* qualification[license].code from cmh-standard-supervisor-license (extensible)
* qualification[license].code ^comment = "CMH-38: the supervisor is a qualified health professional."

Instance: practitioner-cmh-qhp
InstanceOf: CmhClinicalSupervisor
Title: "A qualified health professional"
Usage: #example
* id = "cmh-qhp"
* insert Synthetic
* identifier[NPI].value = "9990002062"
* insert Named(Zz-Clinician, Mesa)
* insert ReachedAt(Denver, CO, 80202, 303-555-0116)
* insert Licensed($license, federal-qhp, SYN-CMH-L-1, 2024-01-01, 2029-12-31, MCO-OTHER, mco-other)

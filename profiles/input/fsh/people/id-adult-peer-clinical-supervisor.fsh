Profile: IdClinicalSupervisor
Parent: clinical-supervisor
Id: id-adult-peer-clinical-supervisor
Title: "Clinical supervisor in Idaho"
Description: "A clinician who supervises peers under Idaho Medicaid's supervisory protocol."
* insert OfProgram(id-adult-peer)
* qualification[license].code from id-adult-peer-supervisor-license (extensible)
* qualification[license].code ^comment = "ID-12: peers work under Medicaid's supervisory protocol."

Instance: practitioner-id-sup
InstanceOf: IdClinicalSupervisor
Title: "A supervisor under Idaho's protocol"
Usage: #example
* id = "id-sup"
* insert Synthetic
* identifier[NPI].value = "9990002054"
* insert Named(Zz-Clinician, Salmon)
* insert ReachedAt(Boise, ID, 83702, 208-555-0115)
* insert Licensed($license, id-protocol, SYN-ID-L-1, 2024-01-01, 2029-12-31, ID-STATE, id-state)

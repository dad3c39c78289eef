Profile: MtClinicalSupervisor
Parent: clinical-supervisor
Id: mt-sdmi-hcbs-clinical-supervisor
Title: "Clinical supervisor in Montana's waiver"
Description: "A licensed mental health professional who may supervise a peer of Montana's waiver."
* insert OfProgram(mt-sdmi-hcbs)
* qualification[license].code from mt-sdmi-hcbs-supervisor-license (extensible)
* qualification[license].code ^comment = "MT-22: the supervisor is a licensed mental health professional."

Instance: practitioner-mt-sup
InstanceOf: MtClinicalSupervisor
Title: "A licensed professional counselor of Montana"
Usage: #example
* id = "mt-sup"
* insert Synthetic
* identifier[NPI].value = "9990002013"
* insert Named(Zz-Clinician, Bitterroot)
* insert ReachedAt(Helena, MT, 59601, 406-555-0111)
* insert Licensed($license, LCPC, SYN-MT-L-1, 2024-01-01, 2029-12-31, DPHHS-MT, mt-dphhs)

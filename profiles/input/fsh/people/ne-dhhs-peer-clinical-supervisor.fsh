Profile: NeClinicalSupervisor
Parent: clinical-supervisor
Id: ne-dhhs-peer-clinical-supervisor
Title: "Clinical consultant in Nebraska"
Description: "A clinician with a licence on Nebraska's list, who takes professional responsibility for a peer's services."
* insert OfProgram(ne-dhhs-peer)
* qualification[license].code from ne-license (extensible)
* qualification[license].code ^comment = "NE-59: the consultant's licence is on the list of eleven."
* qualification[license].code ^requirements = "NE-59, NE-60, NE-61, NE-62, NE-63, NE-64, NE-65, NE-66, NE-67, NE-68, NE-69"

Instance: practitioner-ne-limhp
InstanceOf: NeClinicalSupervisor
Title: "An independent mental health practitioner of Nebraska"
Usage: #example
* id = "ne-limhp"
* insert Synthetic
* identifier[NPI].value = "9990002021"
* insert Named(Zz-Clinician, Niobrara)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0112)
* insert Licensed($ne-license, limhp, SYN-NE-L-1, 2024-01-01, 2029-12-31, NE-DPH, ne-dph)

Instance: practitioner-ne-rn
InstanceOf: NeClinicalSupervisor
Title: "A registered nurse of Nebraska"
Usage: #example
* id = "ne-rn"
* insert Synthetic
* identifier[NPI].value = "9990002039"
* insert Named(Zz-Clinician, Loup)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0113)
* insert Licensed($ne-license, rn, SYN-NE-L-2, 2024-01-01, 2029-12-31, NE-DPH, ne-dph)

Instance: practitioner-ne-ladc
InstanceOf: NeClinicalSupervisor
Title: "An alcohol and drug counselor of Nebraska"
Usage: #example
* id = "ne-ladc"
* insert Synthetic
* identifier[NPI].value = "9990002047"
* insert Named(Zz-Clinician, Elkhorn)
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0114)
* insert Licensed($ne-license, ladc, SYN-NE-L-3, 2024-01-01, 2029-12-31, NE-DPH, ne-dph)

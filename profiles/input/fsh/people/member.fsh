Profile: Member
Parent: USCorePatientProfile
Id: member
Title: "Member"
Description: "A person whom peer support serves, as the agency knows them, with the number by which their payer knows them."
* identifier ^slicing.discriminator.type = #pattern
* identifier ^slicing.discriminator.path = "type"
* identifier ^slicing.rules = #open
* identifier contains memberNumber 0..* MS
* identifier[memberNumber].type 1..1
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].assigner MS
* identifier[memberNumber] ^short = "The payer's number: Patients of several agencies with the same number are one member"
* birthDate ^requirements = "ID-01, CMS-05"

Instance: patient-mt-m1
InstanceOf: Member
Title: "A member of Montana's waiver"
Usage: #example
* id = "mt-m1"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://dphhs-mt.example.org/members"
* identifier[memberNumber].value = "SYN-MT-0001"
* identifier[memberNumber].assigner.reference = "Organization/DPHHS-MT"
* insert Named(Zz-Member, Huckleberry)
* name.use = #official
* gender = #female
* birthDate = "1984-05-05"
* insert Reached(home, Helena, MT, 59601, 406-555-0150)

Instance: patient-ne-m1
InstanceOf: Member
Title: "A member in Nebraska"
Usage: #example
* id = "ne-m1"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://mco-ne.example.org/members"
* identifier[memberNumber].value = "SYN-NE-0001"
* identifier[memberNumber].assigner.reference = "Organization/MCO-NE"
* insert Named(Zz-Member, Cottonwood)
* name.use = #official
* gender = #male
* birthDate = "1990-02-02"
* insert Reached(home, Lincoln, NE, 68508, 402-555-0150)

Instance: patient-ne-sud
InstanceOf: Member
Title: "A member in Nebraska whose records are under 42 CFR Part 2"
Usage: #example
* id = "ne-sud"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://mco-ne.example.org/members"
* identifier[memberNumber].value = "SYN-NE-0002"
* identifier[memberNumber].assigner.reference = "Organization/MCO-NE"
* insert Named(Zz-Member, Goldenrod)
* name.use = #official
* gender = #female
* birthDate = "1987-03-14"
* insert Reached(home, Omaha, NE, 68102, 402-555-0151)

Instance: patient-ne-kid
InstanceOf: Member
Title: "A child whose mother receives family peer support"
Usage: #example
* id = "ne-kid"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://mco-ne.example.org/members"
* identifier[memberNumber].value = "SYN-NE-0003"
* identifier[memberNumber].assigner.reference = "Organization/MCO-NE"
* insert Named(Zz-Child, Meadowlark)
* name.use = #official
* gender = #female
* birthDate = "2008-11-10"
* insert Reached(home, Lincoln, NE, 68508, 402-555-0152)

Instance: patient-id-m1
InstanceOf: Member
Title: "A member in Idaho"
Usage: #example
* id = "id-m1"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://mco-id.example.org/members"
* identifier[memberNumber].value = "SYN-ID-0001"
* identifier[memberNumber].assigner.reference = "Organization/MCO-ID"
* insert Named(Zz-Member, Sagebrush)
* name.use = #official
* gender = #male
* birthDate = "1979-01-20"
* insert Reached(home, Boise, ID, 83702, 208-555-0150)

Instance: patient-cmh-m1
InstanceOf: Member
Title: "A member of a community mental health center"
Usage: #example
* id = "cmh-m1"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://mco-other.example.org/members"
* identifier[memberNumber].value = "SYN-CM-0001"
* identifier[memberNumber].assigner.reference = "Organization/MCO-OTHER"
* insert Named(Zz-Member, Plain)
* name.use = #official
* gender = #female
* birthDate = "1982-09-09"
* insert Reached(home, Denver, CO, 80202, 303-555-0150)

Instance: patient-two-m1
InstanceOf: Member
Title: "A member who moved from Montana to Idaho"
Usage: #example
* id = "two-m1"
* insert Synthetic
* identifier[memberNumber].type = $identifier-type#MB
* identifier[memberNumber].system = "https://dphhs-mt.example.org/members"
* identifier[memberNumber].value = "SYN-XX-0001"
* identifier[memberNumber].assigner.reference = "Organization/DPHHS-MT"
* insert Named(Zz-Member, Twostate)
* name.use = #official
* gender = #male
* birthDate = "1990-06-15"
* insert Reached(home, Helena, MT, 59601, 406-555-0151)
* identifier[memberNumber][1].type = $identifier-type#MB
* identifier[memberNumber][1].system = "https://mco-id.example.org/members"
* identifier[memberNumber][1].value = "SYN-XX-0001"
* identifier[memberNumber][1].assigner.reference = "Organization/MCO-ID"

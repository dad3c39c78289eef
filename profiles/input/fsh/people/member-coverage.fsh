Profile: MemberCoverage
Parent: USCoreCoverageProfile
Id: member-coverage
Title: "Member coverage"
Description: "That a payer covers a member, from when to when, under which number, and in which program's plan."
* identifier[memberid].system MS
* identifier[memberid].value MS
* class[plan] ^short = "The plan: its value is the program under which peer support is judged"

Instance: coverage-ne-c1
InstanceOf: MemberCoverage
Title: "Coverage in Nebraska"
Usage: #example
* id = "ne-c1"
* insert Synthetic
* identifier[memberid].system = "https://mco-ne.example.org/members"
* identifier[memberid].value = "SYN-NE-0001"
* identifier[memberid].assigner.reference = "Organization/MCO-NE"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-NE-0001"
* beneficiary.reference = "Patient/ne-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/MCO-NE"
* class[plan].value = "ne-dhhs-peer"
* class[plan].name = "Zz-Heritage"

Instance: coverage-ne-c-sud
InstanceOf: MemberCoverage
Title: "Coverage of a member of a Part 2 program"
Usage: #example
* id = "ne-c-sud"
* insert Synthetic
* identifier[memberid].system = "https://mco-ne.example.org/members"
* identifier[memberid].value = "SYN-NE-0002"
* identifier[memberid].assigner.reference = "Organization/MCO-NE"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-NE-0002"
* beneficiary.reference = "Patient/ne-sud"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/MCO-NE"
* class[plan].value = "ne-dhhs-peer"
* class[plan].name = "Zz-Heritage"

Instance: coverage-ne-c-kid
InstanceOf: MemberCoverage
Title: "Coverage of a child"
Usage: #example
* id = "ne-c-kid"
* insert Synthetic
* identifier[memberid].system = "https://mco-ne.example.org/members"
* identifier[memberid].value = "SYN-NE-0003"
* identifier[memberid].assigner.reference = "Organization/MCO-NE"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-NE-0003"
* beneficiary.reference = "Patient/ne-kid"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/MCO-NE"
* class[plan].value = "ne-dhhs-peer"
* class[plan].name = "Zz-Heritage"

Instance: coverage-id-c1
InstanceOf: MemberCoverage
Title: "Coverage in Idaho"
Usage: #example
* id = "id-c1"
* insert Synthetic
* identifier[memberid].system = "https://mco-id.example.org/members"
* identifier[memberid].value = "SYN-ID-0001"
* identifier[memberid].assigner.reference = "Organization/MCO-ID"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-ID-0001"
* beneficiary.reference = "Patient/id-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/MCO-ID"
* class[plan].value = "id-adult-peer"
* class[plan].name = "Zz-Adult peer support"

Instance: coverage-cmh-c1
InstanceOf: MemberCoverage
Title: "Coverage of a member of a community mental health center"
Usage: #example
* id = "cmh-c1"
* insert Synthetic
* identifier[memberid].system = "https://mco-other.example.org/members"
* identifier[memberid].value = "SYN-CM-0001"
* identifier[memberid].assigner.reference = "Organization/MCO-OTHER"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-CM-0001"
* beneficiary.reference = "Patient/cmh-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/MCO-OTHER"
* class[plan].value = "cmh-standard"
* class[plan].name = "Zz-Community"

Instance: coverage-two-c-id
InstanceOf: MemberCoverage
Title: "Coverage in Idaho after a move"
Usage: #example
* id = "two-c-id"
* insert Synthetic
* identifier[memberid].system = "https://mco-id.example.org/members"
* identifier[memberid].value = "SYN-XX-0001"
* identifier[memberid].assigner.reference = "Organization/MCO-ID"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-XX-0001"
* beneficiary.reference = "Patient/two-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-08-01"
* payor.reference = "Organization/MCO-ID"
* class[plan].value = "id-adult-peer"
* class[plan].name = "Zz-Adult peer support"

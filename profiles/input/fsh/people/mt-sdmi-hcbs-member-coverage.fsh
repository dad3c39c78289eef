Profile: MtMemberCoverage
Parent: member-coverage
Id: mt-sdmi-hcbs-member-coverage
Title: "Coverage by Montana's waiver"
Description: "Coverage by the SDMI waiver, which is the evidence that the State found a severe disabling mental illness."
* insert OfProgram(mt-sdmi-hcbs)
* obeys MT-03

Invariant: MT-03
Description: "The plan is the SDMI waiver"
Severity: #warning
Expression: "class.exists(value = 'mt-sdmi-hcbs' and type.coding.exists(code = 'plan'))"

Instance: coverage-mt-c1
InstanceOf: MtMemberCoverage
Title: "Coverage by Montana's waiver"
Usage: #example
* id = "mt-c1"
* insert Synthetic
* identifier[memberid].system = "https://dphhs-mt.example.org/members"
* identifier[memberid].value = "SYN-MT-0001"
* identifier[memberid].assigner.reference = "Organization/DPHHS-MT"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-MT-0001"
* beneficiary.reference = "Patient/mt-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* payor.reference = "Organization/DPHHS-MT"
* class[plan].value = "mt-sdmi-hcbs"
* class[plan].name = "Zz-Waiver SDMI"

Instance: coverage-two-c-mt
InstanceOf: MtMemberCoverage
Title: "Coverage by Montana's waiver until a move"
Usage: #example
* id = "two-c-mt"
* insert Synthetic
* identifier[memberid].system = "https://dphhs-mt.example.org/members"
* identifier[memberid].value = "SYN-XX-0001"
* identifier[memberid].assigner.reference = "Organization/DPHHS-MT"
* status = #active
* type = https://nahdo.org/sopt#2
* subscriberId = "SYN-XX-0001"
* beneficiary.reference = "Patient/two-m1"
* relationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship#self
* period.start = "2026-01-01"
* period.end = "2026-08-31"
* payor.reference = "Organization/DPHHS-MT"
* class[plan].value = "mt-sdmi-hcbs"
* class[plan].name = "Zz-Waiver SDMI"

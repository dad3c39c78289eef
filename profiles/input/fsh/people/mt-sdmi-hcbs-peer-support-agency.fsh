Profile: MtPeerSupportAgency
Parent: peer-support-agency
Id: mt-sdmi-hcbs-peer-support-agency
Title: "Peer support agency in Montana's waiver"
Description: "An agency that Montana Medicaid has enrolled for home and community based services; a self-employed peer is one too."
* insert OfProgram(mt-sdmi-hcbs)
* obeys MT-18

Invariant: MT-18
Description: "The agency is enrolled for home and community based services"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/program-enrollment').where(extension('program').value = 'mt-hcbs').exists()"

Instance: organization-org-mt
InstanceOf: MtPeerSupportAgency
Title: "An enrolled agency of Montana"
Usage: #example
* id = "ORG-MT"
* insert Synthetic
* identifier[NPI].value = "9990003011"
* active = true
* name = "Zz-Agency Clark Fork"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#group-agency
* insert ReachedAt(Helena, MT, 59601, 406-555-0100)
* extension[programEnrollment].extension[program].valueCode = #mt-hcbs
* extension[programEnrollment].extension[period].valuePeriod.start = "2026-01-01"
* extension[timeZone].valueCode = #America/Denver

Instance: organization-org-mt-solo
InstanceOf: MtPeerSupportAgency
Title: "A peer of Montana who is their own agency"
Usage: #example
* id = "ORG-MT-SOLO"
* insert Synthetic
* identifier[NPI].value = "9990003029"
* active = true
* name = "Zz-Agency Camas"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#sole-proprietor
* insert ReachedAt(Helena, MT, 59601, 406-555-0102)
* extension[programEnrollment].extension[program].valueCode = #mt-hcbs
* extension[programEnrollment].extension[period].valuePeriod.start = "2026-01-01"
* extension[timeZone].valueCode = #America/Denver

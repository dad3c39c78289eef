Profile: NePeerSupportAgency
Parent: peer-support-agency
Id: ne-dhhs-peer-peer-support-agency
Title: "Peer support agency in Nebraska"
Description: "An agency of Nebraska, with the licence of its premises where the Division of Public Health asks for one."
* insert OfProgram(ne-dhhs-peer)
* obeys NE-04
* extension[facilityLicense] MS

Invariant: NE-04
Description: "A licence of the premises is one of the Division of Public Health, with its time in force"
Severity: #warning
Expression: "extension('https://peerfhir.org/fhir/StructureDefinition/facility-license').all(extension('issuer').value.value = 'ne-dph' and extension('period').exists())"

Instance: organization-org-ne
InstanceOf: NePeerSupportAgency
Title: "An agency of Nebraska"
Usage: #example
* id = "ORG-NE"
* insert Synthetic
* identifier[NPI].value = "9990003060"
* active = true
* name = "Zz-Agency Sandhills"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#group-agency
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0100)
* extension[facilityLicense].extension[number].valueString = "SYN-NE-F-1"
* extension[facilityLicense].extension[issuer].valueIdentifier.system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* extension[facilityLicense].extension[issuer].valueIdentifier.value = "ne-dph"
* extension[facilityLicense].extension[period].valuePeriod.start = "2026-01-01"
* extension[facilityLicense].extension[period].valuePeriod.end = "2027-12-31"
* extension[timeZone].valueCode = #America/Chicago

Instance: organization-org-ne-sud
InstanceOf: NePeerSupportAgency
Title: "A program of Nebraska for substance use, under 42 CFR Part 2"
Usage: #example
* id = "ORG-NE-SUD"
* insert Synthetic
* identifier[NPI].value = "9990003078"
* active = true
* name = "Zz-Program Goldenrod"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#group-agency
* insert ReachedAt(Omaha, NE, 68102, 402-555-0120)
* extension[part2Program].valueBoolean = true
* extension[timeZone].valueCode = #America/Chicago

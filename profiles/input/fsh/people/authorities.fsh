// Payers, States and teams: organizations that are no agencies, but that the examples name.

Instance: organization-dphhs-mt
InstanceOf: USCoreOrganizationProfile
Title: "Montana's department: it pays, certifies and approves courses"
Usage: #example
* id = "DPHHS-MT"
* insert Synthetic
* active = true
* name = "Zz-Department of Montana Health"
* type = http://terminology.hl7.org/CodeSystem/organization-type#pay
* insert ReachedAt(Helena, MT, 59601, 406-555-0130)
* identifier[0].system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* identifier[0].value = "mt-dphhs"

Instance: organization-mt-cmt
InstanceOf: USCoreOrganizationProfile
Title: "A case management team of Montana"
Usage: #example
* id = "MT-CMT"
* insert Synthetic
* active = true
* name = "Zz-Team Gallatin"
* type = $agency-type#cmt
* insert ReachedAt(Helena, MT, 59601, 406-555-0131)

Instance: organization-mt-cpo
InstanceOf: USCoreOrganizationProfile
Title: "A community program officer of Montana"
Usage: #example
* id = "MT-CPO"
* insert Synthetic
* active = true
* name = "Zz-Office Missouri"
* type = $agency-type#cpo
* insert ReachedAt(Helena, MT, 59601, 406-555-0132)

Instance: organization-ne-dbh
InstanceOf: USCoreOrganizationProfile
Title: "Who certifies peers in Nebraska"
Usage: #example
* id = "NE-DBH"
* insert Synthetic
* active = true
* name = "Zz-Division of Behavioral Health"
* type = http://terminology.hl7.org/CodeSystem/organization-type#govt
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0130)
* identifier[0].system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* identifier[0].value = "ne-dbh"

Instance: organization-ne-dph
InstanceOf: USCoreOrganizationProfile
Title: "Who licenses people and premises in Nebraska"
Usage: #example
* id = "NE-DPH"
* insert Synthetic
* active = true
* name = "Zz-Division of Public Health"
* type = http://terminology.hl7.org/CodeSystem/organization-type#govt
* insert ReachedAt(Lincoln, NE, 68508, 402-555-0131)
* identifier[0].system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* identifier[0].value = "ne-dph"

Instance: organization-mco-ne
InstanceOf: USCoreOrganizationProfile
Title: "A managed care plan of Nebraska"
Usage: #example
* id = "MCO-NE"
* insert Synthetic
* active = true
* name = "Zz-Plan Prairie"
* type = http://terminology.hl7.org/CodeSystem/organization-type#pay
* insert ReachedAt(Omaha, NE, 68102, 402-555-0132)

Instance: organization-id-state
InstanceOf: USCoreOrganizationProfile
Title: "Who certifies and trains peers in Idaho"
Usage: #example
* id = "ID-STATE"
* insert Synthetic
* active = true
* name = "Zz-State of Idaho"
* type = http://terminology.hl7.org/CodeSystem/organization-type#govt
* insert ReachedAt(Boise, ID, 83702, 208-555-0130)
* identifier[0].system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* identifier[0].value = "id-state"

Instance: organization-mco-id
InstanceOf: USCoreOrganizationProfile
Title: "A managed care plan of Idaho"
Usage: #example
* id = "MCO-ID"
* insert Synthetic
* active = true
* name = "Zz-Health Plan Gem"
* type = http://terminology.hl7.org/CodeSystem/organization-type#pay
* insert ReachedAt(Boise, ID, 83702, 208-555-0131)

Instance: organization-mco-other
InstanceOf: USCoreOrganizationProfile
Title: "Another managed care plan"
Usage: #example
* id = "MCO-OTHER"
* insert Synthetic
* active = true
* name = "Zz-Plan Elsewhere"
* type = http://terminology.hl7.org/CodeSystem/organization-type#pay
* insert ReachedAt(Denver, CO, 80202, 303-555-0130)
* identifier[0].system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* identifier[0].value = "mco-other"

Profile: IdPeerSupportAgency
Parent: peer-support-agency
Id: id-adult-peer-peer-support-agency
Title: "Peer support agency in Idaho"
Description: "A group agency of Idaho: peers do not bill on their own there."
* insert OfProgram(id-adult-peer)
* obeys ID-11

Invariant: ID-11
Description: "The agency is a group agency"
Severity: #warning
Expression: "type.coding.where(system = 'https://peerfhir.org/fhir/CodeSystem/agency-type' and code = 'group-agency').exists()"

Instance: organization-org-id
InstanceOf: IdPeerSupportAgency
Title: "A group agency of Idaho"
Usage: #example
* id = "ORG-ID"
* insert Synthetic
* identifier[NPI].value = "9990003037"
* active = true
* name = "Zz-Agency Sawtooth"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#group-agency
* insert ReachedAt(Boise, ID, 83702, 208-555-0100)
* extension[timeZone].valueCode = #America/Boise

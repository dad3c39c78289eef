Profile: PeerSupportAgency
Parent: USCoreOrganizationProfile
Id: peer-support-agency
Title: "Peer support agency"
Description: "An organization that employs peers and bills for their work: its kind, its enrollments, its licence and its time zone."
* extension contains
    program-enrollment named programEnrollment 0..* MS and
    facility-license named facilityLicense 0..* and
    part2-program named part2Program 0..1 and
    long-term-support-model named longTermSupportModel 0..1 and
    time-zone named timeZone 0..1 MS
* extension[programEnrollment] ^short = "For what a payer has enrolled the agency, and from when to when"
* extension[facilityLicense] ^short = "A licence of its premises"
* extension[part2Program] ^short = "True: its records of substance use are under 42 CFR Part 2"
* extension[timeZone] ^short = "By which its days, weeks and years are told"
* type MS
* type ^short = "Besides what others know it as: a code of CodeSystem/agency-type, group agency or sole proprietor"

Instance: organization-org-cmh
InstanceOf: PeerSupportAgency
Title: "A community mental health center"
Usage: #example
* id = "ORG-CMH"
* insert Synthetic
* identifier[NPI].value = "9990003086"
* active = true
* name = "Zz-Center Mesa"
* type[0] = http://terminology.hl7.org/CodeSystem/organization-type#prov
* type[1] = $agency-type#group-agency
* insert ReachedAt(Denver, CO, 80202, 303-555-0100)
* extension[timeZone].valueCode = #America/Denver
* extension[longTermSupportModel].valueCode = #treatment

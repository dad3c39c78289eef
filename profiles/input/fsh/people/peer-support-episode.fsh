Profile: PeerSupportEpisode
Parent: EpisodeOfCare
Id: peer-support-episode
Title: "Peer support episode"
Description: "The time in which an agency serves a member under a program: who leads it, why the member was admitted, and why it ended."
* extension contains
    program named program 0..1 MS and
    admission-criterion named admissionCriterion 0..* MS and
    exclusion-criterion named exclusionCriterion 0..* MS and
    discharge-reason named dischargeReason 0..* MS and
    discharge-outcome named dischargeOutcome 0..*
* extension[program] ^short = "The program whose law the episode and its contacts are judged by"
* extension[admissionCriterion] ^short = "What was attested when the member was admitted"
* extension[exclusionCriterion] ^short = "What was found to exclude the member, met or not"
* extension[dischargeReason] ^short = "Why the episode ended"
* extension[dischargeOutcome] ^short = "What was reached when it ended"
* status MS
* diagnosis MS
* diagnosis.condition MS
* patient only Reference(USCorePatientProfile)
* patient MS
* managingOrganization only Reference(USCoreOrganizationProfile)
* managingOrganization MS
* period MS
* period ^short = "From admission to discharge: plans and reviews are due by its first day"
* careManager only Reference(USCorePractitionerProfile or USCorePractitionerRoleProfile)
* careManager MS
* careManager ^short = "The peer who leads it; caseloads count by this"

RuleSet: Served(patient, agency, peer, start)
* patient.reference = "Patient/{patient}"
* managingOrganization.reference = "Organization/{agency}"
* careManager.reference = "PractitionerRole/{peer}"
* period.start = "{start}"

Instance: episodeofcare-mt-e1
InstanceOf: PeerSupportEpisode
Title: "An episode in Montana's waiver"
Usage: #example
* id = "mt-e1"
* insert Synthetic
* extension[program].valueCode = #mt-sdmi-hcbs
* insert Attested(admissionCriterion, 0, sdmi, 2026-01-01, Organization/DPHHS-MT)
* status = #active
* diagnosis.condition.reference = "Condition/mt-dx1"
* insert Served(mt-m1, ORG-MT, mt-peer, 2026-08-10)

Instance: episodeofcare-id-e1
InstanceOf: PeerSupportEpisode
Title: "An episode in Idaho"
Usage: #example
* id = "id-e1"
* insert Synthetic
* extension[program].valueCode = #id-adult-peer
* status = #active
* diagnosis.condition.reference = "Condition/id-dx1"
* insert Served(id-m1, ORG-ID, id-peer2, 2026-02-02)

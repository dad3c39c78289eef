Profile: CmhPeerSupportEpisode
Parent: peer-support-episode
Id: cmh-standard-peer-support-episode
Title: "Peer support episode under the community mental health standard"
Description: "An episode for which one of the areas A to G holds and nothing excludes the member while it is active."
* insert OfProgram(cmh-standard)
* obeys CMH-42 and CMH-52
* extension[admissionCriterion] ^requirements = "CMH-42, CMH-43, CMH-44, CMH-45, CMH-46, CMH-47, CMH-48, CMH-49, CMH-51"
* extension[exclusionCriterion] ^requirements = "CMH-50, CMH-52, CMH-53, CMH-54"
* extension[dischargeReason].extension[code].value[x] from cmh-standard-discharge-reason (preferred)
* extension[dischargeReason].extension[code].value[x] ^comment = "CMH-58, CMH-59: the member no longer wishes it, or the goals are met."

// Before admission nothing is attested yet, and what never was, or was an error, needs no reason.
Invariant: CMH-42
Description: "At least one of the areas A to G is met"
Severity: #error
Expression: "status in ('active' | 'onhold' | 'finished') implies extension('https://peerfhir.org/fhir/StructureDefinition/admission-criterion').where(extension('met').value = true and extension('code').value in ('cmh-A' | 'cmh-B' | 'cmh-C' | 'cmh-D' | 'cmh-E' | 'cmh-F' | 'cmh-G')).exists()"

Invariant: CMH-52
Description: "An episode is not active while an exclusion is met"
Severity: #error
Expression: "status = 'active' implies extension('https://peerfhir.org/fhir/StructureDefinition/exclusion-criterion').where(extension('met').value = true and extension('code').value in ('clinical-stabilization' | 'risk' | 'higher-level-needed' | 'structure-needed')).empty()"

Instance: episodeofcare-cmh-e1
InstanceOf: CmhPeerSupportEpisode
Title: "An episode at a community mental health center"
Usage: #example
* id = "cmh-e1"
* insert Synthetic
* extension[program].valueCode = #cmh-standard
* insert Attested(admissionCriterion, 0, cmh-C, 2026-04-01, PractitionerRole/cmh-qhp)
* status = #active
* diagnosis.condition.reference = "Condition/cmh-dx1"
* insert Served(cmh-m1, ORG-CMH, cmh-peer, 2026-04-01)

Instance: episodeofcare-cmh-ended
InstanceOf: CmhPeerSupportEpisode
Title: "An episode that ended with its goals met, and with an exclusion found"
Usage: #example
* id = "cmh-ended"
* insert Synthetic
* extension[program].valueCode = #cmh-standard
* insert Attested(admissionCriterion, 0, cmh-B, 2026-01-12, PractitionerRole/cmh-qhp)
* insert Attested(exclusionCriterion, 0, risk, 2026-07-30, PractitionerRole/cmh-qhp)
* insert Attested(dischargeReason, 0, goals-met, 2026-07-31, PractitionerRole/cmh-qhp)
* status = #finished
* diagnosis.condition.reference = "Condition/cmh-dx1"
* insert Served(cmh-m1, ORG-CMH, cmh-peer, 2026-01-12)
* period.end = "2026-07-31"

Profile: NePeerSupportEpisode
Parent: peer-support-episode
Id: ne-dhhs-peer-peer-support-episode
Title: "Peer support episode in Nebraska"
Description: "An episode under Nebraska's definition: what admits a member, and that it ends when the most was gained or the member no longer wishes it."
* insert OfProgram(ne-dhhs-peer)
* extension[admissionCriterion] ^requirements = "NE-81, NE-82, NE-83, NE-84"
* extension[dischargeReason].extension[code].value[x] from ne-dhhs-peer-discharge-reason (preferred)
* extension[dischargeReason].extension[code].value[x] ^comment = "NE-77: an episode ends when the most was gained, or the member no longer wishes it."
* extension[dischargeOutcome] MS
* extension[dischargeOutcome] ^requirements = "NE-78, NE-79, NE-80"

Instance: episodeofcare-ne-e1
InstanceOf: NePeerSupportEpisode
Title: "An episode in Nebraska"
Usage: #example
* id = "ne-e1"
* insert Synthetic
* extension[program].valueCode = #ne-dhhs-peer
* insert Attested(admissionCriterion, 0, mh-or-sud, 2026-06-01, PractitionerRole/ne-limhp)
* insert Attested(admissionCriterion, 1, active-bh-services, 2026-06-01, PractitionerRole/ne-limhp)
* insert Attested(admissionCriterion, 2, functional-deficit, 2026-06-01, PractitionerRole/ne-limhp)
* status = #active
* diagnosis.condition.reference = "Condition/ne-dx1"
* insert Served(ne-m1, ORG-NE, ne-peer, 2026-06-01)

Instance: episodeofcare-ne-e-sud
InstanceOf: NePeerSupportEpisode
Title: "An episode of a Part 2 program in Nebraska"
Usage: #example
* id = "ne-e-sud"
* insert Synthetic
* extension[program].valueCode = #ne-dhhs-peer
* insert Attested(admissionCriterion, 0, mh-or-sud, 2026-06-15, PractitionerRole/ne-ladc)
* insert Attested(admissionCriterion, 1, active-bh-services, 2026-06-15, PractitionerRole/ne-ladc)
* insert Attested(admissionCriterion, 2, functional-deficit, 2026-06-15, PractitionerRole/ne-ladc)
* status = #active
* diagnosis.condition.reference = "Condition/ne-dx-sud"
* insert Served(ne-sud, ORG-NE-SUD, ne-peer, 2026-06-15)

Instance: episodeofcare-ne-e-kid
InstanceOf: NePeerSupportEpisode
Title: "An episode of a child whose mother is supported"
Usage: #example
* id = "ne-e-kid"
* insert Synthetic
* extension[program].valueCode = #ne-dhhs-peer
* insert Attested(admissionCriterion, 0, mh-or-sud, 2026-06-01, PractitionerRole/ne-limhp)
* insert Attested(admissionCriterion, 1, active-bh-services, 2026-06-01, PractitionerRole/ne-limhp)
* insert Attested(admissionCriterion, 2, functional-deficit, 2026-06-01, PractitionerRole/ne-limhp)
* insert Attested(admissionCriterion, 3, family-sed-sud, 2026-06-01, PractitionerRole/ne-limhp)
* status = #active
* diagnosis.condition.reference = "Condition/ne-dx-kid"
* insert Served(ne-kid, ORG-NE, ne-fam, 2026-06-01)

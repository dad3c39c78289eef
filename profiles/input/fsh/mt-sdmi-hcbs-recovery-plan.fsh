Profile: MtRecoveryPlan
Parent: recovery-plan
Id: mt-sdmi-hcbs-recovery-plan
Title: "Person-centered recovery plan"
Description: "A member's plan under Montana's waiver: goals of their own, and the activities that serve them."
* insert OfProgram(mt-sdmi-hcbs)
* insert AppliesWhen([[partOf.empty() and (status = 'active' or status = 'on-hold' or status = 'completed')]])
* obeys MT-21 and MT-21-each-goal
* goal 1..*
* goal ^comment = "MT-20: the plan has goals of the member's own."

Invariant: MT-21
Severity: #error
Description: "At least one activity of the plan serves one of its goals."
Expression: "goal.exists() implies goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value)).intersect(activity.detail.goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value))).exists()"

Invariant: MT-21-each-goal
Severity: #warning
Description: "Each goal of the plan is served by an activity."
Expression: "goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value)).intersect(activity.detail.goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value))).exists() implies goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value)).subsetOf(activity.detail.goal.select(iif(reference.exists(), reference.replaceMatches('/_history/.*$', '').replaceMatches('^https?://.*/Goal/', 'Goal/'), identifier.value)))"

Instance: mt-pcrp
InstanceOf: MtRecoveryPlan
Usage: #example
Title: "A plan with one goal, and the activity that serves it"
* insert Plan(pcrp, mt-sdmi-hcbs, Person-centered recovery plan, 2026-01-15)
* subject = Reference(Patient/mt-m1)
* author = Reference(Organization/MT-CMT)
* contributor = Reference(Patient/mt-m1)
* addresses = Reference(Condition/mt-dx1)
* goal = Reference(Goal/mt-g1)
* activity.detail.status = #in-progress
* activity.detail.code = $hcpcs#H0038
* activity.detail.description = "Meet a peer every week, on the way to the library"
* activity.detail.goal = Reference(Goal/mt-g1)
* activity.detail.performer = Reference(PractitionerRole/mt-peer)

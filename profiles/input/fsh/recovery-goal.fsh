Profile: RecoveryGoal
Parent: http://hl7.org/fhir/us/core/StructureDefinition/us-core-goal
Id: recovery-goal
Title: "Recovery goal"
Description: "What a member wants to reach with peer support, in the member's own words, and by what it will be known."
* achievementStatus MS
* expressedBy MS
* expressedBy ^short = "Who set the goal: as a rule the member"
* target.measure MS
* target.measure ^short = "What is observed"
* target.detail[x] MS
* target.detail[x] ^short = "What counts as achieved"
* outcomeCode ^short = "What came of it, coping skills or hope for instance"
* note ^short = "How progress will be seen"

Instance: mt-g1
InstanceOf: RecoveryGoal
Usage: #example
Title: "A goal in the member's own words"
* insert Synthetic
* lifecycleStatus = #active
* category = http://terminology.hl7.org/CodeSystem/goal-category#behavioral
* description.text = "I want to take the bus to the library on my own"
* subject = Reference(Patient/mt-m1)
* expressedBy = Reference(Patient/mt-m1)
* startDate = "2026-01-15"
* target.dueDate = "2026-12-31"
* outcomeCode = $goal-focus#self-efficacy

Instance: id-g1
InstanceOf: RecoveryGoal
Usage: #example
Title: "A goal of a recovery action plan"
* insert Synthetic
* lifecycleStatus = #active
* description.text = "I want to know before it starts when a bad week is coming"
* subject = Reference(Patient/id-m1)
* expressedBy = Reference(Patient/id-m1)
* startDate = "2026-01-05"
* target.dueDate = "2026-12-31"

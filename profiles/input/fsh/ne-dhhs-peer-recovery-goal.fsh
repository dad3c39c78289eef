Profile: NeRecoveryGoal
Parent: recovery-goal
Id: ne-dhhs-peer-recovery-goal
Title: "Goal of a wellness and recovery service plan"
Description: "A goal in Nebraska: with an objective, what counts as achieved, and a date."
* insert OfProgram(ne-dhhs-peer)
* obeys NE-24-goal and NE-25-goal
* target 1..*
* target ^comment = "NE-22: a goal has an objective."

Invariant: NE-24-goal
Severity: #error
Description: "The goal says what counts as achieved: a target with measure and detail."
Expression: "target.exists() implies target.exists(measure.exists() and detail.exists())"

Invariant: NE-25-goal
Severity: #error
Description: "The goal has a date to be reached by."
Expression: "target.exists() implies target.exists(due.exists())"

Instance: ne-g1
InstanceOf: NeRecoveryGoal
Usage: #example
Title: "A goal with its objective, its measure and its date"
* insert Synthetic
* lifecycleStatus = #active
* description.text = "I want to spend time with other people again"
* subject = Reference(Patient/ne-m1)
* expressedBy = Reference(Patient/ne-m1)
* startDate = "2026-06-20"
* target.measure.text = "Evenings with other people in a week"
* target.detailString = "Two"
* target.dueDate = "2026-12-20"
* note.text = "Looked at together every month, in the member's calendar"

Instance: ne-g-kid
InstanceOf: NeRecoveryGoal
Usage: #example
Title: "A goal of a child, which the family works on"
* insert Synthetic
* lifecycleStatus = #active
* description.text = "Evenings at home without shouting"
* subject = Reference(Patient/ne-kid)
* expressedBy = Reference(Patient/ne-kid)
* startDate = "2026-06-20"
* target.measure.text = "Evenings in a week without a quarrel"
* target.detailString = "Five"
* target.dueDate = "2026-12-20"

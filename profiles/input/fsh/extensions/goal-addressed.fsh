Extension: GoalAddressedExtension
Id: goal-addressed
Title: "Goal addressed"
Description: "A goal of the plan that a session worked on."
Context: Encounter
* value[x] 1..1
* value[x] only Reference(Goal)

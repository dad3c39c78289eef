Extension: DirectedToChildExtension
Id: directed-to-child
Title: "For a child's benefit"
Description: "That a session with a parent is for the benefit of the child, and for which of the child's goals."
Context: Encounter
* extension contains
    exclusive 0..1 and
    childGoal 0..*
* extension[exclusive] ^short = "Whether it is for the child alone"
* extension[exclusive].value[x] 1..1
* extension[exclusive].value[x] only boolean
* extension[childGoal] ^short = "A goal of the child"
* extension[childGoal].value[x] 1..1
* extension[childGoal].value[x] only Reference(Goal)

Extension: BarrierExtension
Id: barrier
Title: "Barrier"
Description: "Something that stands in the way of recovery."
Context: CarePlan
* value[x] 1..1
* value[x] only string

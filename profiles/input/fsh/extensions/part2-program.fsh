Extension: Part2ProgramExtension
Id: part2-program
Title: "Part 2 program"
Description: "Whether federal rules on substance use records (42 CFR Part 2) bind this place."
Context: Organization, Location
* value[x] 1..1
* value[x] only boolean

Extension: ProgramPurposeExtension
Id: program-purpose
Title: "Purpose of the program"
Description: "What the program wants to reach, in its own words."
Context: CarePlan, HealthcareService, InsurancePlan
* value[x] 1..1
* value[x] only string

Extension: CompetencyExtension
Id: competency
Title: "Competency"
Description: "Something that a course taught."
Context: Practitioner.qualification
* value[x] 1..1
* value[x] only code
* valueCode from competency (extensible)

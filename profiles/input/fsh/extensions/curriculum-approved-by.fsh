Extension: CurriculumApprovedByExtension
Id: curriculum-approved-by
Title: "Curriculum approved by"
Description: "The authority that approved the curriculum of a course."
Context: Practitioner.qualification
* value[x] 1..1
* value[x] only Identifier

Extension: TrainingHoursExtension
Id: training-hours
Title: "Hours of training"
Description: "How many hours a course or a year of education had."
Context: Practitioner.qualification
* value[x] 1..1
* value[x] only decimal

Extension: ProgramExtension
Id: program
Title: "Program"
Description: "The program under whose rules the record falls."
Context: CoverageEligibilityResponse.insurance.item, EpisodeOfCare, Encounter, CarePlan, PractitionerRole, Communication, Coverage, Claim, ClaimResponse, ServiceRequest, Observation, QuestionnaireResponse, DocumentReference, HealthcareService, InsurancePlan, Measure, MeasureReport
* value[x] 1..1
* value[x] only code
* valueCode from program (preferred)

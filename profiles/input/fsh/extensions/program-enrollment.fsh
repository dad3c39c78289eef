Extension: ProgramEnrollmentExtension
Id: program-enrollment
Title: "Enrollment"
Description: "What an agency is enrolled for, and when."
Context: Organization, Location
* extension contains
    program 1..1 and
    period 0..1
* extension[program] ^short = "What it is enrolled for"
* extension[program].value[x] 1..1
* extension[program].value[x] only code
* extension[program].valueCode from enrollment (preferred)
* extension[period] ^short = "The days of enrollment"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

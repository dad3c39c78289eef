Profile: ClinicalSupervisor
Parent: USCorePractitionerProfile
Id: clinical-supervisor
Title: "Clinical supervisor"
Description: "A licensed clinician who supervises peers, or consults with them, and answers for their work."
* qualification MS
* qualification ^slicing.discriminator.type = #pattern
* qualification ^slicing.discriminator.path = "code"
* qualification ^slicing.rules = #open
* qualification contains license 0..* MS
* qualification[license].code = $qual#license
* qualification[license] ^short = "A licence: which one is a second coding beside qual#license; with number, time in force and issuer"
* qualification[license].identifier MS
* qualification[license].period MS
* qualification[license].issuer MS

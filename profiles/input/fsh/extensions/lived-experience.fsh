Extension: LivedExperienceExtension
Id: lived-experience
Title: "Lived experience"
Description: "What a peer has lived through, as attested; no diagnosis and no story."
Context: Practitioner
* extension contains
    category 1..* and
    selfIdentified 0..1 and
    serviceUser 0..1 and
    similar 0..1 and
    recoveryAttestation 0..1
* extension[category] ^short = "The kind of experience"
* extension[category].value[x] 1..1
* extension[category].value[x] only code
* extension[category].valueCode from lived-experience (required)
* extension[selfIdentified] ^short = "Whether the peer says so openly"
* extension[selfIdentified].value[x] 1..1
* extension[selfIdentified].value[x] only boolean
* extension[serviceUser] ^short = "Whether the peer has used mental health services"
* extension[serviceUser].value[x] 1..1
* extension[serviceUser].value[x] only boolean
* extension[similar] ^short = "Whether the illness is similar to that of those served"
* extension[similar].value[x] 1..1
* extension[similar].value[x] only boolean
* extension[recoveryAttestation] ^short = "What is attested of the peer's recovery"
* extension[recoveryAttestation].extension contains
    attestedMonths 0..1 and
    recoveryStart 0..1 and
    groundedInRecovery 0..1 and
    currentlyWorkingOnRecovery 0..1 and
    stable 0..1 and
    ableToMaintainEmployment 0..1 and
    noInpatient 0..1 and
    noJustice 0..1 and
    asOf 0..1 and
    attestedBy 0..1
* extension[recoveryAttestation].extension[attestedMonths] ^short = "Months of recovery at the least"
* extension[recoveryAttestation].extension[attestedMonths].value[x] 1..1
* extension[recoveryAttestation].extension[attestedMonths].value[x] only integer
* extension[recoveryAttestation].extension[recoveryStart] ^short = "When recovery began"
* extension[recoveryAttestation].extension[recoveryStart].value[x] 1..1
* extension[recoveryAttestation].extension[recoveryStart].value[x] only date
* extension[recoveryAttestation].extension[groundedInRecovery] ^short = "Well grounded in recovery"
* extension[recoveryAttestation].extension[groundedInRecovery].value[x] 1..1
* extension[recoveryAttestation].extension[groundedInRecovery].value[x] only boolean
* extension[recoveryAttestation].extension[currentlyWorkingOnRecovery] ^short = "Working on their own recovery now"
* extension[recoveryAttestation].extension[currentlyWorkingOnRecovery].value[x] 1..1
* extension[recoveryAttestation].extension[currentlyWorkingOnRecovery].value[x] only boolean
* extension[recoveryAttestation].extension[stable] ^short = "Stable"
* extension[recoveryAttestation].extension[stable].value[x] 1..1
* extension[recoveryAttestation].extension[stable].value[x] only boolean
* extension[recoveryAttestation].extension[ableToMaintainEmployment] ^short = "Able to keep employment"
* extension[recoveryAttestation].extension[ableToMaintainEmployment].value[x] 1..1
* extension[recoveryAttestation].extension[ableToMaintainEmployment].value[x] only boolean
* extension[recoveryAttestation].extension[noInpatient] ^short = "No inpatient stay in these months"
* extension[recoveryAttestation].extension[noInpatient].value[x] 1..1
* extension[recoveryAttestation].extension[noInpatient].value[x] only boolean
* extension[recoveryAttestation].extension[noJustice] ^short = "No involvement with criminal justice in these months, minor matters aside"
* extension[recoveryAttestation].extension[noJustice].value[x] 1..1
* extension[recoveryAttestation].extension[noJustice].value[x] only boolean
* extension[recoveryAttestation].extension[asOf] ^short = "The day for which it is attested"
* extension[recoveryAttestation].extension[asOf].value[x] 1..1
* extension[recoveryAttestation].extension[asOf].value[x] only date
* extension[recoveryAttestation].extension[attestedBy] ^short = "Who attests it"
* extension[recoveryAttestation].extension[attestedBy].value[x] 1..1
* extension[recoveryAttestation].extension[attestedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization)

Profile: PeerSupportSpecialist
Parent: USCorePractitionerProfile
Id: peer-support-specialist
Title: "Peer support specialist"
Description: "A person who has lived through mental illness, addiction or raising a child with either, and is trained to support others who do."
* extension contains
    lived-experience named livedExperience 0..* MS and
    peer-type named peerType 0..1 and
    literacy-attestation named literacyAttestation 0..1
* extension[livedExperience] ^short = "What the person has lived through, as an attestation and never as a diagnosis"
* birthDate MS
* birthDate ^short = "Full date: some programs ask for an age on the date of service"
* qualification MS
* qualification ^slicing.discriminator.type = #pattern
* qualification ^slicing.discriminator.path = "code"
* qualification ^slicing.rules = #open
* qualification.extension contains
    training-hours named trainingHours 0..1 MS and
    curriculum-approved-by named curriculumApprovedBy 0..1 and
    competency named competency 0..* and
    certification-status named certificationStatus 0..1 and
    certification-jurisdiction named certificationJurisdiction 0..1
* qualification.identifier MS
* qualification.period MS
* qualification.issuer only Reference(USCoreOrganizationProfile)
* qualification.issuer MS
* qualification.issuer ^short = "Who issued it; programs know authorities by an identifier of NamingSystem/issuer, here or in that Organization"
* qualification contains
    certification 0..* MS and
    training 0..* MS and
    continuingEducation 0..* MS and
    education 0..* MS and
    familyTraining 0..* MS
* qualification[certification].code = $qual#cpss
* qualification[certification] ^short = "Certified peer support specialist: number, time in force, issuer"
* qualification[training].code = $qual#peer-training
* qualification[training] ^short = "A course in peer support: hours, who approved its curriculum, competencies shown"
* qualification[continuingEducation].code = $qual#continuing-education
* qualification[continuingEducation] ^short = "Continuing education: hours in a period"
* qualification[education].code = $qual#high-school-or-equivalent
* qualification[education] ^short = "High school diploma or what equals it"
* qualification[familyTraining].code = $qual#family-peer-training
* qualification[familyTraining] ^short = "A course in supporting families"

Extension: LegallyResponsibleIndividualExtension
Id: legally-responsible-individual
Title: "Legally responsible individual"
Description: "Whether the peer is legally responsible for the member, and may be paid all the same."
Context: Claim.careTeam
* extension contains
    isLRI 0..1 and
    criteriaMet 0..1 and
    determinedBy 0..1 and
    date 0..1
* extension[isLRI] ^short = "Whether the peer is"
* extension[isLRI].value[x] 1..1
* extension[isLRI].value[x] only boolean
* extension[criteriaMet] ^short = "Whether the program's criteria are met"
* extension[criteriaMet].value[x] 1..1
* extension[criteriaMet].value[x] only boolean
* extension[determinedBy] ^short = "Who determined it"
* extension[determinedBy].value[x] 1..1
* extension[determinedBy].value[x] only Reference(Organization or CareTeam or PractitionerRole or Practitioner)
* extension[date] ^short = "When"
* extension[date].value[x] 1..1
* extension[date].value[x] only date

Extension: FacilityLicenseExtension
Id: facility-license
Title: "Licence of a facility"
Description: "The licence that a place holds."
Context: Organization, Location
* extension contains
    number 1..1 and
    issuer 0..1 and
    period 0..1
* extension[number] ^short = "Its number"
* extension[number].value[x] 1..1
* extension[number].value[x] only string
* extension[issuer] ^short = "The authority that issued it"
* extension[issuer].value[x] 1..1
* extension[issuer].value[x] only Identifier
* extension[period] ^short = "The days on which it is valid"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

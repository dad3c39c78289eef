ValueSet: PlaceOfService
Id: place-of-service
Title: "Places of service"
Description: "Places where a service may be given, by CMS's codes."
* ^experimental = false
* include codes from system $pos

ValueSet: NeAllowedPlace
Id: ne-dhhs-peer-allowed-place
Title: "Places where Nebraska pays"
Description: "Offices, homes, places in the community and telehealth."
* ^experimental = false
* $pos#11
* $pos#49
* $pos#50
* $pos#53
* $pos#57
* $pos#71
* $pos#72
* $pos#19
* $pos#22
* $pos#12
* $pos#13
* $pos#14
* $pos#03
* $pos#04
* $pos#15
* $pos#16
* $pos#18
* $pos#27
* $pos#99
* $pos#02
* $pos#10

ValueSet: NeDeniedPlace
Id: ne-dhhs-peer-denied-place
Title: "Places where Nebraska does not pay"
Description: "Facilities where a person stays day and night, and prisons."
* ^experimental = false
* $pos#09
* $pos#21
* $pos#31
* $pos#32
* $pos#51
* $pos#55
* $pos#56
* $pos#61

ValueSet: IdCommunity
Id: id-adult-peer-community
Title: "Places in the community"
Description: "Where a peer in Idaho needs a goal of the plan to go with a member."
* ^experimental = false
* $pos#03
* $pos#04
* $pos#15
* $pos#16
* $pos#18
* $pos#27
* $pos#99

CodeSystem: AgencyTypeCS
Id: agency-type
Title: "Kinds of agencies"
Description: "What an organization or a team is to peer support."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/agency-type"
* #group-agency "Group agency" "Employs several peers."
* #sole-proprietor "Sole proprietor" "A peer who is their own agency."
* #cmt "Case management team"
* #cpo "Community program officer"

ValueSet: AgencyTypeVS
Id: agency-type
Title: "Kinds of agencies"
Description: "Every kind of agency."
* ^experimental = false
* include codes from system AgencyTypeCS

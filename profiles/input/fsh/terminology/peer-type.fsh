CodeSystem: PeerTypeCS
Id: peer-type
Title: "Peer types"
Description: "Whom a peer specialist supports."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/peer-type"
* #peer "Peer specialist" "Supports people out of their own recovery."
* #family-peer "Family peer specialist" "Supports families out of their life with a child or relative."

ValueSet: PeerTypeVS
Id: peer-type
Title: "Peer types"
Description: "Every type of peer specialist."
* ^experimental = false
* include codes from system PeerTypeCS

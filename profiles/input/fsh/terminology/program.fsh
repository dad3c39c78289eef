CodeSystem: ProgramCS
Id: program
Title: "Programs"
Description: "The programs under which peer support is delivered and paid."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/program"
* #cms-baseline "Federal floor" "What CMS asks of peer support in every Medicaid program."
* #mt-sdmi-hcbs "Montana SDMI waiver" "Montana's home and community based services waiver for adults with severe disabling mental illness."
* #ne-dhhs-peer "Nebraska peer support" "Peer support as Nebraska's Department of Health and Human Services defines it."
* #cmh-standard "Community mental health standard" "A level-of-care standard of community mental health centers, of no named State."
* #id-adult-peer "Idaho adult peer support" "Idaho Medicaid's peer support for adults, as an agency delivers it."

ValueSet: ProgramVS
Id: program
Title: "Programs"
Description: "Every program that PeerFHIR knows."
* ^experimental = false
* include codes from system ProgramCS

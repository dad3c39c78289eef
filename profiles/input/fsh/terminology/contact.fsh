CodeSystem: ContactCS
Id: contact
Title: "Contacts about a member"
Description: "Meetings and reports among professionals that a program asks for."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/contact"
* #supervision "Supervision" "A supervisor and a peer."
* #clinical-consultation "Clinical consultation" "A licensed consultant and a peer, about a member's plan."
* #cmt-cpo-meeting "Meeting with case management team and program officer"
* #cmt-progress-report "Report of progress to the case management team"
* #care-coordination "Coordination with other providers"

ValueSet: ContactVS
Id: contact
Title: "Contacts about a member"
Description: "Every such meeting and report."
* ^experimental = false
* include codes from system ContactCS

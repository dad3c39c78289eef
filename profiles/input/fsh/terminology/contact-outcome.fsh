CodeSystem: ContactOutcomeCS
Id: contact-outcome
Title: "What became of an attempt"
Description: "How an attempt to reach a member ended."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/contact-outcome"
* #no-answer "No answer"
* #left-message "Message left"
* #not-at-home "Nobody at home"
* #declined "The member declined"
* #cancelled-by-member "Cancelled by the member"
* #cancelled-by-provider "Cancelled by the provider"
* #rescheduled "Put off to another time"
* #no-show "The member did not come"

ValueSet: ContactOutcomeVS
Id: contact-outcome
Title: "What became of an attempt"
Description: "Every end of an attempt."
* ^experimental = false
* include codes from system ContactOutcomeCS

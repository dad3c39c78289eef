CodeSystem: ContactMethodCS
Id: contact-method
Title: "Ways to try to reach somebody"
Description: "How a member was tried to be reached."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/contact-method"
* #phone "Telephone"
* #text-message "Text message"
* #e-mail "E-mail"
* #letter "Letter"
* #visit "Visit"
* #video "Video call"

ValueSet: ContactMethodVS
Id: contact-method
Title: "Ways to try to reach somebody"
Description: "Every way to try."
* ^experimental = false
* include codes from system ContactMethodCS

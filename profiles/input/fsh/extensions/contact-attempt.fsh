Extension: ContactAttemptExtension
Id: contact-attempt
Title: "Contact attempt"
Description: "How a member was tried to be reached, and what came of it."
Context: Encounter, Communication
* extension contains
    method 0..1 and
    outcome 0..1 and
    reason 0..1 and
    note 0..1
* extension[method] ^short = "By what means"
* extension[method].value[x] 1..1
* extension[method].value[x] only code
* extension[method].valueCode from contact-method (extensible)
* extension[outcome] ^short = "What came of it"
* extension[outcome].value[x] 1..1
* extension[outcome].value[x] only code
* extension[outcome].valueCode from contact-outcome (extensible)
* extension[reason] ^short = "Why it failed or was cancelled"
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[note] ^short = "More of it"
* extension[note].value[x] 1..1
* extension[note].value[x] only string

Extension: SupervisoryProtocolExtension
Id: supervisory-protocol
Title: "Supervisory protocol"
Description: "Whether supervision follows the protocol of a program."
Context: PractitionerRole
* extension contains
    program 1..1 and
    attested 1..1 and
    period 0..1
* extension[program] ^short = "The program"
* extension[program].value[x] 1..1
* extension[program].value[x] only code
* extension[program].valueCode from program (preferred)
* extension[attested] ^short = "Whether it is attested"
* extension[attested].value[x] 1..1
* extension[attested].value[x] only boolean
* extension[period] ^short = "The days for which it is"
* extension[period].value[x] 1..1
* extension[period].value[x] only Period

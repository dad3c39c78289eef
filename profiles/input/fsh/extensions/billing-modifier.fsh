Extension: BillingModifierExtension
Id: billing-modifier
Title: "Billing modifier"
Description: "A modifier that the provider will bill a session with."
Context: Encounter
* value[x] 1..1
* value[x] only CodeableConcept

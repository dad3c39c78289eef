Profile: SupervisionContact
Parent: Communication
Id: supervision-contact
Title: "Supervision contact"
Description: "A meeting or message about the work of a peer: supervision, clinical consultation, a meeting with the case management team, coordination of care."
* insert AppliesWhen([[category.coding.exists(system = 'https://peerfhir.org/fhir/CodeSystem/contact')]])
* extension contains program named program 0..1
* status MS
* category 1..* MS
* category from contact (extensible)
* category ^short = "What kind of contact it was"
* subject MS
* subject only Reference(Patient)
* subject ^short = "The member it was about, when it was about one only"
* about MS
* about ^short = "The members, plans and goals that were spoken of"
* topic MS
* sent MS
* sent ^short = "When it was; in its month it counts"
* sender 1..1 MS
* sender ^short = "The supervisor, or who called the meeting"
* recipient 1..* MS
* recipient ^short = "The peer, and in meetings the case management team and the program officer"

Instance: mt-supervision
InstanceOf: SupervisionContact
Usage: #example
Title: "A supervision meeting about one member's plan"
* insert Synthetic
* extension[program].valueCode = #mt-sdmi-hcbs
* status = #completed
* category = $contact#supervision
* subject = Reference(Patient/mt-m1)
* about[0] = Reference(CarePlan/mt-pcrp)
* about[1] = Reference(Goal/mt-g1)
* topic.text = "How the member gets on with the bus"
* sent = "2026-10-15T09:00:00-06:00"
* sender = Reference(PractitionerRole/mt-sup)
* recipient = Reference(PractitionerRole/mt-peer)

Instance: mt-meeting
InstanceOf: SupervisionContact
Usage: #example
Title: "A meeting with the case management team and the program officer"
* insert Synthetic
* extension[program].valueCode = #mt-sdmi-hcbs
* status = #completed
* category = $contact#cmt-cpo-meeting
* about = Reference(Patient/mt-m1)
* sent = "2026-10-20T09:00:00-06:00"
* sender = Reference(PractitionerRole/mt-peer)
* recipient[0] = Reference(Organization/MT-CMT)
* recipient[1] = Reference(Organization/MT-CPO)

Instance: ne-consultation
InstanceOf: SupervisionContact
Usage: #example
Title: "A clinical consultation on a plan"
* insert Synthetic
* extension[program].valueCode = #ne-dhhs-peer
* status = #completed
* category = $contact#clinical-consultation
* subject = Reference(Patient/ne-m1)
* about = Reference(CarePlan/ne-wrsp)
* sent = "2026-09-10T09:00:00-05:00"
* sender = Reference(PractitionerRole/ne-limhp)
* recipient = Reference(PractitionerRole/ne-peer)

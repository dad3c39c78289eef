Profile: MtFamilyEncounter
Parent: mt-sdmi-hcbs-peer-support-encounter
Id: mt-sdmi-hcbs-family-encounter
Title: "Family session in Montana"
Description: "A contact with the parent or guardian of a child who is on Montana's waiver."
* insert OfProgram(mt-sdmi-hcbs)
* insert AppliesWhen([[status = 'finished' and extension('https://peerfhir.org/fhir/StructureDefinition/service-mode').exists(value = 'family')]])
* insert CmsFamily
* extension[intervention].valueCoding from cms-family-activity (preferred)
* extension[intervention].valueCoding ^comment = "CMS-12: what a peer does for parents; the list is open."
* extension[intervention].valueCoding ^requirements = "CMS-13, CMS-14, CMS-15, CMS-16: each names an activity of the list."

CodeSystem: LicenseCS
Id: license
Title: "Licences"
Description: "Which professional licence a clinician holds; the wide codes stand for whatever a State recognizes."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/license"
* ^hierarchyMeaning = #is-a
* #licensed-mhp "Licensed mental health professional"
* #licensed-mhp #LCPC "Licensed clinical professional counselor"
* #licensed-mhp #LCSW "Licensed clinical social worker"
* #licensed-mhp #LMFT "Licensed marriage and family therapist"
* #licensed-mhp #LP "Licensed psychologist"
* #licensed-mhp #MD "Physician"
* #licensed-mhp #DO "Osteopathic physician"
* #licensed-mhp #APRN "Advanced practice registered nurse"
* #licensed-mhp #PMHNP "Psychiatric mental health nurse practitioner"
* #state-defined-mhp "Mental health professional as the State defines it"
* #federal-qhp "Qualified health professional as federal rules define it"
* #id-protocol "Supervisor under Idaho Medicaid's protocol"
* #RN "Registered nurse"

ValueSet: LicenseVS
Id: license
Title: "Licences"
Description: "Every licence but Nebraska's own list."
* ^experimental = false
* include codes from system LicenseCS

ValueSet: SupervisorLicense
Id: supervisor-license
Title: "Licences of supervisors"
Description: "Every licence that some program accepts of a supervisor."
* ^experimental = false
* include codes from system LicenseCS
* include codes from system NeLicenseCS

ValueSet: MtSupervisorLicense
Id: mt-sdmi-hcbs-supervisor-license
Title: "Licences of supervisors in Montana"
Description: "Licences of the mental health professionals who may supervise a peer of Montana's waiver."
* ^experimental = false
* LicenseCS#licensed-mhp
* LicenseCS#LCPC
* LicenseCS#LCSW
* LicenseCS#LMFT
* LicenseCS#LP
* LicenseCS#MD
* LicenseCS#DO
* LicenseCS#APRN
* LicenseCS#PMHNP

ValueSet: CmsSupervisorLicense
Id: cms-supervisor-license
Title: "Licences of supervisors where a State lists none"
Description: "Licences of the mental health professionals who may supervise a peer in any Medicaid program."
* ^experimental = false
* LicenseCS#state-defined-mhp
* LicenseCS#LCPC
* LicenseCS#LCSW
* LicenseCS#LMFT
* LicenseCS#LP
* LicenseCS#MD
* LicenseCS#DO
* LicenseCS#APRN
* LicenseCS#PMHNP

ValueSet: IdSupervisorLicense
Id: id-adult-peer-supervisor-license
Title: "Supervisors in Idaho"
Description: "Who may supervise a peer under Idaho Medicaid's protocol."
* ^experimental = false
* LicenseCS#id-protocol

ValueSet: CmhSupervisorLicense
Id: cmh-standard-supervisor-license
Title: "Supervisors of the community standard"
Description: "Who may supervise a peer under the community mental health standard."
* ^experimental = false
* LicenseCS#federal-qhp

ValueSet: NeConsultantLicense
Id: ne-dhhs-peer-consultant-license
Title: "Licences of Nebraska's clinical consultants"
Description: "Licences of those who may be a peer's clinical consultant in Nebraska, whatever the member's disorder."
* ^experimental = false
* NeLicenseCS#psychiatrist
* NeLicenseCS#licensed-psychologist
* NeLicenseCS#provisional-psychologist
* NeLicenseCS#aprn
* NeLicenseCS#np
* NeLicenseCS#rn
* NeLicenseCS#limhp
* NeLicenseCS#lmhp
* NeLicenseCS#plmhp

ValueSet: NeSudConsultantLicense
Id: ne-dhhs-peer-sud-consultant-license
Title: "Licences of Nebraska's consultants for substance use"
Description: "Licences of those who may be a clinical consultant in Nebraska for substance use disorders only."
* ^experimental = false
* NeLicenseCS#ladc
* NeLicenseCS#pladc

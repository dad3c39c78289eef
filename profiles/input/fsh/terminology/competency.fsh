CodeSystem: CompetencyCS
Id: competency
Title: "Competencies"
Description: "What training in peer support teaches."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/competency"
* #lived-experience-use "Using lived experience for another's recovery"
* #listening "Listening and responding"
* #cultural-competence "Respecting cultures"
* #hipaa-confidentiality "Privacy and confidentiality"
* #mandatory-reporting "What must be reported"
* #communication "Writing and speaking clearly"
* #mentoring "Mentoring people in recovery"
* #crisis-wrap-planning "Planning for crises and recovery"
* #natural-supports "Building and using natural supports"
* #advocacy "Advocating within and across systems"
* #documentation-outcomes "Documenting, evaluating and reaching outcomes"
* #ethics-boundaries "Ethical and professional boundaries"
* #networking "Working in networks"
* #recovery-principles "Principles of recovery, resiliency and empowerment"
* #conflict "Dealing with conflict"
* #goal-setting "Setting goals and solving problems"
* #psychosocial-rehabilitation "Understanding psychosocial rehabilitation"
* #rights-confidentiality "Rights of consumers and confidentiality"
* #self-advocacy "Self-advocacy"
* #personal-story "Telling one's story so that it helps"
* #trauma-informed "Working with an eye to trauma"

ValueSet: CompetencyVS
Id: competency
Title: "Competencies"
Description: "Every competency that some program names."
* ^experimental = false
* include codes from system CompetencyCS

ValueSet: MtCompetency
Id: mt-sdmi-hcbs-competency
Title: "Competencies in Montana"
Description: "What Montana's training must teach at the least."
* ^experimental = false
* CompetencyCS#lived-experience-use
* CompetencyCS#listening
* CompetencyCS#cultural-competence
* CompetencyCS#hipaa-confidentiality
* CompetencyCS#mandatory-reporting
* CompetencyCS#communication
* CompetencyCS#mentoring
* CompetencyCS#crisis-wrap-planning
* CompetencyCS#natural-supports
* CompetencyCS#advocacy
* CompetencyCS#documentation-outcomes
* CompetencyCS#ethics-boundaries
* CompetencyCS#networking

ValueSet: CmhCompetency
Id: cmh-standard-competency
Title: "Topics of the community standard"
Description: "The ten topics of training that the community mental health standard names."
* ^experimental = false
* CompetencyCS#recovery-principles
* CompetencyCS#cultural-competence
* CompetencyCS#conflict
* CompetencyCS#goal-setting
* CompetencyCS#psychosocial-rehabilitation
* CompetencyCS#rights-confidentiality
* CompetencyCS#ethics-boundaries
* CompetencyCS#self-advocacy
* CompetencyCS#listening
* CompetencyCS#personal-story

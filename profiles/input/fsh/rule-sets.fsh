// Says of a profile that it states one program's law: * insert OfProgram(ne-dhhs-peer)
RuleSet: OfProgram(id)
* ^useContext.code = $usage#program
* ^useContext.valueCodeableConcept = $program#{id}

// Says which resources a program's profile is for, in FHIRPath: * insert AppliesWhen([[extension.where(url = '...').exists()]])
RuleSet: AppliesWhen(expression)
* ^extension[applies-when].valueString = "{expression}"

// The mark of synthetic people and their records: * insert Synthetic
RuleSet: Synthetic
* meta.security = http://terminology.hl7.org/CodeSystem/v3-ActReason#HTEST
* meta.tag = $sandbox#synthetic

// A contact of an hour, as an EHR sends it when the note is signed; place 53, in person.
RuleSet: Session(number, program, mode, peer, agency, start, end)
* insert Synthetic
* identifier.system = "https://ehr.example.org/encounters"
* identifier.value = "{number}"
* status = #finished
* class = $act#AMB
* type = $hcpcs#H0038
* extension[program].valueCode = #{program}
* extension[serviceMode].valueCode = #{mode}
* extension[modality].valueCode = #in-person
* extension[placeOfService].valueCoding = $pos#53
* participant.type = $participation#PPRF
* participant.individual = Reference(PractitionerRole/{peer})
* period.start = "{start}"
* period.end = "{end}"
* serviceProvider = Reference(Organization/{agency})

// A plan in force, with the category that US Core asks for and a narrative in a sentence.
RuleSet: Plan(type, program, title, created)
* insert Synthetic
* text.status = #generated
* text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">{title}, made with the member</div>"
* extension[program].valueCode = #{program}
* status = #active
* intent = #plan
* category[AssessPlan] = $careplan-category#assess-plan
* category[1] = $plan-type#{type}
* title = "{title}"
* created = "{created}"
* period.start = "{created}"

// A diagnosis on the problem list.
RuleSet: Diagnosis(patient, code, recorded)
* insert Synthetic
* clinicalStatus = $condition-clinical#active
* verificationStatus = $condition-verification#confirmed
* category = http://terminology.hl7.org/CodeSystem/condition-category#problem-list-item
* code = $icd#{code}
* subject = Reference(Patient/{patient})
* recordedDate = "{recorded}"

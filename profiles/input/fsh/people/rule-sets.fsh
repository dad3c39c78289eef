// What examples of people and organizations have in common: 555-01xx rings nowhere, and nobody lives at 1 Synthetic Way.
RuleSet: Named(given, family)
* active = true
* name.text = "{given} {family}"
* name.family = "{family}"
* name.given = "{given}"

RuleSet: Reached(use, city, state, zip, phone)
* telecom.system = #phone
* telecom.value = "{phone}"
* telecom.use = #{use}
* address.use = #{use}
* address.line = "1 Synthetic Way"
* address.city = "{city}"
* address.state = "{state}"
* address.postalCode = "{zip}"

RuleSet: ReachedAt(city, state, zip, phone)
* telecom.system = #phone
* telecom.value = "{phone}"
* telecom.use = #work
* address.line = "1 Synthetic Way"
* address.city = "{city}"
* address.state = "{state}"
* address.postalCode = "{zip}"

// A certificate: * insert Certified(certification, SYN-MT-C-1, 2026-01-01, 2027-12-31, DPHHS-MT, mt-dphhs)
RuleSet: Certified(slice, number, start, end, authority, issuer)
* qualification[{slice}].code = $qual#cpss
* qualification[{slice}].identifier.system = "https://peerfhir.org/fhir/NamingSystem/certificate"
* qualification[{slice}].identifier.value = "{number}"
* qualification[{slice}].period.start = "{start}"
* qualification[{slice}].period.end = "{end}"
* qualification[{slice}].issuer.reference = "Organization/{authority}"
* qualification[{slice}].issuer.identifier.system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* qualification[{slice}].issuer.identifier.value = "{issuer}"

RuleSet: Trained(slice, hours, start, end, authority, issuer)
* qualification[{slice}].extension[trainingHours].valueDecimal = {hours}
* qualification[{slice}].extension[curriculumApprovedBy].valueIdentifier.system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* qualification[{slice}].extension[curriculumApprovedBy].valueIdentifier.value = "{issuer}"
* qualification[{slice}].code = $qual#peer-training
* qualification[{slice}].period.start = "{start}"
* qualification[{slice}].period.end = "{end}"
* qualification[{slice}].issuer.reference = "Organization/{authority}"
* qualification[{slice}].issuer.identifier.system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* qualification[{slice}].issuer.identifier.value = "{issuer}"

RuleSet: Schooled(slice)
* qualification[{slice}].code = $qual#high-school-or-equivalent
* qualification[{slice}].period.start = "2018-06-01"
* qualification[{slice}].issuer.display = "Zz-High School"

RuleSet: Licensed(system, code, number, start, end, authority, issuer)
* qualification[license].code.coding[0] = $qual#license
* qualification[license].code.coding[1] = {system}#{code}
* qualification[license].identifier.type = $identifier-type#SL
* qualification[license].identifier.system = "https://peerfhir.org/fhir/NamingSystem/certificate"
* qualification[license].identifier.value = "{number}"
* qualification[license].period.start = "{start}"
* qualification[license].period.end = "{end}"
* qualification[license].issuer.reference = "Organization/{authority}"
* qualification[license].issuer.identifier.system = "https://peerfhir.org/fhir/NamingSystem/issuer"
* qualification[license].issuer.identifier.value = "{issuer}"

// Lived experience of one's own, attested by the employer: months in recovery on a day.
RuleSet: Lived(category, months, day, attester)
* extension[livedExperience].extension[category].valueCode = #{category}
* extension[livedExperience].extension[selfIdentified].valueBoolean = true
* extension[livedExperience].extension[serviceUser].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[attestedMonths].valueInteger = {months}
* extension[livedExperience].extension[recoveryAttestation].extension[groundedInRecovery].valueBoolean = true
* extension[livedExperience].extension[recoveryAttestation].extension[asOf].valueDate = "{day}"
* extension[livedExperience].extension[recoveryAttestation].extension[attestedBy].valueReference.reference = "Organization/{attester}"

RuleSet: Works(id, agency, taxonomy, start)
* active = true
* period.start = "{start}"
* practitioner.reference = "Practitioner/{id}"
* organization.reference = "Organization/{agency}"
* code = $nucc#{taxonomy}
* specialty = $nucc#{taxonomy}

RuleSet: Supervised(by, start)
* extension[supervisor].extension[supervisor].valueReference.reference = "PractitionerRole/{by}"
* extension[supervisor].extension[period].valuePeriod.start = "{start}"

RuleSet: Protocol(program, start)
* extension[supervisoryProtocol].extension[program].valueCode = #{program}
* extension[supervisoryProtocol].extension[attested].valueBoolean = true
* extension[supervisoryProtocol].extension[period].valuePeriod.start = "{start}"

// An attestation: * insert Attested(admissionCriterion, 0, sdmi, 2026-01-01, Organization/DPHHS-MT)
RuleSet: Attested(slice, n, code, day, by)
* extension[{slice}][{n}].extension[code].valueCode = #{code}
* extension[{slice}][{n}].extension[met].valueBoolean = true
* extension[{slice}][{n}].extension[attestedBy].valueReference.reference = "{by}"
* extension[{slice}][{n}].extension[attestedOn].valueDate = "{day}"

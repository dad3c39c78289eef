CodeSystem: CriterionCS
Id: criterion
Title: "Criteria"
Description: "What somebody attests of a member at admission, at a review and at the end."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/criterion"
* ^hierarchyMeaning = #is-a
* #admission "Admission"
* #admission #sdmi "Severe disabling mental illness"
* #admission #waiver-enrolled "Enrolled in the waiver"
* #admission #mh-or-sud "Mental health or substance use disorder that would benefit"
* #admission #active-bh-services "Enrolled in active behavioral health services"
* #admission #functional-deficit "Symptoms or deficits interfere with recovery"
* #admission #family-sed-sud "Family of a child with serious disturbance or substance use and urgent needs"
* #admission #other-treatment "In other treatment besides"
* #admission #disability "A disability that the program serves"
* #admission #cmh-A "Crisis services now or lately"
* #admission #cmh-B "Problems of functioning at home or in the community"
* #admission #cmh-C "In recovery and in need of a peer's support"
* #admission #cmh-D "Problems with money"
* #admission #cmh-E "Needs to advocate for oneself"
* #admission #cmh-F "Would benefit from a peer's example"
* #admission #cmh-G "Needs peers to stay self-sufficient"
* #exclusion "Exclusion"
* #exclusion #active-treatment-needed "Needs active mental health treatment"
* #exclusion #clinical-stabilization "Needs clinical care to become stable"
* #exclusion #risk "Risk to oneself or others"
* #exclusion #higher-level-needed "Needs a more intensive level of service"
* #exclusion #structure-needed "Needs more structure and supervision"
* #stay "Continued stay"
* #stay #still-meets-admission "Still meets the criteria of admission"
* #stay #likely-benefit "Likely to benefit further"
* #stay #progress "Makes progress towards the goals"
* #stay #participation "Takes part actively"
* #stay #capacity-to-progress "Can make progress at their own level"
* #stay #wishes-to-continue "Wishes to continue"
* #stay #untried-appropriate "More peer support is untried and fits"
* #reason "Reason of discharge"
* #reason #max-benefit "Benefited as far as possible"
* #reason #declined "No longer wishes the service"
* #reason #goals-met "Goals met"
* #outcome "Outcome at discharge"
* #outcome #plan-sustainable "The recovery plan can be kept up"
* #outcome #self-navigation "Finds strengths, needs and services alone"
* #outcome #supports-in-place "Supports are in place"

ValueSet: CriterionVS
Id: criterion
Title: "Criteria"
Description: "Every criterion that may be attested of a member."
* ^experimental = false
* include codes from system CriterionCS

ValueSet: AdmissionCriterionVS
Id: admission-criterion
Title: "Admission criteria"
Description: "What may be attested at admission."
* ^experimental = false
* include codes from system CriterionCS where concept descendent-of #admission

ValueSet: ExclusionCriterionVS
Id: exclusion-criterion
Title: "Exclusion criteria"
Description: "What excludes a member from peer support."
* ^experimental = false
* include codes from system CriterionCS where concept descendent-of #exclusion

ValueSet: StayCriterionVS
Id: stay-criterion
Title: "Criteria of continued stay"
Description: "What a review may attest."
* ^experimental = false
* include codes from system CriterionCS where concept descendent-of #stay

ValueSet: DischargeReasonVS
Id: discharge-reason
Title: "Reasons of discharge"
Description: "Why a member's episode ended."
* ^experimental = false
* include codes from system CriterionCS where concept descendent-of #reason

ValueSet: DischargeOutcomeVS
Id: discharge-outcome
Title: "Outcomes at discharge"
Description: "What was reached when a member's episode ended."
* ^experimental = false
* include codes from system CriterionCS where concept descendent-of #outcome

ValueSet: CmhCriteria
Id: cmh-criteria
Title: "Service criteria of the community standard"
Description: "The areas A to G, of which one is enough for admission."
* ^experimental = false
* CriterionCS#cmh-A
* CriterionCS#cmh-B
* CriterionCS#cmh-C
* CriterionCS#cmh-D
* CriterionCS#cmh-E
* CriterionCS#cmh-F
* CriterionCS#cmh-G

ValueSet: NeDischargeReason
Id: ne-dhhs-peer-discharge-reason
Title: "Reasons of discharge in Nebraska"
Description: "Why an episode ends under Nebraska's definition."
* ^experimental = false
* CriterionCS#max-benefit
* CriterionCS#declined

ValueSet: CmhDischargeReason
Id: cmh-standard-discharge-reason
Title: "Reasons of discharge of the community standard"
Description: "Why an episode ends under the community mental health standard."
* ^experimental = false
* CriterionCS#declined
* CriterionCS#goals-met

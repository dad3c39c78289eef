CodeSystem: PeerInterventionCS
Id: peer-intervention
Title: "Interventions of peer support"
Description: "What a peer does in a session; what is outside the scope of peer support has codes too, so that it can be told."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/peer-intervention"
* ^hierarchyMeaning = #is-a
* #empowerment "Empowerment"
* #self-determination "Self-determination, hope, insight and new skills"
* #coping-skills "Positive ways of coping"
* #mentoring "Mentoring"
* #self-advocacy "Self-advocacy"
* #psychosocial-education "Learning about the illness and life with it"
* #meaningful-activity "Activities that the person finds meaningful"
* #crisis-management "Help in a crisis"
* #effective-service-use "Making good use of mental health services"
* #resource-connection "Finding resources that help recovery"
* #linkage-coordination "Linking with community supports and providers"
* #crisis-access "Reaching crisis services"
* #system-navigation "Finding one's way through services"
* #hope "Hope"
* #resiliency "Resiliency"
* #voice-and-choice "Voice and choice"
* #system-of-care "Values of a system of care"
* #self-directed-recovery "Recovery that the person directs"
* #safety "Physical, psychological and emotional safety"
* #self-worth "Self-worth"
* #growth "Growth"
* #community-connection "Connection to the community"
* #planning "Planning"
* #social-supports "Social supports"
* #family-skill-acquisition "Skills of the family that help a child"
* #strength-based-planning "Planning that starts from strengths"
* #self-help-linkage "Finding and joining self-help groups"
* #recovery-education "Boundaries, rights, self-management and shared decisions"
* #crisis-support "Support in a crisis"
* #family-education "Parenting skills and understanding of trauma"
* #natural-supports "Natural supports"
* #independent-living-skills "Skills for living independently"
* #re-entry "Return to the community"
* #confidence "Confidence"
* #goal-achievement "Reaching goals"
* #boundary-setting "Setting boundaries"
* #personal-fulfillment "Personal fulfillment"
* #effective-communication "Effective communication"
* #rehabilitation-skills "Skills of rehabilitation"
* #self-help "Self-help and one's own network"
* #community-education "Teaching the community about recovery"
* #stigma-reduction "Less stigma and discrimination"
* #advocacy-prescriber "Speaking with prescribers as the member asks"
* #appointment-help "Help to make appointments"
* #pre-crisis "Making and using a plan before a crisis"
* #crisis-referral "Referral before a crisis"
* #education-volunteer-employment "Information on school, volunteering and job training"
* #reasonable-accommodation "Asking for reasonable accommodations"
* #symptom-strategies "Strategies for distressing symptoms"
* #mentor "Mentor"
* #guide "Guide"
* #coach "Coach"
* #advocate "Advocate"
* #facilitate "Help to resolve issues"
* #assist "Assisting"
* #encourage "Encouraging"
* #connect "Connecting"
* #empower "Empowering"
* #help "Helping"
* #problem-solving "Solving problems and addressing barriers"
* #model-recovery "Modeling recovery"
* #support-network "A network of support"
* #independent-choice "Independent choices"
* #functioning-skills "Skills for functioning and quality of life"
* #self-management "Managing one's own illness"
* #decrease-isolation "Less isolation"
* #set-goals "Setting goals"
* #check-progress "Looking at how things go"
* #connect-people "Connecting with people who help"
* #formal-informal-supports "Formal and informal supports"
* #outside-scope "Outside the scope of peer support"
* #outside-scope #non-peer "A service that is not peer support"
* #outside-scope #transportation "Transportation in place of Medicaid's own"
* #outside-scope #supervision-daycare "Supervision or daycare"
* #outside-scope #vocational-training "Vocational training"
* #outside-scope #skills-training "Skills training"
* #outside-scope #legal-representative "Acting as legal representative"
* #outside-scope #competence-determination "Taking part in determining competence"
* #outside-scope #legal-advice "Legal advice"
* #outside-scope #possession-of-belongings "Taking possession of belongings"
* #outside-scope #errands "Errands on the member's behalf"

ValueSet: PeerInterventionVS
Id: peer-intervention
Title: "Interventions of peer support"
Description: "Every intervention that has a code, those outside the scope of peer support too."
* ^experimental = false
* include codes from system PeerInterventionCS

ValueSet: PeerInterventionInScope
Id: peer-intervention-in-scope
Title: "Interventions within the scope of peer support"
Description: "Every intervention that some program counts as peer support."
* ^experimental = false
* include codes from system PeerInterventionCS
* exclude codes from system PeerInterventionCS where concept is-a #outside-scope

ValueSet: IdProhibited
Id: id-adult-peer-prohibited
Title: "What a peer in Idaho must not do"
Description: "Interventions that Idaho puts outside the scope of peer support."
* ^experimental = false
* include codes from system PeerInterventionCS where concept descendent-of #outside-scope

ValueSet: IdFocus
Id: id-adult-peer-focus
Title: "Areas of focus in Idaho"
Description: "The nine areas of which a session in Idaho should have one."
* ^experimental = false
* PeerInterventionCS#model-recovery
* PeerInterventionCS#support-network
* PeerInterventionCS#safety
* PeerInterventionCS#independent-choice
* PeerInterventionCS#functioning-skills
* PeerInterventionCS#self-management
* PeerInterventionCS#self-determination
* PeerInterventionCS#decrease-isolation
* PeerInterventionCS#resource-connection

ValueSet: IdIntervention
Id: id-adult-peer-intervention
Title: "Interventions in Idaho"
Description: "What a peer in Idaho does: the areas of focus, the components and what the summary allows."
* ^experimental = false
* PeerInterventionCS#model-recovery
* PeerInterventionCS#support-network
* PeerInterventionCS#safety
* PeerInterventionCS#independent-choice
* PeerInterventionCS#functioning-skills
* PeerInterventionCS#self-management
* PeerInterventionCS#self-determination
* PeerInterventionCS#decrease-isolation
* PeerInterventionCS#resource-connection
* PeerInterventionCS#mentor
* PeerInterventionCS#guide
* PeerInterventionCS#coach
* PeerInterventionCS#assist
* PeerInterventionCS#encourage
* PeerInterventionCS#connect
* PeerInterventionCS#empower
* PeerInterventionCS#help
* PeerInterventionCS#problem-solving
* PeerInterventionCS#set-goals
* PeerInterventionCS#check-progress
* PeerInterventionCS#connect-people

ValueSet: MtIntervention
Id: mt-sdmi-hcbs-intervention
Title: "Interventions in Montana"
Description: "What a peer does under Montana's waiver; the list is open."
* ^experimental = false
* PeerInterventionCS#empowerment
* PeerInterventionCS#self-determination
* PeerInterventionCS#coping-skills
* PeerInterventionCS#mentoring
* PeerInterventionCS#self-advocacy
* PeerInterventionCS#psychosocial-education
* PeerInterventionCS#meaningful-activity
* PeerInterventionCS#crisis-management
* PeerInterventionCS#effective-service-use
* PeerInterventionCS#resource-connection
* PeerInterventionCS#linkage-coordination
* PeerInterventionCS#crisis-access

ValueSet: NeIntervention
Id: ne-dhhs-peer-intervention
Title: "Interventions in Nebraska"
Description: "What a peer does under Nebraska's definition, for families also what Medicaid names."
* ^experimental = false
* PeerInterventionCS#system-navigation
* PeerInterventionCS#empowerment
* PeerInterventionCS#hope
* PeerInterventionCS#resiliency
* PeerInterventionCS#voice-and-choice
* PeerInterventionCS#system-of-care
* PeerInterventionCS#self-directed-recovery
* PeerInterventionCS#self-advocacy
* PeerInterventionCS#safety
* PeerInterventionCS#self-worth
* PeerInterventionCS#growth
* PeerInterventionCS#community-connection
* PeerInterventionCS#planning
* PeerInterventionCS#social-supports
* PeerInterventionCS#family-skill-acquisition
* PeerInterventionCS#strength-based-planning
* PeerInterventionCS#self-help-linkage
* PeerInterventionCS#recovery-education
* PeerInterventionCS#crisis-support
* PeerInterventionCS#family-education

ValueSet: CmhIntervention
Id: cmh-standard-intervention
Title: "Interventions of the community standard"
Description: "What a peer does under the community mental health standard."
* ^experimental = false
* PeerInterventionCS#natural-supports
* PeerInterventionCS#coping-skills
* PeerInterventionCS#independent-living-skills
* PeerInterventionCS#re-entry
* PeerInterventionCS#safety
* PeerInterventionCS#confidence
* PeerInterventionCS#growth
* PeerInterventionCS#goal-achievement
* PeerInterventionCS#community-connection
* PeerInterventionCS#boundary-setting
* PeerInterventionCS#planning
* PeerInterventionCS#self-advocacy
* PeerInterventionCS#personal-fulfillment
* PeerInterventionCS#effective-communication
* PeerInterventionCS#rehabilitation-skills
* PeerInterventionCS#self-help
* PeerInterventionCS#community-education
* PeerInterventionCS#stigma-reduction
* PeerInterventionCS#advocacy-prescriber
* PeerInterventionCS#appointment-help
* PeerInterventionCS#pre-crisis
* PeerInterventionCS#crisis-referral
* PeerInterventionCS#education-volunteer-employment
* PeerInterventionCS#reasonable-accommodation
* PeerInterventionCS#symptom-strategies

ValueSet: CmsFamilyActivity
Id: cms-family-activity
Title: "Help for parents"
Description: "What a peer does for the parents or guardians of a child; the list is open."
* ^experimental = false
* PeerInterventionCS#formal-informal-supports
* PeerInterventionCS#confidence
* PeerInterventionCS#set-goals
* PeerInterventionCS#advocate
* PeerInterventionCS#mentor
* PeerInterventionCS#facilitate
* PeerInterventionCS#family-skill-acquisition

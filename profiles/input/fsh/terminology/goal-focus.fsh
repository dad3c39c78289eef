CodeSystem: GoalFocusCS
Id: goal-focus
Title: "What a goal is about"
Description: "Outcomes that the programs hope for."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/goal-focus"
* #coping-skills "Positive ways of coping"
* #natural-supports "Natural and community supports"
* #hope "Hope"
* #self-efficacy "Trust in oneself"
* #community-integration "A place in the community"
* #recovery "Recovery and wellness"

ValueSet: GoalFocusVS
Id: goal-focus
Title: "What a goal is about"
Description: "Every outcome that the programs name."
* ^experimental = false
* include codes from system GoalFocusCS

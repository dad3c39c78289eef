CodeSystem: LimitWindow
Id: limit-window
Title: "Windows of limits"
Description: "The stretches of time over which a program counts the units that it pays."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/limit-window"
* #day "Day" "A day in the program's civil time."
* #week "Week" "Seven days from the day on which the program's week begins."
* #calendar-month "Calendar month" "From the first to the last day of a month."
* #calendar-year "Calendar year" "From January 1 to December 31."
* #authorization "Authorization" "The days of an authorization."

ValueSet: LimitWindowVS
Id: limit-window
Title: "Windows of limits"
Description: "Every stretch of time over which units are counted."
* ^experimental = false
* include codes from system LimitWindow

CodeSystem: BenefitUnit
Id: benefit-unit
Title: "Units of benefits"
Description: "What a benefit is counted in."
* ^caseSensitive = true
* ^experimental = false
* ^valueSet = "https://peerfhir.org/fhir/ValueSet/benefit-unit"
* #peer-support-unit "Peer support unit" "15 minutes of peer support."

ValueSet: BenefitUnitVS
Id: benefit-unit
Title: "Units of benefits"
Description: "Everything that a benefit is counted in."
* ^experimental = false
* include codes from system BenefitUnit

Profile: BenefitLimits
Parent: InsurancePlan
Id: benefit-limits
Title: "Benefit limits"
Description: "How many units of peer support a program pays in a window, for anyone to read."
* extension contains program named program 1..1 MS
* extension[program] ^short = "The program whose limits these are"
* identifier MS
* status 1..1 MS
* name 1..1 MS
* period MS
* coverage 1..* MS
* coverage.type from service (example)
* coverage.benefit MS
* coverage.benefit.type from benefit-unit (example)
* coverage.benefit.requirement MS
* coverage.benefit.requirement ^short = "What is needed beyond the limit, in words"
* coverage.benefit.limit MS
* coverage.benefit.limit ^short = "None where the program has no limit"
* coverage.benefit.limit.extension contains rule named rule 0..1 MS
* coverage.benefit.limit.value 1..1 MS
* coverage.benefit.limit.value obeys limit-units
* coverage.benefit.limit.value ^short = "How many units"
* coverage.benefit.limit.code 1..1 MS
* coverage.benefit.limit.code from limit-window (required)
* coverage.benefit.limit.code ^short = "In which window"

Invariant: limit-units
Description: "A limit is a whole number of units"
Severity: #error
Expression: "value.exists() and value >= 0 and (value mod 1) = 0"

RuleSet: LimitsHead(program, name, owner)
* insert Synthetic
* extension[program].valueCode = #{program}
* status = #active
* name = {name}
* ownedBy = Reference(Organization/{owner})
* coverage.type = $service#peer-support
* coverage.benefit.type = BenefitUnit#peer-support-unit

RuleSet: Limit(units, window, rule)
* coverage.benefit.limit.extension[rule].valueCode = #{rule}
* coverage.benefit.limit.value.value = {units}
* coverage.benefit.limit.value.unit = "units of 15 minutes"
* coverage.benefit.limit.code = LimitWindow#{window}

Instance: limits-mt-sdmi-hcbs
InstanceOf: benefit-limits
Usage: #example
Title: "Montana: ten units a week"
Description: "A member has ten units a week, more of them when the community program officer approves."
* insert LimitsHead(mt-sdmi-hcbs, "Montana SDMI waiver: peer support", DPHHS-MT)
* coverage.benefit.requirement = "More units in a week need the approval of the community program officer"
* insert Limit(10, week, MT-31)

Instance: limits-id-adult-peer
InstanceOf: benefit-limits
Usage: #example
Title: "Idaho: 416 units a year"
Description: "A member has 416 units in a calendar year, more of them with prior authorization."
* insert LimitsHead(id-adult-peer, "Idaho adult peer support", MCO-ID)
* coverage.benefit.requirement = "More units in a year need prior authorization"
* insert Limit(416, calendar-year, ID-32)

Instance: limits-ne-dhhs-peer
InstanceOf: benefit-limits
Usage: #example
Title: "Nebraska: no limit"
Description: "The program states no limit of units."
* insert LimitsHead(ne-dhhs-peer, "Nebraska peer support", MCO-NE)

Profile: ComplianceReport
Parent: MeasureReport
Id: compliance-report
Title: "Compliance report"
Description: "How far a program's duties were kept in a period: of the members or peers they concern, who met them, who did not, and why."
* extension contains program named program 0..1 MS
* status MS
* type MS
* measure MS
* subject MS
* date MS
* reporter MS
* period MS
* period.start 1..1
* period.end 1..1
* group 1..* MS
* group obeys report-within
* group ^short = "The whole period, or one group for each month"
* group.extension contains rule named rule 0..1
* group.code ^short = "The month, such as text `2026-09`, of a measure that counts by month"
* group.population MS
* group.population ^slicing.discriminator.type = #pattern
* group.population ^slicing.discriminator.path = "code"
* group.population ^slicing.rules = #open
* group.population contains denominator 1..1 MS and numerator 1..1 MS and denominator-exclusion 0..1 MS
* group.population[denominator] ^short = "Whom the duty concerns"
* group.population[denominator].code = http://terminology.hl7.org/CodeSystem/measure-population#denominator
* group.population[denominator].count 1..1
* group.population[numerator] ^short = "Who met it"
* group.population[numerator].code = http://terminology.hl7.org/CodeSystem/measure-population#numerator
* group.population[numerator].count 1..1
* group.population[denominator-exclusion] ^short = "Whom it does not concern after all"
* group.population[denominator-exclusion].code = http://terminology.hl7.org/CodeSystem/measure-population#denominator-exclusion
* group.population[denominator-exclusion].count 1..1
* group.stratifier MS
* group.stratifier ^short = "The misses by their reason"

Invariant: report-within
Description: "No more met a duty than it concerns"
Severity: #error
Expression: "population.where(code.coding.code = 'numerator').exists() implies population.where(code.coding.code = 'numerator').count <= population.where(code.coding.code = 'denominator').count"

RuleSet: ReportGroup(place, month, denominator, numerator)
* group[{place}].code.text = {month}
* group[{place}].population[denominator].count = {denominator}
* group[{place}].population[numerator].count = {numerator}

Instance: report-mt-supervision
InstanceOf: compliance-report
Usage: #example
Title: "Monthly supervision of a peer"
Description: "Of two months in which the peer served, one had a supervision contact."
* insert Synthetic
* extension[program].valueCode = #mt-sdmi-hcbs
* status = #complete
* type = #individual
* measure = "https://peerfhir.org/fhir/Measure/mt-monthly-supervision"
* subject = Reference(Practitioner/mt-peer)
* date = "2026-11-16T12:00:00Z"
* reporter = Reference(Organization/ORG-MT)
* period.start = "2026-09-01"
* period.end = "2026-10-31"
* insert ReportGroup(0, "2026-09", 1, 0)
* group[0].extension[rule].valueCode = #MT-23
* group[0].stratifier.code.text = "reason"
* group[0].stratifier.stratum.value.text = "no supervision contact"
* group[0].stratifier.stratum.population.code = http://terminology.hl7.org/CodeSystem/measure-population#denominator
* group[0].stratifier.stratum.population.count = 1
* insert ReportGroup(1, "2026-10", 1, 1)
* group[1].extension[rule].valueCode = #MT-23

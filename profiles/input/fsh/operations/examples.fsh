// What our operations are sent and answer, with the people of the sandbox.

Instance: op-authorization-usage
InstanceOf: Parameters
Usage: #example
* parameter[+].name = "limit"
* parameter[=].part[+].name = "limitId"
* parameter[=].part[=].valueCode = #id-year
* parameter[=].part[+].name = "windowStart"
* parameter[=].part[=].valueDate = "2026-01-01"
* parameter[=].part[+].name = "windowEnd"
* parameter[=].part[=].valueDate = "2026-12-31"
* parameter[=].part[+].name = "allowed"
* parameter[=].part[=].valueUnsignedInt = 416
* parameter[=].part[+].name = "rendered"
* parameter[=].part[=].valueUnsignedInt = 416
* parameter[=].part[+].name = "claimed"
* parameter[=].part[=].valueUnsignedInt = 416
* parameter[=].part[+].name = "paid"
* parameter[=].part[=].valueUnsignedInt = 412
* parameter[=].part[+].name = "pended"
* parameter[=].part[=].valueUnsignedInt = 0
* parameter[=].part[+].name = "remaining"
* parameter[=].part[=].valueUnsignedInt = 4
* parameter[=].part[+].name = "authorization"
* parameter[=].part[=].part[+].name = "number"
* parameter[=].part[=].part[=].valueString = "PA-52"
* parameter[=].part[=].part[+].name = "approved"
* parameter[=].part[=].part[=].valueUnsignedInt = 52
* parameter[=].part[=].part[+].name = "used"
* parameter[=].part[=].part[=].valueUnsignedInt = 0
* parameter[=].part[=].part[+].name = "remaining"
* parameter[=].part[=].part[=].valueUnsignedInt = 52
* parameter[+].name = "total"
* parameter[=].part[+].name = "program"
* parameter[=].part[=].valueCode = #id-adult-peer
* parameter[=].part[+].name = "windowStart"
* parameter[=].part[=].valueDate = "2026-01-01"
* parameter[=].part[+].name = "windowEnd"
* parameter[=].part[=].valueDate = "2026-12-31"
* parameter[=].part[+].name = "rendered"
* parameter[=].part[=].valueUnsignedInt = 416
* parameter[=].part[+].name = "claimed"
* parameter[=].part[=].valueUnsignedInt = 416
* parameter[=].part[+].name = "paid"
* parameter[=].part[=].valueUnsignedInt = 412
* parameter[=].part[+].name = "pended"
* parameter[=].part[=].valueUnsignedInt = 0

Instance: op-claimresponse-decide
InstanceOf: Parameters
Usage: #example
* parameter[+].name = "decision"
* parameter[=].valueCode = #reduce
* parameter[+].name = "units"
* parameter[=].valueUnsignedInt = 2
* parameter[+].name = "reason"
* parameter[=].valueCoding = $carc#119
* parameter[+].name = "note"
* parameter[=].valueString = "Two of four units are necessary"

Instance: op-ruling
InstanceOf: Parameters
Usage: #example
* parameter[+].name = "ruling"
* parameter[=].part[+].name = "line"
* parameter[=].part[=].valuePositiveInt = 1
* parameter[=].part[+].name = "decision"
* parameter[=].part[=].valueCode = #denied
* parameter[=].part[+].name = "carc"
* parameter[=].part[=].valueCode = #119
* parameter[=].part[+].name = "rarc"
* parameter[=].part[=].valueCode = #N362
* parameter[=].part[+].name = "group"
* parameter[=].part[=].valueCode = #CO
* parameter[=].part[+].name = "rule"
* parameter[=].part[=].valueCode = #MT-31
* parameter[=].part[+].name = "sentence"
* parameter[=].part[=].valueString = "A member receives at most 10 units of peer support a week, over all providers"

Instance: op-worklist
InstanceOf: OperationOutcome
Usage: #example
* issue.extension[+].url = "https://peerfhir.org/fhir/StructureDefinition/worklist-reason"
* issue.extension[=].valueCode = #overrun
* issue.severity = #warning
* issue.code = #business-rule
* issue.details.coding = $rule#MT-31
* issue.details.text = "A member receives at most 10 units of peer support a week, over all providers"
* issue.diagnostics = "ClaimResponse/answer line 1: 12 units paid, 10 payable now"
* issue.expression = "ClaimResponse.item[0]"

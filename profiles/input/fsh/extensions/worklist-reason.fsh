Extension: WorklistReasonExtension
Id: worklist-reason
Title: "Reason of the worklist"
Description: "Why a line that was paid wants looking at."
Context: OperationOutcome.issue
* value[x] 1..1
* value[x] only code
* valueCode from worklist-reason (required)

"""How the engine reads what the law leaves open: the cross-cutting readings X-1..X-19 that it applies so far.

A reading is a rule id too; a pack may set its keys to another value, then its finding still bears this id.
Source: rules.md section 2.2.
"""

READINGS = {
    "X-1": "The date of service is the start of the contact in the program's time zone; the start is an instant",
    "X-2": "Units are counted from the time that passed: whole units, and one more for a remainder of 8 minutes",
    "X-3": "A week runs from Sunday to Saturday in the program's time zone",
    "X-4": "A year is the calendar year of the date of service",
    "X-5": "A certificate covers the date of service when its period contains that date; the last day counts",
    "X-9": "A contact that crosses midnight counts wholly on the date on which it starts",
    "X-14": "A true record is kept, though it will not be paid",
    "X-15": "A finished contact lies in the past, and is sent within 30 days",
}

UNDETERMINED = "program-undetermined"

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
    "X-6": "Days are calendar days: a day after the admission or the last review is day 1, the due day is in time",
    "X-7": "A duty of each month is one of each calendar month with service; the first partial month is exempt",
    "X-8": "A duty of every so many days begins anew with the day on which it was met",
    "X-9": "A contact that crosses midnight counts wholly on the date on which it starts",
    "X-10": "Limits are tested against what is paid and pended and this claim's lines; authorizations are quoted",
    "X-12": "Face to face is in person, in the same place; video counts where a pack says so, the telephone never",
    "X-13": "Each member present in a group is charged the whole session; a group line bears the modifier HQ",
    "X-14": "A true record is kept, though it will not be paid",
    "X-15": "A finished contact lies in the past and is sent within 30 days, its claim within 12 months",
    "X-17": "One member or one peer is in one place at a time, and a service is paid once",
    "X-18": "Below 21 a limit is not absolute: what exceeds it is reviewed",
    "X-19": "Of a line that crosses a limit the units that fit are paid, the rest is denied",
}

UNDETERMINED = "program-undetermined"

"""What an engineer tries: the description of the server, a check without storing, and another day."""

from datetime import timedelta

from peerfhir.cli.people.contacts import SERVICEBERRY, claim, line
from peerfhir.cli.people.days import Days
from peerfhir.cli.printed.curl import Call, Story, get, submit, write
from peerfhir.cli.printed.montana import EHR, faulty

ENGINEER = "ENGINEER"


def stories(days: Days) -> list[Story]:
    """The story of the engineer."""
    checked = write(ENGINEER, "POST", "Encounter/$validate", faulty(days.day))
    noon = f"{days.next_sunday + timedelta(days=1)}T12:00:00-07:00"
    clock = '"$SERVER/sandbox/clock" -H "$ENGINEER"'
    forward = f'curl -sS -X PUT {clock} -d \'{{"now":"{noon}"}}\''
    anew = claim(SERVICEBERRY, "SYN-C-9", days.next_sunday, line(days.next_sunday, 1))
    return [
        Story(
            "7. An engineer who integrates",
            (
                Call("What can this server do?", get(ENGINEER, "metadata"), 200),
                Call("What is wrong with this Encounter? Nothing is stored", checked, 200),
                Call("Which peers may I play with?", get(ENGINEER, "PractitionerRole?_count=50"), 200),
                Call("Go to Monday of the next week: the clock of rules stands still there", forward, 200),
                Call("The count of mt-m2 begins anew on Sunday", submit(EHR, anew), 200, ("paid 1",)),
                Call("Back to the real time", f"curl -sS -X DELETE {clock}", 200),
                Call("The description that clients are generated from", 'curl -sS "$SERVER/openapi.json"', 200),
                Call("The pages where each call can be tried (open it in a browser)", 'curl -sS "$SERVER/docs"', 200),
            ),
        )
    ]

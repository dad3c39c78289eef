"""What the payer of Montana asks: its members, what they have used, what waits for a decision, what has changed."""

from peerfhir.cli.laying import Laid
from peerfhir.cli.people.stories import PENDED
from peerfhir.cli.printed.curl import Call, Story, get, write

PAYER = "PAYER_MT"
_PROGRAM = "mt-sdmi-hcbs"


def stories(laid: Laid) -> list[Story]:
    """The story of the payer of Montana."""
    day, waiting = laid.days.day, laid.claims[PENDED]
    usage = f"Patient/mt-m1/$authorization-usage?program={_PROGRAM}&as-of={day}"
    roster = f"Patient/$authorization-usage?program={_PROGRAM}&threshold=80&as-of={day}"
    decision = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "decision", "valueCode": "approve"},
            {"name": "note", "valueString": "Medically necessary"},
        ],
    }
    answer = f"ClaimResponse/{waiting.response}"
    decide = write(PAYER, "POST", f"{answer}/$decide", decision)
    return [
        Story(
            "6. The payer DPHHS-MT",
            (
                Call("Who are my members? Nobody else's are shown", get(PAYER, "Patient"), 200),
                Call("How much of this week's ten units has mt-m1 used?", get(PAYER, usage), 200),
                Call("Who has used 80 percent or more? The most used first", get(PAYER, roster), 200),
                Call(
                    "mt-m5 is below 21: two units over the limit wait for us",
                    get(PAYER, answer),
                    200,
                    ("paid 10, pended 2",),
                ),
                Call("Approve them", decide, 200, ("paid 12",)),
                Call("What was it based on?", get(PAYER, f"Claim/{waiting.claim}/$ruling"), 200),
                Call("Paid claims whose facts changed since (story 1)", get(PAYER, "Claim/$worklist"), 200),
                Call("A member of another payer is not there", get(PAYER, "Patient/id-m1"), 404),
            ),
        )
    ]

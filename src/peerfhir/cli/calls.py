"""The page of the sandbox: calls to copy and paste, for an EHR, a payer and an engineer; a test runs each of them.

The sessions lie on yesterday, so that they are in the past at any hour, and the week is the one that contains it.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peerfhir.cli.people.shapes import HCPCS, HL7, Json, ext, ours, ref

ZONE = ZoneInfo("America/Denver")
_POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
_NUMBERS = "https://ehr.example.org/encounters"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what it shows, the curl command, and the status it answers."""

    title: str
    curl: str
    status: int


def session(day: date, number: int, start: str, end: str, peer: str = "mt-peer") -> Json:
    """An hour (or so) of peer support with `mt-m1`, as an EHR posts it when the note is signed (domain: Encounter)."""
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": _NUMBERS, "value": f"SYN-{day:%Y%m%d}-{number}"}],
        "status": "finished",
        "class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"},
        "extension": [
            ext("program", valueCode="mt-sdmi-hcbs"),
            ext("place-of-service", valueCoding={"system": _POS, "code": "53"}),
            ext("service-mode", valueCode="individual"),
            ext("modality", valueCode="in-person"),
            ext("care-plan", valueReference=ref("CarePlan/mt-pcrp")),
            ext("intervention", valueCoding=ours("peer-intervention", "self-advocacy")),
        ],
        "type": [{"coding": [{"system": HCPCS, "code": "H0038"}]}],
        "subject": ref("Patient/mt-m1"),
        "episodeOfCare": [ref("EpisodeOfCare/mt-e1")],
        "participant": [
            {
                "type": [{"coding": [{"system": f"{HL7}/v3-ParticipationType", "code": "PPRF"}]}],
                "individual": ref(f"PractitionerRole/{peer}"),
            }
        ],
        "period": {"start": _at(day, start), "end": _at(day, end)},
        "serviceProvider": ref("Organization/ORG-MT"),
    }


def _at(day: date, clock: str) -> str:
    return datetime.combine(day, time.fromisoformat(clock), ZONE).isoformat()


def calls(today: date) -> dict[str, list[Call]]:
    """The calls of each client, to be made in this order; `today` is that of Montana."""
    day = today - timedelta(days=1)
    return {"EHR": _of_the_ehr(day), "MCO": _of_the_payer(day), "ENGINEER": _of_the_engineer(day)}


def _of_the_ehr(day: date) -> list[Call]:
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    saturday = sunday + timedelta(days=6)
    own = f"syn-{day:%Y%m%d}-2"
    hour, more = session(day, 1, "09:00", "10:00"), session(day, 3, "11:00", "11:45")
    named = {"resourceType": "Encounter", "id": own} | session(day, 2, "10:00", "11:00")
    unlicensed = session(day, 4, "13:00", "14:00", "mt-trainee")
    found = f"Encounter?identifier={_NUMBERS}%7CSYN-{day:%Y%m%d}-1"
    week = f"Encounter?patient=mt-m1&date=ge{sunday}&date=le{saturday}&_sort=-date"
    over = f"Three more: 11 of the 10 units of the week {sunday} to {saturday}. Stored, with the warning MT-31"
    findings = "Prefer: return=OperationOutcome"
    return [
        Call("Record an hour with a member: 4 units", _write("EHR", "POST", "Encounter", hour), 201),
        Call("Find it by the number it has in the EHR", _get("EHR", found), 200),
        Call("Record another hour, under an id of your own", _write("EHR", "PUT", f"Encounter/{own}", named), 201),
        Call("Read it back, byte for byte as it is stored", _get("EHR", f"Encounter/{own}"), 200),
        Call(over, _write("EHR", "POST", "Encounter", more, findings), 201),
        Call("All sessions of the member in this week, the latest first", _get("EHR", week), 200),
        Call("Refused by rule MT-01: no certificate", _write("EHR", "POST", "Encounter", unlicensed), 422),
        Call(
            "Refused with every finding at once: no such status, no class, an end before its start",
            _write("EHR", "POST", "Encounter", _faulty(day)),
            422,
        ),
    ]


def _of_the_payer(day: date) -> list[Call]:
    usage = f"Patient/mt-m1/\\$authorization-usage?program=mt-sdmi-hcbs&as-of={day}"
    return [
        Call("Who are my members? Nobody else's are shown", _get("MCO", "Patient"), 200),
        Call("How much of this week's ten units is rendered?", _get("MCO", usage), 200),
        Call("How many sessions has my member had?", _get("MCO", "Encounter?patient=mt-m1&_summary=count"), 200),
        Call("A member of another payer is not there", _get("MCO", "Patient/id-m1"), 404),
    ]


def _of_the_engineer(day: date) -> list[Call]:
    checked = _write("ENGINEER", "POST", "Encounter/\\$validate", _faulty(day))
    return [
        Call("What can this server do?", _get("ENGINEER", "metadata"), 200),
        Call("What is wrong with this Encounter? Nothing is stored", checked, 200),
        Call("Which peers may I play with?", _get("ENGINEER", "PractitionerRole?_count=50"), 200),
        Call("The description that clients are generated from", 'curl -sS "$SERVER/openapi.json"', 200),
        Call("The pages where each call can be tried (open it in a browser)", 'curl -sS "$SERVER/docs"', 200),
    ]


def _faulty(day: date) -> Json:
    made = session(day, 9, "15:00", "14:00") | {"status": "done"}
    del made["class"]
    return made


def page(server: str, tokens: dict[str, str], today: date) -> str:
    """What is printed: where the server is, the tokens as shell variables, and the calls."""
    rule = "-" * 100
    lines = [
        rule,
        f"The sandbox: {server}    documentation and try-it pages: {server}/docs    all people in it are synthetic",
        "Paste these lines into a shell, then any call below. The tokens stay the same until `make sandbox-reset`.",
        rule,
        f"SERVER={server}",
        f"FHIR={server}/fhir",
        *(f"{name}='Authorization: Bearer {token}'" for name, token in tokens.items()),
    ]
    titles = {
        "EHR": "An EHR of the provider agency ORG-MT, Montana",
        "MCO": "The payer DPHHS-MT",
        "ENGINEER": "An engineer who integrates",
    }
    for name, listed in calls(today).items():
        lines += ["", rule, titles[name], rule]
        for call in listed:
            lines += ["", f"# {call.title} ({call.status})", call.curl]
    return "\n".join([*lines, "", rule, "Stop the sandbox with Ctrl-C; it keeps its data.", rule])


def _get(client: str, path: str) -> str:
    return f'curl -sS "$FHIR/{path}" -H "${client}"'


def _write(client: str, method: str, path: str, resource: Json, *headers: str) -> str:
    more = "".join(f' -H "{header}"' for header in ("Content-Type: application/fhir+json", *headers))
    return f'curl -sS -i -X {method} "$FHIR/{path}" -H "${client}"{more} -d \'{_shown(resource)}\''


def _shown(resource: Json) -> str:
    """JSON with a line an element: short enough to read, and without an apostrophe."""
    elements = (f' "{name}":{_compact(value)}' for name, value in resource.items())
    return "{\n" + ",\n".join(elements) + "}"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":")).replace("'", "\\u0027")

"""What callers send, and what the server's answers say: findings, lines of a claim, units used."""

from typing import NamedTuple

import httpx

from tests.people.shapes import HL7, PROGRAM, RULE, Json, bundle, entry

CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
RARC = "https://x12.org/codes/remittance-advice-remark-codes"


def put(client: httpx.Client, resource: Json) -> None:
    """Store a resource under its id, or fail."""
    answer = client.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
    assert answer.status_code in (200, 201), answer.text


def put_all(client: httpx.Client, *resources: Json) -> None:
    """Store resources under their ids in one transaction, or fail."""
    entries = [entry("PUT", f"{resource['resourceType']}/{resource['id']}", resource) for resource in resources]
    answer = client.post("", json=bundle("transaction", *entries))
    assert answer.status_code == 200, answer.text


def post(client: httpx.Client, resource: Json, **headers: str) -> httpx.Response:
    """POST a resource to its type; `if_none_exist` becomes the header If-None-Exist."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/{resource['resourceType']}", json=resource, headers=named)


def kept(answer: httpx.Response) -> str:
    """The id of what a create has made."""
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].split("/_history")[0].rsplit("/", 1)[1]


def submit(client: httpx.Client, claim: Json, **headers: str) -> httpx.Response:
    """Claim/$submit."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/Claim/$submit", json=claim, headers=named)


def findings(answer: httpx.Response) -> list[str]:
    """The PeerFHIR-Finding headers, without information (which depends on when the test runs)."""
    return [f for f in answer.headers.get_list("peerfhir-finding", split_commas=False) if "information" not in f]


def issues(answer: httpx.Response | Json) -> list[Json]:
    """The issues of an OperationOutcome, without information."""
    body: Json = answer if isinstance(answer, dict) else answer.json()
    assert body["resourceType"] == "OperationOutcome", body
    return [issue for issue in body["issue"] if issue["severity"] != "information"]


def rules(answer: httpx.Response | Json) -> list[tuple[str, str]]:
    """(rule, severity) of each issue that a rule found."""
    return [
        (coding["code"], issue["severity"])
        for issue in issues(answer)
        for coding in issue["details"].get("coding", ())
        if coding["system"] == RULE
    ]


class Denied(NamedTuple):
    """Units of a line that were denied or pended: the codes, the group and the rule that says why."""

    units: int
    carc: str
    rarcs: tuple[str, ...]
    group: str
    rule: str


class Decided(NamedTuple):
    """A line of a ClaimResponse: units paid and pended, and what was denied (names.md)."""

    paid: int
    denied: tuple[Denied, ...] = ()
    pended: int = 0


def decided(answer: httpx.Response | Json) -> list[Decided]:
    """The lines of a ClaimResponse in the order of their numbers; benefit and allowed units must agree."""
    if isinstance(answer, httpx.Response):
        assert answer.status_code == 200, answer.text
    body: Json = answer if isinstance(answer, dict) else answer.json()
    assert body["resourceType"] == "ClaimResponse", body
    return [_decided(item) for item in sorted(body.get("item", ()), key=lambda item: item["itemSequence"])]


def _decided(item: Json) -> Decided:
    paid, benefit, reasons = 0, 0, []
    for one in item["adjudication"]:
        category = one["category"]["coding"][0]["code"]
        if category == "allowedunits":
            paid += int(one["value"])
        elif category == "benefit":
            benefit += one["amount"]["value"] > 0
        elif category == "denialreason" and "value" in one:
            reasons.append(_reason(one))
    assert bool(paid) == bool(benefit), item
    denials: list[Denied] = []
    for system, units, denial in reasons:
        if system == CARC:
            denials.append(denial)
        else:
            assert denials, item
            last = denials[-1]
            assert units == last.units, item
            denials[-1] = last._replace(rarcs=(*last.rarcs, denial.carc))
    pended = sum(denial.units for denial in denials if denial.carc == "133")
    return Decided(paid, tuple(denial for denial in denials if denial.carc != "133"), pended)


def _reason(one: Json) -> tuple[str, int, Denied]:
    coding = one["reason"]["coding"][0]
    assert coding["system"] in (CARC, RARC), one
    said = {e["url"].rsplit("/", 1)[1]: e["valueCode"] for e in one.get("extension", ()) if "valueCode" in e}
    units = int(one["value"])
    return coding["system"], units, Denied(units, coding["code"], (), said.get("adjustment-group", ""), said["rule"])


def taken_back(answer: Json, number: int = 1) -> bool:
    """Whether line `number` of a ClaimResponse takes a benefit back."""
    item = next(item for item in answer["item"] if item["itemSequence"] == number)
    benefits = [one for one in item["adjudication"] if one["category"]["coding"][0]["system"] == f"{HL7}/adjudication"]
    return any(one["amount"]["value"] < 0 for one in benefits if "amount" in one)


def usage(client: httpx.Client, member: str, as_of: str, **more: str) -> tuple[Json, Json]:
    """The parts of the one limit and the one total of `$authorization-usage`, by name."""
    limit, total = asked(client, member, as_of, **more)
    assert (limit["name"], total["name"]) == ("limit", "total")
    return parts(limit), parts(total)


def asked(client: httpx.Client, member: str, as_of: str, **more: str) -> list[Json]:
    """The parameters of `$authorization-usage`."""
    said = {"program": PROGRAM, "as-of": as_of} | {name.replace("_", "-"): value for name, value in more.items()}
    answer = client.get(f"/Patient/{member}/$authorization-usage", params=said)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["parameter"]
    return found


def authorizations(limit: Json) -> dict[str, Json]:
    """The authorizations of a limit of `$authorization-usage`, by number."""
    found = [parts(part) for part in limit["part"] if part["name"] == "authorization"]
    return {one["number"]: one for one in found}


def parts(parameter: Json) -> Json:
    """The parts of a Parameters.parameter: name → value."""
    return {part["name"]: next(value for name, value in part.items() if name != "name") for part in parameter["part"]}


def statuses(answer: httpx.Response) -> list[str]:
    """The status of each entry of the answer to a Bundle."""
    assert answer.status_code == 200, answer.text
    return [e["response"]["status"][:3] for e in answer.json()["entry"]]

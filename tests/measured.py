"""Measure reports, read: what tests ask of `$evaluate-measure`."""

from typing import Any

import httpx

from tests.people import Json


def evaluate(client: httpx.Client, measure: str, **said: str) -> Json:
    """The MeasureReport of a measure."""
    answer = client.get(f"/Measure/{measure}/$evaluate-measure", params=said)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert found["resourceType"] == "MeasureReport"
    return found


def summed(report: Json) -> dict[str, tuple[int, int, int]]:
    """Denominator, numerator and denominator-exclusion of each group, by its code; "" of a group without."""
    return {
        _code(group): (_count(group, "denominator"), _count(group, "numerator"), _count(group, "denominator-exclusion"))
        for group in report["group"]
    }


def reasons(report: Json, stratifier: str = "reason") -> dict[str, dict[str, int]]:
    """The counts of each stratum of a stratifier, by the group's code; groups without are left out."""
    found = {}
    for group in report["group"]:
        for one in group.get("stratifier", []):
            if one["code"][0]["text"] == stratifier:
                strata = one["stratum"]
                found[_code(group)] = {s["value"]["text"]: s["population"][0]["count"] for s in strata}
    return found


def listed(report: Json, group: str, population: str) -> list[str]:
    """Who is in a population of a group, by the contained List."""
    lists = {f"#{one['id']}": one for one in report.get("contained", [])}
    (wanted,) = [one for one in report["group"] if _code(one) == group]
    (found,) = [one for one in wanted["population"] if one["code"]["coding"][0]["code"] == population]
    if "subjectResults" not in found:
        return []
    return [entry["item"]["reference"] for entry in lists[found["subjectResults"]["reference"]]["entry"]]


def _code(group: Json) -> str:
    return str(group.get("code", {}).get("text", ""))


def _count(group: Json, population: str) -> int:
    found: list[Any] = [one["count"] for one in group["population"] if one["code"]["coding"][0]["code"] == population]
    return int(found[0])

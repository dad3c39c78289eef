"""`python -m scripts.profiles.page` writes the tables of docs/profiles.md anew, from the compiled profiles."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from peerfhir.fhir.structures import led
from scripts.profiles.shorthand import PROJECT

Json = dict[str, Any]

PAGE = PROJECT.parent / "docs" / "profiles.md"
_BEGIN, _END = "<!-- profiles: written by `python -m scripts.profiles.page` -->", "<!-- end of profiles -->"
_RULE = re.compile(r"(?:CMS|MT|NE|CMH|ID)-\d\d(?!\d)")
_LED_BY_RULES = re.compile(rf"{_RULE.pattern}(?:, {_RULE.pattern})*")

# Each heading with the resource types that stand under it; what is under none of them stands under the last.
_PARTS = {
    "People and organizations": ("Practitioner", "PractitionerRole", "Organization", "Patient", "RelatedPerson"),
    "Membership": ("Coverage", "EpisodeOfCare"),
    "Plans and what they rest on": ("CarePlan", "Goal", "DocumentReference", "Observation", "QuestionnaireResponse"),
    "What happens": ("Encounter", "Communication"),
    "Authorizations, money and reports": (),
}


def profiles(package: Path = PROJECT / "package") -> list[Json]:
    """Every profile of a resource among the compiled definitions, ordered by id."""
    found = [
        json.loads(file.read_text(encoding="utf-8")) for file in sorted(package.glob("StructureDefinition-*.json"))
    ]
    return [one for one in found if one["type"] != "Extension"]


def tables(found: Iterable[Json]) -> str:
    """The profiles in Markdown: a heading for each group, and under it a generic profile before its programs'."""
    known = {one["url"]: one for one in found}
    types = {type_: part for part, listed in _PARTS.items() for type_ in listed}
    last = list(_PARTS)[-1]
    lines = []
    for part, listed in _PARTS.items():
        own = [one for one in known.values() if types.get(one["type"], last) == part]
        order = {type_: at for at, type_ in enumerate(listed)}
        own.sort(key=lambda one: (order.get(one["type"], len(order)), one["type"], _line(one, known)))
        lines += [f"### {part}", "", "| profile | of | built on | what it is for | rules |", "|---|---|---|---|---|"]
        lines += [_row(one) for one in own] + [""]
    return "\n".join(lines)


def written(page: str, found: Iterable[Json]) -> str:
    """The text of the page with its tables made anew."""
    head, _, rest = page.partition(_BEGIN)
    return f"{head}{_BEGIN}\n\n{tables(found)}\n{_END}{rest.partition(_END)[2]}"


def rules(profile: Json) -> list[str]:
    """The rule ids that a profile itself states: invariants, and comments and requirements that begin so."""
    stated = set()
    for element in profile.get("differential", {}).get("element", []):
        said = [one["key"] for one in element.get("constraint", [])] + [element.get("comment", "")]
        stated |= {rule for one in said if (found := _LED_BY_RULES.match(one)) for rule in _RULE.findall(found[0])}
        stated.update((led(element.get("requirements", "")) or "").split())
    return sorted(stated)


def _line(profile: Json, known: dict[str, Json]) -> list[str]:
    """The ids from the profile of ours that others build on down to this one."""
    parent = known.get(profile["baseDefinition"])
    return [*(_line(parent, known) if parent else []), profile["id"]]


def _row(profile: Json) -> str:
    id_, parent = profile["id"], profile["baseDefinition"].rsplit("/", 1)[-1]
    link = f"[{id_}](../profiles/package/StructureDefinition-{id_}.json)"
    return f"| {link} | {profile['type']} | {parent} | {profile['description']} | {', '.join(rules(profile))} |"


def refresh() -> None:
    """Write the tables of the page anew; nothing changes when they say what the profiles say."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), profiles()), encoding="utf-8")


if __name__ == "__main__":
    refresh()

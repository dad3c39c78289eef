"""What the keys of a pack mean in plain words, as mappings/keys.yaml says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from peerfhir import data
from peerfhir.policy.provisions import Provision
from peerfhir.policy.readings import READINGS

Write = Literal["refused", "warned", "told"]
Claim = Literal["denied", "pended"]
_WRITE: dict[str, Write | None] = {"reject": "refused", "warn": "warned", "info": "told", "off": None}
_EVERY = re.compile(r"P(\d+)([DM])")  # a rhythm, as `policy.dated.Cadence` has it


@dataclass(frozen=True, slots=True)
class Meaning:
    """A key in a sentence, and what becomes of a contact on write and of a line of a claim that it is held against.

    None where nothing does: the key only helps others, asks for nothing, or its rule is off.
    """

    sentence: str
    write: Write | None
    claim: Claim | None


def meanings(law: tuple[Provision, ...]) -> dict[str, Meaning]:
    """The meaning of each provision of a day's law, by its name."""
    values = {one.name: one.value for one in law}
    return {one.name: _meaning(one, values) for one in law}


def keys() -> Mapping[str, Any]:
    """Each key of the grammar, as the file explains it."""
    return _keys()


def shown(value: Any, joint: str = "or") -> str:
    """A value as it is said in a sentence; the joint of a list is `and` where each of it is meant."""
    if isinstance(value, dict):
        return _block(value)
    if isinstance(value, list):
        said = [shown(one) for one in value]
        return f" {joint} ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
    if isinstance(value, str) and (rhythm := _EVERY.fullmatch(value)):
        number, unit = int(rhythm[1]), {"D": "day", "M": "month"}[rhythm[2]]
        return unit if number == 1 else f"{number} {unit}s"
    return "none" if value is None else str(value)


def _block(value: dict[str, Any]) -> str:
    """A service code, a denial, something prohibited; or a mapping of lists."""
    if "unit_minutes" in value:
        bearing = f" {shown(value['modifiers'])}" if value.get("modifiers") else ""
        return f"{value['code']}{bearing} ({value['mode']}, {value['unit_minutes']} minutes a unit)"
    if "carc" in value:
        return f"CARC {value['carc']}" + (f" and RARC {value['rarc']}" if value.get("rarc") else "")
    if "rule" in value:
        return f"{shown([value['code'], *value.get('also', [])], 'with')} ({value['rule']})"
    return "; ".join(f"as {name} {shown(one)}" for name, one in value.items())


def _meaning(one: Provision, values: Mapping[str, Any]) -> Meaning:
    said = keys()[one.key]
    asks = one.value is not None and one.value is not False and one.value not in ("off", "optional", [])
    sentence = said["says"] if asks else said.get("otherwise", said["says"])
    write, claim = said.get("write"), said.get("claim")
    if write == "refused" and "reading" in said and one.rule in READINGS:
        write = said["reading"]
    if not asks and said.get("binds") is None and "otherwise" in said:
        write, claim = None, None
    if asks and said.get("binds") == "otherwise":
        write, claim = None, None
    if "if" in said and not values.get(said["if"]):
        write, claim = "warned", None
    if one.enforced is not None:
        write = _WRITE[one.enforced] if write else None
        claim = None if one.enforced == "off" else claim
    told = sentence.replace("{value}", shown(one.value)).replace("{each}", shown(one.value, "and"))
    return Meaning(told, write, claim)


@cache
def _keys() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((data.folder("mappings") / "keys.yaml").read_text(encoding="utf-8"))
    return found

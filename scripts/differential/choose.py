"""Which of all faults are planted: so many of each corpus, over all elements and acts alike, the same every time."""

import random
from collections.abc import Iterable, Mapping

from peerfhir.fhir import json
from scripts.differential.faults import Fault, faults

SEED = 20261125
MANY = {"r4": 3600, "us-core": 1900, "pas": 1000, "pdex": 1000, "ours": 2500}
SHARES = {"drop": 2, "recode": 2}  # of the other acts one; what these leave is most often still well formed
Choice = tuple[str, Fault]  # name of the source, and the fault planted in it


def chosen(sources: Mapping[str, bytes], accepted: Iterable[str]) -> list[Choice]:
    """The faults of all corpora, in the order of their sources.

    In each corpus every act has its share; within an act the elements (type and path without indexes; resourceType
    counts as one) take turns, so that a rare element is as likely as one that stands everywhere.
    """
    names = set(accepted)
    found: list[Choice] = []
    for corpus, many in MANY.items():
        bodies = {name: body for name, body in sources.items() if name in names and name.startswith(f"{corpus}/")}
        found += _of_corpus(bodies, many)
    order = {name: number for number, name in enumerate(sources)}
    return sorted(found, key=lambda choice: order[choice[0]])


def _of_corpus(bodies: Mapping[str, bytes], many: int) -> list[Choice]:
    acts: dict[str, dict[str, list[Choice]]] = {}
    for name, body in bodies.items():
        resource = json.decode(body)
        kind = resource["resourceType"]
        for fault in faults(resource):
            element = "resourceType" if fault.at[-1:] == ("resourceType",) else f"{kind}.{fault.path}"
            acts.setdefault(fault.act, {}).setdefault(element, []).append((name, fault))
    found: list[Choice] = []
    whole = sum(SHARES.get(act, 1) for act in acts)
    for act, paths in sorted(acts.items()):
        dice = random.Random(f"{SEED} {act}")  # noqa: S311 - dice
        found += _in_turns(list(paths.values()), many * SHARES.get(act, 1) // whole, dice)
    return found


def _in_turns(groups: list[list[Choice]], many: int, dice: random.Random) -> list[Choice]:
    dice.shuffle(groups)
    for group in groups:
        dice.shuffle(group)
    found: list[Choice] = []
    turn = 0
    while len(found) < many and any(len(group) > turn for group in groups):
        found += [group[turn] for group in groups if len(group) > turn][: many - len(found)]
        turn += 1
    return found

"""Whether a licence lets somebody answer for a peer's services: its type, its days, its scope (MT-22, NE-59..69)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from peerfhir.policy.dated import Value
from peerfhir.policy.facts import Credential, Member
from peerfhir.policy.icd import within
from peerfhir.policy.program import Program
from peerfhir.policy.provider_law import Scoped
from peerfhir.policy.ruling import Denial
from peerfhir.policy.served import listed, spelled

LICENSE = "license"
UNSUPERVISED = Denial("272", ("N706",))
NOT_ELIGIBLE = Denial("283", ("N570",))
OUT_OF_SCOPE = Denial("283", ("N130",))
_HINT = "Record the licence in Practitioner.qualification of the supervisor: code license, which one, and its period"


@dataclass(frozen=True, slots=True)
class Licensing:
    """Which licences a program takes on a day: the types, all codes that count as one, those of a narrower scope.

    `denial` is what a licence that does not suffice means for a line.
    """

    types: Value[tuple[str, ...]]
    kinds: frozenset[str]  # empty: any licence
    denial: Denial
    scoped: dict[str, Scoped] = field(default_factory=dict)

    @property
    def needed(self) -> str:
        """In words, after "licence"."""
        return f" of type {' or '.join(self.types.value)}" if self.types.value else ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a licence does not suffice: the rule, what there is, what would mend it, and what it means for a line."""

    rule: str
    found: str
    hint: str
    denial: Denial


@lru_cache(maxsize=4096)
def licensing(program: Program, day: date) -> Licensing | None:
    """What a program says of supervisors' licences on a day; None where it says nothing."""
    law = program.law.supervision
    if law is None:
        return None
    types = law.supervisor_types.on(day)
    scoped = law.scoped.on(day).value if law.scoped else ()
    return Licensing(
        types,
        frozenset(types.value).union(*(law.kinds.get(name, ()) for name in types.value)),
        NOT_ELIGIBLE if law.role else UNSUPERVISED,
        {one.code: one for one in scoped},
    )


def diagnoses_of(member: Member | None) -> tuple[str, ...]:
    """What a licence's scope is held against: the principal diagnosis of a claim line, else all on record."""
    if member is None:
        return ()
    return (member.principal,) if member.principal else member.diagnoses


def lacking(
    held: Iterable[Credential], law: Licensing, holds: Callable[[Credential], bool], diagnoses: tuple[str, ...]
) -> Lack | None:
    """Why none of these qualifications suffices; None when one does.

    `holds` says whether one is in force. Where no diagnosis is known a narrower scope is not held against anybody.
    """
    licences = [one for one in held if one.code == LICENSE]
    suited = [one for one in licences if not law.kinds or not law.kinds.isdisjoint(one.kinds)]
    running = [one for one in suited if holds(one)]
    narrow = [scope for one in running if (scope := _narrow(one, law, diagnoses)) is not None]
    if len(narrow) < len(running):
        return None
    if narrow:
        found = f"supervisor's licence of type {narrow[0].code}, for {', '.join(narrow[0].diagnoses)} only"
        hint = "Another consultant answers for services to members of other diagnoses"
        return Lack(narrow[0].rule, found, hint, OUT_OF_SCOPE)
    if suited:
        found = f"supervisor's licence {listed([spelled(c.first, c.last, dated=c.dated) for c in suited])}"
    elif licences:
        kinds = listed(sorted({kind for one in licences for kind in one.kinds})) or "that is not named"
        found = f"supervisor's licence of type {kinds}"
    else:
        found = f"no licence (qualification {LICENSE}) is recorded for the supervisor"
    return Lack(law.types.rule, found, _HINT, law.denial)


def _narrow(licence: Credential, law: Licensing, diagnoses: tuple[str, ...]) -> Scoped | None:
    """The scope that keeps a licence from sufficing for any of these diagnoses; None when it suffices."""
    kinds = licence.kinds & law.kinds if law.kinds else licence.kinds
    scopes = [law.scoped[kind] for kind in sorted(kinds) if kind in law.scoped]
    if not diagnoses or not scopes or len(scopes) < len(kinds):
        return None
    fits = any(within(code, scope.diagnoses) for scope in scopes for code in diagnoses)
    return None if fits else scopes[0]

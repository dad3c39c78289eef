"""The measures that there are: those of the packs, and those of the claims of every program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from peerfhir.policy.measure_law import Kind, Measured
from peerfhir.policy.program import Program, Programs, cite
from peerfhir.policy.readings import READINGS
from peerfhir.policy.ruling import Citation

T = TypeVar("T")
Whose = Literal["peer", "member"]
_MONTHLY = frozenset(
    {"peer-supervision", "member-supervision", "supervised", "meeting", "report", "face-to-face", "missed-contacts"}
)
_OF_PEERS = frozenset({"peer-supervision", "supervised", "meeting", "education", "competencies", "caseload"})


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure: its id, what it measures, whose duty each of its cases is, and the rules it comes from.

    `by_month`: it has a case for each calendar month. `program` is the one whose pack defines it, None where it looks
    at every program.
    """

    id: str
    kind: Kind
    title: str
    whose: Whose
    by_month: bool
    rules: tuple[str, ...]
    program: Program | None = None
    said: Measured | None = None

    def law(self, part: type[T]) -> T:
        """The block of the pack that it measures, which is of this kind."""
        found = self.said.needed(self.program.law) if self.said and self.program else None
        if not isinstance(found, part):
            raise TypeError(self.id)
        return found

    def sentence(self, rule: str) -> tuple[str, Citation]:
        """A rule in plain words, and where it stands."""
        if self.program is not None:
            return cite(self.program.law, rule)
        return READINGS[rule], Citation(f"reading {rule}")


_COMMON = (
    Definition(
        "paid-after-lapse",
        "paid-after-lapse",
        "Paid lines whose peer was certified on the date of service, by what is known now",
        "peer",
        by_month=False,
        rules=("X-5",),
    ),
    Definition(
        "paid-without-encounter",
        "paid-without-encounter",
        "Paid lines that an encounter documents",
        "member",
        by_month=False,
        rules=("X-10",),
    ),
    Definition(
        "recorded-late",
        "recorded-late",
        "Contacts that were recorded in time",
        "peer",
        by_month=False,
        rules=("X-15",),
    ),
)


def catalog(programs: Programs) -> Mapping[str, Definition]:
    """Every measure by its id."""
    packs = [_defined(program, one) for program in programs.values() for one in program.law.measures]
    return {one.id: one for one in (*_COMMON, *packs)}


def _defined(program: Program, one: Measured) -> Definition:
    return Definition(
        one.id,
        one.kind,
        one.title,
        "peer" if one.kind in _OF_PEERS else "member",
        one.kind in _MONTHLY,
        _rules(program, one),
        program,
        one,
    )


def _rules(program: Program, one: Measured) -> tuple[str, ...]:
    """The rules that the measured key cites; of a list of competencies, each one's."""
    found = one.needed(program.law)
    dated = getattr(found, "every", found).on(date.max)
    if one.kind == "competencies":
        return tuple(dict.fromkeys(each.rule for each in dated.value))
    return (dated.rule,)

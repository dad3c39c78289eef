"""A Claim as its lines, what it quotes and what it takes back: the facts that it is adjudicated by.

Its unusable parts are `claim_faults`'; what is not shaped as R4 says is passed over here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Generic, Literal, TypeVar

from peerfhir.mapping.elements import (
    POS,
    Json,
    codes,
    codings,
    decimal,
    flag,
    item,
    items,
    listed,
    place_of,
    services,
    text,
    whole,
)
from peerfhir.mapping.employment import agency_types
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.member import ICD, cover, diagnoses, member
from peerfhir.mapping.person import peer
from peerfhir.mapping.times import day, moment
from peerfhir.mapping.trail import Related, followed, named, names
from peerfhir.policy.billing import Claim, Line, Responsible
from peerfhir.policy.facts import Contact, Moment, Peer

T = TypeVar("T")
Original = Literal["open", "missing", "pending", "denied"]

# Who renders, in the words of HL7 and of billing systems (design section 5).
_RENDERS = frozenset({"primary", "rendering"})
_SUPERVISES = frozenset({"supervisor"})
_FREQUENCIES: dict[str, Literal["1", "7", "8"]] = {"7": "7", "8": "8"}


class _Numbered(Generic[T]):
    """What lines select by sequence numbers; a line that selects none has all of it."""

    def __init__(self, given: Iterable[tuple[int | None, T]]) -> None:
        pairs = list(given)
        self._all = tuple([one for _, one in pairs])
        self._by: dict[int | None, list[T]] = {}
        for sequence, one in pairs:
            self._by.setdefault(sequence, []).append(one)

    def of(self, sequences: Any) -> tuple[T, ...]:
        """What these sequences select."""
        wanted = dict.fromkeys([whole(sequence) for sequence in listed(sequences)])
        return tuple([one for sequence in wanted for one in self._by.get(sequence, ())]) if wanted else self._all


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the lines have in common: of the care team those who render, and those who supervise."""

    peers: _Numbered[Peer]
    supervisors: _Numbered[Peer]
    responsible: _Numbered[Responsible]
    diagnoses: _Numbered[str]
    contacts: Mapping[str, Contact]
    related: Related


def read(
    claim: Json,
    related: Related,
    contacts: Mapping[str, Contact],
    received: datetime,
    standing: Sequence[Json] = (),
    original: Original | None = None,
    zone: tzinfo = UTC,
) -> Claim:
    """The claim that a Claim makes, received at an aware instant.

    `contacts` are the Encounters that its lines name, by "Encounter/id"; `related` holds the focal Coverage, the
    Conditions and Locations it refers to, the care team's roles and what `person.peer` follows from them, and who
    determined what the extension legally-responsible-individual says. `standing` and `zone` as for `member.member`;
    `original` says what became of the claim that `taken_back` names.
    """
    focal = [one for one in items(claim.get("insurance")) if one.get("focal") is True]
    coverage = named(focal[0].get("coverage"), "Coverage") if len(focal) == 1 else None
    team = _team(claim, _RENDERS)
    ground = _Ground(
        _people(team, related),
        _people(_team(claim, _SUPERVISES), related),
        _Numbered((n, said) for n, path, one in team for said in _responsible(path, one, related)),
        _Numbered(_diagnoses(claim, related)),
        contacts,
        related,
    )
    lines = tuple([_line(place, one, ground) for place, one in enumerate(listed(claim.get("item"))) if item(one)])
    return Claim(
        lines=lines,
        member=member(standing, named(claim.get("patient"), "Patient"), _during(lines), zone),
        received=received,
        frequency=frequency(claim),
        original=original,
        plans=cover(followed(focal[0].get("coverage"), related)).plans if coverage else frozenset(),
        coverage=coverage,
        quoted=_quoted(claim),
        provider=_provider(claim, related),
    )


def frequency(claim: Json) -> Literal["1", "7", "8"]:
    """The code of extension claim-frequency: `7` replaces, `8` takes back; without one it is an original, `1`.

    One that says anything else, or stands twice, is refused (`claim_faults`).
    """
    return _FREQUENCIES.get(Extensions(claim).word("claim-frequency") or "", "1")


def taken_back(claim: Json) -> str | None:
    """The "Claim/id" that a replacement or void is for: the related claim of relationship `prior`."""
    prior = [one for one in items(claim.get("related")) if "prior" in codes([one.get("relationship")])]
    return next(iter(names([item(one.get("claim")) for one in prior], "Claim")), None)


def encounters(claim: Json) -> tuple[str, ...]:
    """Every "Encounter/id" that its lines name, each once."""
    return names([one for line in items(claim.get("item")) for one in items(line.get("encounter"))], "Encounter")


def _quoted(claim: Json) -> tuple[str, ...]:
    given = [number for one in items(claim.get("insurance")) for number in listed(one.get("preAuthRef"))]
    return tuple(dict.fromkeys([number for number in map(text, given) if number and not number.isspace()]))


def _provider(claim: Json, related: Related) -> str | None:
    """The billing organization; of a PractitionerRole the organization that it serves; None of anybody else."""
    billing = claim.get("provider")
    if named(billing, "PractitionerRole"):
        billing = followed(billing, related).get("organization")
    return named(billing, "Organization")


def _people(team: list[tuple[int | None, str, Json]], related: Related) -> _Numbered[Peer]:
    return _Numbered((n, peer(f"{path}.provider", one.get("provider"), related)) for n, path, one in team)


def _team(claim: Json, roles: frozenset[str]) -> list[tuple[int | None, str, Json]]:
    """The members of the care team of these roles: sequence, place, element."""
    return [
        (whole(one.get("sequence")), f"Claim.careTeam[{place}]", one)
        for place, one in enumerate(map(item, listed(claim.get("careTeam"))))
        if codes([one.get("role")]) & roles
    ]


def _during(lines: Sequence[Line]) -> tuple[date, date] | None:
    """From the first to the last day served by any line or encounter; None when none is told."""
    starts = [contact.start for line in lines for contact in line.contacts if contact.start is not None]
    told = [line.first for line in lines] + [line.last for line in lines] + [start.day for start in starts]
    served = [one for one in told if one is not None]
    return (min(served), max(served)) if served else None


def _responsible(path: str, element: Json, related: Related) -> tuple[Responsible, ...]:
    """What extension legally-responsible-individual says of a member of the care team (MT-47)."""
    return tuple(
        [
            Responsible(
                f"{path}{place}",
                is_lri=flag(part.value("isLRI", "valueBoolean")) is True,
                criteria_met=flag(part.value("criteriaMet", "valueBoolean")) is True,
                determined_by=_determiners(part, related),
            )
            for place, part in Extensions(element).located_parts("legally-responsible-individual")
        ]
    )


def _determiners(part: Extensions, related: Related) -> frozenset[str]:
    """The agency types of who determined it: an Organization or CareTeam, or the organization of a role."""
    found: set[str] = set()
    for reference in part.values("determinedBy", "valueReference"):
        who = followed(reference, related)
        found |= agency_types(who) | agency_types(followed(who.get("organization"), related))
    return frozenset(found)


def _diagnoses(claim: Json, related: Related) -> Iterator[tuple[int | None, str]]:
    """The ICD-10-CM codes of each diagnosis and the sequence by which lines select it."""
    for one in items(claim.get("diagnosis")):
        condition = followed(one.get("diagnosisReference"), related)
        coded = [code for system, code in codings([one.get("diagnosisCodeableConcept")]) if system == ICD]
        for code in (*coded, *(diagnoses(condition) if condition.get("resourceType") == "Condition" else ())):
            yield whole(one.get("sequence")), code


def _line(place: int, line: Json, ground: _Ground) -> Line:
    first, last = _served(line)
    billed = names(items(line.get("encounter")), "Encounter")
    return Line(
        number=whole(line.get("sequence")) or 0,
        path=f"Claim.item[{place}]",
        services=services([line.get("productOrService")]),
        modifiers=tuple([code for _, code in codings(listed(line.get("modifier")))]),
        first=first,
        last=last,
        units=whole(item(line.get("quantity")).get("value")) or 0,
        price=decimal(item(line.get("unitPrice")).get("value")),
        net=decimal(item(line.get("net")).get("value")),
        contacts=tuple([ground.contacts[name] for name in billed if name in ground.contacts]),
        peers=ground.peers.of(line.get("careTeamSequence")),
        supervisors=ground.supervisors.of(line.get("careTeamSequence")),
        place=_place(line, ground.related),
        diagnoses=ground.diagnoses.of(line.get("diagnosisSequence")),
        responsible=ground.responsible.of(line.get("careTeamSequence")),
        starts=_instant(line, "start"),
        ends=_instant(line, "end"),
    )


def _served(line: Json) -> tuple[date | None, date | None]:
    """The first and last day served, as written."""
    if "servicedDate" in line:
        return day(line["servicedDate"]), day(line["servicedDate"])
    period = item(line.get("servicedPeriod"))
    return day(period.get("start")), day(period.get("end"))


def _instant(line: Json, end: str) -> Moment | None:
    """An end of the period served that tells the time of day."""
    found = moment(item(line.get("servicedPeriod")).get(end))
    return found if found and found.at else None


def _place(line: Json, related: Related) -> str | None:
    """The CMS place of service of a line, else of the Location that it names."""
    types = codings(listed(followed(line.get("locationReference"), related).get("type")))
    return place_of([*codings([line.get("locationCodeableConcept")]), *[one for one in types if one[0] == POS]])

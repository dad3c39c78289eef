"""What became of a claim's lines, as entries of the ledger (design section 7)."""

from collections.abc import Iterable, Sequence

from peerfhir.journeys.claimed import Basis
from peerfhir.journeys.weigh import Work
from peerfhir.policy.verdict import Grant, Outcome
from peerfhir.store.writing import LedgerEntry

CLAIMED, PENDED, PAID = "c", "h", "p"


def entries(outcomes: Sequence[Outcome], work: Work, version: int, known: Basis) -> list[LedgerEntry]:
    """Claimed, pended and paid units of each line; what shares day, encounter and what pays for it is one entry."""
    pks = {f"Encounter/{one.draft.fid}": one.pk for one in known.encounters}
    made: dict[LedgerEntry, int] = {}
    for outcome in outcomes:
        for kind, grant in _told(outcome):
            entry = LedgerEntry(
                member=work.member or 0,
                program=outcome.program or "",
                day=grant.day,
                kind=kind,
                units=0,
                source=work.pk,
                version=version,
                line=outcome.number,
                encounter=pks[grant.encounter] if grant.encounter else 0,
                reverses=0,
                paid_by=grant.paid_by if kind != CLAIMED else "",
                zone=grant.zone,
                rounding=grant.rounding,
                pack=outcome.digest or b"",
            )
            made[entry] = made.get(entry, 0) + grant.units
    return [entry._replace(units=units) for entry, units in made.items() if units]


def _told(outcome: Outcome) -> Iterable[tuple[str, Grant]]:
    for kind, grants in ((CLAIMED, outcome.claimed), (PENDED, outcome.pended), (PAID, outcome.paid)):
        for grant in grants:
            yield kind, grant

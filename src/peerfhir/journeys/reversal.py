"""What a source has in the ledger is taken back: the ledger is only added to, a correction is a reversal."""

from peerfhir.store.ledger import Counted
from peerfhir.store.writing import LedgerEntry


def reversal(one: Counted, source: int, version: int) -> LedgerEntry:
    """The entry by which this version of the source (pk) takes back what an earlier one, or itself, counted."""
    taken = {"units": -one.units, "source": source, "version": version, "reverses": one.version}
    return LedgerEntry(**one._asdict() | taken)

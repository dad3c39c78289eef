"""Packs in a line each: what they are, what they build on, how much they say."""

from collections.abc import Sequence
from typing import Any

from peerfhir.policy.program import Abstract, Program

_HEAD = ("program", "version", "over", "rules", "values", "limits", "digest")


def rows(packs: Sequence[Program | Abstract]) -> list[dict[str, Any]]:
    """Each pack as JSON; `values` are the dated values of its own file, the digest is that of its whole law."""
    return [_row(pack) for pack in packs]


def listed(packs: Sequence[Program | Abstract]) -> list[str]:
    """Each pack as a line of a table."""
    table = [_HEAD, *(_cells(_row(pack)) for pack in packs)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table]


def told(pack: Program | Abstract) -> str:
    """A pack in one sentence."""
    row = _row(pack)
    over = f", over {row['parent']}" if row["parent"] else ""
    kind = "abstract, no program" if row["abstract"] else f"digest {row['digest'][:16]}"
    return f"{row['id']} {row['version']}{over}: {row['rules']} rules, {row['values']} values; {kind}"


def _row(pack: Program | Abstract) -> dict[str, Any]:
    law, own = pack.law, pack.merged.origins[()][0].data
    return {
        "id": law.id,
        "version": law.version,
        "parent": law.parent,
        "abstract": law.abstract,
        "rules": len(own["rules"]),
        "values": _values(own),
        "limits": [limit.id for limit in law.limits],
        "digest": pack.digest.hex() if isinstance(pack, Program) else None,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    limits = ", ".join(row["limits"]) or "none"
    digest = row["digest"][:16] if row["digest"] else "(a parent only)"
    return row["id"], row["version"], row["parent"] or "", str(row["rules"]), str(row["values"]), limits, digest


def _values(node: Any) -> int:
    """How many dated values a file has."""
    if isinstance(node, dict):
        return 1 if "from" in node else sum(map(_values, node.values()))
    return sum(map(_values, node)) if isinstance(node, list) else 0

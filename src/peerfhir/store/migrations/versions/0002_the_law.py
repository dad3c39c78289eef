"""The law: who rendered what when, what was ruled, and indexes by which claims and authorizations are counted."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from peerfhir.store.tables import XID8

revision = "0002"
down_revision = "0001"

SQL = Path(__file__).parent.parent / "sql"
GROWING = ("attendance", "ruling")
_BEFORE = (
    "smallint[], text[], integer, bigint[], integer, smallint, integer, boolean, integer, integer[], text[], date[],"
    " date[], integer[], bigint[], integer[], bigint[], integer, integer"
)


def upgrade() -> None:
    """Add to what 0001 made; `peerfhir reindex` gives older records their standing rows."""
    op.create_table(
        "attendance",
        sa.Column("encounter", sa.BigInteger(), nullable=False),
        sa.Column("peer", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grouped", sa.Boolean(), nullable=False),
        sa.Column("session", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("encounter", "peer"),
    )
    op.create_index("attendance_peer", "attendance", ["peer", "starts"], unique=False)
    op.create_index(
        "attendance_session",
        "attendance",
        ["session"],
        unique=False,
        postgresql_where=sa.text("session IS NOT NULL"),
    )
    op.create_table(
        "ruling",
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.CHAR(length=1), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("program", sa.Text(collation="C"), nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("era", sa.SmallInteger(), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("source", "version"),
    )
    op.create_index(
        "ledger_claimed",
        "ledger",
        ["encounter"],
        unique=False,
        postgresql_include=["units"],
        postgresql_where=sa.text("kind IN ('p', 'h')"),
    )
    op.create_index(
        "ledger_used",
        "ledger",
        ["paid_by"],
        unique=False,
        postgresql_include=["kind", "units"],
        postgresql_where=sa.text("paid_by LIKE '%/%'"),
    )
    op.create_index(
        "resource_owned", "resource", ["owner", "pk"], unique=False, postgresql_where=sa.text("rtype = 103")
    )
    for table in GROWING:
        op.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02)"
        )
    op.execute(f"DROP FUNCTION lock_then_read({_BEFORE})")
    for script in ("lock_then_read_2", "compression_2"):
        op.execute((SQL / f"{script}.sql").read_text())

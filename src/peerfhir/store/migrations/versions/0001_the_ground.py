"""The ground: resources, their search values, members, ledger, audit, clients."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from peerfhir.store.tables import XID8

revision = "0001"
down_revision = None

SQL = Path(__file__).parent.parent / "sql"
GROWING = ("resource", "resource_history", "index_key", "index_reference", "index_date", "ledger", "audit")


def upgrade() -> None:
    """Make everything; there is nothing before it to go back to."""
    op.create_table(
        "audit",
        sa.Column("no", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client", sa.Integer(), nullable=False),
        sa.Column("request", sa.Text(collation="C"), nullable=False),
        sa.Column("action", sa.CHAR(length=1), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("rtype", sa.SmallInteger(), nullable=False),
        sa.Column("resource", sa.BigInteger(), nullable=True),
        sa.Column("patient", sa.BigInteger(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "client",
        sa.Column("no", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "era",
        sa.Column("no", sa.SmallInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("system_identifier", sa.BigInteger(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "idempotency",
        sa.Column("client", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client", "key"),
    )
    op.create_index("idempotency_at", "idempotency", ["at"], unique=False)
    op.create_table(
        "index_date",
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("lo", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hi", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pk", sa.BigInteger(), nullable=False),
    )
    op.create_index("index_date_lo", "index_date", ["param", "lo", "pk"], unique=False, postgresql_include=["hi"])
    op.create_index(
        "index_date_long",
        "index_date",
        ["param", "hi", "pk"],
        unique=False,
        postgresql_where=sa.text(
            "CASE WHEN isfinite(lo) AND isfinite(hi) THEN hi - lo > interval '31 days' ELSE true END"
        ),
    )
    op.create_index(
        "index_date_member", "index_date", ["param", "member", "lo", "pk"], unique=False, postgresql_include=["hi"]
    )
    op.create_index("index_date_pk", "index_date", ["pk"], unique=False)
    op.create_table(
        "index_key",
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("pk", sa.BigInteger(), nullable=False),
    )
    op.create_index("index_key_pk", "index_key", ["pk"], unique=False)
    op.create_index(
        "index_key_value", "index_key", ["param", "value", "pk"], unique=False, postgresql_include=["system", "member"]
    )
    op.create_table(
        "index_number",
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("lo", sa.Float(), nullable=False),
        sa.Column("hi", sa.Float(), nullable=False),
        sa.Column("system", sa.Integer(), nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("pk", sa.BigInteger(), nullable=False),
    )
    op.create_index(
        "index_number_lo",
        "index_number",
        ["param", "lo", "pk"],
        unique=False,
        postgresql_include=["hi", "system", "code"],
    )
    op.create_index("index_number_pk", "index_number", ["pk"], unique=False)
    op.create_table(
        "index_reference",
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("pk", sa.BigInteger(), nullable=False),
    )
    op.create_index(
        "index_reference_pk", "index_reference", ["pk", "param"], unique=False, postgresql_include=["target"]
    )
    op.create_index("index_reference_target", "index_reference", ["target", "param", "pk"], unique=False)
    op.create_table(
        "index_string",
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(collation="C"), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("pk", sa.BigInteger(), nullable=False),
    )
    op.create_index("index_string_pk", "index_string", ["pk"], unique=False)
    op.create_index("index_string_value", "index_string", ["param", "value", "pk"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("program", sa.Text(collation="C"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.CHAR(length=1), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("encounter", sa.BigInteger(), nullable=False),
        sa.Column("reverses", sa.Integer(), nullable=False),
        sa.Column("paid_by", sa.Text(collation="C"), nullable=False),
        sa.Column("zone", sa.Text(collation="C"), nullable=False),
        sa.Column("rounding", sa.Text(collation="C"), nullable=False),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("era", sa.SmallInteger(), nullable=False),
        sa.Column("recorded", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "source",
            "version",
            "line",
            "day",
            "encounter",
            "kind",
            "reverses",
            "paid_by",
            "member",
            "program",
            name="ledger_once",
        ),
    )
    op.create_index(
        "ledger_balance",
        "ledger",
        ["member", "program", "day"],
        unique=False,
        postgresql_include=["kind", "units", "recorded"],
    )
    op.create_table(
        "member",
        sa.Column("no", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("root", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index(op.f("ix_member_root"), "member", ["root"], unique=False)
    op.create_table(
        "member_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "party",
        sa.Column("no", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("organization"),
    )
    op.create_table(
        "resource",
        sa.Column("pk", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("rtype", sa.SmallInteger(), nullable=False),
        sa.Column("fid", sa.Text(collation="C"), nullable=False),
        sa.Column("vid", sa.Integer(), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("era", sa.SmallInteger(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.CHAR(length=1), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("client", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("patient", sa.BigInteger(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("rtype", "fid", name="resource_id"),
    )
    op.create_index("resource_updated", "resource", ["rtype", "updated", "pk"], unique=False)
    op.create_index("resource_commit", "resource", ["rtype", "era", "xid", "pk", "vid"], unique=False)
    op.create_table(
        "resource_history",
        sa.Column("pk", sa.BigInteger(), nullable=False),
        sa.Column("rtype", sa.SmallInteger(), nullable=False),
        sa.Column("fid", sa.Text(collation="C"), nullable=False),
        sa.Column("vid", sa.Integer(), nullable=False),
        sa.Column("xid", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("era", sa.SmallInteger(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.CHAR(length=1), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("client", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("patient", sa.BigInteger(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pk", "vid"),
    )
    op.create_index("resource_history_commit", "resource_history", ["rtype", "era", "xid", "pk", "vid"], unique=False)
    op.create_table(
        "sight",
        sa.Column("party", sa.Integer(), nullable=False),
        sa.Column("patient", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party", "patient", "source"),
    )
    op.create_index("sight_patient", "sight", ["patient", "party"], unique=False)
    op.create_index("sight_source", "sight", ["source"], unique=False)
    for table in GROWING:
        op.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor=0.02, autovacuum_analyze_scale_factor=0.02)"
        )
    for script in ("compression_1", "lock_then_read_1"):
        op.execute((SQL / f"{script}.sql").read_text())

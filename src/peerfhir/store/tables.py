"""The tables, declared once. Alembic migrates them (`store/migrations`); a test compares the two.

Laid out for tens of millions of encounters: the current version of a resource is one row with its exact bytes, its
superseded versions lie in a twin table, and search values are narrow rows keyed by integers and hashes, never by
repeated text. Each index row of a resource in a patient's compartment carries the interned member.

Cold tables are SQLModel classes; hot ones, which only prepared statements touch, are plain tables of its metadata.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from peerfhir.store.columns import XID8, column, index, instant, xid
from peerfhir.store.values import LONG

__all__ = ["XID8", "metadata"]

metadata = SQLModel.metadata


class Era(SQLModel, table=True):
    """A cluster the data has lived in: transaction ids of different eras cannot be compared."""

    no: int = Field(sa_column=Column(SmallInteger, Identity(always=True), primary_key=True))
    system_identifier: int = Field(sa_column=column("system_identifier", BigInteger))
    began: datetime = Field(sa_column=instant("began"))


class Party(SQLModel, table=True):
    """An interned organization: who owns a resource, whom a client acts for, who may see a patient."""

    no: int = Field(sa_column=Column(Integer, Identity(always=True), primary_key=True))
    organization: str = Field(sa_column=column("organization", Text, unique=True))


class Client(SQLModel, table=True):
    """A caller known by name; its token carries the number."""

    no: int = Field(sa_column=Column(Integer, Identity(always=True), primary_key=True))
    name: str = Field(sa_column=column("name", Text))
    role: str = Field(sa_column=column("role", Text))
    organization: str = Field(sa_column=column("organization", Text))
    party: int = Field(sa_column=column("party", Integer))
    scopes: list[str] = Field(sa_column=column("scopes", ARRAY(Text)))
    created: datetime = Field(sa_column=instant("created"))
    revoked: datetime | None = Field(sa_column=instant("revoked", nullable=True))


class Member(SQLModel, table=True):
    """A person a payer knows; merged members share a root, entries keep the number they were written with."""

    no: int = Field(sa_column=Column(Integer, Identity(always=False), primary_key=True))
    root: int = Field(sa_column=column("root", Integer, index=True))


class MemberKey(SQLModel, table=True):
    """The hash of a member identifier's system and value, and the member it names."""

    __tablename__ = "member_key"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    member: int = Field(sa_column=column("member", Integer))


def _version_columns() -> list[Column[Any]]:
    """What every version of a resource has: `resource` holds the current one, `resource_history` the others."""
    return [
        column("rtype", SmallInteger),
        column("fid", Text(collation="C")),
        column("vid", Integer),
        xid(),
        column("era", SmallInteger),
        instant("updated"),
        column("method", CHAR(1)),  # of POST, PUT, DELETE
        column("deleted", Boolean),
        column("client", Integer),
        column("owner", Integer),
        column("patient", BigInteger, nullable=True),  # pk of the one Patient it belongs to; a Patient: itself
        column("member", Integer, nullable=True),
        column("digest", LargeBinary),  # of the content without id and meta: the same content again is no new version
        column("body", LargeBinary),  # the JSON exactly as it is answered; of a deletion, empty
    ]


resource = Table(
    "resource",
    metadata,
    Column("pk", BigInteger, Identity(always=False), primary_key=True),
    *_version_columns(),
    UniqueConstraint("rtype", "fid", name="resource_id"),
)
index(resource, "updated", "rtype", "updated", "pk")
index(resource, "commit", "rtype", "era", "xid", "pk", "vid")
index(resource, "owned", "owner", "pk", where="rtype = 103")  # an agency's own Patients: the roster begins there

resource_history = Table(
    "resource_history",
    metadata,
    column("pk", BigInteger),
    *_version_columns(),
    PrimaryKeyConstraint("pk", "vid"),
)
index(resource_history, "commit", "rtype", "era", "xid", "pk", "vid")

# Search values of the current version of live resources. `param` numbers are those of fhir.searching.

index_key = Table(  # token, uri, external reference: 64-bit hash of the value, 32-bit hash of its system
    "index_key",
    metadata,
    column("param", Integer),
    column("value", BigInteger),
    column("system", Integer),
    column("member", Integer, nullable=True),
    column("pk", BigInteger),
)
index(index_key, "value", "param", "value", "pk", include="system member")
index(index_key, "pk", "pk")

index_reference = Table(  # param 0: a reference that no search parameter covers
    "index_reference",
    metadata,
    column("param", Integer),
    column("target", BigInteger),
    column("member", Integer, nullable=True),
    column("pk", BigInteger),
)
index(index_reference, "target", "target", "param", "pk")
index(index_reference, "pk", "pk", "param", include="target")

index_date = Table(  # [lo, hi); param 0: what stands about a member, whenever it was said
    "index_date",
    metadata,
    column("param", Integer),
    column("member", Integer, nullable=True),
    instant("lo"),
    instant("hi"),
    column("pk", BigInteger),
)
index(index_date, "member", "param", "member", "lo", "pk", include="hi")
index(index_date, "lo", "param", "lo", "pk", include="hi")
index(index_date, "pk", "pk")
index(index_date, "long", "param", "hi", "pk", where=LONG.replace("{t}.", ""))

index_string = Table(
    "index_string",
    metadata,
    column("param", Integer),
    column("value", Text(collation="C")),
    column("member", Integer, nullable=True),
    column("pk", BigInteger),
)
index(index_string, "value", "param", "value", "pk")
index(index_string, "pk", "pk")

index_number = Table(
    "index_number",
    metadata,
    column("param", Integer),
    column("lo", Float),
    column("hi", Float),
    column("system", Integer),
    column("code", BigInteger),
    column("member", Integer, nullable=True),
    column("pk", BigInteger),
)
index(index_number, "lo", "param", "lo", "pk", include="hi system code")
index(index_number, "pk", "pk")

sight = Table(  # the patients an organization serves or pays for, and the resource that says so
    "sight",
    metadata,
    column("party", Integer, primary_key=True),
    column("patient", BigInteger, primary_key=True),
    column("source", BigInteger, primary_key=True),
)
index(sight, "source", "source")
index(sight, "patient", "patient", "party")

ledger = Table(  # append-only; a correction is a reversal; never a window, so that windows and packs can change
    "ledger",
    metadata,
    column("member", Integer),
    column("program", Text(collation="C")),
    column("day", Date),  # date of service in the program's zone
    column("kind", CHAR(1)),  # r rendered, c claimed, h pended, p paid
    column("units", Integer),  # negative: a reversal
    column("source", BigInteger),
    column("version", Integer),
    column("line", Integer),
    column("encounter", BigInteger),
    column("reverses", Integer),  # the version whose entry this takes back; 0 for an entry of its own
    column("paid_by", Text(collation="C")),  # the limit or which authorization; empty for rendered
    column("zone", Text(collation="C")),
    column("rounding", Text(collation="C")),
    column("pack", LargeBinary),  # digest of the pack it was counted under
    xid(),
    column("era", SmallInteger),
    instant("recorded"),
    PrimaryKeyConstraint(
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
index(ledger, "balance", "member", "program", "day", include="kind units recorded")
index(ledger, "claimed", "encounter", include="units", where="kind IN ('p', 'h')")
index(ledger, "used", "paid_by", include="kind units", where="paid_by LIKE '%/%'")  # authorizations, not limits

attendance = Table(  # who rendered a counted encounter, and when: peers cannot be at two places
    "attendance",
    metadata,
    column("encounter", BigInteger),
    column("peer", BigInteger),  # pk of the Practitioner
    instant("starts"),
    instant("ends"),  # a day later at most
    column("grouped", Boolean),
    column("session", BigInteger, nullable=True),  # hash of the group session
    PrimaryKeyConstraint("encounter", "peer"),
)
index(attendance, "peer", "peer", "starts")
index(attendance, "session", "session", where="session IS NOT NULL")

ruling = Table(  # append-only: what was ruled about a version of a source, and from what (design section 7)
    "ruling",
    metadata,
    column("source", BigInteger),
    column("version", Integer),
    column("kind", CHAR(1)),  # e encounter, c claim, d decision
    instant("at"),
    column("program", Text(collation="C")),
    column("pack", LargeBinary),  # digest of the pack
    column("body", LargeBinary),  # JSON
    column("era", SmallInteger),
    xid(),
    PrimaryKeyConstraint("source", "version"),
)

audit = Table(  # one row a disclosure or refusal: who, what, when, how it ended
    "audit",
    metadata,
    Column("no", BigInteger, Identity(always=True), primary_key=True),
    instant("at"),
    column("client", Integer),
    column("request", Text(collation="C")),
    column("action", CHAR(1)),  # C R U D E, as in http://hl7.org/fhir/R4/valueset-audit-event-action.html
    column("status", SmallInteger),
    column("rtype", SmallInteger),
    column("resource", BigInteger, nullable=True),
    column("patient", BigInteger, nullable=True),
    column("entries", Integer),  # how many resources the answer disclosed
    xid(),
)

idempotency = Table(
    "idempotency",
    metadata,
    column("client", Integer, primary_key=True),
    column("key", Text(collation="C"), primary_key=True),
    column("body_hash", LargeBinary),
    column("status", SmallInteger),
    column("headers", LargeBinary),  # JSON
    column("answer", LargeBinary),
    instant("at"),
)
Index("idempotency_at", idempotency.c.at)

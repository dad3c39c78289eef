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
    DateTime,
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
    text,
)
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from peerfhir.store.values import LONG

metadata = SQLModel.metadata


class XID8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id: the order of commits goes by it (design section 7)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type in DDL."""
        return "xid8"


def _column(name: str, type_: Any, **options: Any) -> Column[Any]:
    return Column(name, type_, nullable=options.pop("nullable", False), **options)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _index(table: Table, name: str, *columns: str, include: str = "", where: str | None = None) -> None:
    key, part = (table.c[column] for column in columns), text(where) if where else None
    Index(f"{table.name}_{name}", *key, postgresql_include=include.split() or None, postgresql_where=part)


def _xid() -> Column[Any]:
    return _column("xid", XID8(), server_default=text("pg_current_xact_id()"))


class Era(SQLModel, table=True):
    """A cluster the data has lived in: transaction ids of different eras cannot be compared."""

    no: int = Field(sa_column=Column(SmallInteger, Identity(always=True), primary_key=True))
    system_identifier: int = Field(sa_column=_column("system_identifier", BigInteger))
    began: datetime = Field(sa_column=_instant("began"))


class Party(SQLModel, table=True):
    """An interned organization: who owns a resource, whom a client acts for, who may see a patient."""

    no: int = Field(sa_column=Column(Integer, Identity(always=True), primary_key=True))
    organization: str = Field(sa_column=_column("organization", Text, unique=True))


class Client(SQLModel, table=True):
    """A caller known by name; its token carries the number."""

    no: int = Field(sa_column=Column(Integer, Identity(always=True), primary_key=True))
    name: str = Field(sa_column=_column("name", Text))
    role: str = Field(sa_column=_column("role", Text))
    organization: str = Field(sa_column=_column("organization", Text))
    party: int = Field(sa_column=_column("party", Integer))
    scopes: list[str] = Field(sa_column=_column("scopes", ARRAY(Text)))
    created: datetime = Field(sa_column=_instant("created"))
    revoked: datetime | None = Field(sa_column=_instant("revoked", nullable=True))


class Member(SQLModel, table=True):
    """A person a payer knows; merged members share a root, entries keep the number they were written with."""

    no: int = Field(sa_column=Column(Integer, Identity(always=False), primary_key=True))
    root: int = Field(sa_column=_column("root", Integer, index=True))


class MemberKey(SQLModel, table=True):
    """The hash of a member identifier's system and value, and the member it names."""

    __tablename__ = "member_key"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    member: int = Field(sa_column=_column("member", Integer))


def _version_columns() -> list[Column[Any]]:
    """What every version of a resource has: `resource` holds the current one, `resource_history` the others."""
    return [
        _column("rtype", SmallInteger),
        _column("fid", Text(collation="C")),
        _column("vid", Integer),
        _xid(),
        _column("era", SmallInteger),
        _instant("updated"),
        _column("method", CHAR(1)),  # of POST, PUT, DELETE
        _column("deleted", Boolean),
        _column("client", Integer),
        _column("owner", Integer),
        _column("patient", BigInteger, nullable=True),  # pk of the one Patient it belongs to; a Patient: itself
        _column("member", Integer, nullable=True),
        _column("digest", LargeBinary),  # of the content without id and meta: the same content again is no new version
        _column("body", LargeBinary),  # the JSON exactly as it is answered; of a deletion, empty
    ]


resource = Table(
    "resource",
    metadata,
    Column("pk", BigInteger, Identity(always=False), primary_key=True),
    *_version_columns(),
    UniqueConstraint("rtype", "fid", name="resource_id"),
)
_index(resource, "updated", "rtype", "updated", "pk")
_index(resource, "commit", "rtype", "era", "xid", "pk", "vid")

resource_history = Table(
    "resource_history",
    metadata,
    _column("pk", BigInteger),
    *_version_columns(),
    PrimaryKeyConstraint("pk", "vid"),
)
_index(resource_history, "commit", "rtype", "era", "xid", "pk", "vid")

# Search values of the current version of live resources. `param` numbers are those of fhir.searching.

index_key = Table(  # token, uri, external reference: 64-bit hash of the value, 32-bit hash of its system
    "index_key",
    metadata,
    _column("param", Integer),
    _column("value", BigInteger),
    _column("system", Integer),
    _column("member", Integer, nullable=True),
    _column("pk", BigInteger),
)
_index(index_key, "value", "param", "value", "pk", include="system member")
_index(index_key, "pk", "pk")

index_reference = Table(  # param 0: a reference that no search parameter covers
    "index_reference",
    metadata,
    _column("param", Integer),
    _column("target", BigInteger),
    _column("member", Integer, nullable=True),
    _column("pk", BigInteger),
)
_index(index_reference, "target", "target", "param", "pk")
_index(index_reference, "pk", "pk", "param", include="target")

index_date = Table(  # [lo, hi)
    "index_date",
    metadata,
    _column("param", Integer),
    _column("member", Integer, nullable=True),
    _instant("lo"),
    _instant("hi"),
    _column("pk", BigInteger),
)
_index(index_date, "member", "param", "member", "lo", "pk", include="hi")
_index(index_date, "lo", "param", "lo", "pk", include="hi")
_index(index_date, "pk", "pk")
_index(index_date, "long", "param", "hi", "pk", where=LONG.replace("{t}.", ""))

index_string = Table(
    "index_string",
    metadata,
    _column("param", Integer),
    _column("value", Text(collation="C")),
    _column("member", Integer, nullable=True),
    _column("pk", BigInteger),
)
_index(index_string, "value", "param", "value", "pk")
_index(index_string, "pk", "pk")

index_number = Table(
    "index_number",
    metadata,
    _column("param", Integer),
    _column("lo", Float),
    _column("hi", Float),
    _column("system", Integer),
    _column("code", BigInteger),
    _column("member", Integer, nullable=True),
    _column("pk", BigInteger),
)
_index(index_number, "lo", "param", "lo", "pk", include="hi system code")
_index(index_number, "pk", "pk")

sight = Table(  # the patients an organization serves or pays for, and the resource that says so
    "sight",
    metadata,
    _column("party", Integer, primary_key=True),
    _column("patient", BigInteger, primary_key=True),
    _column("source", BigInteger, primary_key=True),
)
_index(sight, "source", "source")
_index(sight, "patient", "patient", "party")

ledger = Table(  # append-only; a correction is a reversal; never a window, so that windows and packs can change
    "ledger",
    metadata,
    _column("member", Integer),
    _column("program", Text(collation="C")),
    _column("day", Date),  # date of service in the program's zone
    _column("kind", CHAR(1)),  # r rendered, c claimed, h pended, p paid
    _column("units", Integer),  # negative: a reversal
    _column("source", BigInteger),
    _column("version", Integer),
    _column("line", Integer),
    _column("encounter", BigInteger),
    _column("reverses", Integer),  # the version whose entry this takes back; 0 for an entry of its own
    _column("paid_by", Text(collation="C")),  # the limit or which authorization; empty for rendered
    _column("zone", Text(collation="C")),
    _column("rounding", Text(collation="C")),
    _column("pack", LargeBinary),  # digest of the pack it was counted under
    _xid(),
    _column("era", SmallInteger),
    _instant("recorded"),
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
_index(ledger, "balance", "member", "program", "day", include="kind units recorded")

audit = Table(  # one row a disclosure or refusal: who, what, when, how it ended
    "audit",
    metadata,
    Column("no", BigInteger, Identity(always=True), primary_key=True),
    _instant("at"),
    _column("client", Integer),
    _column("request", Text(collation="C")),
    _column("action", CHAR(1)),  # C R U D E, as in http://hl7.org/fhir/R4/valueset-audit-event-action.html
    _column("status", SmallInteger),
    _column("rtype", SmallInteger),
    _column("resource", BigInteger, nullable=True),
    _column("patient", BigInteger, nullable=True),
    _column("entries", Integer),  # how many resources the answer disclosed
    _xid(),
)

idempotency = Table(
    "idempotency",
    metadata,
    _column("client", Integer, primary_key=True),
    _column("key", Text(collation="C"), primary_key=True),
    _column("body_hash", LargeBinary),
    _column("status", SmallInteger),
    _column("headers", LargeBinary),  # JSON
    _column("answer", LargeBinary),
    _instant("at"),
)
Index("idempotency_at", idempotency.c.at)

"""Words in which the tables are declared."""

from typing import Any

from sqlalchemy import Column, DateTime, Index, Table, text
from sqlalchemy.types import UserDefinedType


class XID8(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id: the order of commits goes by it (design section 7)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type in DDL."""
        return "xid8"


def column(name: str, type_: Any, **options: Any) -> Column[Any]:
    """A column that is never NULL, unless `nullable` says so."""
    return Column(name, type_, nullable=options.pop("nullable", False), **options)


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """A column of instants."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def index(table: Table, name: str, *columns: str, include: str = "", where: str | None = None) -> None:
    """An index TABLE_NAME on these columns, `include` (names) beside them, of the rows `where` (SQL) only."""
    key, part = (table.c[column] for column in columns), text(where) if where else None
    Index(f"{table.name}_{name}", *key, postgresql_include=include.split() or None, postgresql_where=part)


def xid() -> Column[Any]:
    """The column of the transaction that wrote a row."""
    return column("xid", XID8(), server_default=text("pg_current_xact_id()"))

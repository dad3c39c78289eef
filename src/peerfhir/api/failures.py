"""What an exception that nobody expected means for the caller: come again later, or our mistake.

SQLSTATE classes are those of https://www.postgresql.org/docs/current/errcodes-appendix.html.
"""

import asyncpg

SOON = 1  # seconds until another try is worth while: a lock, a full pool, a restart
LATER = 10  # somebody has to do something first: a full disk, a database that is not there

_SOON = {
    "40001": "serialization failure",
    "40P01": "deadlock",
    "55P03": "a lock was not free in time",
    "57014": "the statement took too long",
    "57P01": "the database is shutting down",
    "57P02": "the database is recovering",
    "57P03": "the database is starting",
    "25006": "the database takes no writes",
    "53300": "too many connections",
}
_LATER_CLASSES = ("53", "58", "08", "57")  # resources, system errors, connections, operator's intervention

# What asyncpg says of a connection whose other end went away: while idle, while in use, while given back to the pool.
_DEAD = ("clos", "pool", "not connected", "another operation")


def retry_after(error: BaseException) -> int | None:
    """Seconds after which the same request may succeed, or None when the failure is ours.

    Looks through what wraps a database's error (SQLAlchemy keeps it as the cause).
    """
    seen = 0
    current: BaseException | None = error
    while current is not None and seen < 10:  # noqa: PLR2004 - a chain of causes could be a ring
        found = _one(current)
        if found is not None:
            return found
        current, seen = current.__cause__ or current.__context__, seen + 1
    return None


def _one(error: BaseException) -> int | None:
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        if state in _SOON:
            return SOON
        return LATER if state[:2] in _LATER_CLASSES else None
    if isinstance(error, (asyncpg.InterfaceError, asyncpg.InternalClientError)):
        # A connection that died under us; the same classes also tell of misuse, which is ours.
        return SOON if any(word in str(error) for word in _DEAD) else None
    if isinstance(error, (ConnectionError, TimeoutError)):
        return SOON
    return LATER if isinstance(error, OSError) else None

"""The database that a command works on: the configured one, the running server's own, or one started for it alone."""

import asyncio
import contextlib
import errno
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError

from peerfhir.settings import Settings
from peerfhir.store import embedded
from peerfhir.store.cannot import CannotError

# Of these PostgreSQL's message names databases, users, tables and disks, but nothing that a record says.
_TELLING = ("08", "28", "3D", "42", "53", "55", "57", "58")
_OF_A_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)  # ours, while we write a file


@contextlib.contextmanager
def database(settings: Settings, *, new: bool = False) -> Iterator[str]:
    """Its URL, for as long as the command runs. `new`: it is made when there is none; otherwise nothing is.

    Raises `CannotError` when it is not there, cannot be reached, or goes away meanwhile.
    """
    given = settings.database_url
    if not new and given is None and not (settings.data / "postgres").exists():
        raise CannotError(f"there is no data in {settings.data} yet; PEERFHIR_DATA names the data folder")
    place = f"the database in {settings.data}" if given is None else "the database of PEERFHIR_DATABASE_URL"
    with embedded.joined(settings.data) if given is None else contextlib.nullcontext(given) as url:
        try:
            asyncio.run(reach(url))
            yield url
        except asyncpg.UndefinedTableError:
            raise CannotError(f"there is no data in {place} yet") from None
        except (asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, OSError) as error:
            if isinstance(error, OSError) and (error.filename or error.errno in _OF_A_DISK):
                raise
            raise CannotError(f"{place} cannot be used: {reason(error)}") from None


async def reach(url: str) -> None:
    """Whether anybody is there and lets us in."""
    try:
        connection = await asyncpg.connect(url)
    except ValueError:  # its text could hold a part of a password
        raise CannotError("PEERFHIR_DATABASE_URL is no address such as postgresql://user@host/database") from None
    await connection.close()


def reason(error: BaseException) -> str:
    """Why the database did not do it, without a value of a statement: it could be what a record says."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig.__cause__ or error.orig
    if isinstance(error, asyncpg.PostgresError):
        code = error.sqlstate or ""
        return str(error.message) if code[:2] in _TELLING and error.message else f"{type(error).__name__} ({code})"
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return f"{type(error).__name__}: {error}"

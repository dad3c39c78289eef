"""A process of its own that brings the database to the newest tables, given its URL on standard input.

Its own, because what it imports is of no use afterwards and would stay in the supervisor's memory.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime

import asyncpg

from peerfhir.store.database import migrate

PATIENCE = 60.0  # seconds for a database that is on its way up
AWAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)


async def run(url: str) -> None:
    """Migrate as soon as the database answers. Raises what it fails with."""
    until = time.monotonic() + PATIENCE
    told = False
    while True:
        try:
            await migrate(url, datetime.now(UTC))  # noqa: TID251 - the real time of a new era
        except AWAY:
            if time.monotonic() > until:
                raise
            if not told:
                print("Waiting for the database", file=sys.stderr)  # noqa: T201
                told = True
            await asyncio.sleep(1)
        else:
            return


def main() -> int:
    """Read the URL, migrate, and say in one line what went wrong."""
    url = sys.stdin.readline().strip()
    if not url:
        return 1  # the supervisor is gone
    try:
        asyncio.run(run(url))
    except Exception as error:  # noqa: BLE001 - the end of a process
        print(f"The database cannot be prepared: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

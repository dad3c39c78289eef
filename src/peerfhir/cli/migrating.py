"""A process of its own that sees to what the workers need, and brings the database to the newest tables.

It is given the database's URL on standard input. What is wrong it says on standard output and ends with 1: once, before
any worker meets it. Its own process, because what it imports would stay in the supervisor's memory.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime

import asyncpg

from peerfhir import data
from peerfhir.cli.database import reach, reason
from peerfhir.cli.failing import ending
from peerfhir.policy.program import PackError, load
from peerfhir.settings import Settings
from peerfhir.store import keys
from peerfhir.store.cannot import CannotError
from peerfhir.store.database import migrate

PATIENCE = 60.0  # seconds for a database that is on its way up
AWAY = (OSError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)


async def run(url: str) -> None:
    """Migrate as soon as the database answers. Raises what it fails with."""
    until = time.monotonic() + PATIENCE
    told = False
    while True:
        try:
            await reach(url)
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


def packs(settings: Settings) -> list[str]:
    """What is wrong with the program packs: a sentence each, with file and line."""
    folder = settings.programs or data.programs()
    try:
        load(folder)
    except PackError as error:
        return [str(m) if m.line else f"{m.file}: {m.text}" for m in error.mistakes]
    return []


def prepare() -> list[str]:
    """Look at the packs, read the URL, look at the keys, and migrate; what is wrong, in sentences."""
    settings = Settings()
    wrong = packs(settings)
    if wrong:
        return wrong
    url = sys.stdin.readline().strip()
    if not url:
        raise SystemExit(1)  # the supervisor is gone
    keys.load(settings.data)
    try:
        asyncio.run(run(url))
    except CannotError:
        raise
    except Exception as error:  # noqa: BLE001 - the end of a process
        return [f"The database cannot be prepared: {reason(error)}"]
    return []


def main() -> int:
    """Do it, and say what is wrong."""
    try:
        wrong = prepare()
    except Exception as error:
        ended = ending(error)
        if ended is None:
            raise
        wrong = ended[0]
    print("\n".join(wrong))  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

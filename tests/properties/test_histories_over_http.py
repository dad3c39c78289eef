"""Three hundred of the ten thousand histories through the real server and PostgreSQL: the same lines, same usage."""

import asyncio
from itertools import groupby

from peerfhir.store.sight import Role
from tests.people import MONTANA, Agency
from tests.properties.calendar import written
from tests.properties.histories import History, history, told
from tests.properties.teller import STATES, Told
from tests.wire import Wire

HISTORIES = 300
AT_ONCE = 8


async def _all(base: str, stories: list[History], agencies: dict[tuple[str, str], Agency]) -> list[str]:
    """What went wrong with each history that went wrong; a few are told at the same time."""
    waiting, faults = iter(stories), []

    async def one() -> None:
        for story in waiting:
            wire = Wire(base)
            try:
                await Told(story, agencies, wire).tell()
            except AssertionError as error:
                faults.append(f"{str(error)[:2000]}\n{told(story)}")
            finally:
                wire.close()

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return faults


def test_the_server_and_the_naive_model_agree(world, settle):
    """Each line of each claim and each balance, at the clock at which the claims of a history come."""
    agencies = {key: settle(Role.PROVIDER, world, state) for key, state in STATES.items()}
    assert all(agency.payer for agency in agencies.values())  # who pays is there before the loops run
    stories = sorted((history(seed) for seed in range(HISTORIES)), key=lambda story: story.received)
    faults: list[str] = []
    with world.client(Role.ENGINEER, "SANDBOX") as engineer:
        for received, group in groupby(stories, key=lambda story: story.received):
            now = written(received, MONTANA.zone)
            assert engineer.put(f"{world.base}/sandbox/clock", json={"now": now}).status_code == 200
            faults += asyncio.run(_all(world.base, list(group), agencies))
    assert not faults, f"{len(faults)} of {HISTORIES}:\n" + "\n\n".join(faults[:3])

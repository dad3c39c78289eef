"""An EpisodeOfCare of a program comes in: who is admitted, who is kept out, and whose care they are in.

NE-71, NE-82 to NE-84, CMH-42, CMH-52.
"""

from datetime import date

from peerfhir.fhir.issues import Issue
from peerfhir.journeys.circumstances import Circumstances, decoded
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.weigh import Work
from peerfhir.mapping.episode import episode
from peerfhir.mapping.finding import issue
from peerfhir.mapping.person import key
from peerfhir.policy.admission import admissible
from peerfhir.policy.admitted import local
from peerfhir.policy.caseload import bearable
from peerfhir.policy.contact import unloaded
from peerfhir.policy.day import today
from peerfhir.policy.excluded import keeps_out
from peerfhir.policy.facts import Episode
from peerfhir.policy.program import Program
from peerfhir.store.caseload import led, roles
from peerfhir.store.database import Transaction


async def findings(transaction: Transaction, ground: Ground, work: Work, around: Circumstances) -> list[Issue]:
    """The findings of every program that an active episode names; a warning for one that no pack is loaded for."""
    said = episode(work.draft.resource or {})
    if said is None or not said.active:
        return []
    found: list[Issue] = []
    for name in dict.fromkeys(said.programs):
        program = ground.programs.get(name)
        if program is None:
            found.append(issue(unloaded(name, ground.programs, "EpisodeOfCare.extension")))
            continue
        day = today(program, ground.clock())
        told = admissible(said, program, day) + keeps_out(said, program, day)
        if program.law.caseload is not None and said.manager is not None:
            told += bearable(await _in_care(transaction, ground, around, said, program), program, day)
        found += [issue(one) for one in told]
    return found


async def _in_care(
    transaction: Transaction, ground: Ground, around: Circumstances, said: Episode, program: Program
) -> int:
    """How many members are in the care of who leads an episode, the episode's own among them."""
    peer = key({"reference": said.manager}, around.related)
    number = around.pks.get(peer or "")
    if peer is None or number is None:
        return 0
    names = {peer, *(f"PractitionerRole/{fid}" for fid in await roles(transaction.connection, number))}
    kept = [one for one in await led(transaction.connection, number) if one.pk not in around.going]
    stored = [(one.pk, one.root, decoded(one.body)) for one in kept]
    written = [(one.pk, around.root(one), one.draft.resource or {}) for one in around.written("EpisodeOfCare")]
    found = set()
    for pk, root, resource in [*stored, *written]:
        one = episode(resource)
        if one is None or not _goes_on(one, program, today(program, ground.clock())):
            continue
        if one.manager in names or key({"reference": one.manager}, around.related) == peer:
            found.add((root, root or pk))
    return len(found)


def _goes_on(one: Episode, program: Program, day: date) -> bool:
    last = local(one.span.last, program)
    return one.active and program.id in one.programs and (last is None or day <= last)

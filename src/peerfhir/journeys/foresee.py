"""What the rules and the records would say of a resource, without keeping it.

For `$validate`, and for a resource that the validator refuses: the client is told everything at once.
"""

from peerfhir.fhir.issues import Issue, Refused
from peerfhir.journeys.asked import ask
from peerfhir.journeys.belonging import belongings
from peerfhir.journeys.draft import Draft
from peerfhir.journeys.ground import Ground
from peerfhir.journeys.guarded import alongside, guard
from peerfhir.journeys.judge import judge
from peerfhir.journeys.weigh import Work, gather, place, references, removable
from peerfhir.store.database import Transaction, transact
from peerfhir.store.facts import read
from peerfhir.store.sight import Caller
from peerfhir.store.writing import Writing

# What a resource that is not shaped as R4 says may do to code that is told it is.
_MISSHAPEN = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


async def foresee(ground: Ground, caller: Caller, draft: Draft) -> tuple[Issue, ...]:
    """The issues that keeping this draft would meet besides those it brings, the validator's; nothing is written.

    A resource so misshapen that it cannot be read as one meets no rule.
    """
    try:
        work = Work.of(draft, ground.zone)
    except Refused as refusal:
        return refusal.issues
    except _MISSHAPEN:
        return ()

    async def story(transaction: Transaction) -> tuple[Issue, ...]:
        wanted = gather([work], caller)
        ask(wanted, [work], ground.programs)
        wanted.unlock()
        wanted.member_keys = []
        facts = await read(transaction, wanted)
        # What the caller may not see says nothing, not even that it is there.
        seen = {n: f for n, f in facts.resources.items() if caller.sees(f.rtype, f.owner, served=f.served)}
        work.member_keys = []
        sheet = Writing(caller.client, ground.era, ground.clock())
        said: tuple[Issue, ...] = ()
        try:
            place(work, facts, caller)
        except Refused as refusal:
            return refusal.issues
        facts.resources = seen
        try:
            references([work], facts, caller)
        except Refused as refusal:
            said = refusal.issues
        try:
            await belongings(transaction, [work], facts, caller, sheet)
            await guard(transaction, [work], caller)
            await removable(transaction, [work], caller)
            await alongside(transaction, [work], facts, caller)
            await judge(transaction, ground, caller, [work], facts, sheet)
        except Refused as refusal:
            return said + refusal.issues
        return said + tuple(work.findings)

    found = await transact(ground.pool, story)
    return tuple([issue for issue in found if issue not in draft.issues])

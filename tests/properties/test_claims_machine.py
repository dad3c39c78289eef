"""A state machine of encounters, claims, voids, replacements and authorizations: the server against the naive model."""

import asyncio

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from peerfhir.store.sight import Role
from tests.people import Agency
from tests.properties.calendar import DAY, day, day_in, later, offset, written
from tests.properties.histories import PEERS, History, overlaps
from tests.properties.naive import KINDS, Fields, Naive, units_of
from tests.properties.teller import STATES, Told
from tests.wire import Wire

CLOCKS_GO_BACK = day(2026, 11, 1)
RECEIVED = (CLOCKS_GO_BACK + 30) * DAY + DAY // 2
GROWN = day(1984, 5, 5)
TURNS = later(CLOCKS_GO_BACK + 2, -21 * 12)  # 21 on the Tuesday
DAYS = st.integers(CLOCKS_GO_BACK - 4, CLOCKS_GO_BACK + 8)
MEMBERS: dict[str, Fields] = {
    "grown": {"id": "grown", "state": "MT", "zone": "America/Denver", "born": GROWN},
    "young": {"id": "young", "state": "MT", "zone": "America/Denver", "born": TURNS},
    "idaho": {"id": "idaho", "state": "ID", "zone": "America/Boise", "born": GROWN},
}
WHO = st.sampled_from(sorted(MEMBERS))
SOME = st.integers(0, 2**16)  # which of those there are


class Claims(RuleBasedStateMachine):
    """Whatever is done, in any order: each line is answered, and each balance stands, as the model says."""

    agencies: dict[tuple[str, str], Agency]
    base: str

    def __init__(self) -> None:
        """Its people are new."""
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.model = Naive()
        self.model.members = dict(MEMBERS)
        self.wire = Wire(self.base)
        self.told = Told(History(0, RECEIVED, self.model.members, [], self.model), self.agencies, self.wire)
        self.touched: set[tuple[str, int]] = set()

    def teardown(self) -> None:
        """Hang up."""
        self.wire.close()
        self.loop.run_until_complete(asyncio.sleep(0.01))  # the socket is let go
        self.loop.close()

    @initialize()
    def settle(self) -> None:
        """The people are stored; Idaho's member has used 400 units of 416."""
        self.loop.run_until_complete(self.told.settle())
        lines = [self.line([], CLOCKS_GO_BACK - 20 + number, 50, "one") for number in range(8)]
        self.submit("idaho", lines[:4], [], "1", None)
        self.submit("idaho", lines[4:], [], "1", None)

    @rule(who=WHO, peer=st.sampled_from(PEERS), on=DAYS, minute=st.integers(0, 1439), lasts=st.integers(1, 170))
    def visit(self, who: str, peer: str, on: int, minute: int, lasts: int) -> None:
        """An encounter, at no time at which the member or the peer has another."""
        start = on * DAY + minute * 60
        start -= offset(start + 7 * 3600, MEMBERS[who]["zone"])
        self.record(f"v{len(self.model.visits)}", who, peer, (start, start + lasts * 60), "finished")

    @precondition(lambda self: self.model.visits)
    @rule(which=SOME, lasts=st.integers(0, 170))
    def correct(self, which: int, lasts: int) -> None:
        """An encounter turns out to have been longer or shorter, or not to have been at all."""
        visit = self.chosen(self.model.visits, which)
        end = visit["start"] + lasts * 60 if lasts else visit["end"]
        status = "finished" if lasts else "cancelled"
        self.record(visit["id"], visit["member"], visit["peer"], (visit["start"], end), status)

    @rule(who=WHO, units=st.integers(1, 20), first=DAYS, lasts=st.integers(0, 9), numbered=st.booleans())
    def authorize(self, who: str, units: int, first: int, lasts: int, *, numbered: bool) -> None:
        """An authorization for some days, with a number or without."""
        state, number = MEMBERS[who]["state"], len(self.model.authorizations)
        made: Fields = {"id": f"a{number}", "member": who, "number": f"N-{number}", "kind": KINDS[state]}
        made |= {"per_week": None, "approved": None, "first": first, "last": first + lasts, "standing": True}
        if numbered:
            made["per_week" if state == "MT" else "approved"] = units
        self.given(made)

    @precondition(lambda self: self.model.authorizations)
    @rule(which=SOME, ends=DAYS, stands=st.booleans(), fewer=st.integers(0, 6))
    def change(self, which: int, ends: int, *, stands: bool, fewer: int) -> None:
        """An authorization is reduced, revoked or given back, or ends on another day."""
        made = dict(self.chosen(self.model.authorizations, which))
        reduced = {name: max(1, made[name] - fewer) for name in ("per_week", "approved") if made[name] is not None}
        self.given(made | reduced | {"standing": stands, "last": max(made["first"], ends)})

    @rule(
        who=WHO,
        peer=st.sampled_from(PEERS),
        lines=st.lists(st.tuples(DAYS, st.integers(1, 14)), min_size=1, max_size=4),
        quote=SOME,
    )
    def claim(self, who: str, peer: str, lines: list[tuple[int, int]], quote: int) -> None:
        """Lines without encounters."""
        self.submit(who, [self.line([], on, units, peer) for on, units in lines], self.quoted(who, quote), "1", None)

    @precondition(lambda self: self.model.visits)
    @rule(which=SOME, more=st.sampled_from((0, 0, 0, -1, 1)), off=st.sampled_from((0, 0, 0, 1)), quote=SOME)
    def bill(self, which: int, more: int, off: int, quote: int) -> None:
        """An encounter is claimed, mostly as it was."""
        visit = self.chosen(self.model.visits, which)
        units = max(1, units_of(visit["start"], visit["end"]) + more)
        on = day_in(visit["start"], visit["zone"]) + off
        lines = [self.line([visit["id"]], on, units, visit["peer"])]
        self.submit(visit["member"], lines, self.quoted(visit["member"], quote), "1", None)

    @rule(which=SOME)
    def void(self, which: int) -> None:
        """A claim is taken back."""
        said = self.chosen(self.model.claims, which)["claim"]
        if said["frequency"] != "8":
            self.submit(said["member"], said["lines"], [], "8", said["id"])

    @rule(which=SOME, on=DAYS, units=st.integers(1, 14), quote=SOME)
    def replace(self, which: int, on: int, units: int, quote: int) -> None:
        """A claim is replaced by another."""
        said = self.chosen(self.model.claims, which)["claim"]
        if said["frequency"] != "8":
            lines = [self.line([], on, units, said["peer"])]
            self.submit(said["member"], lines, self.quoted(said["member"], quote), "7", said["id"])

    @precondition(lambda self: self.model.pended())
    @rule(which=SOME, decision=st.sampled_from(("approve", "deny", "reduce")), units=st.integers(1, 12))
    def decide(self, which: int, decision: str, units: int) -> None:
        """The payer decides on what waits."""
        waiting = sorted(self.model.pended().items())
        claim, most = waiting[which % len(waiting)]
        number = min(units, most) if decision == "reduce" else None
        self.model.decide(claim, decision, number)
        said = {"claim": claim, "decision": decision, "units": number}
        self.loop.run_until_complete(self.told.decide(said, []))
        self.touched.add((self.model.claims[claim]["claim"]["member"], CLOCKS_GO_BACK))

    @invariant()
    def balances(self) -> None:
        """What was touched has the balance of the model."""
        for who, on in sorted(self.touched):
            self.loop.run_until_complete(self.told.held(who, on))
        self.touched.clear()

    def chosen(self, there: dict[str, Fields], which: int) -> Fields:
        """One of those there are."""
        return there[sorted(there)[which % len(there)]]

    def line(self, visits: list[str], on: int, units: int, peer: str) -> Fields:
        """A line of one day."""
        return {"visits": visits, "first": on, "last": on, "units": units, "peer": peer, "modifiers": []}

    def quoted(self, who: str, which: int) -> list[str]:
        """No number, or that of one of the member's authorizations."""
        own = [None, *(one["number"] for one in self.model.authorizations.values() if one["member"] == who)]
        number = own[which % len(own)]
        return [number] if number else []

    def record(self, id_: str, who: str, peer: str, times: tuple[int, int], status: str) -> None:
        """An encounter is recorded, unless it overlaps another."""
        said: Fields = {"id": id_, "member": who, "peer": peer, "start": times[0], "end": times[1], "status": status}
        said["zone"] = said["sent"] = MEMBERS[who]["zone"]
        if overlaps(said, self.model.visits.values()):
            return
        self.model.visit(said)
        self.loop.run_until_complete(self.told.visit(said, []))
        self.touched.add((who, day_in(times[0], said["zone"])))

    def given(self, said: Fields) -> None:
        """An authorization is stored."""
        self.model.authorize(said)
        self.loop.run_until_complete(self.told.authorize(said, []))
        self.touched.add((said["member"], said["first"]))

    def submit(self, who: str, lines: list[Fields], quoted: list[str], frequency: str, original: str | None) -> None:
        """A claim is adjudicated, here and there."""
        said: Fields = {"id": f"c{len(self.model.claims):03}", "member": who, "frequency": frequency}
        said |= {"original": original, "quoted": quoted, "received": RECEIVED, "peer": lines[0]["peer"]}
        said["lines"] = lines
        self.loop.run_until_complete(self.told.claim(said, self.model.submit(said)))
        self.touched |= {(who, one["first"]) for one in lines}


def test_whatever_is_done_the_model_agrees(world, settle):
    """X-10, X-11, X-17, X-18, X-19, MT-31, MT-32, ID-32, ID-33 in any order of events."""
    with world.client(Role.ENGINEER, "SANDBOX") as engineer:
        now = {"now": written(RECEIVED, "America/Denver")}
        assert engineer.put(f"{world.base}/sandbox/clock", json=now).status_code == 200
    agencies = {key: settle(Role.PROVIDER, world, state) for key, state in STATES.items()}
    assert all(agency.payer for agency in agencies.values())  # who pays is there before the loops run
    made = type("Claims", (Claims,), {"agencies": agencies, "base": world.base})
    chosen = settings(
        max_examples=12,
        stateful_step_count=25,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(made, settings=chosen)

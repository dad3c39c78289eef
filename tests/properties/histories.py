"""Histories by chance that can be repeated: what befell a few members, with what the naive model says of each step.

Two of three happen near a date at which counting is hard: the clocks change, the year ends, February has 29 days, a
member turns 21. Contacts of one member or one peer never overlap, for what overlaps is another rule's (X-17).
"""

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

from tests.properties.calendar import DAY, UTC, day, day_in, iso, later, month_of, offset, year_of
from tests.properties.naive import KINDS, Fields, Naive, units_of

ANCHORS = (
    day(2026, 3, 8),  # the clocks go forward
    day(2026, 11, 1),  # they go back
    day(2026, 12, 31),
    day(2027, 7, 1),
    day(2028, 2, 29),
    day(2026, 6, 17),
)
ZONES = {"MT": ("America/Denver",), "ID": ("America/Boise", "America/Los_Angeles")}
MINUTES = (7, 8, 15, 22, 23, 30, 37, 38, 45, 60, 67, 68, 75, 90, 120, 150)
PEERS = ("one", "two")
GROWN = day(1984, 5, 5)
MODIFIERS = ("HE",)


class Step(NamedTuple):
    """What happens, and what is expected to come of it: the lines of a claim."""

    kind: str  # visit, authorize, claim, decide
    said: Fields
    expected: list[Fields]


class History(NamedTuple):
    """Members, what befell them, and the model after all of it; every claim came at `received`."""

    seed: int
    received: int
    members: dict[str, Fields]
    steps: list[Step]
    model: Naive

    def days(self) -> list[int]:
        """A day of each week that something can have fallen into."""
        first = min((line["first"] for step in self.steps for line in step.said.get("lines", ())), default=0)
        last = max((line["last"] for step in self.steps for line in step.said.get("lines", ())), default=0)
        return list(range(first, last + 7, 7)) if first else []


def history(seed: int) -> History:
    """The history of a seed."""
    chance = Random(seed)  # noqa: S311 - chance that can be repeated
    return _Writer(chance).write(seed)


class _Writer:
    """Writes one history."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.model = chance, Naive()
        self.anchor = chance.choice(ANCHORS)
        self.steps: list[Step] = []
        self.lines: list[Fields] = []
        self.received = self._received()

    def write(self, seed: int) -> History:
        """All of it."""
        for number in range(self.chance.choice((1, 1, 2))):
            self._admit(f"m{number}")
        for _ in range(self.chance.randrange(8, 20)):
            self._happen()
        return History(seed, self.received, self.model.members, self.steps, self.model)

    def _received(self) -> int:
        """Mostly some weeks after; else on the last day on which some of the claims are in time (X-15)."""
        if self.chance.random() < 0.8:
            return (self.anchor + 30) * DAY + DAY // 2
        return later(self.anchor + self.chance.randrange(-3, 3), 12) * DAY + DAY // 2

    def _admit(self, name: str) -> None:
        state = self.chance.choice(("MT", "ID"))
        born = GROWN
        if self.chance.random() < 0.4:
            born = later(self.anchor + self.chance.randrange(-8, 8), -21 * 12 + self.chance.choice((0, 0, 12)))
            born -= month_of(born) == month_of(day(2004, 2, 29))  # nobody knows when the born of a 29 February turn 21
        member = {"id": name, "state": state, "zone": self.chance.choice(ZONES[state]), "born": born}
        self.model.members[name] = member
        if state == "ID" and self.chance.random() < 0.8:
            self._open(member)

    def _open(self, member: Fields) -> None:
        """Most of the 416 units are used before the story begins."""
        left, first = self.chance.randrange(395, 417), self.anchor - 20
        lines = []
        for number in range(7):
            units = min(64, left)  # more in a day are looked at by a person
            left -= units
            if units and year_of(first + number) == year_of(self.anchor):
                lines.append(self._line([], first + number, units, self.chance.choice(PEERS)))
        for start in range(0, len(lines), 4):
            self._claim(member, lines[start : start + 4], [])

    def _happen(self) -> None:
        member = self.model.members[self.chance.choice(sorted(self.model.members))]
        roll = self.chance.random()
        waiting = sorted(self.model.pended().items())
        if waiting and roll < 0.15:
            self._decide(*self.chance.choice(waiting))
        elif roll < 0.45:
            self._visit(member)
        elif roll < 0.52:
            self._correct(member)
        elif roll < 0.62:
            self._authorize(member)
        elif roll < 0.74 and self.model.claims:
            self._again(member)
        else:
            self._claim(member, self._lines(member), self._quoted(member))

    # Encounters.

    def _visit(self, member: Fields) -> None:
        for _ in range(4):
            start, end = self._times(member)
            peer = self.chance.choice(PEERS)
            if self._free(member["id"], peer, start, end):
                self._record(member, f"v{len(self.model.visits)}", peer, start, end, "finished")
                return

    def _correct(self, member: Fields) -> None:
        own = [visit for visit in self.model.visits.values() if visit["member"] == member["id"]]
        if not own:
            return
        visit = self.chance.choice(own)
        if self.chance.random() < 0.4:
            self._record(member, visit["id"], visit["peer"], visit["start"], visit["end"], "cancelled")
            return
        start, end = self._times(member) if self.chance.random() < 0.3 else (visit["start"], visit["start"])
        end = end if end > start else start + self.chance.choice(MINUTES) * 60
        if self._free(member["id"], visit["peer"], start, end, visit["id"]):
            self._record(member, visit["id"], visit["peer"], start, end, "finished")

    def _times(self, member: Fields) -> tuple[int, int]:
        minutes = self.chance.choice(MINUTES)
        midnight = (self.anchor + self.chance.randrange(-6, 9)) * DAY
        midnight -= offset(midnight + 8 * 3600, member["zone"])
        if self.chance.random() < 0.25:  # around midnight
            start = midnight + 60 * self.chance.randrange(-minutes, minutes)
        else:
            start = midnight + 60 * self.chance.randrange(0, 24 * 60)
        return start, start + minutes * 60 + self.chance.choice((0, 0, 0, 59))

    def _free(self, member: str, peer: str, start: int, end: int, besides: str = "") -> bool:
        said = {"id": besides, "member": member, "peer": peer, "start": start, "end": end}
        return not overlaps(said, self.model.visits.values())

    def _record(self, member: Fields, id_: str, peer: str, start: int, end: int, status: str) -> None:
        said = {"id": id_, "member": member["id"], "peer": peer, "start": start, "end": end, "status": status}
        said |= {"zone": member["zone"], "sent": self.chance.choice((UTC, member["zone"], "America/Los_Angeles"))}
        self.model.visit(said)
        self.steps.append(Step("visit", said, []))

    # Authorizations.

    def _authorize(self, member: Fields) -> None:
        own = [one for one in self.model.authorizations.values() if one["member"] == member["id"]]
        if own and self.chance.random() < 0.4:
            one = dict(self.chance.choice(own))
            change = self.chance.choice(("reduced", "revoked", "ended"))
            if change == "revoked":
                one["standing"] = False
            elif change == "ended":
                one["last"] = max(one["first"] or 0, self.anchor + self.chance.randrange(-6, 4))
            else:
                one |= {name: max(1, one[name] - 3) for name in ("approved", "per_week") if one[name] is not None}
        else:
            one = self._authorization(member, len(self.model.authorizations))
        self.model.authorize(one)
        self.steps.append(Step("authorize", one, []))

    def _authorization(self, member: Fields, number: int) -> Fields:
        numbered = self.chance.random() < 0.85
        first = self.chance.choice((None, self.anchor + self.chance.randrange(-9, 3)))
        last = self.chance.choice((None, self.anchor + self.chance.randrange(-2, 9)))
        if first is not None and last is not None and last < first:
            first, last = last, first
        return {
            "id": f"a{number}",
            "member": member["id"],
            "number": f"N-{number}",
            "kind": KINDS[member["state"]],
            "per_week": self.chance.randrange(9, 21) if numbered and member["state"] == "MT" else None,
            "approved": self.chance.randrange(3, 15) if numbered and member["state"] == "ID" else None,
            "first": first,
            "last": last,
            "standing": self.chance.random() < 0.9,
        }

    def _quoted(self, member: Fields) -> list[str]:
        own = [one["number"] for one in self.model.authorizations.values() if one["member"] == member["id"]]
        every = [one["number"] for one in self.model.authorizations.values()]
        roll = self.chance.random()
        if own and roll < 0.6:
            return [self.chance.choice(own)]
        if every and roll < 0.65:
            return [self.chance.choice(every)]
        return ["N-UNKNOWN"] if roll > 0.95 else []

    # Claims.

    def _line(self, visits: list[str], first: int, units: int, peer: str, last: int | None = None) -> Fields:
        modifiers = list(MODIFIERS) if self.chance.random() < 0.1 else []
        made = {"visits": visits, "first": first, "last": last or first, "units": units, "peer": peer}
        return made | {"modifiers": modifiers}

    def _lines(self, member: Fields) -> list[Fields]:
        peer = self.chance.choice(PEERS)
        made = [self._one(member, peer) for _ in range(self.chance.choice((1, 1, 2, 2, 3, 4)))]
        return [line for line in made if line]

    def _one(self, member: Fields, peer: str) -> Fields:
        own = [v for v in self.model.visits.values() if (v["member"], v["peer"]) == (member["id"], peer)]
        before = [line for line in self.lines if line["member"] == member["id"] and line["peer"] == peer]
        roll = self.chance.random()
        if before and roll < 0.12:
            return {key: value for key, value in self.chance.choice(before).items() if key != "member"}
        if own and roll < 0.6:
            visit = self.chance.choice(own)
            units = units_of(visit["start"], visit["end"]) + self.chance.choice((0, 0, 0, 0, -1, 1))
            on = day_in(visit["start"], visit["zone"]) + self.chance.choice((0,) * 18 + (-1, 1))
            return self._line([visit["id"]], on, max(1, units), peer)
        if len(own) > 1 and roll < 0.7:
            visits = sorted(self.chance.sample(own, 2), key=lambda visit: visit["start"])
            days = [day_in(visit["start"], visit["zone"]) for visit in visits]
            units = sum(units_of(visit["start"], visit["end"]) for visit in visits)
            return self._line([visit["id"] for visit in visits], days[0], max(1, units), peer, days[1])
        most = 12 if member["state"] == "MT" else 24
        on = self.anchor + self.chance.randrange(-6, 9)
        return self._line([], on, self.chance.randrange(1, most), peer)

    def _again(self, member: Fields) -> None:
        """A void or a replacement, mostly of a claim that there is."""
        own = [
            id_
            for id_, made in self.model.claims.items()
            if made["claim"]["member"] == member["id"] and made["claim"]["frequency"] != "8"
        ]
        original = self.chance.choice(own) if own and self.chance.random() < 0.95 else None
        frequency = self.chance.choice("78")
        voided = self.model.claims[original]["claim"]["lines"] if frequency == "8" and original else None
        lines = voided or self._lines(member)
        self._claim(member, lines, self._quoted(member), frequency, original)

    def _claim(
        self,
        member: Fields,
        lines: list[Fields],
        quoted: list[str],
        frequency: str = "1",
        original: str | None = None,
    ) -> None:
        if not lines:
            return
        peer = lines[0]["peer"]
        said: dict[str, Any] = {
            "id": f"c{len(self.model.claims)}",
            "member": member["id"],
            "frequency": frequency,
            "original": original,
            "quoted": quoted,
            "received": self.received,
            "peer": peer,
            "lines": [line for line in lines if line["peer"] == peer],
        }
        self.lines += [line | {"member": member["id"]} for line in said["lines"]]
        self.steps.append(Step("claim", said, [_copy(line) for line in self.model.submit(said)]))

    def _decide(self, claim: str, waiting: int) -> None:
        decision = self.chance.choice(("approve", "deny", "reduce"))
        units = self.chance.randrange(1, waiting + 1) if decision == "reduce" else None
        self.model.decide(claim, decision, units)
        self.steps.append(Step("decide", {"claim": claim, "decision": decision, "units": units}, []))


def overlaps(said: Fields, others: Iterable[Fields]) -> bool:
    """Whether a contact is at the time of another one of its member or its peer."""
    return any(
        other["id"] != said["id"]
        and (other["member"] == said["member"] or other["peer"] == said["peer"])
        and other["start"] < said["end"]
        and said["start"] < other["end"]
        for other in others
    )


def _copy(line: Fields) -> Fields:
    return line | {"grants": list(line["grants"])}


def paid(line: Fields, kind: str = "paid") -> int:
    """Units of an expected line that are paid, or pended."""
    return sum(grant["units"] for grant in line["grants"] if grant["kind"] == kind)


def reasons(line: Fields) -> dict[tuple[str, tuple[str, ...]], int]:
    """Units of an expected line by CARC and RARCs of why they are not paid."""
    found: dict[tuple[str, tuple[str, ...]], int] = {}
    for units, carc, rarcs in line["refused"]:
        found[carc, rarcs] = found.get((carc, rarcs), 0) + units
    return found


def told(story: History) -> str:
    """A history to be read by who looks for a fault."""
    lines = [f"seed {story.seed}, received {iso(story.received // DAY)}, {list(story.members.values())}"]
    for step in story.steps:
        lines.append(f"{step.kind} " + ", ".join(f"{k}={v}" for k, v in step.said.items() if k != "lines"))
        for line, made in zip(step.said.get("lines", ()), step.expected, strict=False):
            days = f"{iso(line['first'])}..{iso(line['last'])}"
            lines.append(f"    {line['units']} on {days} of {line['visits']} {line['modifiers']}")
            lines.append(f"      -> {[(g['units'], g['kind'], g['by']) for g in made['grants']]} {made['refused']}")
    return "\n".join(lines)

"""A second, naive model of adjudication and usage, written from the rule catalogue alone; it knows nothing of ours.

Days are numbered from 1970-01-01, instants are seconds since then (UTC). A member, a claim, a line, an authorization is
a plain dict; see `histories` for their keys. What each step stands on is the rule's id beside it.
"""

from typing import Any

from tests.properties.calendar import day_in, later, month_of, week_of, year_of

Fields = dict[str, Any]
Reason = tuple[str, tuple[str, ...]]  # CARC, RARCs

CAPS = {"MT": 10, "ID": 416}  # MT-31 a week, ID-32 a calendar year
OVER: dict[str, Reason] = {"MT": ("119", ("N362",)), "ID": ("197", ("M62",))}  # MT-31, ID-33
KINDS = {"MT": "cpo-approval", "ID": "prior-auth"}  # MT-32, ID-33
EXHAUSTED: Reason = ("198", ("N362",))
EXPIRED: Reason = ("302", ())
PENDED: Reason = ("133", ())
ADULT = 21
DAY = 96  # units of a quarter of an hour


def units_of(start: int, end: int) -> int:
    """X-2: quarters of an hour of the time that passed, and one more when eight minutes are over."""
    minutes, seconds = divmod(end - start, 60)
    quarters, rest = divmod(minutes, 15)
    return quarters + (1 if rest * 60 + seconds >= 8 * 60 else 0)


class Naive:
    """Everything that happened, kept as it was said; every question is answered by going through all of it."""

    def __init__(self) -> None:
        """Nothing has happened."""
        self.members: dict[str, Fields] = {}
        self.visits: dict[str, Fields] = {}
        self.claims: dict[str, Fields] = {}
        self.authorizations: dict[str, Fields] = {}

    # What happens.

    def visit(self, visit: Fields) -> None:
        """An encounter is recorded, or recorded anew under its id."""
        self.visits[visit["id"]] = visit

    def authorize(self, authorization: Fields) -> None:
        """An authorization is given, or changed: reduced, revoked, ended."""
        self.authorizations[authorization["id"]] = authorization

    def submit(self, claim: Fields) -> list[Fields]:
        """A claim is adjudicated; what became of each of its lines."""
        fault = self._fault(claim)
        made: Fields = {"claim": claim, "lines": [], "standing": fault is None and claim["frequency"] != "8"}
        if fault is not None:
            self.claims[claim["id"]] = made
            made["lines"] = denied = [_outcome(line, refused=[(line["units"], *fault)]) for line in claim["lines"]]
            return denied
        if claim["frequency"] != "1":  # 7 and 8 take back what was paid (X-10: a void releases units at once)
            self.claims[claim["original"]]["standing"] = False
        self.claims[claim["id"]] = made
        if claim["frequency"] == "8":
            return []
        for line in claim["lines"]:
            made["lines"].append(self._line(claim, line))  # each sees those before it
        return list(made["lines"])

    def decide(self, claim: str, decision: str, units: int | None) -> None:
        """A payer decides on what waits of a claim: approve, deny, or reduce to so many units, in order of lines."""
        left = 0 if decision == "deny" else units if decision == "reduce" else None
        for line in self.claims[claim]["lines"]:
            waiting = [grant for grant in line["grants"] if grant["kind"] == "pended"]
            line["grants"] = [grant for grant in line["grants"] if grant["kind"] == "paid"]
            for grant in waiting:
                paid = grant["units"] if left is None else min(left, grant["units"])
                left = None if left is None else left - paid
                if paid:
                    line["grants"].append(grant | {"kind": "paid", "units": paid, "by": "review"})

    # What is asked.

    def usage(self, member: str, day: int) -> Fields:
        """The units of the window that contains `day`, and of its calendar year (design 6)."""
        state = self.members[member]["state"]
        window = self._window(state, day)
        cap: int | None = CAPS[state]
        for one in self.authorizations.values():
            usable = one["member"] == member and one["kind"] == KINDS[state] and _runs(one, day) and one["standing"]
            if state == "MT" and usable and cap is not None:  # an approval raises the cap (MT-32)
                unlimited = one["per_week"] is None and one["approved"] is None
                cap = None if unlimited else max(cap, one["per_week"] or 0)
        spent = self._spent(member, *window)
        left = None if cap is None else max(0, cap - spent["paid"] - spent["pended"])
        return {"allowed": cap, "remaining": left, **spent, "year": self._spent(member, *_year(day))}

    def pended(self) -> dict[str, int]:
        """The units that wait for a decision, by claim."""
        found: dict[str, int] = {}
        for id_, made in self.claims.items():
            for grant in (grant for line in made["lines"] for grant in line["grants"]):
                if made["standing"] and grant["kind"] == "pended":
                    found[id_] = found.get(id_, 0) + grant["units"]
        return found

    # How it is judged.

    def _fault(self, claim: Fields) -> Reason | None:
        """Why a void or replacement cannot take back what it names (domain.md 3.8)."""
        if claim["frequency"] == "1":
            return None
        original = self.claims.get(claim["original"])
        if original is None:
            return "16", ("N152",)
        allowed = [grant for line in original["lines"] for grant in line["grants"]]
        if not allowed and original["lines"]:
            return "16", ("N142",)
        if not original["standing"]:
            return "16", ("N152",)
        if any(grant["kind"] == "pended" for grant in allowed):
            return "16", ("N779",)
        return None

    def _line(self, claim: Fields, line: Fields) -> Fields:
        visits = [self.visits[id_] for id_ in line["visits"]]
        denial = self._denial(claim, line, visits)
        if denial is not None:
            return _outcome(line, refused=[(line["units"], *denial)])
        made = _outcome(line) | {"days": self._days(line)}
        left = line["units"]
        for visit in visits:
            room = min(left, self._open(visit))
            self._grant(claim, self._day(visit), room, visit["id"], made)
            left -= room
        if not visits:
            self._grant(claim, line["first"], left, None, made)
        return made

    def _denial(self, claim: Fields, line: Fields, visits: list[Fields]) -> Reason | None:
        """Why the whole line is denied whatever is left: what comes first is told."""
        received = day_in(claim["received"], self.members[claim["member"]]["zone"])
        days = self._days(line)
        reasons: list[tuple[bool, Reason]] = [
            (any(_alike(line, days, other) for other in self._billed(claim["member"])), ("18", ())),
            (received > later(days[0], 12), ("29", ())),
            (year_of(line["first"]) != year_of(line["last"]), ("268", ())),
            (month_of(line["first"]) != month_of(line["last"]), ("267", ("N74",))),
            (any(visit["status"] == "cancelled" for visit in visits), ("96", ("N441",))),
            (any(not line["first"] <= day <= line["last"] for day in days), ("16", ("M52",))),
            (bool(visits) and line["units"] > sum(self._open(visit) for visit in visits), ("16", ("M53",))),
            (not visits and line["units"] + self._alone(claim["member"], days[0]) > DAY, ("16", ("M53",))),
        ]
        return next((reason for wrong, reason in reasons if wrong), None)

    def _grant(self, claim: Fields, day: int, units: int, visit: str | None, made: Fields) -> None:
        """X-10, X-11, X-19: what fits is paid, the rest goes to a quoted authorization, or is denied or pended."""
        member = self.members[claim["member"]]
        state, grants = member["state"], made["grants"]
        made["submitted"].append((day, units))
        spent = self._spent(claim["member"], *self._window(state, day))
        used = spent["paid"] + spent["pended"] + sum(g["units"] for g in grants if self._near(state, g["day"], day))
        free = min(units, max(0, CAPS[state] - used))
        if free:
            grants.append({"kind": "paid", "day": day, "units": free, "by": "limit", "visit": visit})
        used, units = used + free, units - free
        reason = OVER[state]
        for one in self.authorizations.values():
            if not units or one["number"] not in claim["quoted"] or one["member"] != claim["member"]:
                continue
            fits, said = self._under(one, state, day, units, used, grants)
            reason = said or reason
            if fits:
                grants.append({"kind": "paid", "day": day, "units": fits, "by": one["id"], "visit": visit})
            used, units = used + fits, units - fits
        if not units:
            return
        if later(member["born"], ADULT * 12) > day:  # EPSDT, X-18
            grants.append({"kind": "pended", "day": day, "units": units, "by": "", "visit": visit})
            reason = PENDED
        made["refused"].append((units, *reason))

    def _under(
        self, one: Fields, state: str, day: int, units: int, used: int, grants: list[Fields]
    ) -> tuple[int, Reason | None]:
        """How many units an authorization covers beyond the cap, and why no more (design 5, domain.md 3.8)."""
        if one["kind"] != KINDS[state] or not one["standing"] or day < (one["first"] or day):
            return 0, None  # as if there were none
        if day > (one["last"] or day):
            return 0, EXPIRED
        room = units
        if one["per_week"] is not None:
            room = min(room, max(0, one["per_week"] - used))
        elif one["approved"] is not None:
            taken = sum(grant["units"] for grant in grants if grant["by"] == one["id"])
            room = min(room, max(0, one["approved"] - taken - self._under_it(one["id"])))
        return room, (EXHAUSTED if room < units else None)

    def _billed(self, member: str) -> list[Fields]:
        """The lines of a member that stand and are not wholly denied."""
        return [
            line
            for made in self.claims.values()
            if made["standing"] and made["claim"]["member"] == member
            for line in made["lines"]
            if line["grants"]
        ]

    def _grants(self) -> list[Fields]:
        return [
            grant
            for made in self.claims.values()
            if made["standing"]
            for line in made["lines"]
            for grant in line["grants"]
        ]

    def _under_it(self, authorization: str) -> int:
        return sum(grant["units"] for grant in self._grants() if grant["by"] == authorization)

    def _open(self, visit: Fields) -> int:
        """Units that an encounter documents and that neither are paid nor wait (M53; a denied unit may come again)."""
        standing: int = sum(grant["units"] for grant in self._grants() if grant["visit"] == visit["id"])
        return max(0, units_of(visit["start"], visit["end"]) - standing)

    def _alone(self, member: str, day: int) -> int:
        """Units of a day in lines that bill no encounter: a day holds no more than it has."""
        lines = [line for line in self._billed(member) if not line["line"]["visits"] and day in line["days"]]
        return sum(grant["units"] for line in lines for grant in line["grants"])

    def _spent(self, member: str, first: int, last: int) -> Fields:
        """The three ledgers of X-10 between two days."""
        sums = {"rendered": 0, "claimed": 0, "paid": 0, "pended": 0}
        for visit in self.visits.values():
            if visit["member"] == member and visit["status"] == "finished" and first <= self._day(visit) <= last:
                sums["rendered"] += units_of(visit["start"], visit["end"])
        for line in self._billed(member):
            for grant in line["grants"]:
                if first <= grant["day"] <= last:
                    sums[grant["kind"]] += grant["units"]
            for day, units in line["submitted"]:
                if first <= day <= last:
                    sums["claimed"] += units
        return sums

    def _days(self, line: Fields) -> list[int]:
        """The dates of service: of the encounters, else as written (X-1)."""
        return sorted({self._day(self.visits[id_]) for id_ in line["visits"]} or {line["first"]})

    def _day(self, visit: Fields) -> int:
        return day_in(visit["start"], visit["zone"])

    def _window(self, state: str, day: int) -> tuple[int, int]:
        return week_of(day) if state == "MT" else _year(day)

    def _near(self, state: str, one: int, other: int) -> bool:
        return self._window(state, one) == self._window(state, other)


def _year(day: int) -> tuple[int, int]:
    return year_of(day)


def _runs(authorization: Fields, day: int) -> bool:
    return (authorization["first"] or day) <= day <= (authorization["last"] or day)


def _alike(line: Fields, days: list[int], other: Fields) -> bool:
    """Whether a line bills again, for one of its days, what another did (X-17); one without encounters is for any."""
    keys = ("units", "peer", "modifiers")
    before = other["line"]
    same = line["visits"] == before["visits"] or not (line["visits"] and before["visits"])
    return same and bool(set(days) & set(other["days"])) and all(line[key] == before[key] for key in keys)


def _outcome(line: Fields, refused: list[tuple[Any, ...]] | None = None) -> Fields:
    """What became of a line: what was granted, what was refused and why, what was submitted on which day."""
    return {"line": line, "grants": [], "refused": refused or [], "submitted": []}

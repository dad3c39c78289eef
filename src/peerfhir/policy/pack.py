"""The grammar of a program pack: which keys there are, and what may stand behind them.

A key exists as soon as the engine uses it, and not before; an unknown key is an error. Keys with a default are readings
(`policy.readings`) that a pack may set otherwise. The meaning of each key: mappings/README.md.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from peerfhir.policy.dated import (
    Dated,
    Days,
    Forbidden,
    Id,
    LeastAge,
    Minutes,
    Months,
    Part,
    Units,
    Way,
    Zone,
    reading,
)
from peerfhir.policy.member_law import Code, Exclusions, Family, Group, MemberLaw, NeedsAssessment, PlanLaw, Scope
from peerfhir.policy.provider_law import (
    Cert,
    Employment,
    LivedExperience,
    Provider,
    Recovery,
    Responsible,
    Supervision,
    Training,
)

Rounding = Literal["half_up_8", "floor", "ceil"]
Override = Literal["cpo-approval", "prior-auth"]
Enforcement = Literal["reject", "warn", "info", "off"]


class Rule(Part):
    """A rule in plain words, and where the seed says it: file id, lines ("33", "20-22", "17,24") and its words."""

    text: Annotated[str, Field(min_length=1)]
    seed: Annotated[str, Field(min_length=1)]
    lines: Annotated[str, Field(pattern=r"^\d+(-\d+)?(,\d+(-\d+)?)*$")]
    quote: Annotated[str, Field(min_length=1)]


class ServiceCode(Part):
    """A procedure code that bills peer support, and how many minutes one of its units has.

    `mode` is the way it is given: a line of that mode bears one of `modifiers`, or no such modifier.
    """

    system: Code
    code: Code
    mode: Literal["individual", "group", "family"] = "individual"
    modifiers: tuple[str, ...] = ()
    unit_minutes: Annotated[Minutes, Field(ge=1)]


class Unit(Part):
    """How time becomes units (X-2)."""

    rounding: Annotated[Dated[Rounding], Way.OWN] = reading("half_up_8", "X-2")


class LateEntry(Part):
    """After how many days a contact is called late (X-15)."""

    days: Annotated[Dated[Days], Way.LEAST] = reading(30, "X-15")


class DenialCode(Part):
    """How a denial is told: CARC, RARC, and the rule behind it."""

    carc: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")]
    rarc: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,4}$")] | None = None
    rule: str


class Limit(Part):
    """So many units of a member in each window, over all providers; null: no limit from that date on.

    `hard`: an approval raises the cap; `soft-threshold`: beyond it each unit needs an authorization. `over` without
    one, `exhausted` when it is used up, `expired` after its end.
    """

    id: Id
    window: Literal["week", "calendar-year", "fiscal-year"]
    # The first day of a fiscal year, month and day.
    year_start: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-01$")] | None = None
    week_start: Literal["sunday", "monday"] | None = None
    units: Annotated[Dated[Units | None], Way.LEAST]
    kind: Literal["hard", "soft-threshold"] = "hard"
    override: Annotated[Dated[Override], Way.OWN] | None = None
    over: Annotated[DenialCode, Way.OWN] | None = None
    exhausted: Annotated[DenialCode, Way.OWN] | None = None
    expired: Annotated[DenialCode, Way.OWN] | None = None
    partial_line: Annotated[Dated[Literal["cutback", "deny"]], Way.OWN] = reading("cutback", "X-19")

    @model_validator(mode="after")
    def _begins(self) -> Self:
        if self.week_start is not None and self.window != "week":
            raise PydanticCustomError("week", "week_start belongs to a limit whose window is a week")
        if self.year_start is not None and self.window != "fiscal-year":
            raise PydanticCustomError("year", "year_start belongs to a limit whose window is a fiscal-year")
        return self


class TimelyFiling(Part):
    """Within how many calendar months after the date of service a claim must come (X-15; 42 CFR 447.45(d)(1))."""

    months: Annotated[Dated[Months], Way.LEAST] = reading(12, "X-15")


class Auth(Part):
    """How an authorization is found: quoted on the claim, or on file."""

    match: Annotated[Dated[Literal["quoted", "on_file"]], Way.OWN] = reading("quoted", "X-10")


class Epsdt(Part):
    """Below this age a limit is never absolute: what exceeds it is pended for review (X-18)."""

    override_under_age: LeastAge = reading(21, "X-18")


class PeerDay(Part):
    """So many individual minutes of one peer in a day are possible (X-17)."""

    max_minutes: Annotated[Dated[Minutes], Way.LEAST] = reading(960, "X-17")


class Payment(Part):
    """Codes of ours that are never paid as a service of their own (MT-28)."""

    nonbillable_codes: Forbidden | None = None


class Law(Part):
    """What the file of any pack may say."""

    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    rules: dict[Annotated[str, Field(pattern=r"^[A-Z]+-\d+$")], Rule]
    service_codes: Annotated[Dated[Annotated[tuple[ServiceCode, ...], Field(min_length=1)]], Way.OWN]
    unit: Unit = Unit()
    late_entry: LateEntry = LateEntry()
    member: MemberLaw | None = None
    cert: Cert | None = None
    training: Training | None = None
    lived_experience: LivedExperience | None = None
    recovery: Recovery | None = None
    provider: Provider | None = None
    employment: Employment | None = None
    supervision: Supervision | None = None
    lri: Responsible | None = None
    plan: PlanLaw | None = None
    needs_assessment: NeedsAssessment | None = None
    scope: Scope | None = None
    exclusions: Exclusions | None = None
    group: Group | None = None
    family: Family | None = None
    payment: Payment | None = None
    timely_filing: TimelyFiling = TimelyFiling()
    auth: Auth = Auth()
    epsdt: Epsdt = Epsdt()
    peer_day: PeerDay = PeerDay()
    limits: tuple[Limit, ...] = ()
    enforcement: dict[str, Enforcement] = Field(default={})

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [limit.id for limit in self.limits]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                raise PydanticCustomError("limit", "two limits have the same id", {"place": ("limits", number, "id")})
        return self


class AbstractPack(Law):
    """A pack that only other packs build on: no contact is judged by it alone, so that it has no time zone."""

    abstract: Literal[True]
    parent: None = None


class Pack(Law):
    """One program: its own law, merged over that of its parent."""

    abstract: Literal[False] = False
    parent: Id | None = None
    tz: Annotated[Dated[Zone], Way.OWN]
    tz_by_location: Annotated[Dated[StrictBool], Way.OWN] = reading(value=False, rule="X-1")

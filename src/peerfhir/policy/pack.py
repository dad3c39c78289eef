"""The grammar of a program pack: which keys there are, and what may stand behind them.

Each value of law is dated and cited: `[{from: null, value: 10, rule: MT-31}, {from: 2027-07-01, ...}]`. A value is in
force from its date until the next one begins; the first has no beginning, so that no date is without a value. A key
exists as soon as the engine uses it, and not before; an unknown key is an error. Keys with a default are readings
(`policy.readings`) that a pack may set otherwise. The meaning of each key: mappings/README.md.
"""

from datetime import date
from typing import Annotated, Generic, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, Strict, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from peerfhir.policy.readings import READINGS

T = TypeVar("T")

Rounding = Literal["half_up_8", "floor", "ceil"]
Override = Literal["cpo-approval", "prior-auth"]
Enforcement = Literal["reject", "warn", "info", "off"]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "there is no time zone of this name") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
Count = Annotated[int, Strict(), Field(ge=0)]
Minutes = Annotated[int, Strict(), Field(ge=1, le=1440)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


class Part(BaseModel):
    """A block of keys: unknown ones are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Part, Generic[T]):
    """A value, the date it begins on (null: it always held) and the rule it comes from."""

    start: Annotated[date, Strict()] | None = Field(alias="from")
    value: T
    rule: str


class Dated(RootModel[tuple[Value[T], ...]], Generic[T]):
    """A value of law over time."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _unbroken(self) -> Self:
        if not self.root:
            raise PydanticCustomError("dated", "a dated value needs at least one value")
        if self.root[0].start is not None:
            raise _broken(0, "a gap: the first value begins on a date; it must say from: null")
        for number, (one, other) in enumerate(zip(self.root, self.root[1:], strict=False), 1):
            if other.start is None or (one.start is not None and other.start <= one.start):
                raise _broken(number, "an overlap: this value must begin after the one before it")
        return self

    def on(self, day: date) -> Value[T]:
        """The value in force on `day`."""
        for value in reversed(self.root):
            if value.start is None or value.start <= day:
                return value
        raise AssertionError("the first value has no beginning")  # pragma: no cover


def _broken(index: int, text: str) -> PydanticCustomError:
    return PydanticCustomError("dated", text, {"index": index})


def _reading(value: T, rule: str) -> Dated[T]:
    """A value that always held: the engine's own reading."""
    return Dated[T](root=(Value[T].model_validate({"from": None, "value": value, "rule": rule}),))


class Rule(Part):
    """A rule in plain words, and where the seed says it: file id, lines ("33", "20-22") and its words."""

    text: Annotated[str, Field(min_length=1)]
    seed: Annotated[str, Field(min_length=1)]
    lines: Annotated[str, Field(pattern=r"^\d+(-\d+)?$")]
    quote: Annotated[str, Field(min_length=1)]


class ServiceCode(Part):
    """A procedure code that bills peer support, and how many minutes one of its units has."""

    system: Annotated[str, Field(min_length=1)]
    code: Annotated[str, Field(min_length=1)]
    unit_minutes: Minutes


class Unit(Part):
    """How time becomes units (X-2)."""

    rounding: Dated[Rounding] = _reading("half_up_8", "X-2")


class LateEntry(Part):
    """After how many days a contact is called late (X-15)."""

    days: Dated[Count] = _reading(30, "X-15")


class Cert(Part):
    """Whether the rendering peer must be certified, and by whom (empty: by any issuer)."""

    required: Dated[StrictBool]
    issuers: Dated[tuple[Id, ...]]
    lapse_mode: Dated[Literal["start_of_encounter", "whole_encounter"]] = _reading("start_of_encounter", "X-5")


class Limit(Part):
    """So many units of a member in each window, over all providers; null: no limit from that date on."""

    id: Id
    window: Literal["week", "calendar-year"]
    week_start: Literal["sunday", "monday"] | None = None
    units: Dated[Count | None]
    override: Dated[Override] | None = None

    @model_validator(mode="after")
    def _week(self) -> Self:
        if self.week_start is not None and self.window != "week":
            raise PydanticCustomError("week", "week_start belongs to a limit whose window is a week")
        return self


class Pack(Part):
    """One program: everything that its file may say."""

    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    rules: dict[Annotated[str, Field(pattern=r"^[A-Z]+-\d+$")], Rule]
    tz: Dated[Zone]
    tz_by_location: Dated[StrictBool] = _reading(value=False, rule="X-1")
    service_codes: Dated[Annotated[tuple[ServiceCode, ...], Field(min_length=1)]]
    unit: Unit = Unit()
    late_entry: LateEntry = LateEntry()
    cert: Cert | None = None
    limits: tuple[Limit, ...] = ()
    enforcement: dict[str, Enforcement] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [limit.id for limit in self.limits]
        for number, name in enumerate(ids):
            if name in ids[:number]:
                raise PydanticCustomError("limit", "two limits have the same id", {"place": ("limits", number, "id")})
        for rule in self.enforcement:
            if rule not in self.rules and rule not in READINGS:
                raise PydanticCustomError(
                    "rule", "there is no rule of this id in the pack", {"place": ("enforcement", rule)}
                )
        return self

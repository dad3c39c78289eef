"""A value of law: dated and cited, `[{from: null, value: 10, rule: MT-31}, {from: 2027-07-01, ...}]`.

A value is in force from its date until the next one begins; the first has no beginning, so that no date is without a
value. Each dated key of the grammar is marked with the way in which a child pack's value meets its parent's.
"""

from datetime import date
from enum import Enum
from typing import Annotated, Generic, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, Strict, StrictBool, model_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "there is no time zone of this name") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
# What is counted, each within a bound that no law reaches: beyond it a pack is mistaken, or dates cannot be computed.
Units = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
Days = Annotated[int, Strict(), Field(ge=0, le=36_600)]
Months = Annotated[int, Strict(), Field(ge=0, le=1_200)]
Years = Annotated[int, Strict(), Field(ge=0, le=150)]
People = Annotated[int, Strict(), Field(ge=0, le=1_000)]
Minutes = Annotated[int, Strict(), Field(ge=0, le=1_440)]
Cadence = Annotated[str, Field(pattern=r"^P[1-9]\d{0,3}[DM]$")]  # every so many days or calendar months
Percent = Annotated[int, Strict(), Field(ge=0, le=100)]
CodeRange = Annotated[str, Field(pattern=r"^[A-Z]\d\d-[A-Z]\d\d$")]  # of ICD-10-CM
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]


class Part(BaseModel):
    """A block of keys: unknown ones are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Part, Generic[T]):
    """A value, the date it begins on (null: it always held) and the rule it comes from.

    With `override` it stands whatever the parent pack says (`policy.merge`).
    """

    start: Annotated[date, Strict()] | None = Field(alias="from")
    value: T
    rule: str
    override: StrictBool = False


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


def reading(value: T, rule: str) -> Dated[T]:
    """A value that always held: the engine's own reading."""
    return Dated[T](root=(Value[T].model_validate({"from": None, "value": value, "rule": rule}),))


class Way(Enum):
    """How a child pack's value meets the one of its parent that is in force at the same time.

    The stricter stands: the smaller or greater number, the yes or the no. Or both lists are joined; or the child's own
    stands.
    """

    LEAST = "smaller"
    GREATEST = "greater"
    YES = "yes"
    NO = "no"
    JOINED = "joined"
    OWN = "own"


# The kinds of dated values that most keys have, each with its way.
Demand = Annotated[Dated[StrictBool], Way.YES]
Permission = Annotated[Dated[StrictBool], Way.NO]
LeastAge = Annotated[Dated[Years], Way.GREATEST]
GreatestAge = Annotated[Dated[Years], Way.LEAST]
Named = Annotated[Dated[Id], Way.OWN]
Allowed = Annotated[Dated[tuple[Id, ...]], Way.OWN]
Forbidden = Annotated[Dated[tuple[Id, ...]], Way.JOINED]

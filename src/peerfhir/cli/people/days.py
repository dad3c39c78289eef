"""The days of the stories: a week of Montana and the end of a count in Idaho, seen from the day they are laid."""

from dataclasses import dataclass
from datetime import date, timedelta

_LAPSE_MONTH = 10  # the certificate of `id-peer` ends on the last day of September: from October the stories are told
_COUNTED_MONTH = 3  # before March a year holds too few days for the 416 units of Idaho: the year before is told
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def base_year(today: date) -> int:
    """The year the stories begin in, so that on `today` one certificate has lapsed and the others are in force."""
    return today.year if today.month >= _LAPSE_MONTH else today.year - 1


@dataclass(frozen=True, slots=True)
class Days:
    """The days of the stories; `told` is the day on which they were laid, as Montana has it."""

    told: date

    @property
    def year(self) -> int:
        """The year of the people's certificates and coverage."""
        return base_year(self.told)

    @property
    def day(self) -> date:
        """Yesterday: in the past at any hour, on both sides of the Rocky Mountains."""
        return self.told - _DAY

    @property
    def sunday(self) -> date:
        """The first day of the week that contains `day` (X-3)."""
        return self.day - timedelta(days=(self.day.weekday() + 1) % 7)

    @property
    def saturday(self) -> date:
        """Its last day."""
        return self.sunday + _WEEK - _DAY

    @property
    def next_sunday(self) -> date:
        """The first day of the week after it."""
        return self.sunday + _WEEK

    def ago(self, weeks: int, weekday: int) -> date:
        """A day of an earlier week; Sunday is 0."""
        return self.sunday - weeks * _WEEK + weekday * _DAY

    @property
    def counted(self) -> date:
        """The day on which Idaho's count ends: yesterday, or in January and February the last but one of December."""
        return self.day if self.day.month >= _COUNTED_MONTH else date(self.day.year - 1, 12, 30)

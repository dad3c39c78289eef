"""What a journey stands on, made once by the app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

import asyncpg

from peerfhir.policy.program import Programs
from peerfhir.validation.library import Library


@dataclass(slots=True)
class Ground:
    """The parts of a running server that journeys need."""

    pool: asyncpg.Pool
    library: Library
    programs: Programs
    clock: Callable[[], datetime]  # the time rules go by; aware
    zone: tzinfo  # of dates that carry none (PEERFHIR_TZ)
    era: int

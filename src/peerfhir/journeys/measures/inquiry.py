"""One evaluation of a measure: where it reads, for whom, and under which law."""

from dataclasses import dataclass
from datetime import date

import asyncpg

from peerfhir.journeys.ground import Ground
from peerfhir.policy.day import today
from peerfhir.policy.measures.catalog import Definition
from peerfhir.policy.program import Program
from peerfhir.store.served import Month, Scope, months
from peerfhir.store.sight import Caller


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a kind of measure is evaluated with."""

    ground: Ground
    caller: Caller
    connection: asyncpg.Connection
    measure: Definition
    scope: Scope

    @property
    def program(self) -> Program:
        """The program whose pack defines the measure."""
        if self.measure.program is None:
            raise LookupError(self.measure.id)
        return self.measure.program

    @property
    def today(self) -> date:
        """The date in the program's zone."""
        return today(self.program, self.ground.clock())

    async def months(self) -> list[Month]:
        """The months of service of those whose duty the measure is."""
        return await months(self.connection, self.caller, self.scope, self.measure.whose)

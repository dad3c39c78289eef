"""`now()`, `today()`, `timeOfDay()`: the same throughout one evaluation (http://hl7.org/fhirpath/N1/#now--datetime)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from peerfhir.validation.fhirpath.code import Code, Compiles, Env, Maker, Scope, counted
from peerfhir.validation.fhirpath.dates import moment
from peerfhir.validation.fhirpath.parser import Tree
from peerfhir.validation.fhirpath.values import Items


def real() -> datetime:
    """The real time, for whoever evaluates and brings no clock."""
    return datetime.now(UTC)  # noqa: TID251 - the server brings its own


def _of(written: Callable[[datetime], str]) -> Maker:
    def made(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:  # noqa: ARG001
        counted(arguments, 0)

        def run(_item: Any, env: Env) -> Items:
            if env.instant is None:
                env.instant = real()
            return [moment(written(env.instant))]

        return Code(run)

    return made


FUNCTIONS: dict[str, Maker] = {
    "now": _of(lambda instant: instant.isoformat(timespec="milliseconds")),
    "today": _of(lambda instant: instant.date().isoformat()),
    "timeOfDay": _of(lambda instant: f"T{instant.time().isoformat(timespec='milliseconds')}"),
}

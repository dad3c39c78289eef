"""How a command ends that cannot do what was asked: a sentence on standard error, and an exit code.

This is the one place where an error becomes a sentence, for every command and for the processes that `serve` starts.
An error that is nobody's but ours is not expected, and keeps its traceback.
"""

import errno
import sys
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from peerfhir.store.cannot import CannotError

WRONG_USE = 2
INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


class Commands(TyperGroup):
    """The commands, none of which shows a traceback for what is expected to go wrong."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            ended = ending(error)
            if ended is None:
                raise
            raise typer.Exit(say(ended)) from None


def ending(error: BaseException) -> tuple[list[str], int] | None:
    """The sentences for an error and the exit code; None when it is not an expected one."""
    if isinstance(error, KeyboardInterrupt):
        return ["interrupted"], INTERRUPTED
    if isinstance(error, CannotError):
        return str(error).splitlines(), 1
    if isinstance(error, ValidationError) and error.title == "Settings":
        return [_setting(problem) for problem in error.errors(include_input=False, include_url=False)], WRONG_USE
    if isinstance(error, OSError) and error.errno != errno.EPIPE:  # nobody listens any more: typer ends that quietly
        what = error.strerror or str(error)
        return [f"{error.filename}: {what}" if error.filename else what], 1
    return None


def say(ended: tuple[list[str], int]) -> int:
    """Print the sentences; returns the exit code."""
    for sentence in ended[0]:
        print(f"peerfhir: {sentence}", file=sys.stderr, flush=True)  # noqa: T201
    return ended[1]


def _setting(problem: Any) -> str:
    """A wrong setting: the name of its variable, never its value."""
    return f"{'_'.join(['PEERFHIR', *map(str, problem['loc'])]).upper()}: {problem['msg']}"

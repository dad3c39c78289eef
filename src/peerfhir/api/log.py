"""Log lines: one JSON object each, on standard error, with the id of the request they belong to.

No names, no identifiers, no content: what is logged is chosen field by field, and an exception is logged as its type
and the places in our code, never its text, which may quote a record.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
import structlog

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)

_FRAMES = 12
_encode = msgspec.json.Encoder(enc_hook=str).encode


def configure(level: str = "info", form: str = "json", stream: TextIO | None = None) -> None:
    """Send all log lines, also those of libraries, through one pipe to `stream` (standard error)."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    steps: list[Any] = [_request, structlog.processors.add_log_level, _places, _time]
    structlog.configure(
        processors=[*steps, _json if form == "json" else structlog.dev.ConsoleRenderer(colors=out.isatty())],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=stream is None,  # what is cached cannot be configured again
    )
    handler = _Foreign()
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)


class _Foreign(logging.Handler):
    """A library's line: where it was said and the message's own words, without what was put into them.

    A message without arguments may have values in its text already; of those only the place is kept.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        error = record.exc_info[1] if record.exc_info else None
        logger = structlog.get_logger()
        method = logger.error if record.levelno >= logging.ERROR else logger.warning
        words = str(record.msg)[:200] if record.args else None
        method("library", logger=record.name, place=f"{record.module}:{record.lineno}", words=words, error=error)


def _request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    found = REQUEST_ID.get()
    if found is not None:
        event["request_id"] = found
    return event


def _places(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception under `error` by its type, its SQLSTATE if it has one, and the places it passed."""
    error = event.get("error")
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["sqlstate"] = getattr(error, "sqlstate", None)
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        event["places"] = [f"{'/'.join(f.filename.split('/')[-3:])}:{f.lineno} {f.name}" for f in frames]
    return event


def _time(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # Log lines go by the machine's clock, whatever the sandbox's clock says.
    event["time"] = datetime.now(UTC).isoformat(timespec="milliseconds")  # noqa: TID251
    return event


def _json(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()

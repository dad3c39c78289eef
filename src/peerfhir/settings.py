"""Everything that can be set from outside: environment variables `PEERFHIR_<NAME>`, each with its reason."""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"'{name}' is not an IANA time zone such as America/Denver")
    return name


def _database_url(url: str) -> str:
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("only PostgreSQL is understood: postgresql://user@host/database")
    return url


def _base_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("an absolute URL is needed: https://fhir.example.org/fhir")
    return url.rstrip("/")


class Settings(BaseSettings):
    """The settings of one server; a wrong value is an error at start, an unknown variable is ignored."""

    model_config = SettingsConfigDict(env_prefix="PEERFHIR_", use_attribute_docstrings=True, hide_input_in_errors=True)

    data: Path = Path(".peerfhir")
    """The data folder: the embedded database and the keys that sign tokens."""

    database_url: Annotated[str, AfterValidator(_database_url)] | None = Field(default=None, repr=False)
    """A PostgreSQL 15 or later to use in place of the embedded one. It may hold a password: never log it."""

    programs: Path | None = None
    """A folder of program packs (YAML) in place of the built-in ones."""

    sandbox: bool = False
    """Whether this is the sandbox: synthetic people, a clock that can be set. Never with real records."""

    tz: Annotated[str, AfterValidator(_zone)] = "UTC"
    """The IANA zone of dates and times that come without one."""

    base_url: Annotated[str, AfterValidator(_base_url)] | None = None
    """The address of /fhir as callers see it, for links; by default what each request was sent to."""

    trusted_proxies: str | None = None
    """Addresses of proxies, by commas, whose X-Forwarded-* headers say who really calls; by default none."""

    max_body: int = Field(default=32 * MIB, ge=1024)
    """The largest request body, in bytes; anything larger gets 413."""

    request_timeout: float = Field(default=60.0, gt=0)
    """Seconds after which a request is given up with 503."""

    max_concurrent_requests: int = Field(default=256, ge=1)
    """How many requests one worker has in hand at most; those beyond get 503 with Retry-After."""

    pool_size: int = Field(default=10, ge=1, le=1000)
    """Database connections of one worker. Workers times this must stay below the database's max_connections."""

    graceful_timeout: int = Field(default=30, ge=1)
    """Seconds that requests in flight are given to finish when the server stops."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is logged: info has a line for each request."""

    log_format: Literal["json", "console"] = "json"
    """How a log line looks: one JSON object, or columns for people."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """`tz` as a time zone."""
        return ZoneInfo(self.tz)

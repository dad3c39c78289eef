"""`peerfhir serve`: serve FHIR until told to stop."""

from typing import Annotated

import typer

from peerfhir.api import log
from peerfhir.cli.supervisor import Supervisor
from peerfhir.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for any free one", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that serve requests", min=1, max=256)] = 1,
) -> None:
    """Serve FHIR, with an embedded PostgreSQL unless PEERFHIR_DATABASE_URL names one, until SIGTERM or Ctrl-C.

    Requests in flight are finished, then the database is stopped. Exit code 1 when it cannot start.
    """
    settings = Settings()
    log.configure(settings.log_level, settings.log_format)
    Supervisor(settings, host, port, workers).run()

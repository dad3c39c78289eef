"""A process that serves requests: uvicorn around the app, on a socket that the supervisor opened.

Arguments: the numbers of the listening socket and of the pipe to the supervisor. The pipe brings the database's URL,
takes `ready`, and by closing tells that the supervisor is gone: then the worker finishes and ends, too.
"""

import asyncio
import gc
import os
import socket
import sys

import uvicorn

from peerfhir.api import log
from peerfhir.app import create_app
from peerfhir.cli.children import READY
from peerfhir.cli.failing import ending, say
from peerfhir.policy.program import PackError
from peerfhir.settings import Settings

KEEP_ALIVE = 75  # seconds; longer than load balancers keep an idle connection, so that it is they who close it


class Server(uvicorn.Server):
    """uvicorn's server with a line to the supervisor."""

    def __init__(self, config: uvicorn.Config, control: socket.socket) -> None:
        super().__init__(config)
        self._control = control

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to serve and say so."""
        await super().startup(sockets)
        self._control.settimeout(0)
        asyncio.get_running_loop().add_reader(self._control, self._supervisor_gone)
        gc.collect()
        gc.freeze()  # what was loaded stays: the collector need not look at it again and again
        gc.set_threshold(10_000, 50, 100)  # a request makes hundreds of objects and no cycles
        self._control.send(READY)

    def _supervisor_gone(self) -> None:
        asyncio.get_running_loop().remove_reader(self._control)
        self.should_exit = True


def main() -> None:
    """Wait for the database's URL, then serve."""
    listener, control = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    with control.makefile("r", encoding="utf-8") as lines:
        url = lines.readline().strip()
    if not url:
        return  # the supervisor is gone
    os.environ["PEERFHIR_DATABASE_URL"] = url
    try:
        settings = Settings()
        log.configure(settings.log_level, settings.log_format)
        app = create_app(settings)
    except Exception as error:
        ended = (str(error).splitlines(), 1) if isinstance(error, PackError) else ending(error)
        if ended is None:
            raise
        sys.exit(say(ended))
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=settings.trusted_proxies is not None,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=settings.graceful_timeout,
    )
    Server(config, control).run(sockets=[listener])


if __name__ == "__main__":
    main()

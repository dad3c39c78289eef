"""What a request handler may reach, made once by the app: `request.app.state.parts`."""

from dataclasses import dataclass

from peerfhir.journeys.ground import Ground


@dataclass(slots=True)
class Parts(Ground):
    """The ground of the journeys, and what only the edge needs."""

    cursor_key: bytes
    base_url: str | None
    sandbox: bool

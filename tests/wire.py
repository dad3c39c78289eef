"""HTTP/1.1 as bytes on a socket: many connections at once for little, and requests that no client would send."""

import asyncio
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec


class Answer(NamedTuple):
    """Status, headers (lower case, the last of a name), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """The body as JSON."""
        return msgspec.json.decode(self.body, type=dict[str, object])


class Ask(NamedTuple):
    """A request: method, path below the server's root, body, headers."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})


class Wire:
    """One connection that is kept alive."""

    def __init__(self, base: str, token: str | None = None) -> None:
        """`base` is a server's root, such as http://127.0.0.1:8000."""
        self._at = urlsplit(base)
        self._token = token
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, ask: Ask) -> Answer:
        """The answer to one request."""
        reader, writer = self._open or await self.connect()
        writer.write(self.head(ask) + ask.body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0"))) if ask.method != "HEAD" else b""
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(head[0].split(" ")[1]), headers, body)

    def head(self, ask: Ask) -> bytes:
        """The request line and headers of a request."""
        named = {"host": self._at.netloc, "content-type": "application/fhir+json", **ask.headers}
        if self._token:
            named["authorization"] = f"Bearer {self._token}"
        if ask.body or ask.method in ("POST", "PUT"):
            named.setdefault("content-length", str(len(ask.body)))
        lines = [f"{ask.method} {ask.path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The streams of a new connection."""
        self._open = await asyncio.open_connection(self._at.hostname, self._at.port)
        return self._open

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open[1].close()
            self._open = None


async def _together(base: str, token: str | None, rounds: Sequence[Sequence[Ask]]) -> list[list[Answer]]:
    wires = [Wire(base, token) for _ in range(max(map(len, rounds)))]
    for wire in wires:
        await wire.connect()
    try:
        return [
            list(await asyncio.gather(*(wire.ask(ask) for wire, ask in zip(wires, asks, strict=False))))
            for asks in rounds
        ]
    finally:
        for wire in wires:
            wire.close()


def together(base: str, token: str | None, *rounds: Sequence[Ask]) -> list[list[Answer]]:
    """The answers of each round of requests, each round sent at the same time on connections of their own."""
    return asyncio.run(_together(base, token, rounds))

"""Exchanges that the documentation shows: each file one request and the answer to it. Tests hold them against a server.

They are told in the order of their names, with the people of the sandbox. A file says which operation it is an example
of (its operationId), what it shows, the request (method, path, headers, body) and the response (status, headers, body).
Ids, instants and the address are those of the server that they were recorded from.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Message:
    """One half of an exchange."""

    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    method: str = "GET"
    path: str = ""
    status: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One exchange. `caller` is the sandbox's client who asks: ehr, payer, or nobody."""

    operation: str
    summary: str
    caller: str
    request: Message
    response: Message
    name: str = ""


@cache
def examples() -> tuple[Example, ...]:
    """All exchanges in the order in which they can be played."""
    return tuple(
        replace(msgspec.json.decode(file.read_bytes(), type=Example), name=file.stem)
        for file in sorted(FOLDER.glob("*.json"))
    )


def refusal(status: int) -> Example | None:
    """The first exchange that ended with this status."""
    return next((example for example in examples() if example.response.status == status), None)


def of(operation: str) -> list[Example]:
    """The exchanges of one operation."""
    return [example for example in examples() if example.operation == operation]

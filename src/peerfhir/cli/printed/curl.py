"""A call of the page: what it shows, the curl command, and what is answered."""

import json
from dataclasses import dataclass
from typing import Any

from peerfhir.cli.people.shapes import Json

_WIDTH = 140
FINDINGS = "Prefer: return=OperationOutcome"


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `lines` is what becomes of the lines of a claim: `paid 3, denied 1 119/N362`."""

    title: str
    curl: str
    status: int
    lines: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The comment above the command."""
        told = "; ".join(self.lines)
        return f"# {self.title} ({self.status}{': ' if told else ''}{told})"


@dataclass(frozen=True, slots=True)
class Story:
    """Calls that belong together."""

    title: str
    calls: tuple[Call, ...]


def get(client: str, path: str) -> str:
    """Read or search below /fhir as a client, by the name of its variable."""
    return f'curl -sS "$FHIR/{shell(path)}" -H "${client}"'


def write(client: str, method: str, path: str, resource: Json, *headers: str) -> str:
    """Send a resource to a path below /fhir."""
    more = "".join(f' -H "{header}"' for header in ("$JSON", *headers))
    return f'curl -sS -i -X {method} "$FHIR/{shell(path)}" -H "${client}"{more} -d \'\n{_shown(resource)}\''


def put(client: str, resource: Json, *headers: str) -> str:
    """Keep a resource under its id."""
    return write(client, "PUT", f"{resource['resourceType']}/{resource['id']}", resource, *headers)


def post(client: str, resource: Json, *headers: str) -> str:
    """Keep a resource under an id that the server gives."""
    return write(client, "POST", resource["resourceType"], without_id(resource), *headers)


def submit(client: str, claim: Json) -> str:
    """Have a claim adjudicated."""
    return write(client, "POST", "Claim/$submit", claim)


def without_id(resource: Json) -> Json:
    """The resource as it is before anybody gave it an id."""
    return {name: value for name, value in resource.items() if name != "id"}


def shell(path: str) -> str:
    """A path inside of double quotes."""
    return path.replace("$", "\\$")


def _shown(value: Any, depth: int = 1) -> str:
    """JSON that is short enough to read: what fits stands on one line, else each level is a space farther in."""
    compact = _compact(value)
    if len(compact) + depth <= _WIDTH or not isinstance(value, dict | list):
        return compact
    margin = ",\n" + " " * depth
    if isinstance(value, list):
        return f"[{margin.join(_shown(one, depth + 1) for one in value)}]"
    lines: list[str] = []
    for name, one in value.items():
        element = f'"{name}":{_shown(one, depth + 1)}'
        room = _WIDTH - depth - len(element)
        if lines and len(lines[-1].rpartition("\n")[2]) < room and "\n" not in element:
            lines[-1] += f",{element}"
        else:
            lines.append(element)
    return f"{{{margin.join(lines)}}}"


def _compact(value: Any) -> str:
    """JSON on one line, without an apostrophe."""
    return json.dumps(value, separators=(",", ":")).replace("'", "\\u0027")

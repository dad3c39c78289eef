"""What is in the files: each Bundle and each NDJSON line becomes a `Parcel`, one request.

Order matters, because a server refuses a reference to what it does not have yet: files are ranked by what they begin
with, so that organizations and practitioners come before patients, and patients before what speaks of them.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import IO, Any, cast

from peerfhir.fhir import json
from peerfhir.fhir.issues import Refused
from peerfhir.fhir.reference import walk

ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
_ORDER = """
Organization Location Practitioner HealthcareService PractitionerRole InsurancePlan Questionnaire Measure Medication
Device Patient RelatedPerson Group Coverage Condition Goal CareTeam EpisodeOfCare ServiceRequest CarePlan Encounter
""".split()  # noqa: SIM905 - a list to be read
DIRECTORY = frozenset(_ORDER[:6])
_RANKS = {type_: rank for rank, type_ in enumerate(_ORDER)}
_LAST = len(_RANKS)
_PEEK = 65536
_DAMAGED = (OSError, EOFError, zlib.error)  # what reading a file may raise
_TYPE = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]+)"')
_RESOURCE = re.compile(r"[A-Z][A-Za-z]{2,63}")
_FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource of a parcel: its index there, its type, and the address others refer to it by."""

    index: int
    type: str
    full_url: str | None = None


@dataclass(slots=True)
class Parcel:
    """One request. `where` names its file and line, `weight` is the number of bytes of the file it took."""

    where: str
    method: str
    path: str
    body: bytes
    entries: list[Entry]
    weight: int = 0
    kind: str = "single"  # or of its Bundle: transaction (all or nothing), batch, collection
    missing: set[str] = field(default_factory=set)  # urn references that nothing in it answers
    unreadable: str | None = None  # why it cannot be sent
    told: set[int] = field(default_factory=set)  # places of a batch that were answered for good


def files(paths: list[Path]) -> list[Path]:
    """The files of these paths, folders searched, in the order they should be sent. `ValueError` says what is wrong."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise ValueError(f"{path} does not exist")
        below = sorted(_below(path)) if path.is_dir() else [path]
        if not below:
            raise ValueError(f"{path} holds no file that ends in {', '.join(ENDINGS)}")
        if not path.is_dir() and not path.name.endswith(ENDINGS):
            raise ValueError(f"{path} ends in none of {', '.join(ENDINGS)}")
        found |= dict.fromkeys(below)
    return sorted(found, key=rank)


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.name.endswith(ENDINGS) and not path.is_dir())


def size(path: Path) -> int:
    """The bytes of a file; none when it cannot be seen."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@lru_cache(None)
def rank(path: Path) -> int:
    """When this file's turn is: its own type's for NDJSON; directory first and the rest last for a Bundle."""
    try:
        with path.open("rb") as raw, _open(path, raw) as file:
            peeked = _peek(file)
    except _DAMAGED:  # `parcels` says so
        return _LAST
    types = [t.decode() for t in _TYPE.findall(peeked) if t != b"Bundle"]
    if not types:
        return _LAST
    if ".ndjson" in path.name:
        return _RANKS.get(types[0], _LAST)
    return max((_RANKS.get(t, _LAST) if t in DIRECTORY else _LAST) for t in types)


def parcels(path: Path) -> Iterator[Parcel]:
    """The parcels of one file, one after another; what cannot be read is a parcel that says so.

    Of a damaged NDJSON file the whole lines before the damage are parcels, of any other nothing is.
    """
    at, number = 0, 0
    try:
        with path.open("rb") as raw, _open(path, raw) as file:
            numbered = enumerate(file, 1) if ".ndjson" in path.name else [(0, file.read())]
            for number, content in numbered:
                if not content.strip():
                    continue
                where = f"{path.name}:{number}" if number else path.name
                parcel = _parcel(where, content.strip())
                parcel.weight = raw.tell() - at
                at = raw.tell()
                yield parcel
    except _DAMAGED as error:
        before = f"; what stands before line {number + 1} was sent" if number else ""
        parcel = _unreadable(f"{path.name}:{number + 1}" if number else path.name, _damage(error) + before)
        parcel.weight = size(path) - at
        yield parcel


def _damage(error: BaseException) -> str:
    if isinstance(error, EOFError):
        return "The file is cut off: its gzip data does not come to an end"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "The file is not gzip as its name says, or is damaged"
    return f"The file cannot be read: {getattr(error, 'strerror', None) or error}"


def _open(path: Path, raw: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(raw, "rb")) if path.name.endswith(".gz") else raw


def _peek(file: IO[bytes]) -> bytes:
    """The beginning of a file, or of a damaged one what can be read of it."""
    pieces: list[bytes] = []
    try:
        while sum(map(len, pieces)) < _PEEK and (piece := file.read1(_PEEK)):  # type: ignore[attr-defined]
            pieces.append(piece)
    except _DAMAGED:
        pass
    return b"".join(pieces)[:_PEEK]


def _parcel(where: str, content: bytes) -> Parcel:
    try:
        resource = json.decode(content)
    except Refused as refused:
        issue = refused.issues[0]
        return _unreadable(where, issue.text + (f": {issue.diagnostics}" if issue.diagnostics else ""))
    type_ = resource.get("resourceType")
    if not isinstance(type_, str):
        return _unreadable(where, "It has no resourceType")
    if not _RESOURCE.fullmatch(type_):
        return _unreadable(where, f"'{type_[:64]}' is no resourceType")
    if type_ == "Bundle":
        return _bundle(where, content, resource)
    method, path = _single(type_, resource)
    return Parcel(where, method, path, content, [Entry(0, type_)])


def _unreadable(where: str, why: str) -> Parcel:
    return Parcel(where, "POST", "", b"", [Entry(0, "unknown")], unreadable=why)


def _single(type_: str, resource: dict[str, Any]) -> tuple[str, str]:
    """A resource that has an id keeps it, for others refer to it by that."""
    id_ = resource.get("id")
    return ("PUT", f"{type_}/{id_}") if isinstance(id_, str) and _FHIR_ID.fullmatch(id_) else ("POST", type_)


def _bundle(where: str, content: bytes, bundle: dict[str, Any]) -> Parcel:
    given = bundle.get("entry") or []
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        return _unreadable(where, "Bundle.entry is not a list of objects")
    entries = [Entry(number, _type(entry) or "unknown", _text(entry, "fullUrl")) for number, entry in enumerate(given)]
    kind = bundle.get("type")
    if kind == "collection":
        untyped = next((entry.index for entry in entries if entry.type == "unknown"), None)
        if untyped is not None:
            return _unreadable(where, f"Bundle.entry[{untyped}].resource has no resourceType")
        content = json.encode({"resourceType": "Bundle", "type": "transaction", "entry": [_asked(e) for e in given]})
    elif kind not in ("transaction", "batch"):
        refused = _unreadable(where, f"A Bundle of type {kind} cannot be sent; transaction, batch or collection can")
        refused.entries = entries or refused.entries
        return refused
    parcel = Parcel(where, "POST", "", content, entries, kind=kind)
    parcel.missing = _unanswered(content, entries)
    return parcel


def _asked(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a collection as one of a transaction."""
    method, url = _single(_type(entry) or "", entry["resource"])
    return {
        **{k: v for k, v in entry.items() if k in ("fullUrl", "resource")},
        "request": {"method": method, "url": url},
    }


def _type(entry: dict[str, Any]) -> str | None:
    """The type of an entry's resource, where it has one."""
    resource = entry.get("resource")
    type_ = _text(resource, "resourceType") if isinstance(resource, dict) else None
    return type_ if type_ and _RESOURCE.fullmatch(type_) else None


def _text(node: dict[str, Any], name: str) -> str | None:
    value = node.get(name)
    return value if isinstance(value, str) else None


_URN = re.compile(rb'"reference"\s*:\s*"(urn:(?:uuid|oid):[^"\\]+)"')


def _unanswered(content: bytes, entries: list[Entry]) -> set[str]:
    """The urn references of a Bundle that no entry of its own has for its address."""
    return {u.decode() for u in _URN.findall(content)} - {e.full_url for e in entries if e.full_url}


def part(parcel: Parcel, places: list[int]) -> Parcel:
    """The entries at these places of a Bundle as a parcel of their own; they keep their indexes."""
    bundle = json.decode(parcel.body)
    entries = [parcel.entries[place] for place in places]
    body = json.encode({**bundle, "entry": [bundle["entry"][place] for place in places]})
    return Parcel(parcel.where, "POST", "", body, entries, kind=parcel.kind, missing=_unanswered(body, entries))


def halves(parcel: Parcel) -> list[Parcel]:
    """A Bundle too large to be taken, in two parts to be sent in this order; none when it must not be divided.

    The entries of a batch do not rest on each other. Those of a collection do: what is referred to goes first, and
    when they refer to each other in a circle it cannot be divided. A transaction is all or nothing.
    """
    if parcel.kind not in ("batch", "collection") or len(parcel.entries) < 2:  # noqa: PLR2004
        return []
    places = list(range(len(parcel.entries)))
    if parcel.kind == "collection":
        try:
            places = list(TopologicalSorter(_rests_on(parcel)).static_order())
        except CycleError:
            return []
    middle = len(places) // 2
    return [part(parcel, places[:middle]), part(parcel, places[middle:])]


def _rests_on(parcel: Parcel) -> dict[int, set[int]]:
    """For each place of a collection, the places it refers to."""
    bundle = json.decode(parcel.body)["entry"]
    names = {entry.full_url: place for place, entry in enumerate(parcel.entries)}
    names |= {entry["request"]["url"]: place for place, entry in enumerate(bundle) if "/" in entry["request"]["url"]}
    references = ({r["reference"] for _, r in walk(entry.get("resource"), "")} for entry in bundle)
    return {place: {names[r] for r in found if r in names} - {place} for place, found in enumerate(references)}


def answered(parcel: Parcel, known: dict[str, str]) -> bytes:
    """The body with those references of other Bundles put in that `known` has (address to `Type/id`)."""

    def local(found: "re.Match[bytes]") -> bytes:
        urn = found[1].decode()
        return found[0].replace(found[1], known[urn].encode()) if urn in parcel.missing and urn in known else found[0]

    return _URN.sub(local, parcel.body) if parcel.missing else parcel.body

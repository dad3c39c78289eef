"""Definitions that a user brings: a file, a folder, or a FHIR package (.tgz), in JSON or XML.

http://hl7.org/fhir/R4/packages.html: a package keeps its conformance resources directly in `package/`. Nothing is
unpacked to disk, nothing is fetched, and what a package depends on must be brought too.
"""

import tarfile
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from peerfhir.fhir import json, kept, xml
from peerfhir.fhir.issues import Refused
from peerfhir.fhir.shelf import Layer, layer
from peerfhir.fhir.structures import MalformedError

Json = dict[str, Any]

MOST_FILES = 20_000  # in one folder or package
LARGEST_FILE = 64 * 1024 * 1024  # bytes, a package's archive too
LARGEST_WHOLE = 1024 * 1024 * 1024  # bytes of all files of a package or folder
_KINDS = ("StructureDefinition", "ValueSet", "CodeSystem", "ImplementationGuide")
_VIEWS = ("differential", "snapshot")
_PACKED = (".tgz", ".tar.gz")
_READ = (".json", ".xml")
_DIRECTLY = 2  # parts of package/FILE


class UnusableError(ValueError):
    """A source of definitions that cannot be used; its text is a sentence that names the file."""


def definitions(source: Path, told: list[str] | None = None) -> Iterator[Json]:
    """The StructureDefinitions, ValueSets, CodeSystems and guides of a source as FHIR JSON, also those in Bundles.

    A single file must be FHIR; in a folder or package what is not (`package.json`) is passed over. A definition without
    a url is passed over too, and `told` gets a sentence about it. `UnusableError` where something cannot be read, a
    bound is passed or no definition was found, `OSError` where there is no such file.
    """
    said: list[str] = [] if told is None else told
    found = False
    alone = _alone(source)
    for name, body in _files(source):
        resource = _decoded(name, body)
        if alone and "resourceType" not in resource:
            raise UnusableError(f"{name} is not a FHIR resource")
        for each in usable(resource, name, said):
            found = True
            yield each
    if not found:
        more = f": {said[-1]}" if said else ""
        raise UnusableError(f"{source} holds no definition that can be used ({', '.join(_KINDS)}){more}")


def usable(resource: Json, name: str, told: list[str]) -> Iterator[Json]:
    """The resource, if it is a definition with a url, and those in it, if it is a Bundle; else `told` says why not."""
    kind = resource.get("resourceType")
    if kind in _KINDS and type(resource.get("url")) is str:
        if kind == "StructureDefinition" and not any(_elements(resource.get(view)) for view in _VIEWS):
            told.append(f"{resource['url']}: it has neither a differential nor a snapshot, so it constrains nothing")
        yield resource
    elif kind in _KINDS:
        told.append(f"{name}: a {kind} without url is passed over")
    if kind == "Bundle":
        entries = resource.get("entry")
        for entry in entries if type(entries) is list else ():
            inside = entry.get("resource") if type(entry) is dict else None
            if type(inside) is dict:
                yield from usable(inside, name, told)


def _elements(view: Any) -> bool:
    return type(view) is dict and bool(view.get("element"))


def layers(sources: Iterable[Path], cache: Path | None = None, told: list[str] | None = None) -> tuple[Layer, ...]:
    """The sources as layers for `Shelf.above`, the last one topmost; `told` and errors as `definitions` has them.

    With the folder `cache` what was made of a package is kept there under its SHA-256, and read from there the next
    time: 20 ms instead of seconds. A cache that cannot be used is not used.
    """
    said: list[str] = [] if told is None else told
    return tuple(_layer(source, cache, said) for source in sources)[::-1]


def _layer(source: Path, cache: Path | None, told: list[str]) -> Layer:
    key = kept.key(source) if cache and _is_package(source) else None
    found = kept.read(cache, key) if cache and key else None
    if found is None:
        try:
            before = len(told)
            found = layer(definitions(source, told))
        except MalformedError as error:
            raise UnusableError(f"{source}: {error}") from None
        if cache and key and len(told) == before:  # what is kept has nothing to tell
            kept.write(cache, key, found)
    return found


def _is_package(source: Path) -> bool:
    return source.name.endswith(_PACKED)


def _alone(source: Path) -> bool:
    return not source.is_dir() and not _is_package(source)


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        return _bounded(source, _folder(source))
    if _is_package(source):
        return _bounded(source, _package(source))
    return _bounded(source, iter([(str(source), source.stat().st_size, source.read_bytes)]))


def _bounded(source: Path, files: Iterable[tuple[str, int, Any]]) -> Iterator[tuple[str, bytes]]:
    """The files with their bytes, as long as neither one nor all of them are too large."""
    whole = 0
    for count, (name, size, read) in enumerate(files, 1):
        whole += size
        if size > LARGEST_FILE:
            raise UnusableError(f"{name} is larger than {LARGEST_FILE:,} bytes")
        if count > MOST_FILES or whole > LARGEST_WHOLE:
            raise UnusableError(f"{source} has more than {MOST_FILES:,} files or {LARGEST_WHOLE:,} bytes")
        yield name, read()


def _folder(source: Path) -> Iterator[tuple[str, int, Any]]:
    for path in sorted(source.rglob("*")):
        if _is_read(path) and path.is_file() and not _is_hidden(path.relative_to(source)):
            yield str(path), path.stat().st_size, path.read_bytes


def _package(source: Path) -> Iterator[tuple[str, int, Any]]:
    if source.stat().st_size > LARGEST_FILE:
        raise UnusableError(f"{source} is larger than {LARGEST_FILE:,} bytes")
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                if member.isfile() and _is_definition(PurePosixPath(member.name)):
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield f"{source}: {member.name}", member.size, stream.read
    except (tarfile.TarError, EOFError, OSError) as error:
        raise UnusableError(f"{source} is not a FHIR package (a gzipped tar): {error}") from None


def _is_definition(path: PurePosixPath) -> bool:
    """Examples, schemas and the like lie in folders below `package`."""
    return _is_read(path) and not _is_hidden(path) and (path.parts[0] != "package" or len(path.parts) == _DIRECTLY)


def _is_read(path: PurePath) -> bool:
    return path.suffix in _READ


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") and part != "." for part in path.parts)


def _decoded(name: str, body: bytes) -> Json:
    try:
        return xml.decode(body) if name.endswith(".xml") else json.decode(body.removeprefix(BOM_UTF8))
    except Refused as refused:
        issue = refused.issues[0]
        raise UnusableError(
            f"{name}: {issue.text}" + (f" ({issue.diagnostics})" if issue.diagnostics else "")
        ) from None

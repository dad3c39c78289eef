"""What is to be validated: one resource a file, or one a line of ndjson, from files, folders and standard input."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

STDIN = "-"
LARGEST = 64 * 1024 * 1024  # bytes of one resource
LINED = (".ndjson", ".jsonl")
SUFFIXES = (".json", ".xml", *LINED)


@dataclass(frozen=True, slots=True)
class Document:
    """One resource to be validated: its name, its size in bytes, and its text.

    `body` is None of a file that is read by whoever validates it, and of what is larger than `LARGEST`.
    """

    name: str
    size: int
    body: bytes | None = None

    def read(self) -> bytes | None:
        """Its text; None when it is too large. `OSError` when the file cannot be read."""
        if self.body is not None or self.size > LARGEST:
            return self.body
        with Path(self.name).open("rb") as file:
            found = file.read(LARGEST + 1)
        return found if len(found) <= LARGEST else None


def files(named: Iterable[str]) -> list[str]:
    """The files among what was named, folders searched for those with one of `SUFFIXES`, in order of path.

    `FileNotFoundError` for what is not there, and for a folder that holds none.
    """
    found: list[str] = []
    for name in named:
        path = Path(name)
        if name == STDIN or path.is_file():
            found.append(name)
        elif path.is_dir():
            inside = [str(one) for one in sorted(path.rglob("*")) if one.suffix.lower() in SUFFIXES and one.is_file()]
            if not inside:
                raise FileNotFoundError(f"{name} holds no file that ends in {', '.join(SUFFIXES)}")
            found += inside
        elif not path.exists():
            raise FileNotFoundError(f"{name} is not there")
        else:  # a pipe, as the shell makes of <(command)
            found.append(name)
    return found


def size(name: str) -> int:
    """How many bytes a file has; 0 where that cannot be told beforehand."""
    path = Path(name)
    return path.stat().st_size if name != STDIN and path.is_file() else 0


def documents(named: Iterable[str], stdin: BinaryIO) -> Iterator[Document]:
    """The resources of each file, in order; "-" is `stdin`."""
    for name in named:
        lined, plain = Path(name).suffix.lower() in LINED, Path(name).is_file()
        if name == STDIN:
            yield from _either(name, stdin)
        elif plain and not lined:
            yield Document(name, size(name))
        else:
            try:
                with Path(name).open("rb") as file:
                    yield from _lines(name, file) if lined else _either(name, file)
            except OSError:
                yield Document(name, 0)  # whoever validates it meets the error again, and says so


def _either(name: str, stream: BinaryIO) -> Iterator[Document]:
    """One resource, or one a line where the first line is a whole one."""
    blank, first = _text(stream)
    if first.body is None or not (first.body.startswith(b"{") and first.body.rstrip().endswith(b"}")):
        body = None if first.body is None else first.body + stream.read(LARGEST + 1 - first.size)
        whole = body is not None and len(body) <= LARGEST
        yield Document(name, first.size if body is None else len(body), body if whole else None)
        return
    more, second = _text(stream)
    if not second.size:
        yield Document(name, first.size, first.body)
        return
    yield Document(f"{name}:{blank + 1}", first.size, first.body)
    yield Document(f"{name}:{blank + more + 2}", second.size, second.body)
    yield from _lines(name, stream, blank + more + 3)


def _text(stream: BinaryIO) -> tuple[int, Document]:
    """How many blank lines come first, and the line after them; of size 0 at the end."""
    for blank in count():
        line = _line(stream)
        if not line.size or line.body is None or line.body.strip():
            return blank, line
    raise AssertionError  # it counts on


def _lines(name: str, stream: BinaryIO, number: int = 1) -> Iterator[Document]:
    """A resource a line; blank lines are passed over, and counted."""
    for at in count(number):
        line = _line(stream)
        if not line.size:
            return
        if line.body is None or line.body.strip():
            yield Document(f"{name}:{at}", line.size, line.body)


def _line(stream: BinaryIO) -> Document:
    """The next line, of size 0 at the end; what is beyond `LARGEST` is read and dropped."""
    line = stream.readline(LARGEST + 1)
    size, rest = len(line), line
    while len(line) > LARGEST and rest and not rest.endswith(b"\n"):
        rest = stream.readline(LARGEST)
        size += len(rest)
    return Document("", size, line if len(line) <= LARGEST else None)

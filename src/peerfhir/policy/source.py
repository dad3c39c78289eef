"""A YAML file and the line of everything in it, so that an error can be found with an editor.

PyYAML's own loader lets the last of two equal keys win, reads `off` as false, `010` as eight and `1:30` as ninety,
breaks off at a date that is none, and forgets where a value stood.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

_CORE = "tag:yaml.org,2002:"
_BOOL = f"{_CORE}bool"
# How the values of a pack are written, by their tags, and what is said of those that are written otherwise.
_WRITTEN = {
    f"{_CORE}str": (re.compile(r"", re.ASCII), ""),
    f"{_CORE}null": (re.compile(r"", re.ASCII), ""),
    _BOOL: (re.compile(r"true$|false$", re.ASCII), "this is true or false"),
    f"{_CORE}int": (re.compile(r"-?(0|[1-9]\d{0,17})$", re.ASCII), "a number is written in decimal digits, at most 18"),
    f"{_CORE}float": (
        re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,18}$", re.ASCII),
        "a number is written in decimal digits, such as 7.5",
    ),
    f"{_CORE}timestamp": (re.compile(r"\d{4}-\d\d-\d\d$", re.ASCII), "a date is written such as 2026-11-09"),
}
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """An error in a pack: file, line, where in the file, and what is wrong."""

    file: str
    line: int
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.place + ': ' if self.place else ''}{self.text}"


@dataclass(frozen=True, slots=True)
class Source:
    """The content of one file, the line of each key and item, and the mistakes of its YAML."""

    file: str
    data: Any
    lines: dict[Place, int]
    mistakes: list[Mistake]

    def mistake(self, place: Place, text: str) -> Mistake:
        """A mistake at a place, or at the nearest thing around it that stands in the file."""
        return Mistake(self.file, self.line(place), written(place), text)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that stands in the file."""
        near = place
        while near and near not in self.lines:
            near = near[:-1]
        return self.lines.get(near, 1)

    @property
    def stem(self) -> str:
        """The name of the file without its ending, which is the id of the pack."""
        return Path(self.file).stem


class _Loader(yaml.SafeLoader):
    """YAML 1.1 with the booleans of YAML 1.2: true and false only."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path, name: str | None = None) -> Source:
    """The file's content with lines; whatever is wrong with its YAML is in `mistakes`, under `name` or its own."""
    name = name or path.name
    source = Source(name, None, {}, [])
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        source.mistakes.append(
            Mistake(name, 1, "", "this is not text in UTF-8, or has characters that YAML does not take")
        )
        return source
    try:
        node = loader.get_single_node()
        if node is None:
            source.mistakes.append(Mistake(name, 1, "", "the file is empty"))
            return source
        _walk(node, (), source, set())
        data = None if source.mistakes else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        source.mistakes.append(Mistake(name, line, "", error.problem or "this is not YAML"))
        return source
    except RecursionError:
        source.mistakes.append(Mistake(name, 1, "", "the blocks of this file stand too deep in one another"))
        return source
    finally:
        loader.dispose()
    return Source(name, data, source.lines, source.mistakes)


def written(place: Place) -> str:
    """A place as people write it: `limits[0].units`."""
    out = ""
    for step in place:
        out += f"[{step}]" if isinstance(step, int) else f".{step}"
    return out.removeprefix(".")


def _walk(node: yaml.Node, place: Place, source: Source, seen: set[int]) -> None:
    source.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        _scalar(node, place, source)
        return
    if id(node) in seen:
        source.mistakes.append(source.mistake(place, "anchors and aliases are not part of a pack"))
        return
    seen.add(id(node))
    if node.tag not in (f"{_CORE}seq", f"{_CORE}map"):
        _foreign(node, place, source)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*place, number), source, seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _entry(key, value, place, source, seen)


def _entry(key: yaml.Node, value: yaml.Node, place: Place, source: Source, seen: set[int]) -> None:
    line = key.start_mark.line + 1
    if not isinstance(key, yaml.ScalarNode):
        source.mistakes.append(Mistake(source.file, line, written(place), "a key is a word"))
        return
    below = (*place, key.value)
    if below in source.lines:
        source.mistakes.append(Mistake(source.file, line, written(below), "the key stands here twice"))
    source.lines[below] = line
    _scalar(key, below, source)
    _walk(value, below, source, seen)


def _scalar(node: yaml.ScalarNode, place: Place, source: Source) -> None:
    """Add what is wrong with a value as it is written."""
    if node.tag not in _WRITTEN:
        _foreign(node, place, source)
        return
    pattern, text = _WRITTEN[node.tag]
    line = node.start_mark.line + 1
    if not pattern.match(node.value):
        source.mistakes.append(Mistake(source.file, line, written(place), f"{text}, not {node.value[:32]!r}"))
    elif node.tag.endswith("timestamp") and not _exists(node.value):
        source.mistakes.append(Mistake(source.file, line, written(place), f"there is no day {node.value}"))


def _foreign(node: yaml.Node, place: Place, source: Source) -> None:
    name = node.tag.removeprefix(_CORE)
    source.mistakes.append(
        Mistake(source.file, node.start_mark.line + 1, written(place), f"!!{name} is not part of a pack")
    )


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True

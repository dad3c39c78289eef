"""A YAML file and the line of everything in it, so that an error can be found with an editor.

PyYAML's own loader lets the last of two equal keys win, reads `off` as false, and forgets where a value stood.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_BOOL = "tag:yaml.org,2002:bool"
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
        near = place
        while near and near not in self.lines:
            near = near[:-1]
        return Mistake(self.file, self.lines.get(near, 1), written(place), text)


class _Loader(yaml.SafeLoader):
    """YAML 1.1 with the booleans of YAML 1.2: true and false only."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))


def read(path: Path) -> Source:
    """The file's content with lines; whatever is wrong with its YAML is in `mistakes`."""
    source = Source(path.name, None, {}, [])
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.reader.ReaderError):
        source.mistakes.append(
            Mistake(path.name, 1, "", "this is not text in UTF-8, or has characters that YAML does not take")
        )
        return source
    try:
        node = loader.get_single_node()
        if node is None:
            source.mistakes.append(Mistake(path.name, 1, "", "the file is empty"))
            return source
        _walk(node, (), source, set())
        data = None if source.mistakes else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        source.mistakes.append(Mistake(path.name, line, "", error.problem or "this is not YAML"))
        return source
    finally:
        loader.dispose()
    return Source(path.name, data, source.lines, source.mistakes)


def written(place: Place) -> str:
    """A place as people write it: `limits[0].units`."""
    out = ""
    for step in place:
        out += f"[{step}]" if isinstance(step, int) else f".{step}"
    return out.removeprefix(".")


def _walk(node: yaml.Node, place: Place, source: Source, seen: set[int]) -> None:
    source.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return
    if id(node) in seen:
        source.mistakes.append(source.mistake(place, "anchors and aliases are not part of a pack"))
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*place, number), source, seen)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*place, str(key.value))
            line = key.start_mark.line + 1
            if below in source.lines:
                source.mistakes.append(Mistake(source.file, line, written(below), "the key stands here twice"))
            source.lines[below] = line
            _walk(value, below, source, seen)

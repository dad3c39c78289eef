"""Examples that are another example with something changed: `profiles/input/variants/*.yaml`.

A refused example differs from an accepted one in exactly one thing, so it is stated as that one thing:

    - refused: NE-72-thirteen-participants     # refused, noticed or accepted, then the name of the file
      of: Encounter/ne-group-night             # type and id of an example, or the name of a variant stated before
      remove: ["serviceProvider"]              # elements taken away, if any
      set: {"extension[group-session].extension[participantCount].valueUnsignedInt": 13}

In a path, `[3]` is the fourth item, `[+]` a new one at the end, and `[name]` the extension whose URL is `name` or ends
with `/name`. A variant of a refused example is a resource of its own: its id is `<kind>-<name>`.
"""

import copy
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

KINDS = ("accepted", "refused", "noticed")
_LONGEST_ID = 64
_STEP = re.compile(r"([A-Za-z_]\w*)|\[([^\]]+)\]")


class _Plain(yaml.SafeLoader):
    """YAML in which a date stays the text it is in JSON."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def stated(
    folder: Path, examples: Mapping[str, dict[str, Any]]
) -> tuple[list[tuple[str, str, dict[str, Any]]], list[str]]:
    """(kind, name, resource) of every variant in the YAML files of `folder`, and what is wrong with the others.

    `examples` are the compiled ones by `Type/id`.
    """
    known = dict(examples)
    made: list[tuple[str, str, dict[str, Any]]] = []
    faults: list[str] = []
    for file in sorted(folder.rglob("*.yaml")):
        try:
            entries = yaml.load(file.read_text(encoding="utf-8"), _Plain) or ()  # noqa: S506 - a SafeLoader it is
        except yaml.YAMLError as fault:
            faults.append(f"{file.name}: {fault}")
            continue
        for entry in entries:
            try:
                kind, name, resource = _variant(entry, known)
            except (KeyError, IndexError, TypeError, StopIteration, ValueError) as fault:
                faults.append(f"{file.name}: {entry}: {fault!r}")
                continue
            known[name] = resource
            made.append((kind, name, resource))
    return made, faults


def _variant(entry: dict[str, Any], known: Mapping[str, dict[str, Any]]) -> tuple[str, str, dict[str, Any]]:
    kind = next(kind for kind in KINDS if kind in entry)
    name = str(entry[kind])
    resource = _changed(known[entry["of"]], entry)
    resource["id"] = f"{kind}-{name}"
    if len(resource["id"]) > _LONGEST_ID:
        raise ValueError(f"id {resource['id']} has more than {_LONGEST_ID} characters")
    return kind, name, resource


def _changed(resource: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(resource)
    for path in entry.get("remove", ()):
        holder, step = _holder(made, path)
        del holder[step]
    for path, value in entry.get("set", {}).items():
        holder, step = _holder(made, path)
        if isinstance(holder, list) and step == len(holder):
            holder.append(value)
        else:
            holder[step] = value
    return made


def _holder(resource: dict[str, Any], path: str) -> tuple[Any, Any]:
    """The object or list that holds the last step of `path`, and that step in it."""
    steps: list[Any] = [name or index for name, index in _STEP.findall(path)]
    node: Any = resource
    for position, step in enumerate(steps):
        found = _in_list(node, step) if isinstance(node, list) else step
        if position == len(steps) - 1:
            return node, found
        if isinstance(node, list) and found == len(node):
            node.append({})
        node = node.setdefault(found, []) if isinstance(node, dict) and steps[position + 1] == "+" else node[found]
    raise ValueError(f"no steps in {path!r}")


def _in_list(items: list[Any], step: str) -> int:
    if step == "+":
        return len(items)
    if step.isdigit():
        return int(step)
    urls = (str(item.get("url", "")) for item in items)
    return next(index for index, url in enumerate(urls) if url == step or url.endswith(f"/{step}"))

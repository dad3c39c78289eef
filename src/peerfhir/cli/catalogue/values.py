"""Which values of the program packs cite a rule."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


def values(folder: Path) -> dict[str, tuple[str, ...]]:
    """Rule id to the places of what cites it, `mt-sdmi-hcbs training.min_hours`, each once, pack by pack."""
    found: dict[str, dict[str, None]] = {}
    for file in sorted(folder.glob("*.yaml")):
        pack = yaml.safe_load(file.read_text(encoding="utf-8"))
        for rule, key in _cited({name: part for name, part in pack.items() if name != "rules"}, ""):
            found.setdefault(rule, {})[f"{pack['id']} {key}"] = None
        for rule in pack.get("enforcement", {}):
            found.setdefault(rule, {})[f"{pack['id']} enforcement"] = None
    return {rule: tuple(places) for rule, places in found.items()}


def _cited(part: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        if isinstance(part.get("rule"), str):
            yield part["rule"], key
        for name, below in part.items():
            inner = key if name == "value" else f"{key}.{name}".lstrip(".")
            yield from _cited(below, inner)
    elif isinstance(part, list):
        for below in part:
            named = isinstance(below, dict) and isinstance(below.get("id"), str)
            yield from _cited(below, f"{key}.{below['id']}" if named else key)

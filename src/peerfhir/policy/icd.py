"""Codes of ICD-10-CM, and the ranges of them that the law speaks of."""

from collections.abc import Iterable

_CATEGORY = 3  # characters of a code before the dot


def within(code: str, ranges: Iterable[str]) -> bool:
    """Whether an ICD-10-CM code (any case, with or without its dot) is of one of the ranges, like "F20-F99"."""
    category = code.strip().upper()[:_CATEGORY]
    return any(category >= bounds[:_CATEGORY] and category <= bounds[-_CATEGORY:] for bounds in ranges)

"""Many resources through several processes, their reports in the order of the resources."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from peerfhir.cli.validating.documents import LARGEST, Document
from peerfhir.fhir import kept
from peerfhir.fhir.issues import Issue
from peerfhir.store.cannot import CannotError
from peerfhir.validation.validator import Report, Validator

MOST_PROCESSES = 8
# A process needs a third of a second to start: before there is as much to do, it is done here.
_WORTH = 4_000_000  # bytes
_LEAST = 1_000  # bytes that a resource counts for at the least
_BATCH = 250_000  # bytes
_AHEAD = 3  # batches a process that may wait: what is read ahead is bounded

Judged = tuple[Document, Report]


@dataclass(frozen=True, slots=True)
class Asked:
    """What every resource is validated against."""

    profiles: Sequence[str] = ()
    definitions: Sequence[Path] = ()
    example_urls: bool = True
    validator: Validator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        made = Validator(
            profiles=self.profiles,
            definitions=self.definitions,
            cache=kept.folder(),
            example_urls=self.example_urls,
        )
        object.__setattr__(self, "validator", made)

    def __reduce__(self) -> tuple[type["Asked"], tuple[Sequence[str], Sequence[Path], bool]]:
        """Another process makes its own validator."""
        return Asked, (self.profiles, self.definitions, self.example_urls)

    def judge(self, document: Document) -> Report:
        """The report on a resource; of one that cannot be read an error that says why."""
        try:
            body = document.read()
        except OSError as error:
            return _unreadable("exception", f"The file cannot be read: {error.strerror or error}")
        if body is None:
            return _unreadable("too-long", f"It is larger than {LARGEST // 1024**2} MiB")
        return self.validator.validate(body)


def cores() -> int:
    """How many processes are worth it: one a core that may be used, at most `MOST_PROCESSES`."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST_PROCESSES)


def judged(documents: Iterable[Document], asked: Asked, most: int) -> Iterator[Judged]:
    """Each document with its report, in order, by at most so many processes; few documents need only this one."""
    rest, done = iter(documents), 0
    for document in rest:
        yield document, asked.judge(document)
        done += max(document.size, _LEAST)
        if done > _WORTH and most > 1:
            break
    batches = _batches(rest)
    first = next(batches, None)
    if first is not None:
        yield from _spread(chain((first,), batches), asked, most)


def _spread(batches: Iterator[list[Document]], asked: Asked, most: int) -> Iterator[Judged]:
    waiting: deque[tuple[list[Document], Future[list[Report]]]] = deque()
    with ProcessPoolExecutor(most, get_context("spawn"), _begin, (asked,)) as pool:
        try:
            for batch in batches:
                waiting.append((batch, pool.submit(_judge, batch)))
                if len(waiting) >= most * _AHEAD:
                    yield from _next(waiting)
            while waiting:
                yield from _next(waiting)
        except BrokenProcessPool:
            raise CannotError("a process ended before its time, perhaps for want of memory; try --jobs 1") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(waiting: deque[tuple[list[Document], Future[list[Report]]]]) -> Iterator[Judged]:
    batch, future = waiting.popleft()
    yield from zip(batch, future.result(), strict=True)


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += max(document.size, _LEAST)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_process: dict[str, Asked] = {}


def _begin(asked: Asked) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    _process["asked"] = asked


def _judge(batch: list[Document]) -> list[Report]:
    return [_process["asked"].judge(document) for document in batch]


def _unreadable(code: str, text: str) -> Report:
    return Report((Issue("fatal", code, text),))

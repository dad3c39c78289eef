"""Counters of requests for Prometheus.

With several workers each writes its own files in the folder that PROMETHEUS_MULTIPROC_DIR names (the supervisor sets
it), and whichever worker is asked adds them up. Labels are templates and numbers: nothing that names anybody.
"""

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

_REQUESTS = Counter("peerfhir_requests", "Requests by method, route and status", ["method", "route", "status"])
_SECONDS = Histogram("peerfhir_request_seconds", "Duration of requests", ["method", "route"], buckets=BUCKETS)


class Metrics:
    """Notes requests; looking a labelled series up once is most of the cost, so they are kept."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, str, int], Counter] = {}
        self._seconds: dict[tuple[str, str], Histogram] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        if method not in METHODS:
            method = "OTHER"
        counter = self._requests.get((method, route, status))
        if counter is None:
            counter = self._requests[method, route, status] = _REQUESTS.labels(method, route, str(status))
        counter.inc()
        duration = self._seconds.get((method, route))
        if duration is None:
            duration = self._seconds[method, route] = _SECONDS.labels(method, route)
        duration.observe(seconds)


def exposition() -> bytes:
    """All series of all workers in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)

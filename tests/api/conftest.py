"""What the tests of the edge share: the log, read back."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from peerfhir.api import log


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is logged, as objects, after the test read them by calling this."""
    stream = io.StringIO()
    log.configure("info", "json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.basicConfig(level=logging.WARNING, force=True)

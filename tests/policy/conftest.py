"""Contacts and programs for the tests of the law, written as a person would say them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from peerfhir.data import programs
from peerfhir.policy.facts import Contact, Credential, Moment, Peer
from peerfhir.policy.program import load

PEER_SUPPORT = ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "H0038")


@pytest.fixture(scope="session")
def montana():
    """The pack that comes with the server."""
    return load(programs())["mt-sdmi-hcbs"]


@pytest.fixture
def pack(tmp_path):
    """A function: the Montana pack with its text changed as told, loaded from a folder of its own."""

    def changed(*changes: tuple[str, str]):
        text = (programs() / "mt-sdmi-hcbs.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "mt-sdmi-hcbs.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path)["mt-sdmi-hcbs"]

    return changed


@pytest.fixture(scope="session")
def now():
    """The clock of the scenarios: a Monday (domain.md 12)."""
    return datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def contact():
    """A function: a finished contact of Montana, by a peer who holds `credentials` (if none are told, certified)."""

    def told(start: str | None, end: str | None, *credentials: Credential, **other: Any) -> Contact:
        held = credentials or (Credential("cpss", date(2026, 1, 1), date(2027, 12, 31)),)
        facts: dict[str, Any] = {
            "finished": True,
            "programs": ("mt-sdmi-hcbs",),
            "stated": True,
            "services": (PEER_SUPPORT,),
            "start": _at(start) if start else None,
            "end": _at(end) if end else None,
            "peers": (Peer("Encounter.participant[0].individual", known=True, credentials=held),),
        }
        return Contact(**(facts | other))

    return told


def _at(text: str) -> Moment:
    """A moment as it is sent: with an offset, without one, or a date alone."""
    moment = datetime.fromisoformat(text) if "T" in text else None
    return Moment(text, moment if moment and moment.tzinfo else None, date.fromisoformat(text[:10]))

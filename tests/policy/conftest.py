"""Contacts and programs for the tests of the law, written as a person would say them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from shutil import copy
from typing import Any

import pytest
import yaml

from peerfhir.data import programs
from peerfhir.policy.facts import (
    Agency,
    Contact,
    Credential,
    Employment,
    Experience,
    Moment,
    Peer,
    Protocol,
    Span,
    Supervision,
)
from peerfhir.policy.program import load

PEER_SUPPORT = ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "H0038")
SERVICES = [{"system": PEER_SUPPORT[0], "code": PEER_SUPPORT[1], "unit_minutes": 15}]


@pytest.fixture(scope="session")
def montana():
    """The pack that comes with the server."""
    return load(programs())["mt-sdmi-hcbs"]


@pytest.fixture(scope="session")
def idaho():
    """The pack that comes with the server."""
    return load(programs())["id-adult-peer"]


@pytest.fixture
def pack(tmp_path):
    """A function: a pack (Montana's if no other is told) with its text changed as told, beside the parent of all."""

    def changed(*changes: tuple[str, str], name: str = "mt-sdmi-hcbs"):
        text = (programs() / f"{name}.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        copy(programs() / "cms-baseline.yaml", tmp_path)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path)[name]

    return changed


@pytest.fixture
def law(tmp_path):
    """A function: a program of nothing but the blocks told, in which a tuple is (value, rule), dated from ever on.

    `law({"plan": {"required": (True, "CMS-22")}}, tz="America/Boise")`. A list of tuples is (from, value, rule) each.
    """

    def told(blocks: Mapping[str, Any], tz: str = "America/Denver", **more: Any):
        said = {"id": "one-program", "version": "1.0.0", "tz": (tz, "X-1"), "service_codes": (SERVICES, "X-2")}
        data = _dated({**said, **more, **blocks})
        data["rules"] = {
            rule: {"text": rule, "seed": "seed", "lines": "1", "quote": rule} for rule in set(_rules(data))
        }
        (tmp_path / "one-program.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
        return load(tmp_path)["one-program"]

    return told


@pytest.fixture(scope="session")
def now():
    """The clock of the scenarios: a Monday (domain.md 12)."""
    return datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def contact(larkspur):
    """A function: a finished contact of Montana, by `larkspur`; `credentials` take the place of the certificate."""
    certificate, training = larkspur.credentials[:1], larkspur.credentials[1:]

    def told(start: str | None, end: str | None, *credentials: Credential, **other: Any) -> Contact:
        facts: dict[str, Any] = {
            "finished": True,
            "programs": ("mt-sdmi-hcbs",),
            "stated": True,
            "services": (PEER_SUPPORT,),
            "start": _at(start) if start else None,
            "end": _at(end) if end else None,
            "peers": (replace(larkspur, credentials=(*(credentials or certificate), *training)),),
        }
        return Contact(**(facts | other))

    return told


@pytest.fixture(scope="session")
def larkspur():
    """A peer whom Montana asks for nothing more (domain.md 9): certified in 2026 and 2027, 32 approved hours."""
    department = frozenset({"mt-dphhs"})
    return Peer(
        "Encounter.participant[0].individual",
        known=True,
        credentials=(
            Credential("cpss", date(2026, 1, 1), date(2027, 12, 31)),
            Credential("peer-training", date(2025, 10, 5), None, hours=Decimal(32), approved_by=department),
        ),
        experience=Experience(frozenset({"self-mh"}), self_identified=True, service_user=True, grounded=True),
        employment=Employment(
            "PractitionerRole/larkspur",
            span=Span(date(2026, 1, 1)),
            agency=Agency("Organization/mt", enrollments=(("mt-hcbs", Span(date(2026, 1, 1), date(2027, 12, 31))),)),
            kind="employee",
            supervisors=(_supervision("LCPC"),),
        ),
    )


@pytest.fixture(scope="session")
def syringa():
    """A peer whom Idaho asks for nothing more (domain.md 9): Idaho's certificate to 2026-09-30, 14 months."""
    state = frozenset({"id-state"})
    return Peer(
        "Encounter.participant[0].individual",
        known=True,
        credentials=(
            Credential("cpss", date(2025, 3, 1), date(2026, 9, 30), issuers=state),
            Credential("peer-training", date(2025, 2, 2), None, issuers=state),
            Credential("high-school-or-equivalent", date(2010, 6, 1), None),
        ),
        experience=Experience(frozenset({"self-mh"}), attested_months=14),
        employment=Employment(
            "PractitionerRole/syringa",
            span=Span(date(2025, 3, 1)),
            agency=Agency("Organization/id", types=frozenset({"group-agency"})),
            kind="employee",
            supervisors=(_supervision("id-protocol"),),
            protocols=(Protocol("id-adult-peer", attested=True, span=Span(date(2025, 3, 1))),),
        ),
    )


def _supervision(kind: str) -> Supervision:
    licence = Credential("license", date(2024, 1, 1), date(2029, 12, 31), kinds=frozenset({kind}))
    return Supervision(Span(date(2025, 3, 1)), known=True, credentials=(licence,))


def _at(text: str) -> Moment:
    """A moment as it is sent: with an offset, without one, or a date alone."""
    moment = datetime.fromisoformat(text) if "T" in text else None
    return Moment(text, moment if moment and moment.tzinfo else None, date.fromisoformat(text[:10]))


def _dated(node: Any) -> Any:
    """Tuples as dated values of a pack."""
    if isinstance(node, tuple):
        return [{"from": None, "value": node[0], "rule": node[1]}]
    if isinstance(node, list) and node and isinstance(node[0], tuple):
        return [{"from": start, "value": value, "rule": rule} for start, value, rule in node]
    if isinstance(node, Mapping):
        return {key: _dated(value) for key, value in node.items()}
    return node


def _rules(node: Any) -> Iterator[str]:
    """The rules that a pack cites, but for the engine's readings."""
    if isinstance(node, Mapping):
        if isinstance(node.get("rule"), str) and not node["rule"].startswith("X-"):
            yield node["rule"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _rules(one)

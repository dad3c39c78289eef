"""Settings: from the environment only, checked at start, without secrets in what is shown."""

from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from peerfhir.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """No variable of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PEERFHIR_{name.upper()}", raising=False)


def test_the_defaults_work_without_any():
    """UTC, no sandbox, a data folder here."""
    settings = Settings()
    assert (settings.zone, settings.sandbox, str(settings.data)) == (ZoneInfo("UTC"), False, ".peerfhir")


def test_there_are_few():
    """At most fifteen, each with a sentence that says what it is for."""
    assert len(Settings.model_fields) <= 15
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_environment_is_read(monkeypatch):
    """By the names of names.md, section Running."""
    monkeypatch.setenv("PEERFHIR_TZ", "America/Boise")
    monkeypatch.setenv("PEERFHIR_SANDBOX", "1")
    monkeypatch.setenv("PEERFHIR_DATABASE_URL", "postgresql://me@host/db")
    settings = Settings()
    assert (settings.tz, settings.sandbox, settings.database_url) == (
        "America/Boise",
        True,
        "postgresql://me@host/db",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TZ", "Mars"),
        ("DATABASE_URL", "mysql://me:secret@host/db"),
        ("BASE_URL", "fhir.example.org"),
        ("MAX_BODY", "10"),
        ("REQUEST_TIMEOUT", "0"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_an_error(monkeypatch, name, value):
    """At start, not at the first request; and no secret in it is repeated."""
    monkeypatch.setenv(f"PEERFHIR_{name}", value)
    with pytest.raises(ValidationError) as wrong:
        Settings()
    assert [error["loc"] for error in wrong.value.errors()] == [(name.lower(),)]
    assert "secret" not in str(wrong.value)


def test_a_password_is_not_shown(monkeypatch):
    """The database's URL is not in what the settings print."""
    monkeypatch.setenv("PEERFHIR_DATABASE_URL", "postgresql://me:secret@host/db")
    assert "secret" not in repr(Settings())

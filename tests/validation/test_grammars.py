"""Codes that are told by their form: BCP 47 languages, BCP 13 media types, addresses."""

import pytest

from peerfhir.validation.grammars import GRAMMARS, has_part


@pytest.mark.parametrize(
    ("code", "told"),
    [
        *[(code, True) for code in ("en", "en-US", "zh-Hans-CN", "de-1996", "sl-rozaj-biske", "en-x-mine", "EN-us")],
        *[(code, None) for code in ("haw", "zxx", "cmn-Hans", "x-mine", "i-klingon")],
        *[(code, False) for code in ("", "e", "xx", "english", "en_US", "en-", "en US", "en-USAUSAUSA", "1a")],
    ],
)
def test_languages(code, told) -> None:
    """https://www.rfc-editor.org/rfc/rfc5646: two letters are listed in ISO 639-1; of three only the form is known."""
    assert GRAMMARS["urn:ietf:bcp:47"](code) is told


@pytest.mark.parametrize(
    ("code", "part", "has"),
    [
        ("en-US", "region", True),
        ("en", "region", False),
        ("zh-Hans", "script", True),
        ("zh-yue", "ext-lang", True),
        ("en-x-a", "private-use", True),
        ("en-u-ca-julian", "extension", True),
        ("de-1996", "variant", True),
        ("en-US", "script", False),
        ("en", "colour", None),
    ],
)
def test_parts_of_languages(code, part, has) -> None:
    """The properties by which value sets filter languages."""
    assert has_part(code, part) is has


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("text/plain", True),
        ("application/fhir+json", True),
        ("text/html; charset=utf-8", True),
        ("image/x-unheard-of", True),
        ("png", False),
        ("text/", False),
        ("text plain/x", False),
    ],
)
def test_media_types(code, told) -> None:
    """https://www.rfc-editor.org/rfc/rfc6838#section-4.2: a type and a subtype."""
    assert GRAMMARS["urn:ietf:bcp:13"](code) is told


@pytest.mark.parametrize(
    ("code", "told"),
    [("https://example.org/a", True), ("urn:oid:1.2.3", True), ("foo bar", False), ("Patient/1", False)],
)
def test_addresses(code, told) -> None:
    """https://www.rfc-editor.org/rfc/rfc3986: a scheme and no white space."""
    assert GRAMMARS["urn:ietf:rfc:3986"](code) is told

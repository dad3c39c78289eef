"""Code systems whose codes are told by their form instead of a list: languages, media types, units, addresses.

A form may prove that a code is none; where it cannot prove that it is one, the answer is None.
"""

import re
from collections.abc import Callable

from peerfhir.validation import units

LANGUAGES = "urn:ietf:bcp:47"


def _words(text: str) -> list[str]:
    return text.split()


# https://www.rfc-editor.org/rfc/rfc5646#section-2.1: a primary language has two or three letters, longer ones were
# never registered; of the grandfathered tags only i-... is still seen
_TAG = re.compile(
    r"[a-z]{2,3}(?P<extlang>(?:-[a-z]{3}){0,3})(?P<script>-[a-z]{4})?(?P<region>-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?P<variant>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)(?P<extension>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*)"
    r"(?P<private>-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-[a-z0-9-]+",
    re.IGNORECASE,
)
_ISO_639_1 = frozenset(
    _words(
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
        "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
        "lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu "
        "rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to "
        "tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
    )
)
_TWO = 2
# https://www.rfc-editor.org/rfc/rfc6838#section-4.2
_MEDIA = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+\-]*/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+\-]*(?:\s*;\s*\S.*)?")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_PARTS = {"ext-lang": "extlang", "script": "script", "region": "region", "variant": "variant"}
_PARTS |= {"extension": "extension", "private-use": "private"}


def _language(code: str) -> bool | None:
    tag = _TAG.fullmatch(code)
    if tag is None:
        return False
    primary = code.partition("-")[0].lower()
    if len(primary) == _TWO:
        return primary in _ISO_639_1
    return None


def _unit(code: str) -> bool | None:
    return units.is_unit(code)


def _media_type(code: str) -> bool | None:
    return _MEDIA.fullmatch(code) is not None


def _address(code: str) -> bool | None:
    return _ADDRESS.fullmatch(code) is not None


GRAMMARS: dict[str, Callable[[str], bool | None]] = {
    LANGUAGES: _language,
    "urn:ietf:bcp:13": _media_type,
    units.SYSTEM: _unit,
    "urn:ietf:rfc:3986": _address,
}


def has_part(code: str, name: str) -> bool | None:
    """Whether a language tag has a part, named as value sets do: ext-lang, script, region, variant, private-use ..."""
    tag = _TAG.fullmatch(code)
    part = _PARTS.get(name)
    return None if part is None else bool(tag and tag[part])

"""Elements of a resource as they are found: what is not shaped as R4 says is passed over, the validator reports it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
# The address that other guides give the same codes (CRD, CARIN, PDex).
_HCPCS_TOO = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
_BEYOND = Decimal(10) ** 10
# Of amounts and hours, which are added and multiplied: what has more digits is a mistake.
_DIGITS, _DECIMALS = 9, 6
_LARGE = Decimal(10) ** _DIGITS
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"


def item(value: Any) -> Json:
    """An object; an empty one in place of anything else."""
    return value if type(value) is dict else {}


def items(value: Any) -> list[Json]:
    """The objects of an array."""
    return [one for one in value if type(one) is dict] if type(value) is list else []


def listed(value: Any) -> list[Any]:
    """An array as it stands, for whoever needs the indexes."""
    return value if type(value) is list else []


def text(value: Any) -> str | None:
    """A string that says something."""
    return value if type(value) is str and value else None


def flag(value: Any) -> bool | None:
    """A boolean."""
    return value if type(value) is bool else None


def whole(value: Any) -> int | None:
    """A whole number, also one that is written `4.0`; None of anything else, and beyond ten digits."""
    found = as_sent(value)
    if found is None or not -_BEYOND < found < _BEYOND or found != found.to_integral_value():
        return None
    return int(found)


def as_sent(value: Any) -> Decimal | None:
    """A finite number with the digits it was sent with, of whatever size: to be shown, not to be reckoned with."""
    if type(value) is int:
        return Decimal(value)
    found = Decimal(str(value)) if type(value) is float else value
    return found if type(found) is Decimal and found.is_finite() else None


def decimal(value: Any) -> Decimal | None:
    """A number with the digits it was sent with; None of anything else, from 10^9 on, and of more than six decimals."""
    found = as_sent(value)
    if found is None or not -_LARGE < found < _LARGE:
        return None
    exponent = found.as_tuple().exponent
    # 0E+999999 is small, and has a million digits once it is written out
    return found if isinstance(exponent, int) and -_DECIMALS <= exponent < _DIGITS else None


def codings(concepts: Iterable[Any]) -> list[tuple[str, str]]:
    """(system, code) of each coding of these concepts, in their order; the system is empty when none is given."""
    return [
        (coding.get("system", ""), coding["code"])
        for concept in concepts
        if type(concept) is dict
        for coding in items(concept.get("coding"))
        if type(coding.get("code")) is str and type(coding.get("system", "")) is str
    ]


def services(concepts: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """The codings of what was done, HCPCS under one of its two addresses."""
    return tuple([(HCPCS if system == _HCPCS_TOO else system, code) for system, code in codings(concepts)])


def codes(concepts: Iterable[Any], *systems: str) -> frozenset[str]:
    """The codes of these systems; of all when none is named."""
    return frozenset([code for system, code in codings(concepts) if not systems or system in systems])


def identifiers(value: Any) -> frozenset[tuple[str, str]]:
    """(system, value) of identifiers that have both."""
    pairs = [(text(one.get("system")), text(one.get("value"))) for one in items(value)]
    return frozenset([(system, number) for system, number in pairs if system and number])


def place_of(coded: Iterable[tuple[str, str]]) -> str | None:
    """The first code among these of the CMS places of service; one without a system is taken for such."""
    return next((code for system, code in coded if system in (POS, "")), None)

"""Which of a line's denials is told as its reason; the others explain (domain.md 3.8 has the codes)."""

from peerfhir.policy.ruling import Denial, Finding

REVIEW = "133"
# In order; a code without a remark stands for all that bear none of those named.
_ORDER: tuple[tuple[str, str | None], ...] = (
    ("16", "MA130"),
    ("16", "N779"),
    ("16", "N142"),
    ("16", "N152"),
    ("18", None),
    ("29", None),
    ("268", None),
    ("267", None),
    ("177", None),
    ("26", None),
    ("27", None),
    ("200", None),
    ("6", None),
    ("60", None),
    ("96", "N441"),
    ("16", "M52"),
    ("16", "M53"),
    ("16", "N443"),
    ("96", None),
    ("4", None),
    ("272", "N130"),
    ("5", None),
    ("58", None),
    ("16", "N290"),
    ("B7", None),
    ("272", "N706"),
    ("283", None),
    ("185", None),
    ("53", None),
    ("16", "M135"),
    ("272", "M135"),
    ("16", None),
    ("11", None),
    ("167", None),
    ("272", None),
    ("231", None),
    ("272", "N703"),
    (REVIEW, None),
)
_RANKS = {code: rank for rank, code in enumerate(_ORDER)}
_OTHER = _RANKS["231", None]


def ordered(findings: tuple[Finding, ...]) -> list[tuple[Denial, Finding]]:
    """The findings that deny, each once, the one that is told first; of equal rank as they came."""
    denying = [(one.denial, one) for one in dict.fromkeys(findings) if one.denial is not None]
    return sorted(denying, key=lambda pair: _rank(pair[0]))


def _rank(denial: Denial) -> int:
    known = [_RANKS[denial.carc, rarc] for rarc in denial.rarcs if (denial.carc, rarc) in _RANKS]
    return min(known) if known else _RANKS.get((denial.carc, None), _OTHER)

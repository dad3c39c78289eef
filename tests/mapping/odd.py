"""JSON of any shape under the names that the readers look for."""

from typing import Any

from hypothesis import strategies as st

_TEXTS = [
    "Practitioner/p",
    "PractitionerRole/r",
    "Organization/o",
    "finished",
    "active",
    "2026-11-09",
    "9999-12-31",
    "#x",
]
_NAMES = [
    "extension",
    "url",
    "valueCode",
    "valuePeriod",
    "valueReference",
    "valueCoding",
    "valueInteger",
    "valueDecimal",
    "reference",
    "type",
    "coding",
    "code",
    "system",
    "period",
    "start",
    "end",
    "individual",
    "value",
    "sequence",
    "identifier",
]

ANY: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(_TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=12,
)


def bent(resource: dict[str, Any], *more: str) -> st.SearchStrategy[dict[str, Any]]:
    """The resource with any of its elements, and of `more`, in any shape; its type stays what it is."""
    names = [name for name in [*resource, *more] if name != "resourceType"]
    return st.dictionaries(st.sampled_from(names), ANY, max_size=6).map(lambda changed: resource | changed)


def inside(value: Any, replacement: Any, place: int) -> Any:
    """The same JSON with its n-th node, counted in depth, replaced: well-shaped everywhere else."""
    count = [place]

    def walk(node: Any) -> Any:
        count[0] -= 1
        if count[0] == -1:
            return replacement
        if isinstance(node, dict):
            return {name: walk(one) for name, one in node.items()}
        return [walk(one) for one in node] if isinstance(node, list) else node

    return walk(value)

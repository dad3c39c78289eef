"""The grammar of a pack, walked by the places of a file: which keys may stand where."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, RootModel

from peerfhir.policy.source import Place


def keys(model: type[BaseModel], place: Place) -> tuple[str, ...]:
    """The keys that may stand in the block at a place of a file of this grammar, in its order; none where any may."""
    here: list[Any] = [model]
    for step in place:
        here = [below for one in here for below in _below(one, step)]
    return tuple(dict.fromkeys(name for one in here for part in _models(one) for name in _fields(part)))


def unknown(model: type[BaseModel], place: Place) -> str:
    """What is said of a key that the grammar lacks: the one that was meant, perhaps, and all that there are."""
    known = keys(model, place[:-1])
    meant = get_close_matches(str(place[-1]), known, 1)
    guess = f"did you mean {meant[0]!r}? " if meant else ""
    return f"there is no such key; {guess}there are: {', '.join(known)}" if known else "there is no such key"


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The blocks that an annotation is, whether or not it may be null."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not issubclass(annotation, RootModel):
            yield annotation
        return
    if _container(annotation) is None:
        for one in get_args(annotation):
            yield from _models(one)


def _below(annotation: Any, step: str | int) -> Iterator[Any]:
    """What stands behind a key of a block or mapping, or is an item of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = _fields(annotation)
        if issubclass(annotation, RootModel):
            yield from _below(fields["root"], step)
        elif step in fields:
            yield fields[str(step)]
        return
    match _container(annotation):
        case "dict":
            yield get_args(annotation)[1]
        case "tuple":
            yield get_args(annotation)[0]
        case _:
            for one in get_args(annotation):
                yield from _below(one, step)


def _container(annotation: Any) -> str | None:
    origin = getattr(annotation, "__origin__", None)
    return origin.__name__ if origin in (dict, tuple) else None

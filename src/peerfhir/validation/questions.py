"""The rules of Questionnaire, natively: a form of a hundred items would need a thousand FHIRPath evaluations."""

from collections.abc import Iterator

from peerfhir.validation.natives import Rule, has
from peerfhir.validation.visit import Json, Place, Visit, shown

_COUNTED = ("boolean", "decimal", "integer", "string", "text", "url", "open-choice")
_LISTED = ("choice", "open-choice", "decimal", "integer", "date", "dateTime", "time", "string", "quantity")
_MANY = 2  # conditions, from which on it must be said how they combine


def _nested(item: Json) -> bool:
    kind = item.get("type")
    return (kind != "group" or has(item, "item")) and (kind != "display" or not has(item, "item"))


def _distinct(questionnaire: Json) -> bool:
    seen: set[str] = set()
    below = list(questionnaire.get("item", ()))
    while below:
        item = below.pop()
        name = item.get("linkId")
        if name is not None and name in seen:
            return False
        seen.add(name)
        below += item.get("item", ())
    return True


def conditions(questionnaire: Json, place: Place, visit: Visit) -> None:
    """The question of an enableWhen is the linkId of another item (Questionnaire.item.enableWhen.question)."""
    items = list(_items(questionnaire, place))
    known = {item.get("linkId") for item, _ in items if type(item.get("linkId")) is str}
    for item, at in items:
        found = item.get("enableWhen")
        for condition in found if type(found) is list else ():
            question = condition.get("question") if type(condition) is dict else None
            if type(question) is str and question not in known:
                said = f"No item has the linkId {shown(question)} that this condition asks about"
                visit.add(at, "value", said)


def _items(node: Json, place: Place) -> Iterator[tuple[Json, Place]]:
    found = node.get("item")
    for index, item in enumerate(found) if type(found) is list else ():
        if type(item) is dict:
            at = (place, "item", index)
            yield item, at
            yield from _items(item, at)


def _without(kinds: tuple[str, ...], *names: str) -> Rule:
    said = f"An item of type {' or '.join(kinds)} has no {' or '.join(names)}"
    return Rule(said, lambda item: item.get("type") not in kinds or not any(has(item, n) for n in names))


RULES = {
    "que-1": Rule("A group has items, a display has none", _nested),
    "que-2": Rule("Every linkId must be unique in the questionnaire", _distinct),
    "que-3": _without(("display",), "code"),
    "que-4": Rule(
        "Either answerOption or answerValueSet, not both",
        lambda i: not (has(i, "answerOption") and has(i, "answerValueSet")),
    ),
    "que-5": Rule(
        "Only items of a type with a list of answers have answerOption or answerValueSet",
        lambda i: i.get("type") in _LISTED or not (has(i, "answerOption") or has(i, "answerValueSet")),
    ),
    "que-6": _without(("display",), "required", "repeats"),
    "que-7": Rule(
        "With the operator exists the answer is true or false",
        lambda c: c.get("operator") != "exists" or has(c, "answerBoolean"),
    ),
    "que-8": _without(("group", "display"), "initial"),
    "que-9": _without(("display",), "readOnly"),
    "que-10": Rule(
        f"Only items of type {', '.join(_COUNTED)} have a maxLength",
        lambda i: i.get("type") in _COUNTED or not has(i, "maxLength"),
    ),
    "que-11": Rule(
        "Either answerOption or initial, not both", lambda i: not (has(i, "answerOption") and has(i, "initial"))
    ),
    "que-12": Rule(
        "With several conditions enableBehavior must say how they combine",
        lambda i: len(i.get("enableWhen", ())) <= _MANY or has(i, "enableBehavior"),
    ),
    "que-13": Rule(
        "Only an item that repeats has several initial values",
        lambda i: i.get("repeats") is True or len(i.get("initial", ())) <= 1,
    ),
}

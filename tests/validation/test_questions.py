"""The rules of Questionnaire, natively: each is broken by one item and kept by another."""

import pytest

STRING = {"valueString": "x"}
CHOICE = [{"valueString": "x"}]
OTHER = {"linkId": "9", "type": "string"}
WHEN = {"question": "9", "operator": "=", "answerString": "x"}

RULES = [
    ("que-1", {"type": "group"}, {"type": "group", "item": [{"linkId": "2", "type": "display"}]}),
    ("que-1", {"type": "display", "item": [{"linkId": "2", "type": "string"}]}, {"type": "display"}),
    (
        "que-2",
        {"type": "group", "item": [{"linkId": "1", "type": "string"}]},
        {"type": "group", "item": [{"linkId": "2", "type": "string"}]},
    ),
    ("que-3", {"type": "display", "code": [{"code": "a"}]}, {"type": "string", "code": [{"code": "a"}]}),
    (
        "que-4",
        {"type": "choice", "answerOption": CHOICE, "answerValueSet": "https://example.org/v"},
        {"type": "choice", "answerOption": CHOICE},
    ),
    ("que-5", {"type": "boolean", "answerOption": CHOICE}, {"type": "choice", "answerOption": CHOICE}),
    ("que-6", {"type": "display", "required": True}, {"type": "string", "required": True}),
    (
        "que-7",
        {"type": "string", "enableWhen": [WHEN | {"operator": "exists"}]},
        {"type": "string", "enableWhen": [WHEN]},
    ),
    ("que-8", {"type": "display", "initial": [STRING]}, {"type": "string", "initial": [STRING]}),
    ("que-9", {"type": "display", "readOnly": True}, {"type": "string", "readOnly": True}),
    ("que-10", {"type": "date", "maxLength": 3}, {"type": "string", "maxLength": 3}),
    (
        "que-11",
        {"type": "choice", "answerOption": CHOICE, "initial": [STRING]},
        {"type": "choice", "answerOption": CHOICE},
    ),
    (
        "que-12",
        {"type": "string", "enableWhen": [WHEN] * 3},
        {"type": "string", "enableWhen": [WHEN] * 3, "enableBehavior": "all"},
    ),
    (
        "que-13",
        {"type": "string", "initial": [STRING] * 2},
        {"type": "string", "initial": [STRING] * 2, "repeats": True},
    ),
]


@pytest.mark.parametrize(("rule", "bad", "good"), RULES, ids=[f"{r[0]}-{n}" for n, r in enumerate(RULES)])
def test_a_rule_of_an_item(rule, bad, good, broken) -> None:
    """Each rule is reported for the item that breaks it, and nothing at all for the one that keeps it."""
    bad, good = (
        broken({"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "1", **item}, OTHER]})
        for item in (bad, good)
    )
    assert (rule in bad, good) == (True, set())


@pytest.mark.parametrize(("question", "errors"), [("1", []), ("2.1", []), ("3", ["Questionnaire.item[1].item[0]"])])
def test_a_condition_asks_about_an_item(question, errors, find) -> None:
    """The question of an enableWhen is a linkId of the questionnaire (Questionnaire.item.enableWhen.question)."""
    asked = {"question": question, "operator": "exists", "answerBoolean": True}
    inner = {"linkId": "2.1", "type": "string", "enableWhen": [asked]}
    items = [{"linkId": "1", "type": "string"}, {"linkId": "2", "type": "group", "item": [inner]}]
    found = find({"resourceType": "Questionnaire", "status": "draft", "item": items})
    assert [place for _, place in found] == errors

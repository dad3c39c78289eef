"""The page as it is printed."""

from collections.abc import Mapping

from peerfhir.cli.laying import Laid
from peerfhir.cli.printed import engineer, idaho, montana, payer
from peerfhir.cli.printed.curl import Story

_RULE = "-" * 100


def told(laid: Laid) -> list[Story]:
    """Every story, in the order in which its calls can be made."""
    days = laid.days
    return [*montana.stories(laid), *idaho.stories(days), *payer.stories(laid), *engineer.stories(days)]


def page(server: str, tokens: Mapping[str, tuple[str, str]], laid: Laid) -> str:
    """What is printed: where the server is, who calls (variable → token, who it is), and the stories."""
    stories = told(laid)
    lines = [
        _RULE,
        f"The sandbox: {server}    documentation and try-it pages: {server}/docs    all people in it are synthetic",
        f"Its stories were laid on {laid.days.told}. Each call says what a fresh sandbox answers, in this order:",
        *(f"  {story.title}" for story in stories),
        "Paste these lines into a shell, then any call below. The tokens stay the same until `make sandbox-reset`.",
        _RULE,
        f"SERVER={server}",
        f"FHIR={server}/fhir",
        "JSON='Content-Type: application/fhir+json'",
    ]
    for name, (token, who) in tokens.items():
        lines += [f"# {who}", f"{name}='Authorization: Bearer {token}'"]
    for story in stories:
        lines += ["", _RULE, story.title, _RULE]
        for call in story.calls:
            lines += ["", call.heading, call.curl]
    return "\n".join([*lines, "", _RULE, "Stop the sandbox with Ctrl-C; it keeps its data.", _RULE])

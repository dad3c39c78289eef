"""An EpisodeOfCare as the law looks at it: its program, when it began, who leads it, what is attested (X-16)."""

from peerfhir.mapping.elements import Json, codes, flag, text
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.remembered import remembered
from peerfhir.mapping.times import day, days, span
from peerfhir.mapping.trail import named
from peerfhir.policy.facts import Attestation, Episode

# An episode of these has begun; a planned or waiting one has not, others never were.
_BEGUN = frozenset({"active", "onhold", "finished"})
_VOID = frozenset({"cancelled", "entered-in-error"})


@remembered
def episode(resource: Json) -> Episode | None:
    """The episode; None of one that has not begun."""
    status = text(resource.get("status"))
    if status not in _BEGUN:
        return None
    said = Extensions(resource)
    return Episode(
        f"EpisodeOfCare/{text(resource.get('id')) or ''}",
        active=status == "active",
        programs=said.texts("program"),
        span=span(resource.get("period")),
        family=said.word("service-mode") == "family",
        criteria=attested(resource, "admission-criterion"),
        exclusions=attested(resource, "exclusion-criterion"),
        manager=named(resource.get("careManager")),
    )


def attested(resource: Json, name: str) -> tuple[Attestation, ...]:
    """What its extensions of this name attest; of what has ended, until its end."""
    if text(resource.get("status")) in _VOID or "entered-in-error" in codes([resource.get("verificationStatus")]):
        return ()
    _, ended = days(resource.get("period"))
    return tuple(
        [
            Attestation(
                code,
                flag(part.value("met", "valueBoolean")) is True,
                day(part.value("attestedOn", "valueDate")),
                until=ended,
            )
            for part in Extensions(resource).parts(name)
            for code in part.texts("code")
        ]
    )

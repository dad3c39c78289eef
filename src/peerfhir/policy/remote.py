"""Peer support by telehealth is secure and appropriate, by telephone for a goal (NE-03, CMH-41)."""

from datetime import date

from peerfhir.policy.dated import Value
from peerfhir.policy.day import day_of
from peerfhir.policy.facts import Contact
from peerfhir.policy.member_law import AudioOnly, Telehealth
from peerfhir.policy.planned import in_force
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Denial, Finding, Severity

NOT_ATTESTED = Denial("96", ("N776",))
TELEPHONE = Denial("272", ("N151",))
VIDEO, VOICE = "audio-video", "audio-only"
_PLACES = frozenset({"02", "10"})  # CMS: telehealth
_HINT = "Record it in the extension telehealth-appropriateness: secure, determinedBy, reason"


def remote(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """What a contact lacks that was not in person; nothing of one that was.

    Telehealth that is said not to be secure is an error, of which nothing is said a warning; so is a contact by
    telephone, or one without a goal where that is asked for. Denied only where the law is strict.
    """
    law, day = program.law.telehealth, day_of(contact, program)
    away = contact.modality in (VIDEO, VOICE) or (contact.modality is None and contact.place in _PLACES)
    if law is None or day is None or not away:
        return ()
    strict = law.strict is not None and law.strict.on(day).value
    allowed = law.allowed.on(day)
    if not allowed.value:
        return _said(contact, program, allowed.rule, "error", "the program has no telehealth", NOT_ATTESTED)
    if contact.modality == VOICE and law.audio_only is not None:
        return _by_voice(contact, program, law.audio_only.on(day), TELEPHONE if strict else None)
    return _attested(contact, program, law, day, NOT_ATTESTED if strict else None)


def _by_voice(contact: Contact, program: Program, law: Value[AudioOnly], denial: Denial | None) -> tuple[Finding, ...]:
    """A contact by telephone: it counts as no telehealth, or is for a goal."""
    if law.value == "allowed" or (law.value == "with-goal" and contact.goals):
        return ()
    detail = "by telephone alone, which is no secure telehealth"
    if law.value == "with-goal":
        detail = "by telephone alone, and it addresses no goal"
    return program.finding(
        law.rule,
        "warning",
        path=f"{contact.path}.extension",
        detail=detail,
        hint="Add the extension goal-addressed with the goal that the call helped with"
        if law.value == "with-goal"
        else "Record a video contact as modality audio-video",
        measured=VOICE,
        denial=denial,
    )


def _attested(
    contact: Contact, program: Program, law: Telehealth, day: date, denial: Denial | None
) -> tuple[Finding, ...]:
    asked = law.attestation.on(day) if law.attestation else None
    told = contact.attested
    if asked is None or not asked.value or told is None:
        return ()
    plans = in_force(contact.member.plans, contact, program, day) if contact.member else []
    if told.secure is not False and any(p.attested.secure and p.attested.determined for p in plans):
        return ()  # once for all contacts under the plan
    if told.secure is False:
        return _said(contact, program, asked.rule, "error", "by telehealth that is not secure", denial)
    if told.secure is None:
        return _said(contact, program, asked.rule, "warning", "nobody attests that the telehealth is secure", denial)
    if not told.determined:
        return _said(contact, program, asked.rule, "warning", "nobody attests that telehealth is appropriate", denial)
    return ()


def _said(
    contact: Contact, program: Program, rule: str, severity: Severity, detail: str, denial: Denial | None
) -> tuple[Finding, ...]:
    path = f"{contact.path}.extension"
    return program.finding(rule, severity, path=path, detail=detail, hint=_HINT, denial=denial)

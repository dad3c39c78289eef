"""What is asked of a measure: of whom, over which days, and how it is told."""

from dataclasses import dataclass, replace
from datetime import date

import asyncpg

from peerfhir.fhir.issues import Kind, refused
from peerfhir.journeys.weigh import unknown
from peerfhir.mapping.measure_report import ReportType
from peerfhir.policy.measures.catalog import Definition
from peerfhir.store import exchanges, reading
from peerfhir.store.reading import Stored
from peerfhir.store.served import Scope
from peerfhir.store.sight import Caller

_PEER, _MEMBER = ("Practitioner", "PractitionerRole"), ("Patient",)


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of $evaluate-measure, as far as they can be understood without the store.

    References are "Type/id", or an id alone.
    """

    first: date
    last: date
    report: ReportType | None = None
    subject: str | None = None
    practitioner: str | None = None
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, answered as far as whom it is about: the scope in which contacts count, and names to be told."""

    report: ReportType
    scope: Scope
    subject: str | None
    reporter: str | None


async def understood(connection: asyncpg.Connection, caller: Caller, measure: Definition, question: Question) -> Asked:
    """`Refused`: NOT_FOUND for somebody whom the caller does not see, BAD_REQUEST for a subject of another type."""
    scope = Scope(measure.program.id if measure.program else "", question.first, question.last)
    subject = reporter = None
    if question.organization is not None:
        stored, reporter = await _found(connection, caller, question.organization, ("Organization",))
        scope = replace(scope, organization=stored.pk)
    if question.practitioner is not None:
        stored, subject = await _found(connection, caller, question.practitioner, _PEER)
        pk = (await exchanges.people(connection, [subject]))[subject]
        scope = replace(scope, practitioner=pk)
        subject = (await exchanges.named(connection, caller, [pk])).get(pk, subject)
    if question.subject is not None:
        stored, about = await _found(connection, caller, question.subject, (*_MEMBER, *_PEER))
        if about.startswith("Patient/"):
            scope, subject = replace(scope, patient=stored.pk), about if measure.whose == "member" else subject
        else:
            pk = (await exchanges.people(connection, [about]))[about]
            scope = replace(scope, practitioner=pk)
            subject = (await exchanges.named(connection, caller, [pk])).get(pk, about)
    return Asked(_report(measure, question, scope), scope, subject, reporter)


def _report(measure: Definition, question: Question, scope: Scope) -> ReportType:
    """The kind of report; `Refused(BAD_REQUEST)` for one about a subject that nobody names."""
    one = scope.practitioner if measure.whose == "peer" else scope.patient
    if question.report == "subject" and one is None:
        who = "practitioner" if measure.whose == "peer" else "subject, a Patient"
        raise refused(Kind.BAD_REQUEST, "required", f"A report of type subject on this measure needs {who}")
    usual: ReportType = "subject" if one is not None else "population"
    return question.report or usual


async def _found(
    connection: asyncpg.Connection, caller: Caller, text: str, types: tuple[str, ...]
) -> tuple[Stored, str]:
    """The resource that a parameter names, of the first type that has it, and its "Type/id"."""
    type_, _, fid = text.rpartition("/")
    if type_ and type_ not in types:
        raise refused(Kind.BAD_REQUEST, "value", f"{text[:64]} is not of type {' or '.join(types)}")
    for name in (type_,) if type_ else types:
        stored = await reading.read(connection, caller, name, fid)
        if stored is not None and not stored.deleted:
            return stored, f"{name}/{fid}"
    raise unknown(type_ or types[0], fid[:64])

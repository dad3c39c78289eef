"""The rules about the rendering peer, all of them in the order in which a claim is told of them."""

from collections.abc import Callable
from datetime import date

from peerfhir.policy.certification import certified, named
from peerfhir.policy.current import current
from peerfhir.policy.employment import employed
from peerfhir.policy.experience import experienced
from peerfhir.policy.facts import Contact, Peer, Span
from peerfhir.policy.grown import grown
from peerfhir.policy.parenting import parented
from peerfhir.policy.program import Program
from peerfhir.policy.ruling import Finding
from peerfhir.policy.served import Served
from peerfhir.policy.supervision import supervised
from peerfhir.policy.training import schooled, taught, trained

Rule = Callable[[Peer, Served, Program, str], tuple[Finding, ...]]

_PERSON = "PractitionerRole.practitioner"
# Each with the place where a role says what it judges.
_OTHERS: tuple[tuple[Rule, str], ...] = (
    (trained, _PERSON),
    (employed, "PractitionerRole.organization"),
    (supervised, "PractitionerRole.extension"),
    (grown, _PERSON),
    (parented, _PERSON),
    (experienced, _PERSON),
    (current, _PERSON),
    (schooled, _PERSON),
)


def qualified(contact: Contact, program: Program) -> tuple[Finding, ...]:
    """Everything that keeps the peers of a contact from serving on its date of service; that none is named.

    The order is that of the denials: certification, training, agency, supervision, age and parenting, then what is not
    adjudicated. Of a peer who is not known here only that is said.
    """
    served = Served.at_contact(contact, program)
    if not contact.peers:
        return named(contact, served, program) or taught(contact, served, program)
    if served is None:
        return ()  # X-1 has said that the contact cannot be dated
    found: tuple[Finding, ...] = ()
    for peer in contact.peers:
        found += certified(peer, served, program, peer.path)
    known = [peer for peer in contact.peers if peer.known] if found else contact.peers
    for rule, _ in _OTHERS:
        for peer in known:
            found += rule(peer, served, program, peer.path)
    return found


def employable(peer: Peer, program: Program, today: date) -> tuple[Finding, ...]:
    """Everything that keeps a peer from a role of a program, over the role's period (A04, A18).

    `today` is the date in the program's zone: a role is judged by today's law, or that of the nearest day it is held.
    """
    served = Served.in_role(peer.employment.span if peer.employment else Span(dated=False), program, today)
    found = certified(peer, served, program, _PERSON)
    if found and not peer.known:
        return found
    for rule, place in _OTHERS:
        found += rule(peer, served, program, place)
    return found

"""Who serves: a Practitioner, and the PractitionerRole in which they do, as a peer that the law can judge."""

from dataclasses import replace
from typing import Any

from peerfhir.mapping.credentials import credentials, experience
from peerfhir.mapping.elements import Json, flag, identifiers, item, text
from peerfhir.mapping.employment import employment
from peerfhir.mapping.extensions import Extensions
from peerfhir.mapping.trail import Related, Trail, leads, named
from peerfhir.policy.facts import Peer

# A peer serves many times. What was read of one is kept by the identity of the resource it was read from, with every
# resource it rests on; what is handed over must therefore not be changed afterwards.
_KEPT = 4096
_kept: dict[tuple[int, str], tuple[Json, dict[str, Any], Peer]] = {}


def peer(path: str, reference: Any, related: Related) -> Peer:
    """The peer whom `reference`, at `path`, names: a PractitionerRole and its Practitioner, or a Practitioner.

    `related` holds by "Type/id" both, the role's Organization, the supervisors' roles and persons, and the
    organizations that issued qualifications. Whoever is missing there is read as not known.
    """
    name = named(reference)
    resource = related.get(name) if name else None
    if name is None or type(resource) is not dict:
        return Peer(path, known=False, key=name if name and name.startswith("Practitioner/") else None)
    return _at(path, resource, name, related)


def key(reference: Any, related: Related) -> str | None:
    """The "Practitioner/id" of the peer whom `reference` names, without reading more of them."""
    name = named(reference, "PractitionerRole")
    person = item(related.get(name)).get("practitioner") if name else reference
    return named(person, "Practitioner")


def role(resource: Json, related: Related, path: str = "PractitionerRole") -> Peer:
    """The peer of a PractitionerRole that is judged itself; `related` as for `peer`."""
    return _read(path, resource, f"PractitionerRole/{text(resource.get('id')) or ''}", Trail(related))


def _at(path: str, resource: Json, name: str, related: Related) -> Peer:
    """The peer that a resource called `name` tells of, read again only when something that it rests on is another."""
    kept = _kept.get((id(resource), name))
    if kept is not None and leads(kept[1], related):
        return kept[2] if kept[2].path == path else replace(kept[2], path=path)
    trail = Trail(related)
    found = _read(path, resource, name, trail)
    if len(_kept) >= _KEPT:
        del _kept[next(iter(_kept))]
    _kept[id(resource), name] = resource, trail.came_by, found
    return found


def _read(path: str, resource: Json, name: str, trail: Trail) -> Peer:
    person, key, serves = resource, name, None
    if resource.get("resourceType") == "PractitionerRole":
        key = named(resource.get("practitioner"), "Practitioner") or ""
        person, serves = trail.resource(key), employment(resource, name, trail)
    if person.get("resourceType") != "Practitioner":
        return Peer(path, known=False, key=key if key.startswith("Practitioner/") else None, employment=serves)
    return Peer(
        path,
        known=True,
        credentials=credentials(person, trail),
        key=key or None,
        experience=experience(person),
        employment=serves,
        born=text(person.get("birthDate")),
        identifiers=identifiers(person.get("identifier")),
        literate=flag(Extensions(person).value("literacy-attestation", "valueBoolean")),
    )

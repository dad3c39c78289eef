"""What `meta.profile` claims. Known are the base R4 profiles; another canonical is a warning, it cannot be checked."""

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.visit import Json, Place, Visit, shown

_CORE = "http://hl7.org/fhir/StructureDefinition/"


def claimed(node: Json, name: str, place: Place, visit: Visit) -> None:
    """Each claimed profile of the resource `node` of type `name`: `not-supported` when it is not known here."""
    meta = node["meta"]
    found = meta.get("profile") if type(meta) is dict else None
    for index, canonical in enumerate(found) if type(found) is list else ():
        if type(canonical) is not str:
            continue
        at = ((place, "meta", -1), "profile", index)
        base = canonical.split("|", 1)[0].removeprefix(_CORE)
        if base in (name, "DomainResource", "Resource"):
            continue
        if base in definitions().resources:
            visit.add(at, "structure", f"This is the profile of {base}, but the resource is {name}")
        else:
            said = f"The profile {shown(canonical)} is not known here, so it was not checked"
            visit.add(at, "not-supported", said, severity="warning")

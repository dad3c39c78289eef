"""The vital signs that R4 knows by their code (http://hl7.org/fhir/R4/observation-vitalsigns.html)."""

from peerfhir.validation.profile.tree import CORE
from peerfhir.validation.visit import Json

_LOINC = "http://loinc.org"
_PROFILES = {
    "85353-1": "vitalspanel",
    "9279-1": "resprate",
    "8867-4": "heartrate",
    "2708-6": "oxygensat",
    "8310-5": "bodytemp",
    "8302-2": "bodyheight",
    "9843-4": "headcircum",
    "29463-7": "bodyweight",
    "39156-5": "bmi",
    "85354-9": "bp",
}


def vital(observation: Json) -> str | None:
    """The canonical of the vital sign's profile that an Observation's code implies, None of any other."""
    code = observation.get("code")
    codings = code.get("coding") if type(code) is dict else None
    for coding in codings if type(codings) is list else ():
        if type(coding) is dict and coding.get("system") == _LOINC and type(coding.get("code")) is str:
            found = _PROFILES.get(coding["code"])
            if found:
                return CORE + found
    return None

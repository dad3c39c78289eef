"""A measure as a FHIR Measure: what it counts, by which rules, and that more is better.

http://hl7.org/fhir/R4/measure.html
"""

from typing import Any

from peerfhir.fhir.issues import CANONICAL
from peerfhir.policy.measures.catalog import Definition

Json = dict[str, Any]

POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
INCREASE = {"system": "http://terminology.hl7.org/CodeSystem/measure-improvement-notation", "code": "increase"}
RULE = f"{CANONICAL}/CodeSystem/rule"
_PROGRAM = f"{CANONICAL}/CodeSystem/program"
_SUBJECTS = {"peer": "Practitioner", "member": "Patient"}
_WORDS = {
    "denominator": "Each duty that is due in the period",
    "numerator": "Those that are met",
    "denominator-exclusion": "Those that do not count after all, such as a first partial month",
}


def url(measure: str) -> str:
    """The canonical of a measure."""
    return f"{CANONICAL}/Measure/{measure}"


def definition(measure: Definition, version: str, released: str) -> Json:
    """The Measure of a definition; `version` is that of the server, for a measure of every program."""
    sentences = [(rule, *measure.sentence(rule)) for rule in measure.rules]
    made: Json = {
        "resourceType": "Measure",
        "id": measure.id,
        "url": url(measure.id),
        "version": measure.program.law.version if measure.program else version,
        "name": "".join(word.capitalize() for word in measure.id.split("-")),
        "title": measure.title,
        "status": "active",
        "subjectCodeableConcept": _coded("http://hl7.org/fhir/resource-types", _SUBJECTS[measure.whose]),
        "date": released,
        "description": ". ".join(f"{rule}: {said}" for rule, said, _ in sentences),
        "relatedArtifact": [
            {
                "type": "citation",
                "label": rule,
                "display": said,
                "citation": f"{citation.source}, lines {citation.lines}: {citation.quote}"
                if citation.lines
                else citation.source,
            }
            for rule, said, citation in sentences
        ],
        "scoring": _coded("http://terminology.hl7.org/CodeSystem/measure-scoring", "proportion"),
        "improvementNotation": {"coding": [INCREASE]},
        "group": [
            {
                **({"description": "One group for each calendar month"} if measure.by_month else {}),
                "population": [
                    {
                        "code": _coded(POPULATION, code),
                        "description": words,
                        "criteria": {"language": "text/plain", "expression": words},
                    }
                    for code, words in _WORDS.items()
                ],
                "stratifier": [
                    {"code": {"text": "reason"}, "criteria": {"language": "text/plain", "expression": "Why not met"}}
                ],
            }
        ],
    }
    if measure.program:
        code = {"system": "http://terminology.hl7.org/CodeSystem/usage-context-type", "code": "program"}
        made["useContext"] = [{"code": code, "valueCodeableConcept": _coded(_PROGRAM, measure.program.id)}]
    return made


def _coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}

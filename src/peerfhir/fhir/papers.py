"""The codes by which papers of a member's file are known: assessments, efforts to obtain them, screenings."""

from peerfhir.fhir.issues import CANONICAL

DOC = f"{CANONICAL}/CodeSystem/doc"
SCREENING = f"{CANONICAL}/CodeSystem/screening"
LOINC = "http://loinc.org"
SUICIDE = "suicide"
# What else says that somebody was screened for suicide: questions and results of the C-SSRS, the PHQ-9 and its item 9.
SUICIDE_LOINC = frozenset(
    {
        "93245-9",
        "93246-7",
        "93247-5",
        "93248-3",
        "93249-1",
        "93250-9",
        "93267-3",
        "93269-9",
        "93373-9",
        "93374-7",
        "44249-1",
        "44260-8",
    }
)
SUICIDE_TOO = frozenset({"asq"})  # of SCREENING
# Questionnaires are known by the end of their address: one of these, or what ends as an assessment.
SCREENINGS = frozenset({"strengths", "ability", "risk", SUICIDE, *SUICIDE_TOO})
ASSESSMENT = "-assessment"


def kind_of(system: str, code: str) -> str | None:
    """What paper a coding makes of a resource (`mh-assessment`, `screening-suicide`); None when it makes none."""
    if system == DOC:
        return code
    if (system == LOINC and code in SUICIDE_LOINC) or (system == SCREENING and code in SUICIDE_TOO):
        return f"screening-{SUICIDE}"
    return f"screening-{code}" if system == SCREENING else None


def kind_named(questionnaire: str) -> str | None:
    """What paper the answers to a questionnaire of this address are; None when they are none."""
    name = questionnaire.split("|", maxsplit=1)[0].rsplit("/", 1)[-1]
    if name in SCREENINGS:
        return kind_of(SCREENING, name)
    return name if name.endswith(ASSESSMENT) else None

"""An EpisodeOfCare, a plan's reviews and sign-offs, papers, facilities: what the law reads in them."""

from datetime import UTC, date, datetime

import pytest

from peerfhir.mapping.contact import read
from peerfhir.mapping.episode import episode
from peerfhir.mapping.member import member, plan
from peerfhir.mapping.papers import assessors, papers
from peerfhir.mapping.person import peer
from peerfhir.mapping.signoff import addressed, signoffs
from peerfhir.policy.facts import Attestation, Attested, Credential, Licence, Paper, Review, Span
from tests.people import (
    HL7,
    ICD,
    ISSUER,
    RECOVERED,
    assessment,
    compound,
    concept,
    criterion,
    ext,
    licensed,
    lived,
    ours,
    ref,
    screening,
)

DAY = date(2026, 11, 9)


def care(**said):
    """An EpisodeOfCare."""
    return {"resourceType": "EpisodeOfCare", "id": "e", "status": "active", "patient": ref("Patient/m"), **said}


def test_an_episode():
    """Program, period, mode, who leads it, what is attested."""
    found = episode(
        care(
            period={"start": "2026-06-01"},
            careManager=ref("PractitionerRole/p"),
            extension=[
                ext("program", valueCode="ne-dhhs-peer"),
                ext("service-mode", valueCode="family"),
                criterion("family-sed-sud", "2026-06-01"),
                criterion("risk", "2026-11-09", "exclusion-criterion", met=False),
            ],
        )
    )
    assert found is not None
    assert (found.key, found.active, found.programs) == ("EpisodeOfCare/e", True, ("ne-dhhs-peer",))
    assert (found.span, found.family, found.manager) == (Span(date(2026, 6, 1)), True, "PractitionerRole/p")
    assert found.criteria == (Attestation("family-sed-sud", met=True, on=date(2026, 6, 1)),)
    assert found.exclusions == (Attestation("risk", met=False, on=DAY),)


@pytest.mark.parametrize(
    ("status", "active"),
    [
        ("active", True),
        ("onhold", False),
        ("finished", False),
        ("planned", None),
        ("waitlist", None),
        ("cancelled", None),
        ("entered-in-error", None),
    ],
)
def test_an_episode_that_has_begun(status, active):
    """One that is planned has not, one that was cancelled never did."""
    found = episode(care(status=status))
    assert (found and found.active) == active


def test_the_member_has_episodes_papers_and_a_disability():
    """All of them from what stands."""
    disabled = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"text": "Paralysis"},
        "extension": [compound("disability", code={"valueCode": "physical"}, met={"valueBoolean": True})],
    }
    efforts = {"resourceType": "CarePlan", "id": "p", "extension": [compound("assessment-efforts", date={})]}
    found = member([care(), disabled, assessment("m", "2026-05-20"), screening("m", "risk", "2026-06-01"), efforts])
    assert [one.key for one in found.episodes] == ["EpisodeOfCare/e"]
    assert found.papers == (
        Paper("mh-assessment", date(2026, 5, 20), None, copy=True),
        Paper("screening-risk", date(2026, 6, 1)),
        Paper("assessment-request-efforts", None),
    )
    assert found.disabled


@pytest.mark.parametrize(
    ("said", "disabled"),
    [
        ({"code": concept(ICD, "Z73.6")}, True),
        ({"code": concept(ICD, "F70")}, False),
        ({"extension": [compound("disability", met={"valueBoolean": False})]}, False),
        ({"extension": [compound("disability", code={"valueCode": "x"})]}, True),
        (
            {
                "code": concept(ICD, "Z73.6"),
                "verificationStatus": concept(f"{HL7}/condition-ver-status", "refuted"),
            },
            False,
        ),
    ],
)
def test_a_disability(said, disabled):
    """By its code or its extension, unless it is denied."""
    assert member([{"resourceType": "Condition", "id": "c", **said}]).disabled == disabled


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (assessment("m", "2026-05-20", docStatus="final"), [("mh-assessment", date(2026, 5, 20), True)]),
        (assessment("m", "2026-05-20", docStatus="preliminary"), []),
        (assessment("m", "2026-05-20", status="superseded"), []),
        (assessment("m", "2026-05-20", content=[{"attachment": {}}]), [("mh-assessment", date(2026, 5, 20), False)]),
        (
            {**assessment("m", "2026-05-20"), "context": {}, "date": "2026-06-01T10:00:00Z"},
            [("mh-assessment", date(2026, 6, 1), True)],
        ),
        (
            {**assessment("m", "2026-05-20", "assessment-request-efforts"), "context": {}, "date": "2026-06-01"},
            [("assessment-request-efforts", None, True)],  # when efforts were made does not say when it was
        ),
        (screening("m", "asq", "2026-06-01"), [("screening-suicide", date(2026, 6, 1), False)]),
        (
            screening("m", "x", "2026-06-01") | {"code": concept("http://loinc.org", "44260-8")},
            [("screening-suicide", date(2026, 6, 1), False)],
        ),
        (screening("m", "x", "2026-06-01") | {"code": concept("http://loinc.org", "8867-4")}, []),
        (
            {
                "resourceType": "QuestionnaireResponse",
                "status": "completed",
                "questionnaire": "https://ehr.example.org/Questionnaire/sud-assessment|1",
                "authored": "2026-05-20",
            },
            [("sud-assessment", date(2026, 5, 20), False)],
        ),
        (
            {
                "resourceType": "QuestionnaireResponse",
                "status": "completed",
                "questionnaire": "https://ehr.example.org/Questionnaire/strengths",
                "authored": "2026-05-20",
            },
            [("screening-strengths", date(2026, 5, 20), False)],
        ),
        (
            {
                "resourceType": "Procedure",
                "status": "completed",
                "code": ours("doc", "sud-assessment"),
                "performedPeriod": {"start": "2026-05-19", "end": "2026-05-20"},
            },
            [("sud-assessment", date(2026, 5, 20), False)],
        ),
    ],
)
def test_papers(resource, found):
    """Kind, day, whether there is a copy."""
    assert [(one.kind, one.day, one.copy) for one in papers(resource)] == found


def test_a_paper_with_a_time():
    """Its instant is known."""
    (one,) = papers(assessment("m", "2026-05-20") | {"context": {"period": {"end": "2026-05-20T10:00:00-05:00"}}})
    assert one.at == datetime(2026, 5, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"resourceType": "DocumentReference", "author": [ref("Practitioner/c"), ref("Practitioner/x")]}, "author"),
        ({"resourceType": "Observation", "performer": [ref("Practitioner/c"), ref("Practitioner/x")]}, "performer"),
        (
            {"resourceType": "Procedure", "performer": [{"actor": ref(f"Practitioner/{who}")} for who in ("c", "x")]},
            "performer",
        ),
    ],
)
def test_who_made_an_assessment(said, path):
    """Each with what qualifies them; who is not here is not known."""
    who = {"resourceType": "Practitioner", "id": "c", "qualification": [licensed("limhp", "ne-license")]}
    found = assessors(said, {"Practitioner/c": who})
    held = (Credential("license", date(2020, 1, 1), None, kinds=frozenset({"limhp"})),)
    assert found == ((held, None), f"{said['resourceType']}.{path}")


def test_who_answered_a_questionnaire():
    """One author, or nobody."""
    said = {"resourceType": "QuestionnaireResponse", "author": ref("Practitioner/x")}
    assert assessors(said, {}) == ((None,), "QuestionnaireResponse.author")
    assert assessors({"resourceType": "QuestionnaireResponse"}, {}) == ((), "QuestionnaireResponse.author")


def test_a_plan_with_reviews():
    """When it was made, when it was looked at, and what was found then."""
    met = [
        {"extension": [{"url": "code", "valueCode": code}, {"url": "met", "valueBoolean": is_met}]}
        for code, is_met in (("progress", True), ("participation", False))
    ]
    reviews = [compound("plan-review", date={"valueDate": "2026-11-09"}, criteria=met), compound("plan-review")]
    said = {"resourceType": "CarePlan", "id": "p", "status": "active", "created": "2026-06-20"}
    found = plan(said | {"extension": reviews})
    assert (found.developed, found.created) == (True, date(2026, 6, 20))
    assert found.reviews == (Review(DAY, frozenset({"progress"})), Review(None))


@pytest.mark.parametrize(
    ("status", "developed"), [("active", True), ("revoked", True), ("completed", True), ("draft", False)]
)
def test_a_plan_that_was_made(status, developed):
    """A draft was not yet."""
    assert plan({"resourceType": "CarePlan", "id": "p", "status": status}).developed == developed


def test_sign_offs():
    """Who signed, with what qualifies them; who is not here is not known."""
    who = {"resourceType": "Practitioner", "id": "c", "qualification": [licensed("limhp", "ne-license")]}
    role = {"resourceType": "PractitionerRole", "id": "c", "practitioner": ref("Practitioner/c")}
    when = {"valueDateTime": "2026-11-09T10:00:00-06:00"}
    said = [
        compound("clinical-signoff", who={"valueReference": ref("PractitionerRole/c")}, when=when),
        compound("clinical-signoff", who={"valueReference": ref("PractitionerRole/other")}),
    ]
    one, other = signoffs({"extension": said}, {"PractitionerRole/c": role, "Practitioner/c": who})
    assert (one.path, one.day) == ("CarePlan.extension[0]", DAY)
    assert one.credentials == (Credential("license", date(2020, 1, 1), None, kinds=frozenset({"limhp"})),)
    assert (other.path, other.day, other.credentials) == ("CarePlan.extension[1]", None, None)


def test_what_a_plan_is_about():
    """The conditions that it addresses, else all of the member's."""
    conditions = [{"resourceType": "Condition", "id": code, "code": concept(ICD, code)} for code in ("F33.1", "F10.20")]
    who = member(conditions)
    assert addressed({"addresses": [ref("Condition/F10.20")]}, conditions, who) == ("F10.20",)
    assert addressed({}, conditions, who) == ("F33.1", "F10.20")
    assert addressed({"addresses": [ref("Condition/another")]}, conditions, who) == ("F33.1", "F10.20")


def test_facilities_and_telehealth():
    """Licences of the agency and of the place; what the contact attests."""

    def licence(issuer):
        given = {"valueIdentifier": {"system": ISSUER, "value": issuer}}
        until = {"valuePeriod": {"end": "2026-11-09"}}
        return {"extension": [compound("facility-license", issuer=given, period=until)]}

    said = {
        "resourceType": "Encounter",
        "serviceProvider": ref("Organization/o"),
        "location": [{"location": ref("Location/l")}],
        "extension": [
            compound(
                "telehealth-appropriateness",
                secure={"valueBoolean": True},
                determinedBy={"valueReference": {"display": "Zz-Clinician"}},
            )
        ],
    }
    related = {"Organization/o": licence("ne-dph"), "Location/l": licence("another")}
    found = read(said, related)
    until = Span(None, DAY)
    assert found.licences == (Licence(frozenset({"ne-dph"}), until), Licence(frozenset({"another"}), until))
    assert found.attested == Attested(secure=True, determined=True)
    assert read({"resourceType": "Encounter"}, {}).attested == Attested(secure=None, determined=False)


def test_a_peer_as_they_are_now():
    """Literacy, and each part of what is attested of recovery (CMH-22, CMH-37)."""
    who = {
        "resourceType": "Practitioner",
        "id": "p",
        "extension": [ext("literacy-attestation", valueBoolean=True), lived("self-smi")],
    }
    found = peer("path", ref("Practitioner/p"), {"Practitioner/p": who})
    assert found.literate is True
    assert found.experience is not None
    told = found.experience
    assert len(RECOVERED) == 5
    assert (told.working, told.stable, told.able_to_work, told.no_inpatient, told.no_justice) == (True,) * 5

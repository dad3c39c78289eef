"""Measure/$evaluate-measure: what is asked, what is refused, who sees what; and the measures of every program."""

import pytest

from peerfhir.fhir.types import document
from peerfhir.store.sight import Role
from tests.measured import evaluate, listed, reasons, summed
from tests.people import (
    CERTIFIED,
    FHIR,
    certificate,
    decided,
    kept,
    line,
    numbered,
    ours,
    post,
    put,
    ref,
    submit,
    unique,
)

AUTUMN = {"periodStart": "2026-09-01", "periodEnd": "2026-10-31"}
MEASURE = "mt-monthly-supervision"


def meet(agency, peer, member, day, **said):
    """An hour on a day; the id of its Encounter."""
    made = agency.encounter(member, peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00", **said)
    return kept(post(agency.http, made))


def supervise(agency, peer, **said):
    """A supervision of October."""
    put(
        agency.http,
        {
            "resourceType": "Communication",
            "id": unique("comm"),
            "status": "completed",
            "category": [ours("contact", "supervision")],
            "sender": ref(agency.supervisor),
            "recipient": [ref(peer)],
            "sent": "2026-10-15",
        }
        | said,
    )


@pytest.fixture
def story(come):
    """An agency whose peer served a member in September and October."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    meet(agency, peer, member, "2026-09-10")
    meet(agency, peer, member, "2026-10-08")
    return agency, peer, member


def refusal(agency, measure, **said):
    """The status of a refused evaluation, and what it says."""
    answer = agency.http.get(f"/Measure/{measure}/$evaluate-measure", params=said)
    assert answer.json()["resourceType"] == "OperationOutcome"
    return answer.status_code, answer.json()["issue"][0]["details"]["text"]


@pytest.mark.parametrize(
    ("measure", "said", "status", "text"),
    [
        ("no-such-measure", AUTUMN, 404, "There is no Measure/no-such-measure"),
        (MEASURE, {}, 400, "periodStart is needed"),
        (MEASURE, {"periodStart": "2026-09-01"}, 400, "periodEnd is needed"),
        (MEASURE, {"periodStart": "2026-02-30", "periodEnd": "2026-12-31"}, 400, "periodStart is a date"),
        (MEASURE, {"periodStart": "2026-09-01T00:00:00Z", "periodEnd": "2026-12-31"}, 400, "periodStart is a date"),
        (MEASURE, {"periodStart": "2026-11-01", "periodEnd": "2026-10-31"}, 400, "before it begins"),
        (MEASURE, {"periodStart": "1990", "periodEnd": "2026"}, 400, "at most 10 years"),
        (MEASURE, AUTUMN | {"reportType": "everything"}, 400, "reportType is one of subject, subject-list, population"),
        (MEASURE, AUTUMN | {"reportType": "subject"}, 400, "needs practitioner"),
        ("mt-member-supervision", AUTUMN | {"reportType": "subject"}, 400, "needs subject, a Patient"),
        (MEASURE, AUTUMN | {"practitioner": "Practitioner/nobody"}, 404, "There is no Practitioner/nobody"),
        (MEASURE, AUTUMN | {"practitioner": "Patient/x"}, 400, "is not of type Practitioner or PractitionerRole"),
        (MEASURE, AUTUMN | {"subject": "nobody"}, 404, "There is no Patient/nobody"),
        (MEASURE, AUTUMN | {"organization": "nowhere"}, 404, "There is no Organization/nowhere"),
        (MEASURE, AUTUMN | {"subjekt": "x"}, 400, "Unknown parameter subjekt"),
    ],
)
def test_what_cannot_be_evaluated_is_said_clearly(come, measure, said, status, text):
    """404 for what is not there, 400 for parameters that make no sense."""
    found = refusal(come(), measure, **said)
    assert found[0] == status
    assert text in found[1]


def test_one_day_is_a_period(story):
    """First and last day count; the day before and after do not."""
    agency, peer, _ = story
    for first, last, due in (
        ("2026-10-08", "2026-10-08", 1),
        ("2026-10-01", "2026-10-07", 0),
        ("2026-10-09", "2026-10-31", 0),
    ):
        said = evaluate(agency.http, MEASURE, practitioner=peer, periodStart=first, periodEnd=last)
        assert summed(said) == {"2026-10": (due, 0, 0)}


def test_post_asks_the_same(story):
    """A Parameters in place of the query string gives the same report."""
    agency, peer, _ = story
    sent = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "periodStart", "valueDate": "2026-09-01"},
            {"name": "periodEnd", "valueDate": "2026-10-31"},
            {"name": "practitioner", "valueString": peer},
            {"name": "reportType", "valueCode": "subject-list"},
        ],
    }
    answer = agency.http.post(f"/Measure/{MEASURE}/$evaluate-measure", json=sent, headers=FHIR)
    assert answer.status_code == 200, answer.text
    asked = evaluate(agency.http, MEASURE, practitioner=peer, reportType="subject-list", **AUTUMN)
    assert {**answer.json(), "date": ""} == {**asked, "date": ""}
    wrong = {"resourceType": "Parameters", "parameter": [{"name": "begin", "valueDate": "2026-09-01"}]}
    assert agency.http.post(f"/Measure/{MEASURE}/$evaluate-measure", json=wrong, headers=FHIR).status_code == 400


@pytest.mark.parametrize("report", ["subject", "subject-list", "population"])
def test_a_report_is_a_measure_report(story, report):
    """Of each type: valid R4, with the period, the canonical of the measure, and who is better off with more."""
    agency, peer, _ = story
    said = evaluate(agency.http, MEASURE, practitioner=peer, reportType=report, **AUTUMN)
    document(said)
    checked = agency.http.post("/MeasureReport/$validate", json=said, headers=FHIR)
    assert [issue for issue in checked.json()["issue"] if issue["severity"] == "error"] == []
    assert said["type"] == {"subject": "individual", "population": "summary"}.get(report, report)
    assert said["measure"] == f"https://peerfhir.org/fhir/Measure/{MEASURE}"
    assert said["period"] == {"start": "2026-09-01", "end": "2026-10-31"}
    assert said["improvementNotation"]["coding"][0]["code"] == "increase"
    assert ("evaluatedResource" in said) == (report != "population")
    assert ("contained" in said) == (report != "population")


def test_a_caller_counts_what_it_sees(come):
    """Another agency's contacts with the same peer are not counted, nor told; its payer and an auditor count them."""
    mine, other = come(), come()
    peer = mine.hire(CERTIFIED)
    own, theirs = mine.admit(), other.admit()
    meet(mine, peer, own, "2026-09-10")
    meet(other, peer, theirs, "2026-10-08")
    assert summed(evaluate(mine.http, MEASURE, practitioner=peer, **AUTUMN)) == {
        "2026-09": (1, 0, 0),
        "2026-10": (0, 0, 0),
    }
    said = evaluate(other.http, MEASURE, practitioner=peer, reportType="subject-list", **AUTUMN)
    assert summed(said) == {"2026-09": (0, 0, 0), "2026-10": (1, 0, 0)}
    assert summed(evaluate(other.payer.http, MEASURE, practitioner=peer, **AUTUMN))["2026-10"] == (1, 0, 0)
    assert summed(evaluate(mine.payer.http, MEASURE, practitioner=peer, **AUTUMN))["2026-10"] == (0, 0, 0)
    answer = mine.http.get(
        "/Measure/mt-member-supervision/$evaluate-measure", params=AUTUMN | {"subject": f"Patient/{theirs}"}
    )
    assert answer.status_code == 404
    assert theirs in answer.text  # as it was asked, and nothing else
    assert own not in answer.text


def test_an_auditor_counts_all(dated, story):
    """Every contact, whoever owns it."""
    _, peer, _ = story
    with dated.client(Role.AUDITOR, "STATE", ["system/*.rs"]) as auditor:
        assert summed(evaluate(auditor, MEASURE, practitioner=peer, **AUTUMN)) == {
            "2026-09": (1, 0, 0),
            "2026-10": (1, 0, 0),
        }


def test_evidence_of_others_counts_and_is_not_named(come):
    """A duty is met whoever keeps the record of it (design section 8): the payer counts it, and is not told of it."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    meet(agency, peer, member, "2026-10-08")
    supervise(agency, peer)
    said = evaluate(agency.payer.http, MEASURE, practitioner=peer, reportType="subject-list", **AUTUMN)
    assert summed(said)["2026-10"] == (1, 1, 0)
    assert "Communication" not in str(said)


def test_scopes_are_needed(dated, story):
    """Measure and MeasureReport, both to be read."""
    _, peer, _ = story
    for scopes, status in ((["system/Measure.r"], 403), (["system/Measure.r", "system/MeasureReport.r"], 200)):
        with dated.client(Role.AUDITOR, "STATE", scopes) as caller:
            answer = caller.get(f"/Measure/{MEASURE}/$evaluate-measure", params=AUTUMN | {"practitioner": peer})
            assert answer.status_code == status


def test_one_organizations_contacts(come):
    """Of a peer who serves in two, each is counted alone."""
    one, other = come(), come()
    peer, member = one.hire(CERTIFIED), one.admit()
    meet(one, peer, member, "2026-09-10")
    meet(one, peer, member, "2026-10-08", serviceProvider=other.ref)
    for agency, months in ((one, (1, 0)), (other, (0, 1))):
        said = evaluate(one.http, MEASURE, practitioner=peer, organization=agency.id, **AUTUMN)
        assert [counts[0] for counts in summed(said).values()] == list(months)
        assert said["reporter"] == agency.ref


def test_what_is_taken_back_is_not_counted(story):
    """An encounter entered in error is none; one that moves to another month counts there."""
    agency, peer, member = story
    fid = meet(agency, peer, member, "2026-10-20")
    said = agency.http.get(f"/Encounter/{fid}").json()
    said["period"] = {"start": "2026-08-20T10:00:00-06:00", "end": "2026-08-20T11:00:00-06:00"}
    put(agency.http, said)
    summer = {"periodStart": "2026-08-01", "periodEnd": "2026-10-31"}
    assert summed(evaluate(agency.http, MEASURE, practitioner=peer, **summer)) == {
        "2026-08": (1, 0, 0),
        "2026-09": (1, 0, 0),
        "2026-10": (1, 0, 0),
    }
    put(agency.http, said | {"status": "entered-in-error"})
    assert summed(evaluate(agency.http, MEASURE, practitioner=peer, **summer))["2026-08"] == (0, 0, 0)


def test_a_person_is_one_member_over_several_patients(come):
    """Two agencies serve one person: for their payer that is one member, for each agency its own Patient."""
    one, other = come(), come()
    number = numbered("https://payer.example.org/members", unique("mb"))
    mine = one.admit(identifier=[number])
    theirs = other.admit(identifier=[number], payer=one.payer.id)
    meet(one, one.hire(CERTIFIED), mine, "2026-10-08")
    meet(other, other.hire(CERTIFIED), theirs, "2026-10-20")
    said = evaluate(one.payer.http, "mt-member-supervision", reportType="subject-list", **AUTUMN)
    assert summed(said)["2026-10"] == (1, 0, 0)
    assert listed(said, "2026-10", "denominator") == [f"Patient/{mine}"]
    own = evaluate(other.http, "mt-member-supervision", reportType="subject-list", **AUTUMN)
    assert listed(own, "2026-10", "denominator") == [f"Patient/{theirs}"]


def paid(agency, peer, member, *lines):
    """The id of a Claim whose lines are all paid."""
    answer = submit(agency.http, agency.claim(member, peer, *lines))
    assert all(one.paid for one in decided(answer)), answer.text
    return answer.json()["request"]["reference"].rsplit("/", 1)[1]


def test_x_5_paid_after_lapse_goes_by_what_is_known_now(come):
    """A certificate that turns out to have ended: lines of its last day stand, later ones are told with their claim."""
    agency = come()
    peer, member = agency.hire(certificate("2026-01-01", "2026-12-31")), agency.admit()
    first, second = (meet(agency, peer, member, day) for day in ("2026-09-10", "2026-09-11"))
    claim = paid(agency, peer, member, line(4, "2026-09-10", first), line(4, "2026-09-11", second))
    assert summed(evaluate(agency.http, "paid-after-lapse", practitioner=peer, **AUTUMN)) == {"": (2, 2, 0)}
    person = agency.http.get(f"/{peer.replace('PractitionerRole', 'Practitioner')}").json()
    person["qualification"][0]["period"]["end"] = "2026-09-10"
    put(agency.http, person)
    said = evaluate(agency.http, "paid-after-lapse", practitioner=peer, reportType="subject-list", **AUTUMN)
    assert summed(said) == {"": (2, 1, 0)}
    assert reasons(said) == {"": {"MT-01: not certified on the date of service": 1}}
    assert said["evaluatedResource"] == [{"reference": f"Claim/{claim}"}]


def test_x_5_a_line_without_an_encounter_is_looked_at_too(come):
    """Who rendered it, the claim said."""
    agency = come()
    peer, member = agency.hire(certificate("2026-01-01", "2026-12-31")), agency.admit()
    paid(agency, peer, member, line(4, "2026-09-10"))
    person = agency.http.get(f"/{peer.replace('PractitionerRole', 'Practitioner')}").json()
    person["qualification"][0]["period"]["end"] = "2026-09-09"
    put(agency.http, person)
    assert summed(evaluate(agency.http, "paid-after-lapse", practitioner=peer, **AUTUMN)) == {"": (1, 0, 0)}


def test_x_10_paid_without_encounter(come):
    """Documented is a line whose encounter stands, and one without where there is a contact on the day."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    fid = meet(agency, peer, member, "2026-09-10")
    claims = [
        paid(agency, peer, member, line(4, "2026-09-10", fid)),
        paid(agency, peer, member, line(2, "2026-09-22")),
        paid(agency, peer, member, line(2, "2026-09-29")),
    ]
    meet(agency, peer, member, "2026-09-29")
    before = evaluate(agency.http, "paid-without-encounter", subject=member, **AUTUMN)
    assert summed(before) == {"": (3, 2, 0)}
    assert reasons(before) == {"": {"no encounter on the day": 1}}
    assert before["evaluatedResource"] == [{"reference": f"Claim/{claims[1]}"}]
    said = agency.http.get(f"/Encounter/{fid}").json()
    put(agency.http, said | {"status": "entered-in-error"})
    after = evaluate(agency.http, "paid-without-encounter", subject=member, **AUTUMN)
    assert reasons(after) == {"": {"no encounter on the day": 1, "the encounter no longer stands": 1}}


def test_x_10_what_is_voided_is_not_paid(come):
    """A void takes its lines out of the measure."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    billed = agency.claim(member, peer, line(4, "2026-09-10"))
    answer = submit(agency.http, billed)
    assert summed(evaluate(agency.http, "paid-without-encounter", subject=member, **AUTUMN)) == {"": (1, 0, 0)}
    claim = answer.json()["request"]["reference"].rsplit("/", 1)[1]
    assert submit(agency.http, agency.again("8", claim, billed)).status_code == 200
    assert summed(evaluate(agency.http, "paid-without-encounter", subject=member, **AUTUMN)) == {"": (0, 0, 0)}


def test_a_stored_measure_is_not_evaluated(come):
    """Ours are; of another's there is nothing here that could say how."""
    agency = come()
    made = {"resourceType": "Measure", "id": unique("measure"), "status": "draft"}
    put(agency.http, made)
    assert refusal(agency, made["id"], **AUTUMN)[0] == 404


def test_an_organization_is_no_subject(come):
    """The subject is a Patient or a peer."""
    agency = come()
    assert refusal(agency, MEASURE, **AUTUMN, subject=f"Organization/{agency.id}")[0] == 400

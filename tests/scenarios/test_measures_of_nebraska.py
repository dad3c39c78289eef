"""Measures of Nebraska over HTTP: A10, A15, A17 (domain.md section 13); NE-30, NE-31, NE-49, NE-71, NE-74, NE-76."""

import pytest

from tests.measured import evaluate, reasons, summed
from tests.people import CERTIFIED, NEBRASKA, compound, ext, kept, ours, post, put, ref, unique

ADMITTED = "2026-06-01"
OCTOBER = {"periodStart": "2026-10-01", "periodEnd": "2026-10-31"}


@pytest.fixture
def agency(come):
    """An agency in Nebraska."""
    return come(state=NEBRASKA)


def admit(agency, since=ADMITTED, until=None):
    """A member admitted on a day, without a plan yet."""
    member = agency.admit()
    assert agency.http.delete(f"/CarePlan/{member}").status_code == 204
    episode = agency.http.get(f"/EpisodeOfCare/{member}").json()
    ended = {"end": until} if until else {}
    status = {"status": "finished"} if until else {}
    put(agency.http, episode | status | {"period": {"start": since, **ended}})
    return member


def plan(agency, member, made, *reviewed, signed=()):
    """The member's plan, made on a day, reviewed on others, signed off on some."""
    own = agency.plan(member, created=made, period={"start": ADMITTED})
    own["extension"] = [one for one in own["extension"] if not one["url"].endswith("/clinical-signoff")]
    own["extension"] += [compound("plan-review", date={"valueDate": day}) for day in reviewed]
    own["extension"] += [agency.signoff(when=day) for day in (signed or (made,))]
    put(agency.http, own)


def about(agency, measure, member, **said):
    """The measure of one member."""
    return evaluate(agency.http, measure, subject=f"Patient/{member}", **said)


def meet(agency, member, peer, start, minutes, modality):
    """A contact of so many minutes of an hour."""
    said = agency.encounter(member, peer, f"{start}:00:00-05:00", f"{start}:{minutes}:00-05:00")
    said["extension"] = [one for one in said["extension"] if not one["url"].endswith("/modality")]
    said["extension"] += [
        ext("modality", valueCode=modality),
        compound(
            "telehealth-appropriateness", secure={"valueBoolean": True}, determinedBy={"valueReference": ref(peer)}
        ),
    ]
    return kept(post(agency.http, said))


@pytest.mark.parametrize(("made", "counts"), [("2026-07-01", (1, 1, 0)), ("2026-07-02", (1, 0, 0)), (None, (1, 0, 0))])
def test_ne_30_a_plan_within_thirty_days(agency, made, counts):
    """Admitted on 1 June: 1 July is day 30, 2 July day 31 (X-6)."""
    member = admit(agency)
    if made:
        plan(agency, member, made)
    summer = {"periodStart": "2026-06-01", "periodEnd": "2026-08-31"}
    report = about(agency, "ne-wrsp-due", member, **summer)
    assert summed(report) == {"": counts}
    assert reasons(report) == ({} if counts[1] else {"": {"no plan in time": 1}})


def test_ne_30_before_day_thirty_nothing_is_due(agency):
    """By 1 July, day 30, the plan may still come; who left before needed none."""
    member, gone = admit(agency), admit(agency, until="2026-06-30")
    first = {"periodStart": "2026-06-01", "periodEnd": "2026-07-01"}
    assert summed(about(agency, "ne-wrsp-due", member, **first)) == {"": (1, 0, 1)}
    assert summed(about(agency, "ne-wrsp-due", gone, periodStart="2026", periodEnd="2026")) == {"": (0, 0, 0)}


@pytest.mark.parametrize(
    ("reviewed", "counts"), [("2026-09-29", (1, 1, 0)), ("2026-09-30", (1, 0, 0)), (None, (1, 0, 0))]
)
def test_ne_31_reviewed_every_ninety_days(agency, reviewed, counts):
    """Made on 1 July: 29 September is day 90, on 30 September the review is overdue (X-8)."""
    member = admit(agency)
    plan(agency, member, "2026-07-01", *([reviewed] if reviewed else []))
    assert summed(about(agency, "ne-wrsp-review", member, periodStart="2026-07-01", periodEnd="2026-11-16")) == {
        "": counts
    }


@pytest.mark.parametrize(
    ("held", "counts"),
    [
        ("2026-08-30", (1, 1, 0)),  # day 90 after the admission on 1 June
        ("2026-08-31", (1, 0, 0)),
        (None, (1, 0, 0)),
    ],
)
def test_ne_49_a_consultation_every_ninety_days(agency, held, counts):
    """About the member, from the admission on, then from the last consultation."""
    member, peer = admit(agency), agency.hire(CERTIFIED)
    if held:
        said = {
            "resourceType": "Communication",
            "id": unique("comm"),
            "status": "completed",
            "category": [ours("contact", "clinical-consultation")],
            "subject": ref(f"Patient/{member}"),
            "sender": ref(agency.supervisor),
            "recipient": [ref(peer)],
            "sent": held,
        }
        put(agency.http, said)
    report = about(agency, "ne-consultation", member, periodStart="2026-06-01", periodEnd="2026-11-16")
    assert summed(report) == {"": counts}
    assert reasons(report) == ({} if counts[1] else {"": {"consultation overdue": 1}})


def test_ne_49_a_sign_off_of_the_plan_is_a_consultation(agency):
    """A plan that the consultant signed off was talked over that day (NE-36)."""
    member = admit(agency)
    plan(agency, member, "2026-07-01", "2026-09-28", signed=("2026-07-01", "2026-09-28"))
    said = {"periodStart": "2026-06-01", "periodEnd": "2026-11-16"}
    assert summed(about(agency, "ne-consultation", member, **said)) == {"": (1, 1, 0)}


def test_ne_74_an_hour_face_to_face(agency):
    """In person 30 minutes, by video 60 more: both are told, an hour is required, video does not count (A15, X-12)."""
    member, peer = admit(agency), agency.hire(CERTIFIED)
    plan(agency, member, "2026-06-20", "2026-09-10")
    meet(agency, member, peer, "2026-10-06T10", "30", "in-person")
    meet(agency, member, peer, "2026-10-07T10", "59", "audio-video")
    report = about(agency, "ne-f2f", member, **OCTOBER)
    assert summed(report) == {"2026-10": (1, 0, 0)}
    assert reasons(report) == {"2026-10": {"too little face-to-face": 1}}
    measured = {
        one["value"]["text"]: one["measureScore"]["value"]
        for stratifier in report["group"][0]["stratifier"]
        if stratifier["code"][0]["text"] == "measured"
        for one in stratifier["stratum"]
    }
    assert measured["minutes in person"] == 30
    assert measured["minutes in person or by video"] == 89
    assert measured["minutes required"] == 60
    meet(agency, member, peer, "2026-10-08T10", "29", "in-person")
    assert summed(about(agency, "ne-f2f", member, **OCTOBER)) == {"2026-10": (1, 0, 0)}
    meet(agency, member, peer, "2026-10-09T10", "01", "in-person")  # a minute is no unit, and no contact that counts
    assert summed(about(agency, "ne-f2f", member, **OCTOBER)) == {"2026-10": (1, 0, 0)}
    meet(agency, member, peer, "2026-10-12T10", "15", "in-person")
    assert summed(about(agency, "ne-f2f", member, **OCTOBER)) == {"2026-10": (1, 1, 0)}


def test_ne_76_a_log_where_nobody_was_met(agency):
    """No contact, one attempt: compliant with NE-76 and not with NE-74; without the attempt with neither."""
    member = admit(agency)
    peer = agency.hire(CERTIFIED)
    assert summed(about(agency, "ne-missed-contact-log", member, **OCTOBER)) == {"2026-10": (1, 0, 0)}
    said = agency.encounter(member, peer, "2026-10-06T10:00:00-05:00", "2026-10-06T10:00:00-05:00", status="cancelled")
    said["extension"] = [one for one in said["extension"] if not one["url"].endswith("/care-plan")]
    said["extension"].append(
        compound("contact-attempt", method={"valueCode": "phone"}, outcome={"valueCode": "no-answer"})
    )
    fid = kept(post(agency.http, said))
    report = about(agency, "ne-missed-contact-log", member, **OCTOBER)
    assert summed(report) == {"2026-10": (1, 1, 0)}
    assert report["evaluatedResource"] == [{"reference": f"Encounter/{fid}"}]
    missed = about(agency, "ne-f2f", member, **OCTOBER)
    assert (summed(missed), reasons(missed)) == ({"2026-10": (1, 0, 0)}, {"2026-10": {"no face-to-face": 1}})


@pytest.mark.parametrize(("since", "counts"), [("2026-10-17", (1, 0, 0)), ("2026-10-18", (1, 0, 1))])
def test_ne_74_a_month_counts_from_fifteen_days_on(agency, since, counts):
    """Enrolled from 17 October are 15 days, from 18 October 14: exempt."""
    assert summed(about(agency, "ne-f2f", admit(agency, since), **OCTOBER)) == {"2026-10": counts}


def test_ne_71_how_many_members_a_peer_leads(agency):
    """25 are allowed, the 26th is one too many; from the day on which one leaves 25 are led (A17)."""
    peer = agency.hire(CERTIFIED)
    members = [admit(agency, "2026-09-01") for _ in range(26)]
    for member in members:
        episode = agency.http.get(f"/EpisodeOfCare/{member}").json()
        put(agency.http, episode | {"careManager": ref(peer)})

    def led(day):
        report = evaluate(agency.http, "ne-caseload", practitioner=peer, periodStart=day, periodEnd=day)
        (stratifier,) = [one for one in report["group"][0]["stratifier"] if one["code"][0]["text"] == "measured"]
        numbers = {one["value"]["text"]: one["measureScore"]["value"] for one in stratifier["stratum"]}
        return summed(report)[""], numbers["members"]

    assert led("2026-11-10") == ((1, 0, 0), 26)
    episode = agency.http.get(f"/EpisodeOfCare/{members[0]}").json()
    put(agency.http, episode | {"status": "finished", "period": {"start": "2026-09-01", "end": "2026-11-12"}})
    assert led("2026-11-11") == ((1, 0, 0), 26)
    assert led("2026-11-12") == ((1, 1, 0), 25)
    put(agency.http, episode | {"status": "finished"})  # nobody says since when
    assert led("2026-11-11") == ((1, 1, 0), 25)


def test_ne_38_the_screenings_on_record(agency):
    """Everything that the member was screened for at admission on 1 September; one of them taken back is missing."""
    member = agency.admit()
    said = {"periodStart": "2026-09-01", "periodEnd": "2026-10-31"}
    assert summed(about(agency, "ne-screening", member, **said)) == {"": (1, 1, 0)}
    found = agency.http.get("/Observation", params={"patient": f"Patient/{member}", "code": "suicide"}).json()
    screened = found["entry"][0]["resource"]
    put(agency.http, screened | {"status": "entered-in-error"})
    report = about(agency, "ne-screening", member, **said)
    assert reasons(report) == {"": {"not screened for suicide at admission": 1}}

"""Measures of peers and plans over HTTP: MT-25, MT-35 to MT-46, CMH-27 to CMH-36, ID-12, ID-19 (rules.md 3)."""

import pytest

from tests.measured import evaluate, listed, reasons, summed
from tests.people import (
    CERTIFIED,
    COMMUNITY,
    IDAHO,
    SINCE,
    certificate,
    compound,
    concept,
    course,
    ext,
    organization,
    ours,
    post,
    put,
    put_all,
    ref,
    unique,
)

AUTUMN = {"periodStart": "2026-09-01", "periodEnd": "2026-10-31"}


def serve(agency, peer, member, *days):
    """An hour on each of these days."""
    for day in days:
        said = agency.encounter(member, peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00")
        assert post(agency.http, said).status_code == 201


def person_of(peer):
    """The Practitioner of a role."""
    return peer.replace("PractitionerRole", "Practitioner")


@pytest.mark.parametrize(
    ("sent", "months"),
    [
        ("2026-10-01", {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}),  # a date is of its month, whatever the zone
        ("2026-10-31", {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}),
        ("2026-10-01T05:59:59Z", {"2026-09": (1, 1, 0), "2026-10": (1, 0, 0)}),  # 30 September in Montana
        ("2026-10-01T06:00:00Z", {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}),
        ("2026-11-01", {"2026-09": (1, 0, 0), "2026-10": (1, 0, 0)}),
        ("2026-11-01T05:59:59Z", {"2026-09": (1, 0, 0), "2026-10": (1, 1, 0)}),
    ],
)
def test_mt_23_a_meeting_is_of_the_month_in_montana(come, sent, months):
    """At least once in each calendar month, local time, in which the peer served (X-7)."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-09-10", "2026-10-08")
    put(agency.http, communication("supervision", agency.supervisor, [peer], sent=sent))
    assert summed(evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, **AUTUMN)) == months


def communication(category, sender, recipients, **said):
    """A completed Communication of a category of ours."""
    return {
        "resourceType": "Communication",
        "id": unique("comm"),
        "status": "completed",
        "category": [ours("contact", category)],
        "sender": ref(sender),
        "recipient": [ref(one) for one in recipients],
        "sent": "2026-10-15",
    } | said


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"status": "in-progress"}, "no supervision contact"),
        ({"category": [ours("contact", "care-coordination")]}, "no supervision contact"),
        ({"recipient": []}, "no supervision contact"),
        ({"sender": "another"}, "supervision by somebody who is not the peer's supervisor"),
    ],
)
def test_mt_23_what_is_no_supervision(come, said, reason):
    """A supervision is a completed contact of that category between the peer and the peer's supervisor."""
    agency, other = come(), come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    said = {"sender": ref(other.supervisor)} if said == {"sender": "another"} else said
    made = communication("supervision", agency.supervisor, [peer]) | said
    put(agency.http, {name: value for name, value in made.items() if value})
    report = evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, **AUTUMN)
    assert reasons(report) == {"2026-10": {reason: 1}}
    assert summed(report)["2026-09"] == (0, 0, 0)


@pytest.mark.parametrize(
    ("begins", "september"),
    [("2026-08-31", (1, 0, 0)), ("2026-09-01", (1, 0, 0)), ("2026-09-02", (1, 0, 1)), ("2026-09-10", (1, 0, 1))],
)
def test_x_7_the_first_partial_month_is_exempt(come, begins, september):
    """For the peer, the month in which the role begins, unless it is its first day; the next month counts."""
    agency = come()
    peer, member = agency.hire(CERTIFIED, period={"start": begins}), agency.admit()
    serve(agency, peer, member, "2026-09-10", "2026-10-08")
    report = evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, **AUTUMN)
    assert summed(report) == {"2026-09": september, "2026-10": (1, 0, 0)}


def test_x_7_a_month_that_is_not_over_is_no_miss_yet(come):
    """It is 16 November: the supervision of November may still come; once it has, it counts."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-11-09")
    period = {"periodStart": "2026-11", "periodEnd": "2026-11"}
    before = evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, **period)
    assert summed(before) == {"2026-11": (1, 0, 1)}
    assert reasons(before, "exclusion") == {"2026-11": {"month in progress": 1}}
    put(agency.http, communication("supervision", agency.supervisor, [peer], sent="2026-11-10"))
    assert summed(evaluate(agency.http, "mt-monthly-supervision", practitioner=peer, **period)) == {
        "2026-11": (1, 1, 0)
    }


def test_mt_24_each_member_is_looked_at(come):
    """One supervision may be about many; whom it does not name, by themselves, plan or goal, is missed."""
    agency = come()
    peer = agency.hire(CERTIFIED)
    seen, unseen = agency.admit(), agency.admit()
    for number, member in enumerate((seen, unseen)):
        serve(agency, peer, member, f"2026-10-0{number + 6}")
    put(agency.http, communication("supervision", agency.supervisor, [peer], about=[ref(f"Goal/{seen}")]))
    report = evaluate(agency.http, "mt-member-supervision", reportType="subject-list", **AUTUMN)
    assert summed(report)["2026-10"] == (2, 1, 0)
    assert listed(report, "2026-10", "numerator") == [f"Patient/{seen}"]
    assert summed(evaluate(agency.http, "mt-member-supervision", subject=unseen, **AUTUMN))["2026-10"] == (1, 0, 0)


def test_mt_26_the_parties_may_be_met_in_several_meetings(come):
    """CMT and CPO, each an Organization or a CareTeam, in one Communication or two of the month."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    cmt = {
        "resourceType": "CareTeam",
        "id": unique("cmt"),
        "status": "active",
        "category": [ours("agency-type", "cmt")],
        "subject": ref(f"Patient/{member}"),
    }
    cpo = organization(unique("cpo"), type=[ours("agency-type", "cpo")])
    put_all(agency.http, cmt, cpo)
    put(agency.http, communication("cmt-cpo-meeting", peer, [f"CareTeam/{cmt['id']}"]))
    before = evaluate(agency.http, "mt-cmt-cpo-meeting", practitioner=peer, **AUTUMN)
    assert reasons(before) == {"2026-10": {"cpo absent": 1}}
    put(agency.http, communication("cmt-cpo-meeting", peer, [f"Organization/{cpo['id']}"], sent="2026-10-31"))
    assert summed(evaluate(agency.http, "mt-cmt-cpo-meeting", practitioner=peer, **AUTUMN))["2026-10"] == (1, 1, 0)


def test_mt_25_progress_goes_to_the_cmt(come):
    """A progress report about the member, or a progress note shared with the CMT, in each month of service."""
    agency = come()
    peer = agency.hire(CERTIFIED)
    told, noted, kept = agency.admit(), agency.admit(), agency.admit()
    for number, member in enumerate((told, noted, kept)):
        serve(agency, peer, member, f"2026-10-0{number + 6}")
    cmt = organization(unique("cmt"), type=[ours("agency-type", "cmt")])
    put_all(agency.http, cmt)
    team = f"Organization/{cmt['id']}"
    put(agency.http, communication("cmt-progress-report", peer, [team], subject=ref(f"Patient/{told}")))
    for member, shared in ((noted, {"context": {"related": [ref(team)]}}), (kept, {})):
        note = {
            "resourceType": "DocumentReference",
            "id": unique("note"),
            "status": "current",
            "type": concept("http://loinc.org", "34904-3"),
            "category": [
                concept("http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note")
            ],
            "subject": ref(f"Patient/{member}"),
            "date": "2026-10-20T12:00:00Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": "WnotTm90ZQ=="}}],
        }
        put(agency.http, note | shared)
    report = evaluate(agency.http, "mt-cmt-progress-report", reportType="subject-list", **AUTUMN)
    assert summed(report)["2026-10"] == (3, 2, 0)
    assert sorted(listed(report, "2026-10", "numerator")) == sorted([f"Patient/{told}", f"Patient/{noted}"])
    assert reasons(report) == {"2026-10": {"no progress document to cmt": 1}}


@pytest.mark.parametrize(
    ("hours", "done", "counts"),
    [
        (10, "2025-12-31", (1, 1, 0)),
        (10, "2026-01-01", (1, 0, 0)),  # of the next year of certification
        (9.5, "2025-12-31", (1, 0, 0)),
        (10, "2025-01-01", (1, 1, 0)),
        (10, "2024-12-31", (1, 0, 0)),
    ],
)
def test_mt_35_ten_hours_in_each_year_of_certification(come, hours, done, counts):
    """The certificate runs from 1 January 2025; its first year ends on 31 December 2025."""
    agency = come()
    taught = certificate(done, done, "continuing-education", extension=[ext("training-hours", valueDecimal=hours)])
    peer, member = agency.hire(certificate("2025-01-01", "2027-12-31"), taught), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    year = {"periodStart": "2025", "periodEnd": "2025"}
    assert summed(evaluate(agency.http, "mt-continuing-education", practitioner=peer, **year)) == {"": counts}


def test_mt_35_the_running_year_is_in_progress(come):
    """It is November 2026: the year that ends in December is not judged yet."""
    agency = come()
    peer, member = agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    report = evaluate(agency.http, "mt-continuing-education", practitioner=peer, periodStart="2026", periodEnd="2026")
    assert summed(report) == {"": (1, 0, 1)}
    assert reasons(report, "exclusion") == {"": {"year in progress": 1}}


def test_mt_36_to_46_what_training_taught(come):
    """Eleven bullets; where a bullet names two codes both are taught (MT-37); each that is not is a reason."""
    agency = come()
    given = course(32, "mt-dphhs", "mt-dphhs")
    given["extension"] += [ext("competency", valueCode=code) for code in ("listening", "mentoring")]
    peer, whole, member = agency.hire(CERTIFIED, training=[given]), agency.hire(CERTIFIED), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    serve(agency, whole, member, "2026-10-20")
    report = evaluate(agency.http, "mt-training-competencies", reportType="subject-list", **AUTUMN)
    assert summed(report) == {"": (2, 1, 0)}
    assert listed(report, "", "numerator") == [person_of(whole)]
    lacking = reasons(report)[""]
    assert "MT-37: cultural-competence" in lacking
    missing = ["MT-36", "MT-37", "MT-38", "MT-39", "MT-41", "MT-42", "MT-43", "MT-44", "MT-45", "MT-46"]
    assert sorted(reason[:5] for reason in lacking) == missing  # mentoring, MT-40, was taught


TOPICS = {
    "CMH-27": "recovery-principles",
    "CMH-28": "cultural-competence",
    "CMH-29": "conflict",
    "CMH-30": "goal-setting",
    "CMH-31": "psychosocial-rehabilitation",
    "CMH-32": "rights-confidentiality",
    "CMH-33": "ethics-boundaries",
    "CMH-34": "self-advocacy",
    "CMH-35": "listening",
    "CMH-36": "personal-story",
}


@pytest.mark.parametrize("left_out", [*TOPICS, None])
def test_cmh_27_to_36_what_training_was_about(come, left_out):
    """Ten topics; each that the training leaves out is a reason."""
    agency = come(state=COMMUNITY)
    given = course(32, "zz-any") | {"identifier": [{"system": "https://training.example.org", "value": "SYN-T"}]}
    given["extension"] += [ext("competency", valueCode=code) for rule, code in TOPICS.items() if rule != left_out]
    peer, member = agency.hire(training=[given]), agency.admit()
    serve(agency, peer, member, "2026-10-08")
    report = evaluate(agency.http, "cmh-training-topics", **AUTUMN)
    assert summed(report) == {"": (1, 0 if left_out else 1, 0)}
    assert reasons(report) == ({"": {f"{left_out}: {TOPICS[left_out]}": 1}} if left_out else {})


def test_id_12_supervision_under_the_protocol(come):
    """A supervisor is named and the protocol of the program attested, as contacts are judged; the protocol lapses."""
    agency = come(state=IDAHO)
    certified = certificate("2026-01-01", "2027-12-31")
    peer, member = agency.hire(certified), agency.admit()
    serve(agency, peer, member, "2026-09-10", "2026-10-08")
    met = evaluate(agency.http, "id-supervision", practitioner=peer, **AUTUMN)
    assert summed(met) == {"2026-09": (1, 1, 0), "2026-10": (1, 1, 0)}
    role = agency.http.get(f"/{peer}").json()
    for one in role["extension"]:
        if one["url"].endswith("supervisory-protocol"):
            one["extension"][2]["valuePeriod"] = {"start": SINCE, "end": "2026-09-30"}
    put(agency.http, role)
    missed = evaluate(agency.http, "id-supervision", practitioner=peer, **AUTUMN)
    assert summed(missed) == {"2026-09": (1, 1, 0), "2026-10": (1, 0, 0)}
    ((reason, count),) = reasons(missed)["2026-10"].items()
    assert (reason[:5], count) == ("ID-12", 1)


def reviewed(agency, member, made, *days):
    """The member's plan, made on a day and reviewed on others."""
    reviews = [
        compound(
            "plan-review",
            date={"valueDate": day},
            reviewer={"valueReference": ref(agency.supervisor)},
            abilitiesAndStrengths={"valueString": "Knows the bus lines"},
            accomplishments={"valueString": "Went to the library alone"},
        )
        for day in days
    ]
    plan = agency.plan(member, created=made, period={"start": made})
    plan["extension"] += reviews
    put(agency.http, plan)


@pytest.mark.parametrize(
    ("reviews", "counts"),
    [
        (["2026-06-30"], (1, 1, 0)),  # day 90
        (["2026-07-01"], (1, 0, 0)),  # day 91
        ([], (1, 0, 0)),
        (["2026-05-01"], (1, 1, 0)),  # an early one starts the days anew: due on 30 July
    ],
)
def test_id_19_the_plan_is_reviewed_every_90_days(come, reviews, counts):
    """Made on 1 April 2026: day 90 is 30 June, in time; on day 91 the review is overdue (X-6, X-8)."""
    agency = come(state=IDAHO)
    member = agency.admit()
    reviewed(agency, member, "2026-04-01", *reviews)
    period = {"periodStart": "2026-04-01", "periodEnd": "2026-07-29"}
    report = evaluate(agency.http, "id-plan-review", subject=f"Patient/{member}", **period)
    assert summed(report) == {"": counts}
    assert ("" in reasons(report)) == (counts[1] == 0)
    assert report["evaluatedResource"] == [{"reference": f"CarePlan/{member}"}]


@pytest.mark.parametrize(
    ("until", "counts"), [("2026-06-29", (1, 0, 1)), ("2026-06-30", (1, 1, 0)), ("2026-07-01", (1, 0, 0))]
)
def test_id_19_nothing_is_due_before_day_90(come, until, counts):
    """Not yet due, due and not overdue, overdue: by the last day of the period."""
    agency = come(state=IDAHO)
    member = agency.admit()
    reviewed(agency, member, "2026-04-01")
    report = evaluate(agency.http, "id-plan-review", subject=member, periodStart="2026-04-01", periodEnd=until)
    assert summed(report) == {"": counts}

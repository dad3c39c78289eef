"""The rules of the peer over HTTP, each on both sides of its boundary (rules.md 3.1, 3.4)."""

import pytest

from tests.people import (
    BASE,
    CERTIFIED,
    IDAHO,
    MONTANA,
    Decided,
    Denied,
    authority,
    certificate,
    compound,
    course,
    decided,
    ext,
    line,
    lived,
    ours,
    post,
    put,
    rules,
    submit,
    unique,
)

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
DAY = "2026-11-09"
NIGHT = ("2026-11-10T06:45:00Z", "2026-11-10T07:15:00Z")  # 23:45 in Denver and Boise, to a quarter past midnight


def judged(agency, peer, hours=HOUR):
    """The errors about an encounter of a peer with a new member; none when it is kept."""
    answer = post(agency.http, agency.encounter(agency.admit(), peer, *hours))
    assert answer.status_code in (201, 422), answer.text
    return sorted({rule for rule, severity in rules(answer) if severity == "error"}) if answer.is_error else []


def claimed(agency, peer, day=DAY, **said):
    """What became of a line of four units for that peer, without an encounter."""
    (found,) = decided(submit(agency.http, agency.claim(agency.admit(), peer, line(4, day), **said)))
    return found


def employed(agency, **role):
    """A peer with all certificates, whose role says this in place of all else, and names no program."""
    return agency.hire(CERTIFIED, **({"extension": agency.role_extensions(program=False)} | role))


def refused(agency, **said):
    """The errors about a role that names the program; none when it is kept."""
    id_ = unique("peer")
    person, role = agency.peer(id_, CERTIFIED, **said)
    put(agency.http, person)
    del role["id"]
    answer = post(agency.http, role)
    return sorted({rule for rule, severity in rules(answer) if severity == "error"}) if answer.is_error else []


# Certificates.


@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-01"), (IDAHO, "ID-10")], ids=["MT", "ID"])
def test_mt_01_id_10_a_certificate_that_lapsed_yesterday(come, state, rule):
    """The encounter is refused by the program's own rule, the claim denied B7/N570."""
    agency = come(state=state)
    peer = agency.hire(certificate("2026-01-01", "2026-11-08"))
    assert judged(agency, peer) == [rule]
    assert claimed(agency, peer) == Decided(0, (Denied(4, "B7", ("N570",), "CO", rule),))


@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-01"), (IDAHO, "ID-10")], ids=["MT", "ID"])
def test_x_5_a_night_begun_on_the_last_day_is_covered_to_its_end(come, state, rule):
    """23:45 of the last day to 00:15: covered; begun at 23:45 of the day after: not."""
    agency = come(state=state)
    assert judged(agency, agency.hire(certificate("2026-01-01", "2026-11-09")), NIGHT) == []
    assert judged(agency, agency.hire(certificate("2026-01-01", "2026-11-08")), NIGHT) == [rule]


@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-01"), (IDAHO, "ID-02")], ids=["MT", "ID"])
def test_mt_01_id_02_no_certificate(come, state, rule):
    """Nobody without one, whatever else they have; the day is covered by none."""
    agency = come(state=state)
    peer = agency.hire()
    assert judged(agency, peer) == [rule]
    assert claimed(agency, peer) == Decided(0, (Denied(4, "B7", ("N570",), "CO", rule),))


@pytest.mark.parametrize(("issuer", "kept"), [("id-state", True), ("mt-dphhs", False), ("some-board", False)])
def test_id_10_the_certificate_is_idahos(come, issuer, kept):
    """A certificate of another State is not accepted: refused, and denied B7/N570."""
    agency = come(state=IDAHO)
    peer = agency.hire(CERTIFIED | {"issuer": authority(issuer)}, extension=agency.role_extensions(program=False))
    assert judged(agency, peer) == ([] if kept else ["ID-10"])
    found = claimed(agency, peer)
    assert found == (Decided(4) if kept else Decided(0, (Denied(4, "B7", ("N570",), "CO", "ID-10"),)))


def test_mt_01_any_issuer_will_do_in_montana(come):
    """The seed names no certifying body."""
    agency = come()
    assert judged(agency, agency.hire(CERTIFIED | {"issuer": authority("some-board")})) == []


# Training, schooling, lived experience.


def test_id_09_the_training_is_directed_by_the_state(come):
    """A course that Idaho neither gave nor approved does not count."""
    agency = come(state=IDAHO)
    assert refused(agency, training=[course(40, by="some-school")]) == ["ID-09"]
    assert refused(agency, training=[course(1, by="id-state")]) == []
    assert refused(agency, training=[]) == ["ID-09"]


def test_mt_17_a_course_is_needed(come):
    """Nobody without peer training, and the claim is denied B7/N570."""
    agency = come()
    assert set(refused(agency, training=[])) & {"MT-17", "MT-33"}
    peer = agency.hire(CERTIFIED, training=[], extension=agency.role_extensions(program=False))
    (denied,) = claimed(agency, peer).denied
    assert (denied.carc, denied.rarcs) == ("B7", ("N570",))
    assert denied.rule in ("MT-17", "MT-33")


def test_id_06_a_diploma_is_needed(come):
    """In Idaho a peer has finished high school, or has an equivalent; Montana does not ask."""
    for state, expected in ((IDAHO, ["ID-06"]), (MONTANA, [])):
        agency = come(state=state)
        id_ = unique("peer")
        person, role = agency.peer(id_, CERTIFIED)
        diploma = ours("qual", "high-school-or-equivalent")
        person["qualification"] = [q for q in person["qualification"] if q["code"] != diploma]
        put(agency.http, person)
        answer = post(agency.http, {name: value for name, value in role.items() if name != "id"})
        assert (rules(answer) if answer.is_error else []) == [(rule, "error") for rule in expected]


@pytest.mark.parametrize(
    ("state", "category", "expected"),
    [
        (MONTANA, "self-mh", []),
        (MONTANA, "self-smi", []),  # a kind of self-mh
        (MONTANA, "self-sud", ["MT-14"]),
        (MONTANA, "family-member", ["MT-14"]),
        (IDAHO, "self-mh", []),
        (IDAHO, "self-cooccurring", []),
        (IDAHO, "self-sud", ["ID-07"]),
        (IDAHO, "parent-caregiver", ["ID-07"]),
    ],
)
def test_mt_14_id_07_lived_experience(come, state, category, expected):
    """Mental illness oneself: substance use alone does not satisfy Montana, nor Idaho's adult peer support."""
    assert refused(come(state=state), person={"extension": [lived(category)]}) == expected


def test_mt_14_mt_15_served_and_self_identified(come):
    """Montana asks for experience with services, openly; what is not said of is not attested."""
    agency = come()
    no = {"valueBoolean": False}
    assert refused(agency, person={"extension": [lived(serviceUser=no)]}) == ["MT-14"]
    assert refused(agency, person={"extension": [lived(selfIdentified=no)]}) == ["MT-15"]
    silent = [ext("peer-type", valueCode="peer")]
    assert "MT-14" in refused(agency, person={"extension": silent})


@pytest.mark.parametrize(("months", "expected"), [(11, ["ID-08"]), (12, []), (14, [])])
def test_id_08_a_year_in_recovery(come, months, expected):
    """Twelve months are enough in Idaho, eleven are not; Montana names no length."""
    assert refused(come(state=IDAHO), person={"extension": [lived(months=months)]}) == expected
    assert refused(come(), person={"extension": [lived(months=months)]}) == []


def test_mt_16_grounded_in_recovery_is_a_warning(come):
    """Nobody attests it: the role is kept with a warning (a judgement)."""
    agency = come()
    recovery = {"extension": [{"url": "asOf", "valueDate": "2025-12-01"}]}
    person, role = agency.peer(unique("peer"), CERTIFIED, person={"extension": [lived(recoveryAttestation=recovery)]})
    put(agency.http, person)
    del role["id"]
    answer = post(agency.http, role, prefer="return=OperationOutcome")
    assert (answer.status_code, rules(answer)) == (201, [("MT-16", "warning")])


# Employment and supervision.


@pytest.mark.parametrize(
    ("period", "paid"),
    [
        ({"start": "2026-01-01", "end": "2026-11-09"}, True),
        ({"start": "2026-01-01", "end": "2026-11-08"}, False),
        ({"start": "2026-11-09"}, True),
        ({"start": "2026-11-10"}, False),
    ],
)
def test_mt_18_the_agency_is_enrolled_on_the_date_of_service(come, period, paid):
    """The enrollment's first and last day count; else refused, and denied B7/N767."""
    agency = come()
    said = agency.http.get(f"/Organization/{agency.id}").json()
    enrolled = compound("program-enrollment", program={"valueCode": "mt-hcbs"}, period={"valuePeriod": period})
    put(agency.http, said | {"extension": [enrolled, ext("time-zone", valueCode="America/Denver")]})
    peer = employed(agency)
    assert judged(agency, peer) == ([] if paid else ["MT-18"])
    found = claimed(agency, peer)
    assert found == (Decided(4) if paid else Decided(0, (Denied(4, "B7", ("N767",), "CO", "MT-18"),)))


def test_id_11_a_peer_works_within_a_group_agency(come):
    """A sole proprietor is refused, and denied B7/N570; Montana lets the self-employed serve."""
    agency = come(state=IDAHO)
    said = agency.http.get(f"/Organization/{agency.id}").json()
    put(agency.http, said | {"type": [ours("agency-type", "sole-proprietor")]})
    peer = employed(agency)
    assert judged(agency, peer) == ["ID-11"]
    assert claimed(agency, peer) == Decided(0, (Denied(4, "B7", ("N570",), "CO", "ID-11"),))


def test_id_11_nobody_is_self_employed(come):
    """The role says self-employed: refused in Idaho; in Montana it is kept (MT-27)."""
    for state, expected in ((IDAHO, ["ID-11"]), (MONTANA, [])):
        agency = come(state=state)
        kept = [e for e in agency.role_extensions() if not e["url"].endswith("employment-type")]
        alone = [*kept, ext("employment-type", valueCode="self-employed")]
        assert refused(agency, extension=alone) == expected


def without(agency, name):
    """What a role says, but for one extension; it names no program."""
    return [e for e in agency.role_extensions(program=False) if not e["url"].endswith(f"/{name}")]


@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-22"), (IDAHO, "ID-12")], ids=["MT", "ID"])
def test_mt_22_id_12_a_peer_is_supervised(come, state, rule):
    """A role without a supervisor: refused, and denied 272/N706."""
    agency = come(state=state)
    peer = employed(agency, extension=without(agency, "supervisor"))
    assert judged(agency, peer) == [rule]
    assert claimed(agency, peer) == Decided(0, (Denied(4, "272", ("N706",), "CO", rule),))


def test_mt_27_the_self_employed_are_supervised_too(come):
    """A self-employed peer without a supervisor is refused, by the rule of the self-employed too."""
    agency = come()
    alone = [*without(agency, "supervisor"), ext("employment-type", valueCode="self-employed")]
    alone = [e for e in alone if e.get("valueCode") != "employee"]
    assert "MT-27" in judged(agency, employed(agency, extension=alone))


def test_id_12_the_supervisory_protocol_is_attested(come):
    """A supervisor without the attestation of the protocol is not enough in Idaho."""
    agency = come(state=IDAHO)
    assert judged(agency, employed(agency, extension=without(agency, "supervisory-protocol"))) == ["ID-12"]


@pytest.mark.parametrize(
    ("kind", "last", "expected"),
    [
        ("LCPC", None, []),
        ("LCSW", None, []),
        ("LCPC", "2026-11-09", []),
        ("LCPC", "2026-11-08", ["MT-22"]),  # the licence has lapsed
        ("id-protocol", None, ["MT-22"]),  # is no licence of Montana's list
    ],
)
def test_mt_22_the_supervisor_is_licensed_on_the_date_of_service(come, kind, last, expected):
    """A licence of the list, in force on the day."""
    agency = come()
    person = agency.http.get(f"/Practitioner/{agency.id}").json()
    held = certificate("2020-01-01", last, "license", issuer=authority("mt-dphhs"))
    held["code"]["coding"].append({"system": f"{BASE}/CodeSystem/license", "code": kind})
    put(agency.http, person | {"qualification": [held]})
    assert judged(agency, employed(agency)) == expected


def test_everything_that_is_wrong_is_said_at_once(come):
    """A18's second half: training not by the State, no diploma, seven months, no certificate: all in one answer."""
    agency = come(state=IDAHO)
    id_ = unique("peer")
    person, role = agency.peer(id_, person={"extension": [lived("self-smi", 7)]}, training=[course(40, by="school")])
    person["qualification"] = person["qualification"][:1]
    put(agency.http, person)
    role["extension"] = agency.role_extensions()
    answer = agency.http.put(f"/PractitionerRole/{id_}", json=role)
    assert answer.status_code == 422
    found = {rule for rule, severity in rules(answer) if severity == "error"}
    assert found >= {"ID-06", "ID-08", "ID-09"}
    assert found & {"ID-02", "ID-10"}

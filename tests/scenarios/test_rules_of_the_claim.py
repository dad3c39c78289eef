"""The rules of claims over HTTP, each on both sides of its boundary: dates, units, duplicates, EPSDT (rules.md 2.2)."""

import pytest

from tests.people import (
    CERTIFIED,
    HCPCS,
    HL7,
    IDAHO,
    MONTANA,
    PLACES,
    Decided,
    Denied,
    Json,
    certificate,
    concept,
    decided,
    kept,
    line,
    planned,
    post,
    put,
    ref,
    submit,
    usage,
)

LONG = certificate("2020-01-01", "2030-12-31")
DAY = "2026-11-09"


@pytest.fixture
def story(come):
    """An agency, a member, a peer; encounters and claims of theirs."""
    agency = come()
    member, peer = agency.admit(), agency.hire(LONG)

    def encounter(start, end, **said):
        return kept(post(agency.http, agency.encounter(member, peer, start, end, **said)))

    def claim(*lines, **said):
        return decided(submit(agency.http, agency.claim(member, peer, *lines, **said)))

    return agency, member, encounter, claim


def denied(units, carc, rarcs, rule, group="CO"):
    """A line that is denied as a whole."""
    return Decided(0, (Denied(units, carc, rarcs, group, rule),))


@pytest.mark.parametrize(
    ("day", "now", "paid"),
    [
        ("2025-11-16", "2026-11-16T12:00:00Z", True),  # the last day of twelve months
        ("2025-11-15", "2026-11-16T12:00:00Z", False),
        ("2026-02-28", "2027-02-28T12:00:00Z", True),
        ("2028-02-29", "2029-02-28T12:00:00Z", True),  # Feb 29: the last day is Feb 28
        ("2028-02-29", "2029-03-01T12:00:00Z", False),
        ("2025-11-16", "2026-11-17T06:59:00Z", True),  # 23:59 in Denver
        ("2025-11-16", "2026-11-17T07:00:00Z", False),
    ],
)
def test_x_15_twelve_months_to_file(story, moved, day, now, paid):
    """A claim that comes after the date of service and twelve calendar months is denied 29."""
    *_, claim = story
    with moved(now):
        assert claim(line(1, day)) == [Decided(1) if paid else denied(1, "29", (), "X-15")]


def test_x_15_a_service_in_the_future_is_not_paid(story):
    """Tomorrow's service is not claimed today."""
    *_, claim = story
    (found,) = claim(line(1, "2026-11-17"))
    assert (found.paid, len(found.denied)) == (0, 1)


@pytest.mark.parametrize(
    ("first", "last", "carc", "rarcs"),
    [
        ("2026-11-02", "2026-11-06", None, ()),
        ("2026-10-31", "2026-11-01", "267", ("N74",)),
        ("2025-12-31", "2026-01-01", "268", ()),
    ],
)
def test_x_4_a_line_spans_no_two_years(story, first, last, carc, rarcs):
    """Two calendar years: 268; two months: 267/N74; some days of one month: paid."""
    *_, claim = story
    spanning = line(4, first, servicedPeriod={"start": first, "end": last})
    del spanning["servicedDate"]
    (found,) = claim(spanning)
    assert [(one.carc, one.rarcs) for one in found.denied] == ([(carc, rarcs)] if carc else [])


@pytest.mark.parametrize(("minutes", "units", "paid"), [(22, 1, True), (22, 2, False), (23, 2, True), (67, 4, True)])
def test_x_2_no_more_units_than_documented(story, minutes, units, paid):
    """Fewer are allowed; more are denied 16/M53."""
    _, _, encounter, claim = story
    id_ = encounter(f"{DAY}T10:00:00-07:00", f"{DAY}T{10 + minutes // 60}:{minutes % 60:02}:00-07:00")
    expected = Decided(units) if paid else denied(units, "16", ("M53",), "X-2")
    assert claim(line(units, DAY, id_)) == [expected]


def test_x_2_the_night_the_clocks_go_back_has_an_hour_twice(story):
    """01:30 to 01:30 is an hour: four units are documented."""
    _, _, encounter, claim = story
    id_ = encounter("2026-11-01T01:30:00-06:00", "2026-11-01T01:30:00-07:00")
    assert claim(line(5, "2026-11-01", id_)) == [denied(5, "16", ("M53",), "X-2")]
    assert claim(line(4, "2026-11-01", id_)) == [Decided(4)]


def test_x_2_the_night_the_clocks_go_forward_lacks_one(story, moved):
    """01:30 to 03:30 is an hour on 14 March 2027."""
    _, _, encounter, claim = story
    with moved("2027-03-20T12:00:00Z"):
        id_ = encounter("2027-03-14T01:30:00-07:00", "2027-03-14T03:30:00-06:00")
        assert claim(line(5, "2027-03-14", id_)) == [denied(5, "16", ("M53",), "X-2")]
        assert claim(line(4, "2027-03-14", id_)) == [Decided(4)]


def test_x_2_two_lines_for_one_encounter_share_its_units(story):
    """Four are documented: two and two are paid, a fifth is not."""
    _, _, encounter, claim = story
    id_ = encounter(f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")
    assert claim(line(2, DAY, id_), line(1, DAY, id_)) == [Decided(2), Decided(1)]
    assert claim(line(2, DAY, id_, modifier=[concept(HCPCS, "HE")])) == [denied(2, "16", ("M53",), "X-2")]
    assert claim(line(1, DAY, id_, modifier=[concept(HCPCS, "HE")])) == [Decided(1)]


def test_x_1_the_date_of_a_line_is_that_of_its_encounter(story):
    """Tuesday 06:30 UTC is Monday in Denver: a line of Tuesday is denied 16/M52, one of Monday paid."""
    _, _, encounter, claim = story
    id_ = encounter("2026-11-10T06:30:00Z", "2026-11-10T06:45:00Z")
    assert claim(line(1, "2026-11-10", id_)) == [denied(1, "16", ("M52",), "X-1")]
    assert claim(line(1, "2026-11-09", id_)) == [Decided(1)]


def test_x_17_an_exact_duplicate_is_of_group_oa(story):
    """The same line again: 18, OA; with other units, another day, another modifier it is another line."""
    *_, claim = story
    assert claim(line(2, DAY)) == [Decided(2)]
    assert claim(line(2, DAY)) == [denied(2, "18", (), "X-17", "OA")]
    assert claim(line(1, DAY), line(2, "2026-11-10"), line(2, DAY, modifier=[concept(HCPCS, "HE")])) == [
        Decided(1),
        Decided(2),
        Decided(2),
    ]


def test_x_17_what_was_wholly_denied_has_no_duplicate(come):
    """A line denied for a missing certificate is sent again once it is recorded: paid."""
    agency = come()
    member, peer = agency.admit(), agency.hire()
    assert decided(submit(agency.http, agency.claim(member, peer, line(2, DAY))))[0].paid == 0
    person = agency.http.get(f"/{peer.replace('Role', '')}").json()
    person["qualification"].append(CERTIFIED)
    put(agency.http, person)
    assert decided(submit(agency.http, agency.claim(member, peer, line(2, DAY)))) == [Decided(2)]


def test_x_17_a_voided_line_has_no_duplicate(story):
    """After a void the same line is paid again."""
    agency, member, _, claim = story
    peer = agency.hire(LONG)
    billed = agency.claim(member, peer, line(2, DAY))
    first = submit(agency.http, billed).json()["request"]["reference"].split("/")[1]
    assert submit(agency.http, agency.again("8", first, billed)).status_code == 200
    assert decided(submit(agency.http, agency.claim(member, peer, line(2, DAY)))) == [Decided(2)]
    assert claim(line(9, "2026-11-10")) == [Decided(8, (Denied(1, "119", ("N362",), "CO", "MT-31"),))]


def test_x_13_a_group_line_bears_its_modifier(come):
    """A group session without HQ is denied 4/N822; with it, each member is paid the full session."""
    agency = come()
    peer = agency.hire(CERTIFIED)
    for number in range(2):
        member = agency.admit()
        said = agency.encounter(
            member,
            peer,
            f"{DAY}T18:00:00-07:00",
            f"{DAY}T18:30:00-07:00",
            extension=agency.content(
                member,
                {
                    "url": "https://peerfhir.org/fhir/StructureDefinition/group-session",
                    "extension": [
                        {"url": "sessionId", "valueString": f"evening of {agency.id}"},
                        {"url": "participantCount", "valueUnsignedInt": 2},
                    ],
                },
                mode="group",
            ),
        )
        answer = post(agency.http, said)
        assert answer.status_code == 201, answer.text
        if number == 0:
            bare = submit(agency.http, agency.claim(member, peer, line(2, DAY, kept(answer))))
            assert decided(bare) == [denied(2, "4", ("N822",), "X-13")]
        grouped = line(2, DAY, kept(answer), modifier=[concept(HCPCS, "HQ")])
        assert decided(submit(agency.http, agency.claim(member, peer, grouped))) == [Decided(2)]


@pytest.mark.parametrize(("born", "waits"), [("2005-11-10", True), ("2005-11-09", False)])
@pytest.mark.parametrize("state", [MONTANA, IDAHO], ids=["MT", "ID"])
def test_x_18_below_21_what_is_over_the_limit_waits(come, state, born, waits):
    """The day before the birthday: 133, OA, and the payer approves; on the birthday: denied by the limit."""
    agency = come(state=state)
    member, peer = agency.admit(birthDate=born), agency.hire(CERTIFIED)
    spent = [line(10, "2026-11-08")] if state is MONTANA else [line(64, f"2026-10-0{n}") for n in range(1, 7)]
    assert {one.pended for one in decided(submit(agency.http, agency.claim(member, peer, *spent)))} == {0}
    if state is IDAHO:
        rest = agency.claim(member, peer, line(32, "2026-10-07"))
        assert decided(submit(agency.http, rest)) == [Decided(32)]
    answer = submit(agency.http, agency.claim(member, peer, line(3, DAY)))
    (found,) = decided(answer)
    if not waits:
        assert (found.pended, found.denied[0].carc) == (0, "119" if state is MONTANA else "197")
        return
    assert found == Decided(0, (), 3)
    limit, _ = usage(agency.http, member, DAY, program=state.program)
    assert (limit["pended"], limit["remaining"]) == (3, 0)
    given = [{"name": "decision", "valueCode": "reduce"}, {"name": "units", "valueUnsignedInt": 2}]
    where = f"/ClaimResponse/{answer.json()['id']}/$decide"
    said = {"resourceType": "Parameters", "parameter": given}
    assert agency.http.post(where, json=said).status_code in (403, 404)  # only the payer decides
    after = decided(agency.payer.http.post(where, json=said))[0]
    assert (after.paid, after.pended, sum(one.units for one in after.denied)) == (2, 0, 1)
    limit, _ = usage(agency.http, member, DAY, program=state.program)
    assert (limit["pended"], limit["claimed"] - limit["paid"]) == (0, 1)


def test_x_17_more_than_sixteen_hours_of_a_peer_wait(come):
    """Sixty-four individual units in a day are possible, the minute more is pended (133, OA)."""
    agency = come(state=IDAHO)
    peer = agency.hire(CERTIFIED)
    day = "2026-11-04"
    last = None
    for start, end in (("00:00", "08:00"), ("08:00", "16:00"), ("16:00", "16:15")):
        last = agency.admit()
        said = agency.encounter(last, peer, f"{day}T{start}:00-07:00", f"{day}T{end}:00-07:00")
        answer = post(agency.http, said)
        assert answer.status_code == 201
        if end != "16:15":
            billed = agency.claim(last, peer, line(32, day, kept(answer)))
            assert decided(submit(agency.http, billed)) == [Decided(32)]
    answer = submit(agency.http, agency.claim(last, peer, line(1, day, kept(answer))))
    assert decided(answer) == [Decided(0, (), 1)]


def test_x_14_the_place_of_a_line_is_that_of_its_encounter(story):
    """A mismatch of the place of service is CARC 5 (domain.md 3.3)."""
    _, _, encounter, claim = story
    id_ = encounter(f"{DAY}T10:00:00-07:00", f"{DAY}T10:15:00-07:00")
    (found,) = claim(line(1, DAY, id_, locationCodeableConcept=concept(PLACES, "12")))
    assert [(one.carc, one.rarcs) for one in found.denied] == [("5", ("M77",))]


def test_a_cancelled_contact_is_not_paid(story):
    """A missed contact is recorded, and a claim for it denied 96/N441."""
    _, _, encounter, claim = story
    id_ = encounter(f"{DAY}T10:00:00-07:00", f"{DAY}T10:15:00-07:00", status="cancelled")
    (found,) = claim(line(1, DAY, id_))
    assert [(one.carc, one.rarcs) for one in found.denied] == [("96", ("N441",))]


def test_program_undetermined_a_line_that_leads_to_no_program(come):
    """Neither an encounter nor a plan class of the focal Coverage: 16 with MA130."""
    agency = come()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    insured = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, insured | {"class": planned("some-other-plan")})
    answer = submit(agency.http, agency.claim(member, peer, line(1, DAY)))
    assert decided(answer) == [denied(1, "16", ("MA130",), "program-undetermined")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": {"value": -1}},
        {"quantity": {"value": 0}},
        {"quantity": {"value": 1.5}},
        {"unitPrice": {"value": 15, "currency": "EUR"}},
        {"careTeamSequence": [7]},
        {"diagnosisSequence": [7]},
        {"servicedDate": "2026-02-30"},
        {"servicedDate": "2026"},
    ],
    ids=str,
)
def test_a_claim_that_cannot_be_read_is_refused(come, wrong):
    """Units negative or fractional, another currency, lines that refer to nothing: a clear answer, nothing counted."""
    agency = come()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    answer = submit(agency.http, agency.claim(member, peer, line(1, DAY, **wrong)))
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        (found,) = decided(answer)
        assert (found.paid, found.pended) == (0, 0)
    else:
        assert answer.json()["issue"][0]["expression"]
    limit, _ = usage(agency.http, member, DAY)
    assert (limit["claimed"], limit["paid"], limit["pended"]) == (0, 0, 0)


@pytest.mark.parametrize("frequency", ["7", "8"])
def test_x_10_what_can_be_taken_back(come, frequency):
    """A denied claim: 16/N142; one that waits: 16/N779; one that was taken back: 16/N152; another's: none."""
    agency = come()
    young, peer = agency.admit(birthDate="2006-01-01"), agency.hire(CERTIFIED)

    def send(*lines):
        answer = submit(agency.http, agency.claim(young, peer, *lines))
        assert answer.status_code == 200, answer.text
        return answer.json()["request"]["reference"].split("/")[1]

    def back(original, *lines):
        answer = submit(agency.http, agency.again(frequency, original, agency.claim(young, peer, *lines)))
        assert answer.status_code == 200, answer.text
        return [(one.carc, one.rarcs) for found in decided(answer) for one in found.denied]

    nobody = send(
        line(
            1,
            DAY,
            careTeamSequence=[1],
            locationCodeableConcept=concept(PLACES, "53"),
            productOrService=concept(HCPCS, "H2014"),
        )
    )
    assert back(nobody, line(1, DAY)) == [("16", ("N142",))]
    paid = send(line(10, "2026-11-08"))
    waiting = send(line(2, DAY))
    assert back(waiting, line(2, DAY)) == [("16", ("N779",))]
    assert back(paid, line(9, "2026-11-08")) == []
    assert back(paid, line(8, "2026-11-08")) == [("16", ("N152",))]


def test_x_17_in_hospital_in_every_program(come):
    """An inpatient stay at the time denies 60/M2 in Idaho too; on write it is a warning there."""
    agency = come(state=IDAHO)
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    stay: Json = {"resourceType": "Encounter", "id": f"stay-{member}", "status": "finished"}
    stay |= {"class": {"system": f"{HL7}/v3-ActCode", "code": "IMP"}, "subject": ref(f"Patient/{member}")}
    put(agency.http, stay | {"period": {"start": "2026-11-08T08:00:00-07:00", "end": "2026-11-10T15:00:00-07:00"}})
    answer = post(agency.http, agency.encounter(member, peer, f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00"))
    assert answer.status_code == 201, answer.text
    assert "X-17" in str(answer.headers.get_list("peerfhir-finding"))
    answer = submit(agency.http, agency.claim(member, peer, line(4, DAY, kept(answer))))
    assert [(one.carc, one.rarcs) for one in decided(answer)[0].denied] == [("60", ("M2",))]

"""The rules of the member, the plan and the content over HTTP, each on both sides of its boundary."""

import pytest

from tests.people import (
    CERTIFIED,
    HCPCS,
    ICD,
    IDAHO,
    MONTANA,
    PLACES,
    Decided,
    Denied,
    compound,
    concept,
    decided,
    ext,
    kept,
    line,
    post,
    put,
    ref,
    rules,
    submit,
    unique,
)

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
DAY = "2026-11-09"


def said_of(agency, member, hours=HOUR, severity="error", **said):
    """The rules that say this of an encounter of the member."""
    answer = post(
        agency.http,
        agency.encounter(member, agency.hire(CERTIFIED), *hours, **said),
        prefer="return=OperationOutcome",
    )
    assert answer.status_code in (201, 422), answer.text
    found = sorted({rule for rule, said_severity in rules(answer) if said_severity == severity})
    assert answer.status_code == (422 if severity == "error" and found else answer.status_code)
    return found


def claimed(agency, member, day=DAY, **said):
    """What became of a line of four units without an encounter."""
    billed = agency.claim(member, agency.hire(CERTIFIED), line(4, day, **said))
    (found,) = decided(submit(agency.http, billed))
    return found


def denied(carc, rarcs, rule, units=4):
    """A line that is denied as a whole."""
    return Decided(0, (Denied(units, carc, rarcs, "CO", rule),))


# Age.


@pytest.mark.parametrize(
    ("born", "grown"), [("2008-11-10", False), ("2008-11-09", True), ("2008-11-08", True)], ids=str
)
def test_id_01_eighteen_on_the_date_of_service(come, born, grown):
    """The day before the birthday is refused, and denied 6/N129; the day itself is paid."""
    agency = come(state=IDAHO)
    member = agency.admit(birthDate=born)
    assert said_of(agency, member) == ([] if grown else ["ID-01"])
    assert claimed(agency, member) == (Decided(4) if grown else denied("6", ("N129",), "ID-01"))


def test_mt_03_the_waiver_is_for_adults_but_the_seed_does_not_say_so(come):
    """Seventeen in Montana: a warning, and paid."""
    agency = come()
    member = agency.admit(birthDate="2009-01-01")
    assert said_of(agency, member, severity="warning") == ["MT-03"]
    assert claimed(agency, member) == Decided(4)


# Coverage.


@pytest.mark.parametrize(
    ("period", "carc"),
    [
        ({"start": "2026-11-09"}, None),
        ({"start": "2026-11-10"}, "26"),
        ({"start": "2026-01-01", "end": "2026-11-09"}, None),
        ({"start": "2026-01-01", "end": "2026-11-08"}, "27"),
    ],
    ids=str,
)
@pytest.mark.parametrize("state", [MONTANA, IDAHO], ids=["MT", "ID"])
def test_mt_03_cms_20_covered_on_the_date_of_service(come, state, period, carc):
    """First and last day count; before it 26, after it 27, with N30. On write Montana warns (enforcement MT-03)."""
    agency = come(state=state)
    member = agency.admit()
    insured = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, insured | {"period": period})
    rule = "MT-03" if state is MONTANA else "CMS-20"
    assert claimed(agency, member) == (denied(carc, ("N30",), rule) if carc else Decided(4))
    expected = ["MT-03"] if carc and state is MONTANA else []
    assert said_of(agency, member, severity="warning") == expected


def test_mt_03_between_two_coverages_and_never(come):
    """200 between two, 177 without any of the program."""
    agency = come()
    member = agency.admit()
    insured = agency.http.get(f"/Coverage/{member}").json()
    put(agency.http, insured | {"period": {"start": "2026-01-01", "end": "2026-11-08"}})
    put(agency.http, insured | {"id": unique("cov"), "period": {"start": "2026-11-10"}})
    assert claimed(agency, member) == denied("200", ("N30",), "MT-03")
    other = agency.admit()
    insured = agency.http.get(f"/Coverage/{other}").json()
    put(agency.http, insured | {"status": "cancelled"})
    assert claimed(agency, other).denied[0][:3] == (4, "177", ("N30",))


# Diagnosis.


@pytest.mark.parametrize(
    ("state", "code", "severity", "expected"),
    [
        (MONTANA, "F25.0", "warning", []),
        (MONTANA, "F20.9", "warning", []),
        (MONTANA, "F10.20", "warning", ["MT-03"]),  # the waiver is the evidence, whatever is on record
        (IDAHO, "F10.20", "error", []),
        (IDAHO, "F99", "error", []),
        (IDAHO, "E11.9", "error", ["CMS-03"]),
        (IDAHO, "F70", "error", ["CMS-03"]),  # not alone
    ],
)
def test_mt_03_cms_03_the_diagnosis_qualifies(come, state, code, severity, expected):
    """F20-F99 in Montana, F10-F99 in Idaho, intellectual disability not alone."""
    agency = come(state=state)
    member = agency.admit()
    diagnosis = agency.http.get(f"/Condition/{member}").json()
    put(agency.http, diagnosis | {"code": concept(ICD, code)})
    assert said_of(agency, member, severity=severity) == expected


def test_cms_03_a_claim_whose_diagnosis_does_not_qualify(come):
    """Denied 11/M76 in Idaho when neither the record nor the claim has one that does."""
    agency = come(state=IDAHO)
    member = agency.admit()
    diagnosis = agency.http.get(f"/Condition/{member}").json()
    put(agency.http, diagnosis | {"code": concept(ICD, "E11.9")})
    billed = agency.claim(member, agency.hire(CERTIFIED), line(4, DAY))
    billed["diagnosis"][0]["diagnosisCodeableConcept"] = concept(ICD, "E11.9")
    assert decided(submit(agency.http, billed)) == [denied("11", ("M76",), "CMS-03")]


# Plan.


@pytest.mark.parametrize(
    ("change", "kept_"),
    [
        ({"period": {"start": "2026-01-01", "end": "2026-11-09"}}, True),
        ({"period": {"start": "2026-01-01", "end": "2026-11-08"}}, False),
        ({"period": {"start": "2026-11-09"}}, True),
        ({"period": {"start": "2026-11-10"}}, False),
        ({"status": "revoked"}, False),
        ({"status": "draft"}, False),
    ],
    ids=str,
)
@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-19"), (IDAHO, "ID-16")], ids=["MT", "ID"])
def test_mt_19_id_16_an_active_plan_stands_behind_the_service(come, state, rule, change, kept_):
    """Active, of the program's type, in force on the date of service; else refused, and denied 16/M135."""
    agency = come(state=state)
    member = agency.admit()
    put(agency.http, agency.plan(member, **change))
    assert said_of(agency, member) == ([] if kept_ else [rule])
    assert claimed(agency, member) == (Decided(4) if kept_ else denied("16", ("M135",), rule))


@pytest.mark.parametrize(("state", "rule"), [(MONTANA, "MT-20"), (IDAHO, "ID-15")], ids=["MT", "ID"])
def test_mt_20_id_15_a_plan_has_a_goal(come, state, rule):
    """A plan of the program without a goal is refused, and so would be a service under it."""
    agency = come(state=state)
    member = agency.admit()
    said = agency.plan(member)
    said["activity"] = [{"detail": {"status": "in-progress", "code": concept(HCPCS, "H0038")}}]
    del said["goal"]
    answer = agency.http.put(f"/CarePlan/{member}", json=said)
    if answer.status_code == 422:
        assert (rule, "error") in rules(answer)
    else:
        assert said_of(agency, member) == [rule]


def test_mt_19_another_members_plan_is_none(come):
    """The encounter names the plan of somebody else."""
    agency = come()
    member, other = agency.admit(), agency.admit()
    content = [e for e in agency.content(member) if not e["url"].endswith("care-plan")]
    content.append(ext("care-plan", valueReference=ref(f"CarePlan/{other}")))
    assert said_of(agency, member, extension=content) == ["MT-19"]


# Content and place.


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("non-peer", "ID-34"),
        ("transportation", "ID-36"),
        ("supervision-daycare", "ID-37"),
        ("vocational-training", "ID-38"),
        ("skills-training", "ID-39"),
        ("competence-determination", "ID-42"),
        ("legal-advice", "ID-43"),
        ("possession-of-belongings", "ID-53"),
        ("errands", "ID-54"),
    ],
)
def test_id_34_to_54_what_peer_support_is_not(come, code, rule):
    """An encounter with a prohibited intervention is refused in Idaho, kept in Montana."""
    agency = come(state=IDAHO)
    member = agency.admit()
    assert said_of(agency, member, extension=agency.content(member, intervention=code)) == [rule]
    elsewhere = come()
    member = elsewhere.admit()
    assert said_of(elsewhere, member, extension=elsewhere.content(member, intervention=code)) == []


def test_id_22_one_of_nine_areas_is_a_warning(come):
    """An intervention outside the nine areas of focus: 201 with a warning."""
    agency = come(state=IDAHO)
    member = agency.admit()
    content = agency.content(member, intervention="psychosocial-education")
    assert said_of(agency, member, severity="warning", extension=content) == ["ID-22"]


@pytest.mark.parametrize("place", ["03", "04", "15", "16", "18", "27", "99"])
def test_id_51_the_community_needs_a_goal(come, place):
    """In the community without a goal of the plan: refused; with one: kept."""
    agency = come(state=IDAHO)
    member = agency.admit()
    assert said_of(agency, member, extension=agency.content(member, place=place)) == ["ID-51"]
    goal = ext("goal-addressed", valueReference=ref(f"Goal/{member}"))
    assert said_of(agency, member, extension=agency.content(member, goal, place=place)) == []


def test_id_51_the_goal_is_of_the_active_plan(come):
    """A goal that the plan does not have does not open the community; the claim is denied 272/N130."""
    agency = come(state=IDAHO)
    member = agency.admit()
    other = agency.http.get(f"/Goal/{member}").json() | {"id": unique("goal")}
    put(agency.http, other)
    goal = ext("goal-addressed", valueReference=ref(f"Goal/{other['id']}"))
    assert said_of(agency, member, extension=agency.content(member, goal, place="99")) == ["ID-51"]
    there = {"locationCodeableConcept": concept(PLACES, "99")}
    assert claimed(agency, member, **there) == denied("272", ("N130",), "ID-51")


@pytest.mark.parametrize(("code", "rule"), [("H2014", "ID-35"), ("A0080", "ID-35"), ("T2003", "ID-35")])
def test_id_35_a_line_for_another_service(come, code, rule):
    """Skills training, transportation: denied 96/N130 under this program."""
    agency = come(state=IDAHO)
    found = claimed(agency, agency.admit(), productOrService=concept(HCPCS, code))
    assert [(one.units, one.carc, one.rarcs) for one in found.denied] == [(4, "96", ("N130",))]
    assert found.denied[0].rule in (rule, "ID-36", "ID-39")


def test_id_41_the_peer_is_not_the_members_legal_representative(come):
    """A RelatedPerson with the peer's identifier who is the member's guardian: refused in Idaho."""
    agency = come(state=IDAHO)
    npi = {"system": "http://hl7.org/fhir/sid/us-npi", "value": "9990001098"}
    npi["value"] = unique("npi")
    npi["system"] = "https://board.example.org/peers"
    peer = agency.hire(CERTIFIED, person={"identifier": [npi]})
    for code, expected in (("GUARD", ["ID-41"]), ("FRND", [])):
        member = agency.admit()
        person = {"resourceType": "RelatedPerson", "id": unique("rp"), "active": True, "identifier": [npi]}
        person |= {"patient": ref(f"Patient/{member}")}
        role = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
        put(agency.http, person | {"relationship": [concept(role, code)]})
        answer = post(agency.http, agency.encounter(member, peer, *HOUR))
        found = [rule for rule, severity in rules(answer) if severity == "error"] if answer.is_error else []
        assert found == expected, answer.text


def test_mt_28_supervision_is_not_billed(come):
    """A line with the code of clinical supervision is denied 96/N130 under Montana's waiver."""
    agency = come()
    found = claimed(agency, agency.admit(), productOrService=concept(HCPCS, "clinical-supervision"))
    assert [(one.carc, one.rarcs) for one in found.denied] == [("96", ("N130",))]


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ({"isLRI": True, "criteriaMet": True, "by": "MT-CMT"}, True),
        ({"isLRI": True, "criteriaMet": False, "by": "MT-CMT"}, False),
        ({"isLRI": True, "criteriaMet": True, "by": None}, False),
        ({"isLRI": False, "criteriaMet": False, "by": None}, True),
    ],
    ids=str,
)
def test_mt_47_relatives_are_paid_when_the_team_says_so(come, said, paid):
    """A legally responsible individual is payable when the CMT or the CPO attests; else denied 53/N706."""
    agency = come()
    team = unique("cmt")
    organization = {"resourceType": "Organization", "id": team, "active": True, "name": "Zz-Team"}
    types = [{"coding": [{"system": "https://peerfhir.org/fhir/CodeSystem/agency-type", "code": "cmt"}]}]
    put(agency.http, organization | {"type": types})
    attested = compound(
        "legally-responsible-individual",
        isLRI={"valueBoolean": said["isLRI"]},
        criteriaMet={"valueBoolean": said["criteriaMet"]},
        **({"determinedBy": {"valueReference": ref(f"Organization/{team}")}} if said["by"] else {}),
    )
    billed = agency.claim(agency.admit(), agency.hire(CERTIFIED), line(4, DAY))
    billed["careTeam"][0]["extension"] = [attested]
    assert decided(submit(agency.http, billed)) == [Decided(4) if paid else denied("53", ("N706",), "MT-47")]


# Flags.


def test_mt_29_a_flag_of_need_for_active_treatment(come):
    """The criterion on the episode, met: refused; not met: kept (rules.md 5: only an explicit flag acts)."""
    agency = come()
    for met, expected in ((True, ["MT-29"]), (False, [])):
        member = agency.admit()
        episode = agency.http.get(f"/EpisodeOfCare/{member}").json()
        flag = compound(
            "exclusion-criterion",
            code={"valueCode": "active-treatment-needed"},
            met={"valueBoolean": met},
            attestedOn={"valueDate": "2026-11-01"},
        )
        put(agency.http, episode | {"extension": [*episode["extension"], flag]})
        assert said_of(agency, member) == expected


def test_x_17_two_at_the_same_time(come):
    """Overlap of one member: a warning on write; the claim that comes later is denied 231/M80."""
    agency = come()
    member, one, two = agency.admit(), agency.hire(CERTIFIED), agency.hire(CERTIFIED)
    first = post(agency.http, agency.encounter(member, one, *HOUR))
    half = ("2026-11-09T10:30:00-07:00", "2026-11-09T11:30:00-07:00")
    second = post(agency.http, agency.encounter(member, two, *half), prefer="return=OperationOutcome")
    assert (second.status_code, rules(second)) == (201, [("X-17", "warning")])
    answer = submit(agency.http, agency.claim(member, one, line(4, DAY, kept(first))))
    assert decided(answer) == [Decided(4)]
    answer = submit(agency.http, agency.claim(member, two, line(4, DAY, kept(second))))
    assert decided(answer) == [denied("231", ("M80",), "X-17")]


def test_x_17_one_after_the_other_is_no_overlap(come):
    """A contact that begins when the other ends overlaps by nothing."""
    agency = come()
    member, peer = agency.admit(), agency.hire(CERTIFIED)
    after = ("2026-11-09T11:00:00-07:00", "2026-11-09T12:00:00-07:00")
    for hours in (HOUR, after):
        answer = post(agency.http, agency.encounter(member, peer, *hours), prefer="return=OperationOutcome")
        assert (answer.status_code, rules(answer)) == (201, [])
        assert decided(submit(agency.http, agency.claim(member, peer, line(4, DAY, kept(answer))))) == [Decided(4)]


def test_x_17_a_peer_in_two_places(come):
    """Two members at once with one peer: a warning, and the later claim is denied 272/N703."""
    agency = come()
    one, other, peer = agency.admit(), agency.admit(), agency.hire(CERTIFIED)
    first = post(agency.http, agency.encounter(one, peer, *HOUR))
    second = post(agency.http, agency.encounter(other, peer, *HOUR), prefer="return=OperationOutcome")
    assert rules(second) == [("X-17", "warning")]
    assert decided(submit(agency.http, agency.claim(other, peer, line(4, DAY, kept(second))))) == [Decided(4)]
    answer = submit(agency.http, agency.claim(one, peer, line(4, DAY, kept(first))))
    assert decided(answer) == [denied("272", ("N703",), "X-17")]


def test_id_10_id_12_a_program_of_another_state_is_not_montanas_to_serve(come):
    """An encounter of Montana that names Idaho's program: refused by Idaho's rules of who serves, not counted."""
    agency = come(state=MONTANA)
    peer, member = agency.hire(CERTIFIED), agency.admit()
    said = agency.encounter(member, peer, *HOUR)
    said["extension"][0] = ext("program", valueCode="id-adult-peer")
    answer = post(agency.http, said)
    assert answer.status_code == 422
    assert {("ID-10", "error"), ("ID-12", "error")} <= set(rules(answer))
    asked = agency.http.get(f"/Patient/{member}/$authorization-usage", params={"program": "id-adult-peer"}).json()
    told = {part["name"]: part for part in asked["parameter"][-1]["part"]}
    assert told["rendered"]["valueUnsignedInt"] == 0

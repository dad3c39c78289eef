"""What a contact's facts are read with: what is hopped to, what stands of its member, who else was where (X-17)."""

from datetime import datetime, timedelta

import pytest

from peerfhir.fhir.searching import TYPE_CODES, parameters
from peerfhir.store.facts import Attended, Near, Wanted
from tests.store.kept import OURS, PERSON_CODE, ROLE_CODE, Kept, at, ref, units

HOPS = frozenset(
    {
        (ROLE_CODE, parameters("PractitionerRole")["practitioner"].id),
        (ROLE_CODE, parameters("PractitionerRole")["organization"].id),
        (ROLE_CODE, 0),
        (PERSON_CODE, 0),
    }
)
Span = tuple[datetime, datetime]
CONTACT = (at(10), at(11))
DAY = (at(0), at(0, day=10))
ICD = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F20.9"}]}


@pytest.fixture
async def kept(pool):
    """Two members with a Patient each, and two peers."""
    store = Kept(pool)
    for id_, member in (("one", 1), ("two", 2)):
        await store.patient(id_, member)
    for id_ in ("ann", "bob"):
        await store.peer(id_)
    return store


def of(facts, found, member):
    """Those that are of one person."""
    return [one for one in found if facts.root(one.member) == facts.root(member)]


def names(found):
    """The ids of what was found."""
    return sorted(one.fid for one in found)


def around(
    *peers: str, subject: str | int = "one", session: int | None = None, contact: Span = CONTACT, day: Span = DAY
):
    """The surroundings of a contact from ten to eleven."""
    whose = ("Patient", subject) if isinstance(subject, str) else subject
    return Near(whose, tuple(("PractitionerRole", p) for p in peers), *contact, *day, session)


async def asked(kept: Kept, *near: Near, **more):
    """Facts about contacts of these Patients and peers."""
    told = {name for one in near for name in (one.subject, *one.peers) if isinstance(name, tuple)}
    return await kept.read(Wanted(1, rested_on=told, near=list(near), **more))


def test_numbers_that_the_function_knows_are_those_of_searching():
    """`lock_then_read` holds them as literals."""
    assert TYPE_CODES["Encounter"] == 44
    assert (TYPE_CODES["Patient"], PERSON_CODE, ROLE_CODE) == (103, 108, 109)
    assert parameters("Encounter")["date"].id == 678
    assert parameters("Encounter")["participant"].id == 686
    assert parameters("PractitionerRole")["practitioner"].id == 1632


async def supervised(kept: Kept) -> None:
    """A supervisor certified by an authority, and a peer whose role names the supervisor's and an agency."""
    organizations = [{"resourceType": "Organization", "id": id_} for id_ in ("agency", "authority", "elsewhere")]
    await kept.keep(*organizations)
    certified = {"qualification": [{"issuer": ref("Organization/authority")}]}
    await kept.keep({"resourceType": "Practitioner", "id": "sue", **certified})
    supervisor = {"practitioner": ref("Practitioner/sue"), "organization": ref("Organization/elsewhere")}
    await kept.keep({"resourceType": "PractitionerRole", "id": "sue-role", **supervisor})
    link = {"url": f"{OURS}supervisor", "valueReference": ref("PractitionerRole/sue-role")}
    await kept.peer("peer", organization=ref("Organization/agency"), extension=[link])


@pytest.mark.parametrize(
    ("depth", "reached"),
    [
        (1, {"peer", "agency", "sue-role"}),
        (2, {"peer", "agency", "sue-role", "sue", "elsewhere"}),
        (3, {"peer", "agency", "sue-role", "sue", "elsewhere", "authority"}),
        (9, {"peer", "agency", "sue-role", "sue", "elsewhere", "authority"}),
    ],
)
async def test_references_are_followed_as_deep_as_asked(kept, depth, reached):
    """From a role to its person, agency and supervisor, from there to theirs; each once, with its body."""
    await supervised(kept)
    wanted = Wanted(1, rested_on={("PractitionerRole", "peer")}, hops=HOPS, depth=depth)
    facts = await kept.read(wanted)
    assert set(names(facts.hopped)) == reached
    assert len(facts.hopped) == len(reached)
    assert all(found.body for found in facts.hopped)
    assert facts.peers == {("PractitionerRole", "peer"): kept.pks["Practitioner", "peer"]} or not facts.peers


async def test_roles_that_supervise_each_other_end(kept):
    """A loop of references is walked once, and what is named is not hopped to."""

    def role(id_: str, by: str):
        link = {"url": f"{OURS}supervisor", "valueReference": ref(f"PractitionerRole/{by}")}
        said = {"resourceType": "PractitionerRole", "id": id_, "practitioner": ref("Practitioner/ann")}
        return said, {**said, "extension": [link]}

    (a, a_led), (b, b_led) = role("a", "b"), role("b", "a")
    await kept.keep(a, b)
    await kept.keep(a_led, b_led)
    facts = await kept.read(Wanted(1, rested_on={("PractitionerRole", "a")}, hops=HOPS, depth=20))
    assert names(facts.hopped) == ["ann", "b"]


async def test_only_what_is_asked_for_is_followed(kept):
    """A reference of another parameter, or of a type that has no hop of its own, leads nowhere."""
    await supervised(kept)
    only = frozenset({(ROLE_CODE, parameters("PractitionerRole")["practitioner"].id)})
    facts = await kept.read(Wanted(1, rested_on={("PractitionerRole", "peer")}, hops=only, depth=3))
    assert names(facts.hopped) == ["peer"]
    facts = await kept.read(Wanted(1, rested_on={("Practitioner", "sue")}, hops=frozenset({(ROLE_CODE, 0)}), depth=3))
    assert facts.hopped == []


STANDING = {
    "Coverage": {"beneficiary": ref("Patient/one"), "payor": [{"display": "P"}], "status": "active"},
    "Condition": {"subject": ref("Patient/one"), "code": ICD},
    "EpisodeOfCare": {"patient": ref("Patient/one"), "status": "active"},
    "CarePlan": {"subject": ref("Patient/one"), "status": "active", "intent": "plan"},
    "RelatedPerson": {"patient": ref("Patient/one"), "identifier": [{"system": "s", "value": "v"}]},
    "ClaimResponse": {"patient": ref("Patient/one"), "use": "preauthorization"},
    "ServiceRequest": {"subject": ref("Patient/one"), "extension": [{"url": f"{OURS}cpo-approval"}]},
}
SILENT = {
    "Condition": {"subject": ref("Patient/one"), "code": {"text": "sad"}},
    "RelatedPerson": {"patient": ref("Patient/one")},
    "ClaimResponse": {"patient": ref("Patient/one"), "use": "claim"},
    "ServiceRequest": {"subject": ref("Patient/one"), "intent": "order"},
    "Observation": {"subject": ref("Patient/one")},
    "Encounter": {"subject": ref("Patient/one"), "class": {"code": "AMB"}, "period": {"start": "2026-11-09"}},
}


def made(of, prefix):
    """Resources of these types."""
    return [{"resourceType": type_, "id": f"{prefix}-{type_}", **said} for type_, said in of.items()]


async def test_what_stands_of_a_member_is_found(kept):
    """One scan finds everything lasting of the member and nothing else; another member's stays where it is."""
    await kept.keep(*made(STANDING, "stands"), member=1)
    await kept.keep(*made(SILENT, "silent"), member=1)
    await kept.keep({"resourceType": "Coverage", "id": "other", "beneficiary": ref("Patient/two")}, member=2)
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one")}, standing=True, around=CONTACT))
    assert names(facts.standing) == sorted(["one", *(f"stands-{type_}" for type_ in STANDING)])
    assert all(found.body for found in facts.standing)


async def test_what_stands_stands_of_all_merged_members(kept):
    """Patients that became one person have what stands of each, told by any of their numbers."""
    await kept.merge(1, 2)
    facts = await kept.read(Wanted(1, rested_on={("Patient", "two")}, standing=True))
    assert names(of(facts, facts.standing, 1)) == names(of(facts, facts.standing, 2)) == ["one", "two"]
    assert facts.roots == {2: 1}
    assert of(facts, facts.standing, 3) == of(facts, facts.standing, None) == []


async def test_people_may_be_named_by_number(kept):
    """A member that no named resource belongs to has its standing read as well."""
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one")}, people={2}, standing=True))
    assert (names(of(facts, facts.standing, 1)), names(of(facts, facts.standing, 2))) == (["one"], ["two"])


async def test_what_is_forgotten_stands_no_more(kept):
    """A Condition that no longer has an ICD-10-CM code loses its standing."""
    condition = {"resourceType": "Condition", "id": "c", "subject": ref("Patient/one")}
    await kept.keep(condition | {"code": ICD}, member=1)
    await kept.keep(condition, member=1)
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one")}, standing=True))
    assert names(facts.standing) == ["one"]


async def test_what_is_no_members_stands_of_nobody(kept):
    """A Coverage of nobody here has no standing row."""
    await kept.keep({"resourceType": "Coverage", "id": "c", "beneficiary": {"display": "somebody"}})
    assert await kept.pool.fetchval("SELECT count(*) FROM index_date WHERE param = 0 AND member IS NULL") == 0
    assert await kept.pool.fetchval("SELECT count(*) FROM index_date WHERE param = 0") == 2


@pytest.mark.parametrize(
    ("period", "there"),
    [
        ({"start": "2026-11-03T08:00:00Z", "end": "2026-11-09T10:00:00Z"}, True),  # ends within the second it starts
        ({"start": "2026-11-03T08:00:00Z", "end": "2026-11-09T09:59:58Z"}, False),
        ({"start": "2026-11-09T10:59:59Z"}, True),
        ({"start": "2026-11-09T11:00:00Z"}, False),
        ({"start": "2026-11-03"}, True),
    ],
)
async def test_an_inpatient_stay_stands_in_its_time(kept, period, there):
    """Only stays that may overlap the time asked about are read (MT-29); without a time, all."""
    stay = {"resourceType": "Encounter", "id": "stay", "class": {"code": "IMP"}, "period": period}
    await kept.keep(stay | {"subject": ref("Patient/one")}, member=1)
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one")}, standing=True, around=CONTACT))
    assert ("stay" in names(facts.standing)) is there
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one")}, standing=True))
    assert "stay" in names(facts.standing)


BESIDE = [
    ((at(9), at(10)), True),  # to the second its last one still is the first of the contact; its dates will tell
    ((at(9), at(9, 59)), False),
    ((at(10, 30), at(12)), True),
    ((at(11), at(12)), False),
    ((at(9), at(12)), True),
    ((at(10), at(11, day=25) - timedelta(days=40)), False),
]


@pytest.mark.parametrize(("period", "there"), BESIDE)
async def test_other_contacts_of_the_member_are_read_where_they_may_overlap(kept, period, there):
    """Encounters of the member, of whatever peer, that lie beside the contact; of nobody else."""
    await kept.contact("mine", "one", "bob", *period)
    await kept.contact("theirs", "two", "bob", *period)
    facts = await asked(kept, around("ann"))
    assert names(facts.beside) == (["mine"] if there else [])
    assert names(of(facts, facts.beside, 1)) == names(facts.beside)
    assert of(facts, facts.beside, 2) == []


async def test_contacts_of_merged_members_lie_beside_each_other(kept):
    """Who became one person is in one place at a time; each contact is told once, however many ask."""
    await kept.contact("theirs", "two", "bob", *CONTACT)
    await kept.merge(1, 2)
    facts = await asked(kept, around("ann"), around("ann"), around("ann", subject="two"))
    assert [one.fid for one in facts.beside] == ["theirs"]
    assert names(of(facts, facts.beside, 1)) == names(of(facts, facts.beside, 2)) == ["theirs"]


async def test_a_patient_that_is_being_made_has_the_surroundings_of_whom_it_may_be(kept):
    """A Patient with a known member number, sent with its contact, is not stored when the facts are read."""
    await kept.contact("mine", "one", "bob", *CONTACT)
    await kept.pool.execute("INSERT INTO member_key (key, member) VALUES (77, 1)")
    facts = await asked(kept, around("ann", subject="new"), member_keys=[77])
    assert names(of(facts, facts.beside, 1)) == ["mine"]


async def test_a_subject_may_be_a_number(kept):
    """A member given by number, not among the people named, is looked around for as well."""
    await kept.contact("theirs", "two", "bob", *CONTACT)
    facts = await asked(kept, around("ann"), around("ann", subject=2))
    assert names(facts.beside) == ["theirs"]


async def test_contacts_of_a_peer_are_told_with_what_is_claimed_for_them(kept):
    """What overlaps is told whole: whose, when, whether in a group, how much is paid or pended for it now (X-17)."""
    pk = await kept.contact("e", "two", "ann", at(10, 30), at(11, 30), grouped=True, session=5)
    claimed = (units(2, kind, number, 900, encounter=pk) for kind, number in (("r", 9), ("c", 8), ("p", 4), ("h", 2)))
    await kept.count(*claimed, units(2, "p", -1, 900, encounter=pk, version=2, reverses=1))
    facts = await asked(kept, around("ann"))
    ann = kept.pks["Practitioner", "ann"]
    assert facts.attended == [[Attended(pk, "e", 2, ann, at(10, 30), at(11, 30), grouped=True, session=5, claimed=5)]]
    assert facts.peers == {("PractitionerRole", "ann"): ann}
    assert (await asked(kept, around("bob"))).attended == [[]]


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ((at(9), at(10)), "day"),
        ((at(9), at(10, 1)), "overlaps"),
        ((at(11), at(12)), "day"),
        ((at(10, 59), at(12)), "overlaps"),
        ((at(0), at(0, 15)), "day"),
        ((at(23, 45, day=8), at(0, 15)), None),  # of the day before, by its start
        ((at(23, 45), at(0, 15, day=10)), "day"),
        ((at(0, day=10), at(0, 15, day=10)), None),
        ((at(10, 30, day=8), at(10, 15)), "overlaps"),
    ],
)
async def test_contacts_of_a_peer_overlap_or_are_of_the_day(kept, period, told):
    """Ends exclude: back to back is no overlap. What only is of the same day is told by its times alone."""
    pk = await kept.contact("e", "two", "ann", *period)
    ((*found,),) = (await asked(kept, around("ann"))).attended
    assert [(one.encounter, one.starts, one.ends) for one in found] == ([(pk, *period)] if told else [])
    assert [(one.fid, one.root) for one in found] == (
        [("e", 2)] if told == "overlaps" else [("", None)] if told else []
    )


async def test_each_contact_has_its_own_surroundings(kept):
    """Several contacts of one request are told apart, by peer and by time; a peer may be given by number."""
    await kept.contact("a", "two", "ann", *CONTACT)
    await kept.contact("b", "two", "bob", *CONTACT)
    ann, bob = (kept.pks["Practitioner", id_] for id_ in ("ann", "bob"))
    later = (at(10, day=20), at(11, day=20)), (at(0, day=20), at(0, day=21))
    near = [around("ann"), around("bob"), around("ann", "bob"), around("ann", contact=later[0], day=later[1])]
    near += [around("ann")._replace(peers=(bob,)), around("stranger"), around()]
    facts = await asked(kept, *near)
    assert [sorted(one.peer for one in found) for found in facts.attended] == [
        [ann], [bob], [ann, bob], [], [bob], [], [],
    ]  # fmt: skip


async def test_who_is_present_in_a_session_is_told(kept):
    """Everyone recorded of a group session, whatever the time, and nobody of another; up to two hundred."""
    for number, session in enumerate((5, 5, 6, None)):
        await kept.contact(f"e{number}", ("one", "two")[number % 2], "ann", *CONTACT, grouped=True, session=session)
    facts = await asked(kept, around("bob", session=5), around("bob"), around("bob", session=7))
    assert sorted((one.fid, one.root) for one in facts.present[5]) == [("e0", 1), ("e1", 2)]
    assert list(facts.present) == [5]


async def test_what_is_forgotten_attends_no_more(kept):
    """A new version of an Encounter takes the attendance of the one before away."""
    await kept.contact("e", "two", "ann", *CONTACT)
    await kept.contact("e", "two", "bob", at(10), at(10, 30))
    rows = await kept.pool.fetch("SELECT peer, ends FROM attendance")
    assert [tuple(row) for row in rows] == [(kept.pks["Practitioner", "bob"], at(10, 30))]


async def test_nothing_is_read_that_was_not_asked_for(kept):
    """Without hops, standing and contacts there are none of them, also when the members are locked."""
    await supervised(kept)
    await kept.contact("e", "one", "ann", *CONTACT)
    facts = await kept.read(Wanted(1, rested_on={("Patient", "one"), ("PractitionerRole", "peer")}, counted=True))
    assert (facts.hopped, facts.standing, facts.beside, facts.attended, facts.present) == ([], [], [], [], {})
    assert {name: found.body for name, found in facts.resources.items()} == {
        ("Patient", "one"): None, ("PractitionerRole", "peer"): None,
    }  # fmt: skip


async def test_instants_arrive_to_the_microsecond(kept):
    """Contacts touch, or overlap by a microsecond: each is told as it is."""
    edge = datetime.fromisoformat("2026-11-09T10:00:00.000001+00:00")
    await kept.contact("e", "two", "ann", at(9), edge)
    assert [one.fid for one in (await asked(kept, around("ann"))).attended[0]] == ["e"]
    touching = around("ann", contact=(edge, at(11)))
    assert [one.fid for one in (await asked(kept, touching)).attended[0]] == [""]

"""A18: the community standard asks for training and recovery, not for a certificate (domain.md 13; CMH-21..26, 37)."""

import pytest

from tests.people import (
    COMMUNITY,
    FINDINGS,
    IDAHO,
    RECOVERED,
    Decided,
    Denied,
    Json,
    certificate,
    compound,
    concept,
    course,
    decided,
    ext,
    kept,
    line,
    lived,
    post,
    put,
    put_all,
    ref,
    rules,
    submit,
    unique,
)

PROOF = {"identifier": [{"system": "https://training.example.org/certificates", "value": "SYN-T"}]}
LITERATE = ext("literacy-attestation", valueBoolean=True)
DAY = "2026-11-09"
HOUR = (f"{DAY}T10:00:00-07:00", f"{DAY}T11:00:00-07:00")


def recovery(months: int | None = 7, as_of: str = "2026-06-01", **said: bool | None) -> Json:
    """Lived experience of a serious mental illness, with what is attested of recovery."""
    flags = {**dict.fromkeys(RECOVERED, True), **said}
    parts: list[Json] = [{"url": url, "valueBoolean": flag} for url, flag in flags.items() if flag is not None]
    parts.append({"url": "asOf", "valueDate": as_of})
    if months is not None:
        parts.append({"url": "attestedMonths", "valueInteger": months})
    return compound("lived-experience", category={"valueCode": "self-smi"}, recoveryAttestation={"extension": parts})


def applies(agency, *said: Json, training: Json | None = None, diploma: bool = False, program=COMMUNITY.program):
    """The answer to the role of a person of whom this is said."""
    id_ = unique("peer")
    held = [course(32, "zz-any") | PROOF if training is None else training]
    held += [certificate("2010-06-01", None, "high-school-or-equivalent")] if diploma else []
    person = {
        "resourceType": "Practitioner",
        "id": id_,
        "name": [{"family": "Zz-Peer", "given": ["Generic"]}],
        "extension": list(said),
        "qualification": held,
    }
    put_all(agency.http, person)
    extensions = [one for one in agency.role_extensions(program=False) if "supervisory" not in one["url"]]
    role = {
        "resourceType": "PractitionerRole",
        "active": True,
        "practitioner": ref(f"Practitioner/{id_}"),
        "organization": agency.ref,
        "code": [concept("http://nucc.org/provider-taxonomy", "175T00000X")],
        "telecom": [{"system": "phone", "value": "406-555-0100"}],
        "extension": [ext("program", valueCode=program), *extensions],
    }
    return post(agency.http, role, **FINDINGS)


def errors(answer):
    """Status, and the rules that refuse."""
    return answer.status_code, sorted({rule for rule, severity in rules(answer) if severity == "error"})


@pytest.fixture
def agency(come):
    """That serves by the standard."""
    return come(state=COMMUNITY)


def test_cmh_25_cmh_24_training_and_literacy_suffice(agency):
    """cmh-peer: no certificate, training with proof, 7 months, no diploma, literacy attested: 201."""
    answer = applies(agency, recovery(), LITERATE)
    assert (answer.status_code, rules(answer)) == (201, [])


def test_id_06_id_08_id_09_id_02_another_program_asks_for_more(agency):
    """The same person under Idaho's program: everything at once."""
    status, found = errors(applies(agency, recovery(), LITERATE, program=IDAHO.program))
    assert status == 422
    assert {"ID-06", "ID-08", "ID-09"} <= set(found)
    assert {"ID-02", "ID-10"} & set(found)


@pytest.mark.parametrize(("months", "found"), [(5, (422, ["CMH-37"])), (6, (201, [])), (None, (422, ["CMH-37"]))])
def test_cmh_37_six_months(agency, months, found):
    """5 and none are refused, 6 are enough."""
    assert errors(applies(agency, recovery(months), LITERATE)) == found


@pytest.mark.parametrize(
    ("name", "rule"), list(zip(RECOVERED, ("CMH-22", "CMH-22", "CMH-22", "CMH-37", "CMH-37"), strict=True))
)
@pytest.mark.parametrize("said", [False, None])
def test_cmh_22_cmh_37_what_is_attested_of_recovery(agency, name, rule, said):
    """Each of it, said not to be so or not said at all."""
    assert errors(applies(agency, recovery(**{name: said}), LITERATE)) == (422, [rule])


def test_cmh_21_cmh_22_without_the_attestation(agency):
    """Nothing of experience or recovery."""
    assert errors(applies(agency, LITERATE)) == (422, ["CMH-21", "CMH-22", "CMH-37"])


@pytest.mark.parametrize(("as_of", "found"), [("2025-11-16", (201, [])), ("2025-11-15", (422, ["CMH-22"]))])
def test_cmh_22_of_late(agency, as_of, found):
    """An attestation is good for a year."""
    assert errors(applies(agency, recovery(as_of=as_of), LITERATE)) == found


@pytest.mark.parametrize(
    ("said", "diploma", "found"),
    [
        ([], True, (201, [])),
        ([], False, (422, ["CMH-24"])),
        ([ext("literacy-attestation", valueBoolean=False)], False, (422, ["CMH-24"])),
    ],
)
def test_cmh_23_cmh_24_a_diploma_or_literacy(agency, said, diploma, found):
    """Either will do; neither is an error, and a warning of literacy."""
    answer = applies(agency, recovery(), *said, diploma=diploma)
    assert errors(answer) == found
    assert [one for one in rules(answer) if one[0] == "CMH-23"] == [("CMH-23", "warning")] or diploma


def test_cmh_25_cmh_26_training_and_its_document(agency):
    """A course without identifier: CMH-26; none at all: CMH-25, and a line of theirs is denied 185/N570."""
    assert errors(applies(agency, recovery(), LITERATE, training=course(32, "zz-any"))) == (422, ["CMH-26"])
    assert errors(applies(agency, recovery(), LITERATE, training=certificate(None))) == (422, ["CMH-25"])
    member, trained = agency.admit(), agency.hire()
    contact = kept(post(agency.http, agency.encounter(member, trained, *HOUR)))
    assert decided(submit(agency.http, agency.claim(member, trained, line(2, DAY, contact)))) == [Decided(2)]
    person = agency.http.get(f"/{agency.http.get(f'/{trained}').json()['practitioner']['reference']}").json()
    diploma = [one for one in person["qualification"] if "peer-training" not in str(one["code"])]
    put(agency.http, person | {"qualification": diploma})
    assert errors(post(agency.http, agency.encounter(member, trained, *HOUR), **FINDINGS)) == (422, ["CMH-25"])
    denied = Decided(0, (Denied(1, "185", ("N570",), "CO", "CMH-25"),))
    assert decided(submit(agency.http, agency.claim(member, trained, line(1, DAY, contact)))) == [denied]


def test_cmh_38_a_qualified_health_professional(agency):
    """Nobody named, and somebody of another licence, whom no federal guideline means."""
    member = agency.admit()
    alone = [one for one in agency.role_extensions(program=False) if not one["url"].endswith("/supervisor")]
    other = agency.role_extensions(program=False, supervisor=agency.clinician("RN", "license"))
    for extensions in (alone, other):
        answer = post(agency.http, agency.encounter(member, agency.hire(extension=extensions), *HOUR), **FINDINGS)
        assert errors(answer) == (422, ["CMH-38"])


def test_cmh_21_family_peers(agency):
    """A family member's illness will do, one's own that is not serious will not."""
    for category, found in (("family-smi", []), ("family-sed", []), ("self-mh", ["CMH-21"]), ("self-sud", ["CMH-21"])):
        answer = applies(agency, lived(category, 12), LITERATE)
        assert errors(answer) == (422 if found else 201, found)

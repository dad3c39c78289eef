"""NE-02 to NE-04, NE-14, CMH-41: places, telehealth, telephone, facility licences, ways of giving it."""

from datetime import date
from typing import Any

import pytest

from peerfhir.policy.facility import licensed
from peerfhir.policy.facts import Attested, Licence, Member, Plan, Span
from peerfhir.policy.mode import offered
from peerfhir.policy.remote import remote
from peerfhir.policy.ruling import Denial
from peerfhir.policy.setting import in_place

HOUR = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
PLACES = {"setting": {"pos": (["11", "12", "10"], "NE-02"), "deny": (["21"], "NE-02")}}
VIDEO: dict[str, Any] = {"allowed": (True, "NE-03"), "attestation": (True, "NE-03"), "audio_only": ("warn", "NE-03")}
STRICT = VIDEO | {"strict": (True, "NE-03")}
GOOD = Attested(secure=True, determined=True)


def told(findings):
    """Rule, severity and denial of each."""
    return [(f.rule, f.severity, f.denial) for f in findings]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("11", []),
        ("23", [("NE-02", "warning", None)]),
        ("21", [("NE-02", "error", Denial("58", ("N428",)))]),
        (None, []),
    ],
)
def test_ne_02_places(law, contact, place, found):
    """Named, not named, ruled out, not told."""
    assert told(in_place(contact(*HOUR, place=place), law(PLACES))) == found
    assert in_place(contact(*HOUR, place=place), law({})) == ()


NO_VIDEO = Denial("96", ("N776",))
NO_VOICE = Denial("272", ("N151",))


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ({"modality": "in-person", "place": "10", "attested": Attested(secure=False, determined=False)}, None),
        ({"modality": "audio-video", "attested": GOOD}, None),
        ({"modality": "audio-video", "attested": Attested(secure=True, determined=False)}, "warning"),
        ({"modality": "audio-video", "attested": Attested(secure=None, determined=True)}, "warning"),
        ({"modality": "audio-video", "attested": Attested(secure=False, determined=True)}, "error"),
        ({"place": "02", "attested": Attested(secure=None, determined=False)}, "warning"),
        ({"place": "10"}, None),  # a line that documents no contact cannot attest it
        ({"modality": "audio-only", "attested": GOOD}, "warning"),
        ({"place": "11", "attested": Attested(secure=None, determined=False)}, None),
    ],
)
def test_ne_03_secure_and_appropriate(law, contact, said, severity):
    """A contradiction is an error, a missing paper a warning; denied only where the law is strict."""
    one = contact(*HOUR, **said)
    denial = NO_VOICE if said.get("modality") == "audio-only" else NO_VIDEO
    assert told(remote(one, law({"telehealth": VIDEO}))) == ([("NE-03", severity, None)] if severity else [])
    assert told(remote(one, law({"telehealth": STRICT}))) == ([("NE-03", severity, denial)] if severity else [])


@pytest.mark.parametrize(
    ("plan", "contacts", "severity"),
    [
        (GOOD, Attested(secure=None, determined=False), None),
        (Attested(secure=True, determined=False), Attested(secure=None, determined=False), "warning"),
        (GOOD, Attested(secure=False, determined=True), "error"),
        (Attested(secure=None, determined=True), Attested(secure=None, determined=False), "warning"),
    ],
)
def test_ne_03_once_for_all_in_the_plan(law, contact, plan, contacts, severity):
    """An attestation of a plan in force does for each contact that does not say otherwise."""
    planned = Plan("CarePlan/p", active=True, kinds=frozenset(), programs=(), span=Span(), attested=plan)
    one = contact(*HOUR, modality="audio-video", attested=contacts, member=Member(plans=(planned,)))
    assert told(remote(one, law({"telehealth": VIDEO}))) == ([("NE-03", severity, None)] if severity else [])


def test_ne_03_where_there_is_none(law, contact):
    """A program without telehealth."""
    none = law({"telehealth": {"allowed": (False, "NE-03")}})
    assert told(remote(contact(*HOUR, modality="audio-video", attested=GOOD), none)) == [("NE-03", "error", NO_VIDEO)]
    assert remote(contact(*HOUR, modality="in-person"), none) == ()


@pytest.mark.parametrize(("goals", "lacks"), [((), True), (("Goal/g",), False)])
def test_cmh_41_by_telephone_for_a_goal(law, contact, goals, lacks):
    """A warning without a goal; denied only where the law is strict."""
    own = {"allowed": (True, "CMH-41"), "audio_only": ("with-goal", "CMH-41")}
    one = contact(*HOUR, modality="audio-only", goals=goals)
    assert told(remote(one, law({"telehealth": own}))) == ([("CMH-41", "warning", None)] if lacks else [])
    strict = law({"telehealth": own | {"strict": (True, "CMH-41")}})
    assert told(remote(one, strict)) == ([("CMH-41", "warning", NO_VOICE)] if lacks else [])


def licence(issuer, last):
    """A licence to a day."""
    return Licence(frozenset({issuer}), Span(date(2020, 1, 1), date.fromisoformat(last)))


@pytest.mark.parametrize(
    ("held", "severity"),
    [
        ([licence("ne-dph", "2026-11-09")], None),
        ([licence("ne-dph", "2026-11-08")], "warning"),
        ([licence("ne-dph", "2026-11-08"), licence("ne-dph", "2026-12-31")], None),
        ([licence("another", "2026-12-31")], "information"),
        ([], "information"),
    ],
)
def test_ne_04_a_facility_licence(law, contact, held, severity):
    """The last day counts; none is no fault."""
    found = licensed(
        contact(*HOUR, licences=tuple(held)), law({"facility_license": {"issuers": (["ne-dph"], "NE-04")}})
    )
    assert told(found) == ([("NE-04", severity, None)] if severity else [])


@pytest.mark.parametrize(("mode", "refused"), [("individual", False), ("group", True), (None, False), ("other", True)])
def test_ne_14_the_ways_that_a_program_has(law, contact, mode, refused):
    """What is given in another way is refused, and denied 96/N130."""
    found = told(offered(contact(*HOUR, mode=mode), law({"modes": (["individual", "family"], "NE-14")})))
    assert found == ([("NE-14", "error", Denial("96", ("N130",)))] if refused else [])
    assert offered(contact(*HOUR, mode=mode), law({})) == ()

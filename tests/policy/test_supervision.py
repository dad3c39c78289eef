"""MT-22, MT-27, ID-12, CMS-21: the peer is supervised."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from peerfhir.policy.facts import Credential, Protocol, Span, Supervision
from peerfhir.policy.ruling import Denial
from peerfhir.policy.served import Served
from peerfhir.policy.supervision import supervised

PATH = "Encounter.participant[0].individual"
NINTH = ("2026-11-09T10:00:00-07:00", "2026-11-09T11:00:00-07:00")
UNSUPERVISED = Denial("272", ("N706",))
ALWAYS = Span(dated=False)


def licence(kind="LCPC", first=date(2024, 1, 1), last=date(2029, 12, 31), **more):
    """A licence of this kind."""
    return Credential("license", first, last, kinds=frozenset({kind}), **more)


def by(*credentials, span=ALWAYS, known=True):
    """A supervisor who holds these."""
    return Supervision(span, known, credentials)


def judged(contact, program, peer, times=NINTH, **changed):
    """What the rule says of a peer with another employment, on 2026-11-09."""
    served = Served.at_contact(contact(*times), program)
    assert served is not None
    return supervised(replace(peer, employment=replace(peer.employment, **changed)), served, program, PATH)


@pytest.mark.parametrize(
    ("supervisors", "measured"),
    [
        ((by(licence("LCPC")),), None),
        ((by(licence("LCSW")),), None),
        ((by(licence("licensed-mhp")),), None),  # the type itself as the code
        ((by(licence("RN")),), "supervisor's licence of type RN"),
        ((by(Credential("license", date(2024, 1, 1), None)),), "supervisor's licence of type that is not named"),
        (
            (by(replace(licence(), code="cpss")),),
            "no licence (qualification license) is recorded for the supervisor",
        ),
        ((by(),), "no licence (qualification license) is recorded for the supervisor"),
        ((by(licence(last=date(2026, 11, 9))),), None),  # the licence's last day
        ((by(licence(last=date(2026, 11, 8))),), "supervisor's licence 2024-01-01..2026-11-08"),
        ((by(licence(first=date(2026, 11, 9))),), None),
        ((by(licence(first=date(2026, 11, 10))),), "supervisor's licence 2026-11-10..2029-12-31"),
        ((by(licence(first=None, last=None, dated=False)),), "supervisor's licence without a period"),
        ((by(licence(last=datetime(2026, 11, 9, 17, tzinfo=UTC))),), None),  # suspended as the contact starts
        (
            (by(licence(last=datetime(2026, 11, 9, 16, 59, tzinfo=UTC))),),
            "supervisor's licence 2024-01-01..2026-11-09T16:59Z",
        ),
        ((by(licence(last=date(2026, 1, 1)), licence("RN")),), "supervisor's licence 2024-01-01..2026-01-01"),
        ((by(licence(), span=Span(date(2026, 11, 9), date(2026, 11, 9))),), None),
        ((by(licence(), span=Span(date(2026, 11, 10), None)),), "supervisor named for 2026-11-10.."),
        ((by(licence(), span=Span(None, date(2026, 11, 8))),), "supervisor named for ..2026-11-08"),
        ((by(known=False),), "the supervisor who is named is no Practitioner known here"),
        ((), "no supervisor is named for the rendering peer"),
        # One of several is enough, and only one who is both named for the day and licensed on it.
        ((by(), by(licence())), None),
        ((by(known=False), by(licence())), None),
        (
            (by(licence(), span=Span(None, date(2026, 1, 1))), by()),
            "no licence (qualification license) is recorded for the supervisor",
        ),
    ],
)
def test_montana_asks_for_a_licensed_mental_health_professional(montana, contact, larkspur, supervisors, measured):
    """The peer must be supervised by a licensed mental health professional (MT-22): 272/N706."""
    found = judged(contact, montana, larkspur, supervisors=supervisors)
    expected = [] if measured is None else [("MT-22", "error", measured, UNSUPERVISED)]
    assert [(f.rule, f.severity, f.measured, f.denial) for f in found] == expected


def test_what_is_needed_is_told(montana, contact, larkspur):
    """Measured, needed and the date."""
    (found,) = judged(contact, montana, larkspur, supervisors=(by(licence(last=date(2026, 11, 8))),))
    assert found.detail == (
        "supervisor's licence 2024-01-01..2026-11-08;"
        " needed: a supervisor with a licence of type licensed-mhp in force on 2026-11-09"
    )


def test_a_licence_lapses_at_midnight_in_the_zone_of_the_program(montana, contact, larkspur):
    """On its last day at 23:59 in Denver it is in force, a minute later it is not."""
    supervisors = (by(licence(last=date(2026, 11, 9))),)
    for start, rules in (("2026-11-10T06:59:00Z", []), ("2026-11-10T07:00:00Z", ["MT-22"])):
        found = judged(contact, montana, larkspur, (start, "2026-11-10T07:30:00Z"), supervisors=supervisors)
        assert [f.rule for f in found] == rules


@pytest.mark.parametrize(
    ("kind", "supervisors", "rules"),
    [
        ("self-employed", (), [("MT-22", UNSUPERVISED), ("MT-27", None)]),
        ("self-employed", (by(licence(last=date(2026, 11, 8))),), [("MT-22", UNSUPERVISED), ("MT-27", None)]),
        ("self-employed", (by(licence()),), []),
        ("employee", (), [("MT-22", UNSUPERVISED)]),
        (None, (), [("MT-22", UNSUPERVISED)]),
    ],
)
def test_the_self_employed_obtain_supervision_themselves(montana, contact, larkspur, kind, supervisors, rules):
    """They must obtain clinical supervision (MT-27, on write); nothing else differs from MT-22, which denies."""
    found = judged(contact, montana, larkspur, kind=kind, supervisors=supervisors)
    assert [(f.rule, f.denial) for f in found] == rules
    assert all(f.severity == "error" for f in found)


def test_a_peer_named_without_a_role(montana, contact, larkspur):
    """A Practitioner alone says nothing of a supervisor."""
    served = Served.at_contact(contact(*NINTH), montana)
    assert served is not None
    found = supervised(replace(larkspur, employment=None), served, montana, PATH)
    assert [(f.rule, f.path) for f in found] == [("MT-22", PATH)]


@pytest.mark.parametrize(
    ("protocols", "measured"),
    [
        ((Protocol("id-adult-peer", attested=True, span=ALWAYS),), None),
        ((Protocol("id-adult-peer", attested=True, span=Span(date(2026, 11, 9), date(2026, 11, 9))),), None),
        (
            (Protocol("id-adult-peer", attested=True, span=Span(None, date(2026, 11, 8))),),
            "supervisory protocol attested ..2026-11-08",
        ),
        (
            (Protocol("id-adult-peer", attested=True, span=Span(date(2026, 11, 10), None)),),
            "supervisory protocol attested 2026-11-10..",
        ),
        ((Protocol("id-adult-peer", attested=False, span=ALWAYS),), "the supervisory protocol is not attested"),
        ((Protocol("mt-sdmi-hcbs", attested=True, span=ALWAYS),), "the supervisory protocol is not attested"),
        ((), "the supervisory protocol is not attested"),
    ],
)
def test_idaho_asks_for_the_medicaid_supervisory_protocol(idaho, contact, syringa, protocols, measured):
    """Under Medicaid supervisory protocol (ID-12): attested for the program on the date of service; 272/N706."""
    found = judged(contact, idaho, syringa, protocols=protocols)
    expected = [] if measured is None else [("ID-12", "error", measured, UNSUPERVISED)]
    assert [(f.rule, f.severity, f.measured, f.denial) for f in found] == expected


@pytest.mark.parametrize(
    ("supervisors", "rules"),
    [((by(licence("id-protocol")),), []), ((by(licence("LCPC")),), ["ID-12"]), ((), ["ID-12"])],
)
def test_idaho_asks_for_a_supervisor_of_the_protocol(idaho, contact, syringa, supervisors, rules):
    """The supervisor reference and its type (ID-12)."""
    assert [f.rule for f in judged(contact, idaho, syringa, supervisors=supervisors)] == rules


@pytest.mark.parametrize(
    ("kind", "rules"), [("LCSW", []), ("state-defined-mhp", []), ("RN", ["CMS-21"]), ("licensed-mhp", ["CMS-21"])]
)
def test_the_federal_baseline_asks_for_a_competent_professional(law, contact, larkspur, kind, rules):
    """Supervision by a mental health professional as the State defines it (CMS-21); the kinds are data."""
    blocks = {
        "required": (True, "CMS-21"),
        "supervisor_types": (["state-defined-mhp"], "CMS-21"),
        "kinds": {"state-defined-mhp": ["LCSW"], "licensed-mhp": ["RN"]},
    }
    found = judged(contact, law({"supervision": blocks}), larkspur, supervisors=(by(licence(kind)),))
    assert [(f.rule, f.denial) for f in found] == [(rule, UNSUPERVISED) for rule in rules]


def test_any_licence_where_no_type_is_named(law, contact, larkspur):
    """An empty list allows anyone who is licensed."""
    program = law({"supervision": {"required": (True, "CMS-21"), "supervisor_types": ([], "CMS-21")}})
    assert judged(contact, program, larkspur, supervisors=(by(licence("RN")),)) == ()
    assert [f.limit for f in judged(contact, program, larkspur, supervisors=(by(),))] == [
        "a supervisor with a licence in force on 2026-11-09"
    ]


@pytest.mark.parametrize(
    ("supervisor", "rules"),
    [
        (by(licence(last=date(2026, 1, 1))), []),  # one day in common with the role
        (by(licence(last=date(2025, 12, 31))), ["MT-22"]),
        (by(licence(), span=Span(date(2026, 6, 30), None)), []),
        (by(licence(), span=Span(date(2026, 7, 1), None)), ["MT-22"]),
    ],
)
def test_a_role_needs_supervision_within_its_period(montana, larkspur, supervisor, rules):
    """What overlaps the role counts; each contact is judged again."""
    work = replace(larkspur.employment, span=Span(date(2026, 1, 1), date(2026, 6, 30)), supervisors=(supervisor,))
    served = Served.in_role(work.span, montana, date(2026, 11, 16))
    found = supervised(replace(larkspur, employment=work), served, montana, "PractitionerRole.extension")
    assert [(f.rule, f.path) for f in found] == [(rule, "PractitionerRole.extension") for rule in rules]


def test_where_nothing_is_asked_nothing_is_missing(law, contact, larkspur):
    """An unset key is no check."""
    assert judged(contact, law({}), larkspur, supervisors=()) == ()
    program = law({"supervision": {"required": (False, "CMS-21"), "supervisor_types": ([], "CMS-21")}})
    assert judged(contact, program, larkspur, supervisors=()) == ()

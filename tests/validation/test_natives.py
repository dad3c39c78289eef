"""The native rules (peerfhir.validation.natives): each is broken by one resource and kept by its neighbour.

Every verdict here was compared with HL7's validator (see README.md of tests/data/r4-examples for its version), but for
those of `test_what_a_period_covers`, where R4's own words on Period.end decide.
"""

import pytest

UCUM = "http://unitsofmeasure.org"
PATIENT = {"reference": "Patient/p"}
CODE = {"text": "x"}
CONDITION = "http://terminology.hl7.org/CodeSystem/condition-"


def patient(**more):
    return {"resourceType": "Patient", **more}


def extended(**value):
    return patient(extension=[{"url": "https://example.org/x", **value}])


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": CODE, **more}


def appointment(**more):
    who = {"actor": PATIENT, "status": "accepted"}
    return {"resourceType": "Appointment", "status": "booked", "participant": [who], **more}


def condition(**more):
    return {"resourceType": "Condition", "subject": PATIENT, **more}


def status(kind, code):
    return {"coding": [{"system": CONDITION + kind, "code": code}]}


def repeat(**timing):
    return extended(valueTiming={"repeat": timing})


def bundle(kind, *entries, **more):
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **more}


def care_team(member):
    return {
        "resourceType": "CareTeam",
        "participant": [{"member": {"reference": member}, "onBehalfOf": {"reference": "Organization/o"}}],
    }


def task(first, last):
    moments = {"authoredOn": first, "lastModified": last}
    return {"resourceType": "Task", "status": "requested", "intent": "order", **moments}


def report(**more):
    period = {"start": "2026-01-01", "end": "2026-12-31"}
    return {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": "https://example.org/Measure/m",
        "period": period,
        **more,
    }


def stratum(**more):
    return report(group=[{"stratifier": [{"stratum": [{"population": [{"count": 1}], **more}]}]}])


def consent(**more):
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": CODE,
        "category": [CODE],
        "patient": PATIENT,
        **more,
    }


def group(**more):
    return {"resourceType": "Group", "type": "person", **more}


def request(**more):
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": PATIENT, **more}


def response(**item):
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "1", **item}]}


def eligibility(**item):
    return {
        "resourceType": "CoverageEligibilityResponse",
        "status": "active",
        "purpose": ["benefits"],
        "patient": PATIENT,
        "created": "2026-11-16",
        "request": {"reference": "CoverageEligibilityRequest/r"},
        "outcome": "complete",
        "insurer": {"reference": "Organization/o"},
        "insurance": [{"coverage": {"reference": "Coverage/c"}, "item": [item]}],
    }


def event(**entity):
    return {
        "resourceType": "AuditEvent",
        "type": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110100"},
        "recorded": "2026-11-16T12:00:00Z",
        "agent": [{"requestor": True}],
        "source": {"observer": {"display": "x"}},
        "entity": [entity],
    }


def plan(**activity):
    return {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": PATIENT,
        "activity": [activity],
    }


def goal(**target):
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": CODE,
        "subject": PATIENT,
        "target": [target],
    }


def parameters(**parameter):
    return {"resourceType": "Parameters", "parameter": [{"name": "x", **parameter}]}


URN = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"
P1 = {"fullUrl": URN, "resource": patient(active=True)}
POST = {"method": "POST", "url": "Patient"}
DETAIL = {"status": "in-progress"}
AGE = {"value": 3, "code": "a", "system": UCUM}
LOW, HIGH = ({"value": v, "code": "mg", "system": UCUM} for v in (1, 2))
LONG = {"authoredOn": "2026-02-01"}

RULES = [
    ("age-1", extended(valueAge=AGE | {"value": 0}), extended(valueAge=AGE)),
    ("age-1", extended(valueAge={"value": 3}), extended(valueAge={"code": "a", "system": UCUM})),
    ("app-1", appointment(participant=[{"status": "accepted"}], status="proposed"), appointment(status="proposed")),
    ("app-2", appointment(start="2026-11-16T12:00:00Z", status="proposed"), appointment(status="proposed")),
    ("app-3", appointment(), appointment(start="2026-11-16T12:00:00Z", end="2026-11-16T13:00:00Z")),
    ("app-4", appointment(status="proposed", cancelationReason=CODE), appointment(status="cancelled")),
    ("att-1", patient(photo=[{"data": "YWJj"}]), patient(photo=[{"data": "YWJj", "contentType": "image/png"}])),
    ("bdl-1", bundle("collection", P1, total=1), bundle("searchset", P1, total=1)),
    ("bdl-2", bundle("collection", P1 | {"search": {"mode": "match"}}), bundle("searchset", P1)),
    ("bdl-3", bundle("transaction", P1), bundle("transaction", P1 | {"request": POST})),
    ("bdl-3", bundle("collection", P1 | {"request": POST}), bundle("collection", P1)),
    ("bdl-4", bundle("transaction-response", P1), bundle("transaction-response", {"response": {"status": "201"}})),
    ("bdl-5", bundle("collection", {"fullUrl": URN}), bundle("collection", P1)),
    ("bdl-7", bundle("collection", P1, P1), bundle("collection", P1)),
    (
        "bdl-8",
        bundle("collection", P1 | {"fullUrl": "https://example.org/Patient/1/_history/2"}),
        bundle("collection", P1),
    ),
    ("bdl-9", bundle("document", P1), bundle("collection", P1)),
    ("bdl-10", bundle("document", P1), bundle("collection", P1)),
    ("bdl-11", bundle("document", P1), bundle("collection", P1)),
    ("bdl-12", bundle("message", P1), bundle("collection", P1)),
    ("ces-1", eligibility(), eligibility(category=CODE)),
    ("ces-1", eligibility(category=CODE, productOrService=CODE), eligibility(productOrService=CODE)),
    ("con-1", condition(stage=[{"type": CODE}]), condition(stage=[{"summary": CODE}])),
    (
        "con-2",
        condition(evidence=[{"id": "e", "extension": [{"url": "https://example.org/x", "valueCode": "a"}]}]),
        condition(evidence=[{"code": [CODE]}]),
    ),
    (
        "con-4",
        condition(abatementString="x", clinicalStatus=status("clinical", "active")),
        condition(abatementString="x", clinicalStatus=status("clinical", "resolved")),
    ),
    (
        "con-5",
        condition(
            clinicalStatus=status("clinical", "active"), verificationStatus=status("ver-status", "entered-in-error")
        ),
        condition(verificationStatus=status("ver-status", "entered-in-error")),
    ),
    ("cpl-3", plan(detail=DETAIL, reference={"reference": "Task/1"}), plan(detail=DETAIL)),
    ("cpt-2", patient(telecom=[{"value": "1"}]), patient(telecom=[{"value": "1", "system": "phone"}])),
    ("ctm-1", care_team("PractitionerRole/1"), care_team("Practitioner/1")),
    ("dis-1", extended(valueDistance={"value": 1}), extended(valueDistance={"value": 1, "code": "km", "system": UCUM})),
    (
        "drt-1",
        extended(valueDuration={"value": 1, "code": "min", "system": "https://example.org"}),
        extended(valueDuration={"value": 1, "unit": "min"}),
    ),
    (
        "exp-1",
        extended(valueExpression={"language": "text/cql"}),
        extended(valueExpression={"language": "text/cql", "expression": "1"}),
    ),
    ("ext-1", extended(), extended(valueCode="a")),
    ("ext-1", extended(valueCode="a", extension=[{"url": "y", "valueCode": "b"}]), extended(valueCode="a", id="e")),
    ("gol-1", goal(detailString="x"), goal(detailString="x", measure=CODE)),
    ("grp-1", group(actual=False, member=[{"entity": PATIENT}]), group(actual=True, member=[{"entity": PATIENT}])),
    ("inv-1", parameters(), parameters(valueCode="a")),
    (
        "inv-1",
        parameters(valueCode="a", part=[{"name": "y", "valueCode": "b"}]),
        parameters(resource=patient(active=True)),
    ),
    ("inv-1", task("2026-02-01", "2026-01-31"), task("2026-02-01", "2026-02-01")),
    ("ipn-1", {"resourceType": "InsurancePlan", "status": "active"}, {"resourceType": "InsurancePlan", "name": "x"}),
    (
        "mrp-1",
        report(type="data-collection", group=[{"measureScore": {"value": 1}}]),
        report(group=[{"measureScore": {"value": 1}}]),
    ),
    ("mrp-2", stratum(), stratum(value=CODE)),
    ("obs-3", observation(referenceRange=[{"type": CODE}]), observation(referenceRange=[{"text": "x"}])),
    ("obs-6", observation(dataAbsentReason=CODE, valueString="x"), observation(dataAbsentReason=CODE)),
    (
        "obs-7",
        observation(
            code={"coding": [{"system": "https://example.org", "code": "1"}]},
            valueString="x",
            component=[{"code": {"coding": [{"system": "https://example.org", "code": "1"}]}}],
        ),
        observation(
            code={"coding": [{"system": "https://example.org", "code": "1"}]},
            component=[{"code": {"coding": [{"system": "https://example.org", "code": "1"}]}}],
        ),
    ),
    ("org-1", {"resourceType": "Organization", "active": True}, {"resourceType": "Organization", "name": "x"}),
    (
        "org-2",
        {"resourceType": "Organization", "name": "x", "address": [{"use": "home", "city": "x"}]},
        {"resourceType": "Organization", "name": "x", "address": [{"use": "work", "city": "x"}]},
    ),
    (
        "org-3",
        {"resourceType": "Organization", "name": "x", "telecom": [{"use": "home", "system": "phone"}]},
        {"resourceType": "Organization", "name": "x", "telecom": [{"use": "work", "system": "phone"}]},
    ),
    ("pat-1", patient(contact=[{"gender": "male"}]), patient(contact=[{"name": CODE}])),
    (
        "per-1",
        patient(name=[{"family": "x", "period": {"start": "2026-01-02", "end": "2026-01-01"}}]),
        patient(name=[{"family": "x", "period": {"start": "2026-01-02", "end": "2026-01-02"}}]),
    ),
    (
        "per-1",
        patient(
            name=[{"family": "x", "period": {"start": "2026-01-02T10:00:00+02:00", "end": "2026-01-02T07:59:59.9Z"}}]
        ),
        patient(
            name=[{"family": "x", "period": {"start": "2026-01-02T10:00:00+02:00", "end": "2026-01-02T08:00:00.0Z"}}]
        ),
    ),
    ("ppc-1", consent(), consent(policyRule=CODE)),
    ("prr-1", request(orderDetail=[CODE]), request(orderDetail=[CODE], code=CODE)),
    (
        "qrs-1",
        response(answer=[{"valueString": "x"}], item=[{"linkId": "2"}]),
        response(answer=[{"valueString": "x", "item": [{"linkId": "2"}]}]),
    ),
    ("qty-3", observation(valueQuantity={"value": 1, "code": "mg"}), observation(valueQuantity=LOW)),
    (
        "rat-1",
        observation(valueRatio={"numerator": LOW}),
        observation(valueRatio={"numerator": LOW, "denominator": HIGH}),
    ),
    ("rng-2", observation(valueRange={"low": HIGH, "high": LOW}), observation(valueRange={"low": LOW, "high": LOW})),
    ("sev-1", event(name="x", query="YWJj"), event(name="x")),
    ("tim-1", repeat(duration=1), repeat(duration=1, durationUnit="h")),
    ("tim-2", repeat(period=1), repeat(period=1, periodUnit="d")),
    ("tim-4", repeat(duration=-1, durationUnit="h"), repeat(duration=0, durationUnit="h")),
    ("tim-5", repeat(period=-1, periodUnit="d"), repeat(period=0, periodUnit="d")),
    ("tim-6", repeat(periodMax=1), repeat(period=1, periodMax=1, periodUnit="d")),
    ("tim-7", repeat(durationMax=1), repeat(duration=1, durationMax=1, durationUnit="h")),
    ("tim-8", repeat(countMax=1), repeat(count=1, countMax=1)),
    ("tim-9", repeat(offset=1), repeat(offset=1, when=["HS"])),
    ("tim-9", repeat(offset=1, when=["CM"]), repeat(when=["CM"])),
    ("tim-10", repeat(timeOfDay=["10:00:00"], when=["HS"]), repeat(timeOfDay=["10:00:00"])),
]


@pytest.mark.parametrize(("rule", "bad", "good"), RULES, ids=[f"{r[0]}-{n}" for n, r in enumerate(RULES)])
def test_a_rule_is_told_where_it_is_broken_and_nowhere_else(rule, bad, good, broken) -> None:
    """Each rule of R4 is reported for the resource that breaks it, and not for the one that keeps it."""
    assert (rule in broken(bad), rule in broken(good)) == (True, False)


@pytest.mark.parametrize(("_rule", "_bad", "good"), RULES, ids=[f"{r[0]}-{n}" for n, r in enumerate(RULES)])
def test_what_keeps_the_rules_is_well_formed(_rule, _bad, good, find) -> None:
    """The resources that keep a rule have no error at all, so each bad one differs by its rule alone."""
    assert find(good) == []


@pytest.mark.parametrize(
    ("start", "end", "fine"),
    [
        ("2026-01-15T10:00:00Z", "2026-01-15", True),  # "an end of 2012-02-03 includes any time on that day"
        ("2026-01-15", "2026-01-15T06:20:00Z", True),
        ("2026-01-15", "2026-01", True),
        ("2026-01", "2026-01-15", True),
        ("2026-01-15T10:00:00Z", "2026-01-14", False),
        ("2026-02-15", "2026-01", False),
        ("2026", "2025-12-31", False),
    ],
)
def test_what_a_period_covers(start, end, fine, broken) -> None:
    """per-1 with ends of different precision: the end stands for all of its day or month."""
    found = broken(patient(name=[{"family": "x", "period": {"start": start, "end": end}}]))
    assert found == (set() if fine else {"per-1"})


def test_a_period_is_checked_wherever_it_stands(find) -> None:
    """per-1 is found in nested places, with the index of each."""
    bad = {"start": "2026-01-02", "end": "2026-01-01"}
    resource = bundle(
        "collection",
        P1,
        {
            "fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239521",
            "resource": patient(identifier=[{"value": "1"}, {"value": "2", "period": bad}]),
        },
    )
    assert find(resource) == [("invariant", "Bundle.entry[1].resource.identifier[1].period")]


def test_a_problem_of_the_list_should_have_a_status(broken) -> None:
    """con-3 is a warning of R4: a problem list item without clinicalStatus."""
    category = "http://terminology.hl7.org/CodeSystem/condition-category"
    listed = {"coding": [{"system": category, "code": "problem-list-item"}]}
    seen = {"coding": [{"system": category, "code": "encounter-diagnosis"}]}
    assert [broken(condition(category=[c])) for c in (listed, seen)] == [{"con-3"}, set()]


@pytest.mark.parametrize(
    ("identifier", "codes"),
    [
        ({"system": "urn:ietf:rfc:3986", "value": "2.16.840"}, [("value", "Patient.identifier[0].value")]),
        ({"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.16.840"}, []),
    ],
)
def test_an_identifier_that_is_a_uri(identifier, codes, find) -> None:
    """Identifier.system urn:ietf:rfc:3986 means that the value is a full URI."""
    assert find(patient(identifier=[identifier])) == codes


@pytest.mark.parametrize(("size", "codes"), [(3, []), (100, [("value", "Patient.photo[0].size")])])
def test_an_attachment_says_its_size(size, codes, find) -> None:
    """Attachment.size counts the bytes before base 64."""
    assert find(patient(photo=[{"contentType": "image/png", "data": "YWJj", "size": size}])) == codes

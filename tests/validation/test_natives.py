"""The native rules (peerfhir.validation.natives): each is broken by one resource and kept by its neighbour.

Every verdict here was compared with HL7's validator (see README.md of tests/data/r4-examples for its version), but for
those of `test_what_a_period_covers`, where R4's own words on Period.end decide.
"""

from typing import Any

import pytest

UCUM = "http://unitsofmeasure.org"
PATIENT = {"reference": "Patient/p"}
CODE = {"text": "x"}
CONDITION = "http://terminology.hl7.org/CodeSystem/condition-"


def _patient(**more: Any) -> Any:
    return {"resourceType": "Patient", **more}


def _extended(**value: Any) -> Any:
    return _patient(extension=[{"url": "https://example.org/x", **value}])


def _observation(**more: Any) -> Any:
    return {"resourceType": "Observation", "status": "final", "code": CODE, **more}


def _appointment(**more: Any) -> Any:
    who = {"actor": PATIENT, "status": "accepted"}
    return {"resourceType": "Appointment", "status": "booked", "participant": [who], **more}


def _condition(**more: Any) -> Any:
    return {"resourceType": "Condition", "subject": PATIENT, **more}


def _status(kind: Any, code: Any) -> Any:
    return {"coding": [{"system": CONDITION + kind, "code": code}]}


def _repeat(**timing: Any) -> Any:
    return _extended(valueTiming={"repeat": timing})


def _bundle(kind: Any, *entries: Any, **more: Any) -> Any:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **more}


def _care_team(member: Any) -> Any:
    return {
        "resourceType": "CareTeam",
        "participant": [{"member": {"reference": member}, "onBehalfOf": {"reference": "Organization/o"}}],
    }


def _task(first: Any, last: Any) -> Any:
    moments = {"authoredOn": first, "lastModified": last}
    return {"resourceType": "Task", "status": "requested", "intent": "order", **moments}


def _report(**more: Any) -> Any:
    period = {"start": "2026-01-01", "end": "2026-12-31"}
    return {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": "https://example.org/Measure/m",
        "period": period,
        **more,
    }


def _stratum(**more: Any) -> Any:
    return _report(group=[{"stratifier": [{"stratum": [{"population": [{"count": 1}], **more}]}]}])


def _consent(**more: Any) -> Any:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": CODE,
        "category": [CODE],
        "patient": PATIENT,
        **more,
    }


def _group(**more: Any) -> Any:
    return {"resourceType": "Group", "type": "person", **more}


def _request(**more: Any) -> Any:
    return {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": PATIENT, **more}


def _response(**item: Any) -> Any:
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [{"linkId": "1", **item}]}


def _eligibility(**item: Any) -> Any:
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


def _event(**entity: Any) -> Any:
    return {
        "resourceType": "AuditEvent",
        "type": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110100"},
        "recorded": "2026-11-16T12:00:00Z",
        "agent": [{"requestor": True}],
        "source": {"observer": {"display": "x"}},
        "entity": [entity],
    }


def _plan(**activity: Any) -> Any:
    return {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": PATIENT,
        "activity": [activity],
    }


def _goal(**target: Any) -> Any:
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": CODE,
        "subject": PATIENT,
        "target": [target],
    }


def _parameters(**parameter: Any) -> Any:
    return {"resourceType": "Parameters", "parameter": [{"name": "x", **parameter}]}


URN = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"
P1 = {"fullUrl": URN, "resource": _patient(active=True)}
POST = {"method": "POST", "url": "Patient"}
DETAIL = {"status": "in-progress"}
AGE = {"value": 3, "code": "a", "system": UCUM}
LOW, HIGH = ({"value": v, "code": "mg", "system": UCUM} for v in (1, 2))

RULES = [
    ("age-1", _extended(valueAge=AGE | {"value": 0}), _extended(valueAge=AGE)),
    ("age-1", _extended(valueAge={"value": 3}), _extended(valueAge={"code": "a", "system": UCUM})),
    ("app-1", _appointment(participant=[{"status": "accepted"}], status="proposed"), _appointment(status="proposed")),
    ("app-2", _appointment(start="2026-11-16T12:00:00Z", status="proposed"), _appointment(status="proposed")),
    ("app-3", _appointment(), _appointment(start="2026-11-16T12:00:00Z", end="2026-11-16T13:00:00Z")),
    ("app-4", _appointment(status="proposed", cancelationReason=CODE), _appointment(status="cancelled")),
    ("att-1", _patient(photo=[{"data": "YWJj"}]), _patient(photo=[{"data": "YWJj", "contentType": "image/png"}])),
    ("bdl-1", _bundle("collection", P1, total=1), _bundle("searchset", P1, total=1)),
    ("bdl-2", _bundle("collection", P1 | {"search": {"mode": "match"}}), _bundle("searchset", P1)),
    ("bdl-3", _bundle("transaction", P1), _bundle("transaction", P1 | {"request": POST})),
    ("bdl-3", _bundle("collection", P1 | {"request": POST}), _bundle("collection", P1)),
    ("bdl-4", _bundle("transaction-response", P1), _bundle("transaction-response", {"response": {"status": "201"}})),
    ("bdl-5", _bundle("collection", {"fullUrl": URN}), _bundle("collection", P1)),
    ("bdl-7", _bundle("collection", P1, P1), _bundle("collection", P1)),
    (
        "bdl-8",
        _bundle("collection", P1 | {"fullUrl": "https://example.org/Patient/1/_history/2"}),
        _bundle("collection", P1),
    ),
    ("bdl-9", _bundle("document", P1), _bundle("collection", P1)),
    ("bdl-10", _bundle("document", P1), _bundle("collection", P1)),
    ("bdl-11", _bundle("document", P1), _bundle("collection", P1)),
    ("bdl-12", _bundle("message", P1), _bundle("collection", P1)),
    ("ces-1", _eligibility(), _eligibility(category=CODE)),
    ("ces-1", _eligibility(category=CODE, productOrService=CODE), _eligibility(productOrService=CODE)),
    ("con-1", _condition(stage=[{"type": CODE}]), _condition(stage=[{"summary": CODE}])),
    (
        "con-2",
        _condition(evidence=[{"id": "e", "extension": [{"url": "https://example.org/x", "valueCode": "a"}]}]),
        _condition(evidence=[{"code": [CODE]}]),
    ),
    (
        "con-4",
        _condition(abatementString="x", clinicalStatus=_status("clinical", "active")),
        _condition(abatementString="x", clinicalStatus=_status("clinical", "resolved")),
    ),
    (
        "con-5",
        _condition(
            clinicalStatus=_status("clinical", "active"), verificationStatus=_status("ver-status", "entered-in-error")
        ),
        _condition(verificationStatus=_status("ver-status", "entered-in-error")),
    ),
    ("cpl-3", _plan(detail=DETAIL, reference={"reference": "Task/1"}), _plan(detail=DETAIL)),
    ("cpt-2", _patient(telecom=[{"value": "1"}]), _patient(telecom=[{"value": "1", "system": "phone"}])),
    ("ctm-1", _care_team("PractitionerRole/1"), _care_team("Practitioner/1")),
    (
        "dis-1",
        _extended(valueDistance={"value": 1}),
        _extended(valueDistance={"value": 1, "code": "km", "system": UCUM}),
    ),
    (
        "drt-1",
        _extended(valueDuration={"value": 1, "code": "min", "system": "https://example.org"}),
        _extended(valueDuration={"value": 1, "unit": "min"}),
    ),
    (
        "exp-1",
        _extended(valueExpression={"language": "text/cql"}),
        _extended(valueExpression={"language": "text/cql", "expression": "1"}),
    ),
    ("ext-1", _extended(), _extended(valueCode="a")),
    ("ext-1", _extended(valueCode="a", extension=[{"url": "y", "valueCode": "b"}]), _extended(valueCode="a", id="e")),
    ("gol-1", _goal(detailString="x"), _goal(detailString="x", measure=CODE)),
    ("grp-1", _group(actual=False, member=[{"entity": PATIENT}]), _group(actual=True, member=[{"entity": PATIENT}])),
    ("inv-1", _parameters(), _parameters(valueCode="a")),
    (
        "inv-1",
        _parameters(valueCode="a", part=[{"name": "y", "valueCode": "b"}]),
        _parameters(resource=_patient(active=True)),
    ),
    ("inv-1", _task("2026-02-01", "2026-01-31"), _task("2026-02-01", "2026-02-01")),
    ("ipn-1", {"resourceType": "InsurancePlan", "status": "active"}, {"resourceType": "InsurancePlan", "name": "x"}),
    (
        "mrp-1",
        _report(type="data-collection", group=[{"measureScore": {"value": 1}}]),
        _report(group=[{"measureScore": {"value": 1}}]),
    ),
    ("mrp-2", _stratum(), _stratum(value=CODE)),
    ("obs-3", _observation(referenceRange=[{"type": CODE}]), _observation(referenceRange=[{"text": "x"}])),
    ("obs-6", _observation(dataAbsentReason=CODE, valueString="x"), _observation(dataAbsentReason=CODE)),
    (
        "obs-7",
        _observation(
            code={"coding": [{"system": "https://example.org", "code": "1"}]},
            valueString="x",
            component=[{"code": {"coding": [{"system": "https://example.org", "code": "1"}]}}],
        ),
        _observation(
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
    ("pat-1", _patient(contact=[{"gender": "male"}]), _patient(contact=[{"name": CODE}])),
    (
        "per-1",
        _patient(name=[{"family": "x", "period": {"start": "2026-01-02", "end": "2026-01-01"}}]),
        _patient(name=[{"family": "x", "period": {"start": "2026-01-02", "end": "2026-01-02"}}]),
    ),
    (
        "per-1",
        _patient(
            name=[{"family": "x", "period": {"start": "2026-01-02T10:00:00+02:00", "end": "2026-01-02T07:59:59.9Z"}}]
        ),
        _patient(
            name=[{"family": "x", "period": {"start": "2026-01-02T10:00:00+02:00", "end": "2026-01-02T08:00:00.0Z"}}]
        ),
    ),
    ("ppc-1", _consent(), _consent(policyRule=CODE)),
    ("prr-1", _request(orderDetail=[CODE]), _request(orderDetail=[CODE], code=CODE)),
    (
        "qrs-1",
        _response(answer=[{"valueString": "x"}], item=[{"linkId": "2"}]),
        _response(answer=[{"valueString": "x", "item": [{"linkId": "2"}]}]),
    ),
    ("qty-3", _observation(valueQuantity={"value": 1, "code": "mg"}), _observation(valueQuantity=LOW)),
    (
        "rat-1",
        _observation(valueRatio={"numerator": LOW}),
        _observation(valueRatio={"numerator": LOW, "denominator": HIGH}),
    ),
    ("rng-2", _observation(valueRange={"low": HIGH, "high": LOW}), _observation(valueRange={"low": LOW, "high": LOW})),
    ("rng-2", _observation(valueRange={"low": LOW, "high": {"unit": "m"}}), _observation(valueRange={"low": LOW})),
    ("sev-1", _event(name="x", query="YWJj"), _event(name="x")),
    (
        "sqty-1",
        _observation(valueRange={"low": {**LOW, "comparator": ">"}}),
        _observation(valueQuantity={**LOW, "comparator": ">"}),
    ),
    ("tim-1", _repeat(duration=1), _repeat(duration=1, durationUnit="h")),
    ("tim-2", _repeat(period=1), _repeat(period=1, periodUnit="d")),
    ("tim-4", _repeat(duration=-1, durationUnit="h"), _repeat(duration=0, durationUnit="h")),
    ("tim-5", _repeat(period=-1, periodUnit="d"), _repeat(period=0, periodUnit="d")),
    ("tim-6", _repeat(periodMax=1), _repeat(period=1, periodMax=1, periodUnit="d")),
    ("tim-7", _repeat(durationMax=1), _repeat(duration=1, durationMax=1, durationUnit="h")),
    ("tim-8", _repeat(countMax=1), _repeat(count=1, countMax=1)),
    ("tim-9", _repeat(offset=1), _repeat(offset=1, when=["HS"])),
    ("tim-9", _repeat(offset=1, when=["CM"]), _repeat(when=["CM"])),
    ("tim-10", _repeat(timeOfDay=["10:00:00"], when=["HS"]), _repeat(timeOfDay=["10:00:00"])),
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
    found = broken(_patient(name=[{"family": "x", "period": {"start": start, "end": end}}]))
    assert found == (set() if fine else {"per-1"})


def test_a_period_is_checked_wherever_it_stands(find) -> None:
    """per-1 is found in nested places, with the index of each."""
    bad = {"start": "2026-01-02", "end": "2026-01-01"}
    resource = _bundle(
        "collection",
        P1,
        {
            "fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239521",
            "resource": _patient(identifier=[{"value": "1"}, {"value": "2", "period": bad}]),
        },
    )
    assert find(resource) == [("invariant", "Bundle.entry[1].resource.identifier[1].period")]


def test_a_problem_of_the_list_should_have_a_status(broken) -> None:
    """con-3 is a warning of R4: a problem list item without clinicalStatus."""
    category = "http://terminology.hl7.org/CodeSystem/condition-category"
    listed = {"coding": [{"system": category, "code": "problem-list-item"}]}
    seen = {"coding": [{"system": category, "code": "encounter-diagnosis"}]}
    assert [broken(_condition(category=[c])) for c in (listed, seen)] == [{"con-3"}, set()]


@pytest.mark.parametrize(
    ("identifier", "codes"),
    [
        ({"system": "urn:ietf:rfc:3986", "value": "2.16.840"}, [("value", "Patient.identifier[0].value")]),
        ({"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.16.840"}, []),
    ],
)
def test_an_identifier_that_is_a_uri(identifier, codes, find) -> None:
    """Identifier.system urn:ietf:rfc:3986 means that the value is a full URI."""
    assert find(_patient(identifier=[identifier])) == codes


@pytest.mark.parametrize(("size", "codes"), [(3, []), (100, [("value", "Patient.photo[0].size")])])
def test_an_attachment_says_its_size(size, codes, find) -> None:
    """Attachment.size counts the bytes before base 64."""
    assert find(_patient(photo=[{"contentType": "image/png", "data": "YWJj", "size": size}])) == codes

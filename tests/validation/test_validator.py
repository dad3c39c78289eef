"""`peerfhir.Validator` and `peerfhir.validate`: the validator as a Python library (docs/validator.md)."""

import copy
import io
import json
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import peerfhir
from peerfhir import Report, UnknownProfileError, Validator, validate

PATIENT = {"resourceType": "Patient", "active": True, "gender": "female", "birthDate": "1984-05-05"}
WRONG = {**PATIENT, "gender": "woman", "birthDate": "1984-05-32"}
XML = '<Patient xmlns="http://hl7.org/fhir"><active value="true"/><gender value="woman"/></Patient>'
URL = "https://example.org/fhir/StructureDefinition/born"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"
# A profile that asks for a date of birth, as its author writes it: a differential.
BORN = {
    "resourceType": "StructureDefinition",
    "url": URL,
    "version": "1.0.0",
    "name": "Born",
    "status": "active",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
    "differential": {"element": [{"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1}]},
}
BORN_XML = """<StructureDefinition xmlns="http://hl7.org/fhir">
  <url value="https://example.org/fhir/StructureDefinition/born"/><version value="1.0.0"/><name value="Born"/>
  <status value="active"/><kind value="resource"/><abstract value="false"/><type value="Patient"/>
  <baseDefinition value="http://hl7.org/fhir/StructureDefinition/Patient"/><derivation value="constraint"/>
  <differential><element id="Patient.birthDate"><path value="Patient.birthDate"/><min value="1"/></element>
  </differential></StructureDefinition>"""
LIGHT = """
import sys
import peerfhir
print(sorted(name for name in sys.modules if name.split(".")[0] in ("msgspec", "peerfhir", "pydantic", "typer")))
"""


def places(report: Report) -> list[str]:
    """Where the errors are."""
    return [issue.expression[0] for issue in report.errors]


def unborn() -> dict[str, object]:
    """A patient without a date of birth."""
    return {name: value for name, value in PATIENT.items() if name != "birthDate"}


def packed(folder: Path) -> Path:
    """A FHIR package with the profile."""
    body = json.dumps(BORN).encode()
    with tarfile.open(folder / "born.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("package/StructureDefinition-born.json")
        member.size = len(body)
        archive.addfile(member, io.BytesIO(body))
    return folder / "born.tgz"


def test_a_valid_resource():
    """No error; the OperationOutcome says so, and has the issue that R4 asks for."""
    report = validate(PATIENT)
    assert report.valid
    assert report.errors == ()
    assert report.outcome()["issue"][0]["severity"] != "error"


def test_every_error_at_its_place():
    """All errors at once, each with the FHIRPath of its element."""
    report = validate(WRONG)
    assert not report.valid
    assert places(report) == ["Patient.gender", "Patient.birthDate"]


@pytest.mark.parametrize("form", ["str", "bytes", "marked"])
def test_json_text_is_the_same_as_a_dict(form):
    """A str, bytes, and bytes with a byte order mark."""
    text = json.dumps(WRONG)
    given: dict[str, str | bytes] = {"str": text, "bytes": text.encode(), "marked": b"\xef\xbb\xbf" + text.encode()}
    assert validate(given[form]) == validate(WRONG)


@pytest.mark.parametrize("text", [XML, f'<?xml version="1.0" encoding="UTF-8"?>\n{XML}'.encode()])
def test_xml_text(text):
    """Recognized by its first character."""
    assert places(validate(text)) == ["Patient.gender"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "<Patient", "<Patient/>", "\ud800", b"\xff", '{"active": true, "active": true}'],
)
def test_text_that_cannot_be_read_is_reported(text):
    """No exception: it is what somebody sent."""
    assert not validate(text).valid


def test_a_dict_keeps_its_numbers():
    """A float is a decimal, an int an integer; 1.5 is no positiveInt, 15.5 a value."""
    money = {"value": 15.5, "currency": "USD"}
    base = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": {"value": 15.5}}
    assert validate(base).valid
    assert places(validate({**base, "component": [{"code": {"text": "y"}, "valueInteger": 1.5}]}))
    assert money["value"] == 15.5


def test_what_is_given_stays_as_it_was():
    """The resource is read, never written."""
    given = copy.deepcopy(WRONG)
    validate(given)
    assert given == WRONG


def test_profiles_that_come_with_us():
    """US Core is known: a patient without name and identifier does not conform."""
    report = validate(PATIENT, profiles=[US_CORE])
    assert {issue.profile for issue in report.errors} == {US_CORE}
    assert validate(PATIENT).valid


def test_a_profile_that_is_not_known():
    """Whoever asks for it made a mistake: it is named."""
    with pytest.raises(UnknownProfileError, match="StructureDefinition/born"):
        validate(PATIENT, profiles=[URL])
    with pytest.raises(LookupError):
        Validator(profiles=[URL])


def test_r4_itself_may_be_asked_for():
    """The canonical of a base type is a profile too."""
    assert validate(PATIENT, profiles=["http://hl7.org/fhir/StructureDefinition/Patient"]).valid
    assert not validate(PATIENT, profiles=["http://hl7.org/fhir/StructureDefinition/Encounter"]).valid


def test_definitions_as_a_dict():
    """A profile of one's own, brought as it is."""
    assert places(validate(unborn(), profiles=[URL], definitions=[BORN])) == ["Patient"]
    assert validate(PATIENT, profiles=[URL], definitions=[BORN]).valid


@pytest.mark.parametrize("kind", ["json", "xml", "folder", "package"])
def test_definitions_as_files(kind, tmp_path):
    """The same profile in each form that definitions come in."""
    (tmp_path / "born.json").write_text(json.dumps(BORN), encoding="utf-8")
    (tmp_path / "xml").mkdir()
    (tmp_path / "xml" / "born.xml").write_text(BORN_XML, encoding="utf-8")
    source = {
        "json": tmp_path / "born.json",
        "xml": tmp_path / "xml" / "born.xml",
        "folder": tmp_path / "xml",
        "package": packed(tmp_path),
    }[kind]
    validator = Validator(profiles=[URL], definitions=[source])
    assert places(validator.validate(unborn())) == ["Patient"]
    assert validator.validate(PATIENT).valid
    assert Validator(profiles=[URL], definitions=[str(source)]).validate(PATIENT).valid


def test_definitions_that_cannot_be_read(tmp_path):
    """A sentence names the file, or the definition."""
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.json"):
        Validator(definitions=[broken])
    with pytest.raises(ValueError, match="born"):
        Validator(definitions=[{**BORN, "kind": None}])
    with pytest.raises(OSError, match=r"gone\.json"):
        Validator(definitions=[tmp_path / "gone.json"])


def test_definitions_without_mistakes_have_no_warnings():
    """Choices, their short names, extensions, elements of any resource, and rules that R4's own definitions write."""
    elements = [
        {"path": "Patient.contact.name.family", "min": 1},
        {"path": "Patient.deceased[x]", "min": 1},
        {"path": "Patient.deceasedBoolean", "max": "0"},
        {"path": "Patient.birthDate.extension", "max": "0"},
        {"path": "Patient.extension.value[x].coding", "min": 1},
        {"path": "Patient.contained.birthDate", "min": 1},
        {
            "path": "Patient.name",
            "constraint": [
                {"key": "a", "severity": "error", "human": "a", "expression": "family.exists() or given.exists()"},
                {"key": "b", "severity": "error", "human": "b", "expression": "period.start <= now()"},
            ],
        },
    ]
    assert (
        Validator(definitions=[BORN, {**BORN, "url": f"{URL}er", "differential": {"element": elements}}]).warnings == ()
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"differential": {"element": [{"path": "Patient.birthdate", "min": 1}]}}, "Patient.birthdate does not exist"),
        ({"differential": {"element": [{"path": "Patient.contact.nam", "min": 1}]}}, "Patient.contact.nam does not"),
        ({"differential": {"element": [{"path": "Person.birthDate", "min": 1}]}}, "Person.birthDate does not exist"),
        ({"differential": None}, "neither a differential nor a snapshot"),
        ({"type": "Patent"}, "type Patent is none of R4"),
        ({"baseDefinition": "https://example.org/nowhere"}, "base https://example.org/nowhere is not at hand"),
        ({"rule": "nmae.exists()"}, "the rule k of Patient speaks of nmae"),
        ({"rule": "name.family.foo()"}, "the rule k of Patient calls the function foo"),
        ({"rule": "name.exists("}, "the rule k of Patient is no FHIRPath"),
    ],
)
def test_mistakes_in_definitions_are_told(change, said):
    """A sentence names the definition, the element or rule, and what is wrong; nothing is passed over in silence."""
    if "rule" in change:
        constraint = {"key": "k", "severity": "error", "human": "k", "expression": change["rule"]}
        change = {"differential": {"element": [{"path": "Patient", "constraint": [constraint]}]}}
    wrong = {key: value for key, value in {**BORN, **change}.items() if value is not None}
    (warning,) = Validator(definitions=[wrong]).warnings
    assert warning.startswith(URL)
    assert said in warning


def test_a_definition_without_url_is_told(tmp_path):
    """In a file beside others it is passed over with a warning; as a dict, or alone, it is an error."""
    nameless = {key: value for key, value in BORN.items() if key != "url"}
    file = tmp_path / "both.json"
    both = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": BORN}, {"resource": nameless}]}
    file.write_text(json.dumps(both), encoding="utf-8")
    (warning,) = Validator(definitions=[file]).warnings
    assert "both.json: a StructureDefinition without url" in warning
    with pytest.raises(ValueError, match="url"):
        Validator(definitions=[nameless])
    with pytest.raises(ValueError, match="no definition that can be used"):
        Validator(definitions=[PATIENT])


def test_a_package_is_kept(tmp_path):
    """With a cache the second reading finds what the first one made, and says the same."""
    source, cache = packed(tmp_path), tmp_path / "cache"
    first = Validator(profiles=[URL], definitions=[source], cache=cache)
    assert list(cache.iterdir())
    again = Validator(profiles=[URL], definitions=[source], cache=cache)
    assert again.validate(unborn()) == first.validate(unborn())


def test_meta_profile_is_checked_unasked():
    """What a resource claims is checked; a claim that nobody knows is a warning."""
    claims = {**unborn(), "meta": {"profile": [URL]}}
    assert not Validator(definitions=[BORN]).validate(claims).valid
    unknown = validate(claims)
    assert unknown.valid
    assert [issue.severity for issue in unknown.issues if issue.code == "not-supported"] == ["warning"]


def test_one_serves_many_threads():
    """Made cold, asked by eight threads at once: each gets what it would get alone."""
    validator = Validator(definitions=[BORN])
    asked = [(PATIENT, [US_CORE]), (WRONG, []), (unborn(), [URL])] * 40
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: validator.validate(*one), asked))
    assert found == [validator.validate(*one) for one in asked]


def test_a_report_is_a_valid_outcome():
    """What `outcome()` gives is an OperationOutcome of R4."""
    assert validate(validate(WRONG).outcome()).valid
    assert validate(validate(PATIENT).outcome()).valid


def test_importing_the_package_is_light():
    """Nothing is imported before it is asked for."""
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout == "['peerfhir']\n"


def test_public_names():
    """Each that is promised is there, and no other."""
    assert all(hasattr(peerfhir, name) for name in peerfhir.__all__)
    assert not hasattr(peerfhir, "nothing")


DEEP: dict[str, object] = {}
DEEP["contained"] = [DEEP]


@pytest.mark.parametrize(
    "resource",
    [
        {**PATIENT, "name": [{"family": "\ud800"}]},
        {**PATIENT, "\ud800": 1},
        '{"resourceType": "Patient", "name": [{"family": "\ud800"}]}',
        {**PATIENT, **DEEP},
        {**PATIENT, "multipleBirthInteger": 10**5000},
    ],
    ids=["surrogate", "surrogate key", "surrogate in text", "cyclic", "number"],
)
def test_what_no_json_could_hold_is_reported(resource) -> None:
    """It is a fault of the resource, and no exception."""
    report = validate(resource)
    assert (report.valid, len(report.issues)) == (False, 1)


@pytest.mark.parametrize("resource", [None, 5, [PATIENT], (1,), object()])
def test_what_is_no_resource_at_all(resource) -> None:
    """A resource is a dict or a text; whatever else is a mistake of the caller."""
    with pytest.raises(TypeError, match="a resource is a dict"):
        validate(resource)


@pytest.mark.parametrize("profiles", ["https://example.org/x", b"x", [5]])
def test_profiles_are_a_list_of_canonicals(profiles) -> None:
    """One canonical alone would be taken for a list of letters."""
    with pytest.raises(TypeError, match="profile"):
        validate(PATIENT, profiles=profiles)
    with pytest.raises(TypeError, match="profile"):
        Validator(profiles=profiles)


@pytest.mark.parametrize("definitions", ["/nowhere", BORN, [5], [None]])
def test_definitions_are_a_list(definitions) -> None:
    """One definition alone is no list, and a number is no definition."""
    with pytest.raises(TypeError, match="definition"):
        Validator(definitions=definitions)


@pytest.mark.parametrize(
    "definition",
    [{}, {"resourceType": 5}, {"resourceType": "ValueSet"}, {**BORN, **DEEP}, {**BORN, "title": "\ud800"}],
)
def test_a_definition_that_cannot_be_read(definition) -> None:
    """A definition has a type and a url, and nests no deeper than JSON may."""
    with pytest.raises(ValueError, match="A "):
        Validator(definitions=[definition])

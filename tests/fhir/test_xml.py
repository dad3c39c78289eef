"""FHIR XML is the same resource as its JSON (http://hl7.org/fhir/R4/xml.html, json.html)."""

import tarfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerfhir.fhir import json, xml
from peerfhir.fhir.issues import Kind, Refused

_NAMES = st.sampled_from(
    (
        "id",
        "name",
        "given",
        "extension",
        "contained",
        "Patient",
        "text",
        "active",
        "valueDecimal",
        "multipleBirthInteger",
        "x",
    )
)
EXAMPLES = Path(__file__).parents[1] / "data" / "r4-examples" / "r4-examples.tar.xz"


def _read(inner: str, name: str = "Patient") -> dict[str, Any]:
    return xml.decode(f'<{name} xmlns="http://hl7.org/fhir">{inner}</{name}>'.encode())


@pytest.mark.parametrize(
    ("inner", "members"),
    [
        ('<id value="p"/><active value="true"/>', {"id": "p", "active": True}),
        ('<birthDate value="1980-02"/>', {"birthDate": "1980-02"}),
        ('<multipleBirthInteger value="2"/>', {"multipleBirthInteger": 2}),
        ('<name><given value="A"/><given value="B"/></name>', {"name": [{"given": ["A", "B"]}]}),
        ('<name id="n"><family value="X"/></name>', {"name": [{"id": "n", "family": "X"}]}),
        ('<maritalStatus><text value="&lt;wed&gt;"/></maritalStatus>', {"maritalStatus": {"text": "<wed>"}}),
    ],
)
def test_elements(inner, members) -> None:
    """What repeats is an array, also when there is one; ids of elements are attributes, primitives have values."""
    assert _read(inner) == {"resourceType": "Patient"} | members


def test_decimals_keep_their_digits() -> None:
    """1.00 stays 1.00."""
    found = _read('<valueQuantity><value value="1.00"/></valueQuantity>', "Observation")
    assert json.encode(found["valueQuantity"]) == b'{"value":1.00}'


def test_extensions_of_primitives() -> None:
    """They go under the name led by an underscore; what has no value is null in an array."""
    why = '<extension url="https://example.org/why"><valueCode value="unknown"/></extension>'
    said = {"extension": [{"url": "https://example.org/why", "valueCode": "unknown"}]}
    assert _read(f'<birthDate id="b">{why}</birthDate>') == {
        "resourceType": "Patient",
        "_birthDate": {"id": "b"} | said,
    }
    assert _read(f'<name><given value="A"/><given>{why}</given></name>')["name"] == [
        {"given": ["A", None], "_given": [None, said]}
    ]


def test_resources_inside() -> None:
    """A contained resource, an entry's and a parameter's are elements named by their type."""
    assert _read('<contained><Organization><id value="o"/></Organization></contained>')["contained"] == [
        {"resourceType": "Organization", "id": "o"}
    ]
    bundle = _read('<type value="collection"/><entry><resource><Patient/></resource></entry>', "Bundle")
    assert bundle["entry"] == [{"resource": {"resourceType": "Patient"}}]


def test_a_narrative_is_its_own_text() -> None:
    """The XHTML is kept, with what must be escaped, and its namespace."""
    div = '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><p class="a&quot;b">1 &lt; 2 &amp; <br/></p></div>'
    assert _read(f'<text><status value="generated"/>{div}</text>')["text"]["div"] == div


def test_what_the_tables_do_not_know_is_kept() -> None:
    """So that the validator says so, under the name it has."""
    found = _read('<colour value="red"/><shape><side value="3"/></shape><active value="maybe"/>')
    assert found == {"resourceType": "Patient", "colour": "red", "shape": {"side": "3"}, "active": "maybe"}


def test_a_single_element_given_twice_is_kept_twice() -> None:
    """It is an array then, which the validator refuses."""
    assert _read('<gender value="male"/><gender value="female"/>')["gender"] == ["male", "female"]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ('<gender value="male"/><active value="true"/>', "The element 'active' must come before 'gender' in Patient"),
        (
            '<name><given value="A"/></name><active value="true"/><name><given value="B"/></name>',
            "The element 'active' must come before 'name' in Patient",
        ),
        ('<name><given value="A"/><family value="B"/></name>', "'family' must come before 'given' in HumanName"),
        ('<deceasedBoolean value="true"/><birthDate value="1980"/>', "'birthDate' must come before 'deceasedBoolean'"),
        (
            '<contact><gender value="male"/><extension url="https://example.org/x"/></contact>',
            "'extension' must come before 'gender' in Patient.contact",
        ),
        (
            '<contained><Organization><name value="A"/><id value="o"/></Organization></contained>',
            "'id' must come before 'name' in Organization",
        ),
    ],
)
def test_elements_come_in_the_order_of_the_definition(inner, said) -> None:
    """xml.html: they SHALL appear in the order documented, those that repeat together; both names are told."""
    with pytest.raises(Refused) as caught:
        _read(inner)
    assert said in caught.value.issues[0].text


def test_elements_in_order_are_read() -> None:
    """Base elements first, then a type's own; a choice stands in the place of its stem."""
    inner = (
        '<id value="p"/><language value="en"/><extension url="https://example.org/x"><valueCode value="a"/></extension>'
        '<active value="true"/><name><family value="B"/></name><name><family value="C"/></name>'
        '<deceasedBoolean value="false"/><maritalStatus><text value="x"/></maritalStatus>'
    )
    assert list(_read(inner))[1:] == [
        "id",
        "language",
        "extension",
        "active",
        "name",
        "deceasedBoolean",
        "maritalStatus",
    ]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ('<x:active xmlns:x="urn:z" value="true"/>', "'active' is of the namespace urn:z"),
        ('<active xmlns="" value="true"/>', "'active' is of no namespace"),
        ('<name><family xmlns="urn:z" value="B"/></name>', "'family' is of the namespace urn:z"),
        ('<contained><Basic xmlns="urn:z"/></contained>', "'Basic' is of the namespace urn:z"),
        ('<div xmlns="http://www.w3.org/1999/xhtml">x</div>', "'div' is of the namespace http://www.w3.org/1999/xhtml"),
        ('<text><status value="generated"/><div/></text>', "The div of a narrative must be of the namespace"),
        (
            '<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p xmlns="x"/></div></text>',
            "'p' of a narrative must be of the namespace",
        ),
        ('<active xmlns:x="urn:z" x:value="true"/>', "'active' has no attribute 'urn:z:value'"),
        ('<active value="true" xml:lang="en"/>', "'active' has no attribute 'xml:lang'"),
        ('<name family="B"/>', "'name' has no attribute 'family'"),
        ('<name value="B"/>', "'name' has no attribute 'value'"),
        ('<name><id value="n"/></name>', "'id' of HumanName must be an attribute"),
        ('<extension><url value="https://example.org/x"/></extension>', "'url' of Extension must be an attribute"),
        ('<contained id="x"><Basic/></contained>', "'contained' must hold one resource"),
        ("<contained><Basic/><Basic/></contained>", "'contained' must hold one resource"),
    ],
)
def test_what_is_not_of_fhir_xml(inner, said) -> None:
    """Only FHIR's namespace, and XHTML in a narrative; only id, url and value are attributes. The line is told."""
    with pytest.raises(Refused) as caught:
        _read("\n" + inner)
    assert said in caught.value.issues[0].text
    assert str(caught.value.issues[0].diagnostics).startswith("Line 2")


def test_a_resource_has_no_attributes() -> None:
    """Its id is an element (resource.html)."""
    with pytest.raises(Refused, match="unreadable") as caught:
        xml.decode(b'<Patient xmlns="http://hl7.org/fhir" id="p"/>')
    assert "'Patient' has no attribute 'id'" in caught.value.issues[0].text


def test_schema_locations_are_no_content() -> None:
    """Many editors write them."""
    body = (
        '<Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://hl7.org/fhir fhir-all.xsd"/>'
    )
    assert xml.decode(body.encode()) == {"resourceType": "Patient"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not XML"),
        (b"<Patient", "not XML"),
        (b'<Patient xmlns="http://hl7.org/fhir"><id value="a" value="b"/></Patient>', "not XML"),
        (b"<Patient/>", "namespace"),
        (b'<!DOCTYPE Patient><Patient xmlns="http://hl7.org/fhir"/>', "document type"),
        (
            b'<!DOCTYPE a [<!ENTITY e "x">]><Patient xmlns="http://hl7.org/fhir"><id value="&e;"/></Patient>',
            "document type",
        ),
        (b'<Patient xmlns="http://hl7.org/fhir">hello</Patient>', "Text stands between elements: 'hello'"),
        (b'<Patient xmlns="http://hl7.org/fhir">' + b"<extension>" * 5000, "nests deeper than 64 levels"),
        (b'<?xml version="1.0" encoding="klingon"?><Patient xmlns="http://hl7.org/fhir"/>', "not XML"),
    ],
)
def test_what_is_refused(body, said) -> None:
    """Unreadable text is refused with a reason; a document type, and any entity with it, is never read."""
    with pytest.raises(Refused) as caught:
        xml.decode(body)
    assert caught.value.kind is Kind.UNREADABLE
    assert said in caught.value.issues[0].text


@given(
    st.recursive(
        st.builds(
            lambda n, v: f'<{n} value="{v}"/>', _NAMES, st.sampled_from(("1", "true", "2026-01-01", "1e999999999", ""))
        ),
        lambda inner: st.builds(lambda n, parts: f"<{n}>{''.join(parts)}</{n}>", _NAMES, st.lists(inner, max_size=4)),
        max_leaves=12,
    )
)
def test_any_elements_are_read(inner) -> None:
    """Whatever stands where, the answer is a resource that JSON can hold, or a refusal."""
    with suppress(Refused):
        found = _read(inner)
        assert json.decode(json.encode(found)) == found


@given(st.binary(max_size=200).map(lambda noise: b'<Patient xmlns="http://hl7.org/fhir">' + noise))
def test_any_bytes_are_refused_or_read(body) -> None:
    """Nothing but a refusal comes out of noise."""
    with suppress(Refused):
        assert xml.decode(body)["resourceType"] == "Patient"


def _written(node: dict[str, Any]) -> str:
    """The members of an object as XML, by the letter of the page: another reading of it than the reader's."""
    names = list(dict.fromkeys(key.removeprefix("_") for key in node if key not in ("resourceType", "_")))
    return "".join(_member(name, node.get(name), node.get(f"_{name}")) for name in names if not _attribute(node, name))


def _attribute(node: dict[str, Any], name: str) -> bool:
    if "resourceType" in node:
        return False
    return name == "id" or (name == "url" and _is_extension(node))


def _is_extension(node: dict[str, Any]) -> bool:
    return all(key in ("id", "url", "extension") or key.lstrip("_").startswith("value") for key in node)


def _member(name: str, value: Any, beside: Any) -> str:
    if type(value) is list or type(beside) is list:
        values, others = value or [None] * len(beside), beside or [None] * len(value)
        return "".join(_member(name, v, b) for v, b in zip(values, others, strict=True))
    if type(value) is dict and "resourceType" in value:
        return f"<{name}><{value['resourceType']}>{_written(value)}</{value['resourceType']}></{name}>"
    if type(value) is dict:
        attributes = "".join(
            f" {n}={quoteattr(value[n])}" for n in ("id", "url") if n in value and _attribute(value, n)
        )
        return f"<{name}{attributes}>{_written(value)}</{name}>"
    if name == "div":
        return str(value)
    text = {True: "true", False: "false"}.get(value, value) if type(value) is bool else value
    stated = "" if value is None else f" value={quoteattr(str(text), _SPACES)}"
    inner = beside or {}
    identity = f" id={quoteattr(inner['id'])}" if "id" in inner else ""
    return f"<{name}{identity}{stated}>{_written(inner)}</{name}>"


_SPACES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def test_the_official_examples_in_xml() -> None:
    """Every official example, written as XML and read again, is what it was; narratives but for their form."""
    different = []
    with tarfile.open(EXAMPLES) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is None or not member.name.endswith(".json"):
                continue
            resource = json.decode(stream.read())
            if member.name == "Questionnaire-qs1.json":  # it alone is not written in the order of the definitions
                resource = _ordered(resource)
            kind = resource["resourceType"]
            body = f'<{kind} xmlns="http://hl7.org/fhir">{_written(resource)}</{kind}>'
            try:
                found = xml.decode(body.encode())
            except Refused as refused:
                different.append((member.name, refused.issues[0].diagnostics))
                continue
            if _without_narrative(found) != _without_narrative(resource):
                different.append((member.name, "differs"))
    assert different == []


_ORDER = (
    *(
        "resourceType",
        "id",
        "identifier",
        "system",
        "value",
        "code",
        "display",
        "version",
        "status",
        "date",
        "publisher",
    ),
    *("linkId", "text", "type", "required", "repeats", "item"),
)


def _ordered(node: Any) -> Any:
    """What questionnaire.html has of the elements, in its order."""
    if type(node) is dict:
        names = sorted(node, key=lambda name: _ORDER.index(name) if name in _ORDER else -1)
        return {name: _ordered(node[name]) for name in names}
    return [_ordered(each) for each in node] if type(node) is list else node


def _without_narrative(node: Any) -> Any:
    if type(node) is dict:
        return {key: _without_narrative(value) for key, value in node.items() if key != "div"}
    return [_without_narrative(each) for each in node] if type(node) is list else node

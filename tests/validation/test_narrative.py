"""Narratives: txt-1, txt-2 (http://hl7.org/fhir/R4/narrative.html); verdicts compared with HL7's validator."""

from typing import Any

import pytest

from peerfhir.validation.check import check

OPEN = '<div xmlns="http://www.w3.org/1999/xhtml">'


def _rules(div: Any, library: Any) -> Any:
    narrative = {"status": "generated", "div": div}
    issues = check({"resourceType": "Patient", "text": narrative}, library)
    assert {i.expression for i in issues} <= {("Patient.text.div",)}
    return [i.rule for i in issues]


@pytest.mark.parametrize(
    "inner",
    [
        "x",
        "a&#160;b &amp; &lt;c&gt;",
        "<p class='a' style='color:red'>x</p>",
        '<table border="1" cellpadding="2" width="4"><tr><td nowrap="nowrap" colspan="2">a</td></tr></table>',
        '<img src="#pic" alt=""/>',
        '<a href="https://example.org" name="n">x</a>',
        "<!-- c --><ul><li>x</li></ul>",
        '<a href="data:text/plain,x">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x"/>',
        '<pre xml:space="preserve">a</pre>',
    ],
)
def test_what_is_allowed(inner, library) -> None:
    """Formatting, tables, links, images and inline styles."""
    assert _rules(f"{OPEN}{inner}</div>", library) == []


@pytest.mark.parametrize(
    "inner",
    [
        "<script>x</script>",
        "<form>x</form>",
        "<iframe src='https://example.org'>x</iframe>",
        "<font>x</font>",
        "<section>x</section>",
        "<p onclick='x'>a</p>",
        "<p data-x='1'>a</p>",
        "<a href='javascript:x()'>a</a>",
        "<a href=' JavaScript:x()'>a</a>",
        "<a href='java&#10;script:x()'>a</a>",
        "<a href='vbscript:x'>a</a>",
        "<a target='_blank'>a</a>",
        "<ins>a</ins>",
        "<p><del>a</del></p>",
        "a&nbsp;b",
        "<p>a",
        "<p>a</b>",
        "a & b",
    ],
)
def test_what_is_not(inner, library) -> None:
    """Scripts, forms, frames, events, undeclared entities, and what is not well-formed."""
    assert _rules(f"{OPEN}{inner}</div>", library) == ["txt-1"]


@pytest.mark.parametrize(
    "div",
    [
        "<div>x</div>",
        '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
        "text",
        f"{OPEN}x</div>{OPEN}y</div>",
        f'<!DOCTYPE div [<!ENTITY a "x">]>{OPEN}&a;</div>',
        f"{OPEN}\ud800</div>",
    ],
)
def test_one_div_of_xhtml(div, library) -> None:
    """The whole is one div in the XHTML namespace, without a document type."""
    assert _rules(div, library) == ["txt-1"]


@pytest.mark.parametrize("inner", ["", " \n ", "<p> </p>", "<br/>"])
def test_something_to_read(inner, library) -> None:
    """txt-2: a narrative has text or an image."""
    assert _rules(f"{OPEN}{inner}</div>", library) == ["txt-2"]


@pytest.mark.parametrize(
    ("inside", "errors"),
    [
        ('<a href="#part">to</a><p id="part">there</p>', []),
        ('<a href="#part">to</a><a name="part">there</a>', []),
        ('<a href="#org">to the contained resource</a>', []),
        ('<a href="#nowhere">to</a>', ["Patient.text.div"]),
    ],
)
def test_a_link_to_a_place_inside_leads_there(inside, errors, library) -> None:
    """As strict as HL7's validator; on a write it is a warning."""
    patient = {
        "resourceType": "Patient",
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'},
        "contained": [{"resourceType": "Organization", "id": "org", "name": "Zz-Agency"}],
        "managingOrganization": {"reference": "#org"},
    }
    assert [i.expression[0] for i in check(patient, library, strict=True) if i.refuses] == errors
    assert [i.expression[0] for i in check(patient, library)] == errors

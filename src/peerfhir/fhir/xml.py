"""FHIR XML in, as the JSON form that everything here reads (http://hl7.org/fhir/R4/xml.html).

Guided by the R4 tables: they say what repeats, what is a number, what is an attribute, and in which order elements
come. An element that they do not know is kept under its name, so that the validator reports it. Decimals keep their
digits.

A document type is refused, and with it every entity; depth and size are bounded.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from xml.parsers import expat

from peerfhir.fhir.definitions import Element, Structure, definitions
from peerfhir.fhir.issues import Kind, refused
from peerfhir.fhir.json import MAX_DEPTH

Json = dict[str, Any]
NAMESPACE = "http://hl7.org/fhir"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "http://www.w3.org/XML/1998/namespace"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance schemaLocation"
_URL = ("Extension", "url")
_PAGE = "http://hl7.org/fhir/R4/xml.html"
_INTEGERS = ("integer", "positiveInt", "unsignedInt")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,30})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


@dataclass(slots=True)
class _Node:
    """An XML element: `children` are nodes, and texts where it is XHTML."""

    space: str
    name: str
    attributes: dict[str, str]
    line: int = 0
    children: list[Any] = field(default_factory=list)

    @property
    def elements(self) -> list["_Node"]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, _Node)]


def decode(body: bytes) -> Json:
    """One FHIR resource, or `Refused(UNREADABLE)` that says what cannot be read.

    Refused are: text that is not well-formed XML, a document type (and so any entity), a root that is not of the FHIR
    namespace, elements and attributes of other namespaces (but XHTML in a narrative), elements in another order than
    their type has them, attributes that FHIR does not have, text between elements, and nesting deeper than `MAX_DEPTH`.
    """
    root = _parse(body)
    if root.space != NAMESPACE:
        raise _unreadable(f"The root element is not of the namespace {NAMESPACE}")
    return _resource(root)


def _misplaced(node: _Node, text: str) -> Exception:
    return _unreadable(text, diagnostics=f"Line {node.line}; see {_PAGE}")


def _unreadable(text: str, code: str = "structure", diagnostics: str | None = None) -> Exception:
    return refused(Kind.UNREADABLE, code, text, diagnostics=diagnostics)


def _parse(body: bytes) -> _Node:
    parser = expat.ParserCreate(namespace_separator=" ")
    reader = _Reader(parser)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: an encoding it does not know
        raise _unreadable("The body is not XML", diagnostics=str(error)) from None
    return reader.top.elements[0]


class _Reader:
    """Builds nodes from what expat reports."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.top = _Node("", "", {})
        self._parser = parser
        self._open = [self.top]

    def doctype(self, *_: Any) -> None:
        """`<!DOCTYPE ...>`."""
        raise _unreadable("The body has a document type, which FHIR XML does not have")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """`<name ...>`."""
        if len(self._open) > MAX_DEPTH:
            raise _unreadable(f"The body nests deeper than {MAX_DEPTH} levels", "too-costly")
        space, _, local = name.rpartition(" ")
        named = {_attribute(k): v for k, v in attributes.items() if k != _SCHEMA}
        node = _Node(space, local, named, self._parser.CurrentLineNumber)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _: str) -> None:
        """`</name>`."""
        self._open.pop()

    def text(self, text: str) -> None:
        """Text, which only XHTML has."""
        if self._open[-1].space == _XHTML:
            self._open[-1].children.append(text)
        elif text.strip():
            raise _unreadable(f"Text stands between elements: '{text.strip()[:40]}'")


def _attribute(name: str) -> str:
    """`xml:lang`; one of another namespace is led by it, and no element has that."""
    space, _, local = name.rpartition(" ")
    return f"xml:{local}" if space == _XML else f"{space}:{local}" if space else local


def _resource(node: _Node) -> Json:
    kind = node.name
    return {"resourceType": kind} | _object(node, kind if kind in definitions().types else None)


def _object(node: _Node, path: str | None, *, valued: bool = False) -> Json:
    """The members of a structure, None an unknown one; `valued` is what stands beside the value of a primitive."""
    structure = definitions().structure(path) if path else None
    elements = structure.elements if structure else {}
    found = _attributes(node, structure, path, valued=valued)
    groups: dict[str, list[_Node]] = {}
    order = {name: at for at, name in enumerate(elements)}
    last, before = -1, ""
    for child in node.elements:
        _ours(child, path)
        groups.setdefault(child.name, []).append(child)
        stem = _stem(elements, child.name)
        if stem is None:
            continue
        if structure and structure.kind != "resource" and (child.name == "id" or (path, child.name) == _URL):
            raise _misplaced(
                child, f"'{child.name}' of {path} must be an attribute: <{node.name} {child.name}=\"...\">"
            )
        if order[stem] < last:
            raise _misplaced(child, f"The element '{child.name}' must come before '{before}' in {path}")
        last, before = order[stem], child.name
    for name, nodes in groups.items():
        element, kind = _known(elements, name)
        many = len(nodes) > 1 or (element is not None and element.many)
        _place(found, name, [_value(child, kind) for child in nodes], many=many)
    return found


def _ours(node: _Node, path: str | None) -> None:
    """Refuse an element of another namespace than FHIR's; a narrative alone is XHTML."""
    narrative = path == "Narrative" and node.name == "div"
    if node.space == NAMESPACE and narrative:
        raise _misplaced(node, f"The div of a narrative must be of the namespace {_XHTML}")
    if node.space != NAMESPACE and not (narrative and node.space == _XHTML):
        named = f"the namespace {node.space[:200]}" if node.space else "no namespace"
        raise _misplaced(node, f"The element '{node.name[:64]}' is of {named}, not of {NAMESPACE}")


def _attributes(node: _Node, structure: Structure | None, path: str | None, *, valued: bool) -> Json:
    """What is written as attributes: the id of an element, the url of an extension, the value of a primitive."""
    if structure is None:
        return {name: value for name, value in node.attributes.items() if name != "value" or not valued}
    allowed = [] if structure.kind == "resource" else ["id"]
    allowed += ["url"] if path == "Extension" else []
    allowed += ["value"] if valued else []
    for name in node.attributes:
        if name not in allowed:
            raise _misplaced(node, f"The element '{node.name}' has no attribute '{name[:64]}'")
    return {name: value for name, value in node.attributes.items() if name != "value"}


def _stem(elements: dict[str, Element], name: str) -> str | None:
    """The element that an XML name belongs to: `value` of `valueCode`; None where there is none."""
    if name in elements and not elements[name].choice:
        return name
    element, _ = _known(elements, name)
    return next((stem for stem, each in elements.items() if each is element), None) if element else None


def _known(elements: dict[str, Element], name: str) -> tuple[Element | None, str | None]:
    """The element behind an XML name and its type: `valueCode` is `value` as `code`."""
    element = elements.get(name)
    if element is not None and not element.choice:
        return element, element.types[0]
    for stem, choice in elements.items():
        if choice.choice and name.startswith(stem):
            suffix = name.removeprefix(stem)
            kind = next((t for t in choice.types if t[:1].upper() + t[1:] == suffix), None)
            if kind:
                return choice, kind
    return None, None


def _place(found: Json, name: str, values: list[tuple[Any, Json | None]], *, many: bool) -> None:
    """Put values, and what stands beside primitive ones, under their JSON names."""
    if any(beside for _, beside in values):
        found[f"_{name}"] = [beside for _, beside in values] if many else values[0][1]
        if all(plain is None for plain, _ in values):
            return
    found[name] = [plain for plain, _ in values] if many else values[0][0]


def _value(node: _Node, kind: str | None) -> tuple[Any, Json | None]:
    """The JSON value of an element, and for a primitive the object beside it."""
    if node.space == _XHTML:
        return _xhtml(node), None
    if kind == "Resource":
        inside = node.elements
        if len(inside) != 1 or node.attributes:
            raise _misplaced(node, f"The element '{node.name}' must hold one resource, and nothing else")
        _ours(inside[0], None)
        return _resource(inside[0]), None
    primitive = definitions().structure(kind).kind == "primitive" if kind else _looks_primitive(node)
    if not primitive:
        return _object(node, kind), None
    beside = _object(node, "Element", valued=True)
    text = node.attributes.get("value")
    return (None if text is None else _primitive(text, kind)), beside or None


def _looks_primitive(node: _Node) -> bool:
    return "value" in node.attributes


def _primitive(text: str, kind: str | None) -> Any:
    """The JSON value of a primitive; a text that is none of its type stays text, for the validator to refuse."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in _INTEGERS and _WHOLE.fullmatch(text):
        return int(text)
    if kind in ("decimal", *_INTEGERS) and _NUMBER.fullmatch(text):
        try:
            return Decimal(text)
        except InvalidOperation:  # more digits in an exponent than any decimal has
            return text
    return text


def _xhtml(node: _Node, *, root: bool = True) -> str:
    """The narrative as text again."""
    space = f' xmlns="{_XHTML}"' if root else ""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if node.space != _XHTML:
        raise _misplaced(node, f"The element '{node.name[:64]}' of a narrative must be of the namespace {_XHTML}")
    inner = "".join(escape(c, quote=False) if type(c) is str else _xhtml(c, root=False) for c in node.children)
    ends = f">{inner}</{node.name}>" if node.children else "/>"
    return f"<{node.name}{space}{attributes}{ends}"

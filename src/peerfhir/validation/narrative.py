"""The XHTML of a narrative: txt-1 and txt-2 (http://hl7.org/fhir/R4/narrative.html#xhtml).

Allowed are the formatting elements and attributes of HTML 4 chapters 7-11 (but for section 4 of chapter 9, `ins` and
`del`) and 15, links, images and inline styles: no scripts, forms, frames, event attributes or `javascript:` addresses.
The only entities are XML's own: what HTML calls `&nbsp;` is `&#160;`.
"""

import re
from typing import Any
from xml.parsers import expat

from peerfhir.validation.visit import Json, Place, Visit, shown

_XHTML = "http://www.w3.org/1999/xhtml"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ELEMENTS = _words(
    "p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address "
    "bdo kbd sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map "
    "area"
)
_ATTRIBUTES = _words(
    "title style class id lang xml:lang xml:space dir accesskey tabindex span width align valign char charoff abbr "
    "axis headers scope rowspan colspan"
)
_PAIRS = _words(
    "a.href a.name a.charset a.type a.hreflang a.rel a.rev a.shape a.coords img.src img.border img.alt "
    "img.longdesc img.height img.width img.usemap img.ismap blockquote.cite q.cite map.name area.shape area.coords "
    "area.href area.nohref area.alt table.summary table.width table.border table.frame table.rules table.cellspacing "
    "table.cellpadding pre.space td.nowrap th.nowrap"
)
_SCRIPT = re.compile(r"(javascript|vbscript):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20]")  # what browsers pass over in the scheme of an address


class _Refused(Exception):  # noqa: N818 - it ends the parsing
    """What is wrong with the text."""


class _Reader:
    """One pass over the text.

    `full` once there is content to read or to see; `links` to places inside, and the `anchors` they may lead to.
    """

    def __init__(self) -> None:
        self.full = False
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._declared

    def read(self, text: str) -> None:
        self._parser.Parse(text, True)  # noqa: FBT003 - expat has no names

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        if space != _XHTML:
            raise _Refused(f"its elements must be in the namespace {_XHTML}")
        if not self._depth and plain != "div":
            raise _Refused("its outermost element must be a div")
        if plain not in _ELEMENTS:
            raise _Refused(f"the element {plain[:40]} is not allowed")
        self._depth += 1
        self.full |= plain == "img"
        for attribute, value in attributes.items():
            _allow(plain, attribute, value)
            if attribute in ("id", "name"):
                self.anchors.add(value)
            elif attribute == "href" and value[:1] == "#":
                self.links.add(value[1:])

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _text(self, data: str) -> None:
        self.full = self.full or not data.isspace()

    def _declared(self, *_: Any) -> None:
        raise _Refused("it must not have a document type")


def _allow(element: str, attribute: str, value: str) -> None:
    name = attribute.replace("http://www.w3.org/XML/1998/namespace ", "xml:")
    if name not in _ATTRIBUTES and f"{element}.{name}" not in _PAIRS:
        raise _Refused(f"the attribute {name[:40]} is not allowed on {element}")
    if name in ("href", "src") and _SCRIPT.match(_UNSEEN.sub("", value)):
        raise _Refused("an address must not be a script")


def div(value: Any, node: Json, place: Place, visit: Visit) -> None:  # noqa: ARG001 - the shape of an After
    """txt-1 and txt-2 of one `Narrative.div`, and whether its links to places inside lead there."""
    reader = _Reader()
    try:
        reader.read(value)
    except _Refused as reason:
        visit.add(place, "invariant", f"The narrative is not allowed: {reason}", rule="txt-1")
    except (expat.ExpatError, ValueError) as reason:
        told = str(reason).split(":", 1)[0]
        visit.add(place, "invariant", f"The narrative is not well-formed XHTML: {told}", rule="txt-1")
    else:
        if not reader.full:
            visit.add(place, "invariant", "The narrative must have some content", rule="txt-2")
        dead = reader.links - reader.anchors - {""}
        for link in sorted(dead - _ids(visit.root)) if dead else ():
            said = f"The link {shown('#' + link)} leads nowhere in this narrative or resource"
            visit.add(place, "value", said, severity="error" if visit.strict else "warning")


def _ids(node: Any) -> set[str]:
    """Every id of an element or a contained resource."""
    found: set[str] = set()
    below = [node]
    while below:
        each = below.pop()
        if type(each) is dict and type(each.get("id")) is str:
            found.add(each["id"])
        below += [v for v in (each.values() if type(each) is dict else each) if type(v) in (dict, list)]
    return found

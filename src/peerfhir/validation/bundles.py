"""Bundles: the rules about entries, each told at the entry (http://hl7.org/fhir/R4/bundle.html).

R4 states bdl-2, bdl-3, bdl-4 and bdl-7 on the Bundle; a sender is served better by the entry that breaks them. That
entries other than a transaction's or batch's have a fullUrl, and that it names the resource, R4 says in words.
"""

import re
from typing import Any

from peerfhir.fhir.definitions import definitions
from peerfhir.validation.uris import is_absolute
from peerfhir.validation.visit import Json, Place, Visit

_REQUESTS = ("batch", "transaction", "history")
_RESPONSES = ("batch-response", "transaction-response", "history")
_WITHOUT_URL = ("batch", "transaction", "batch-response", "transaction-response")
_PAGES = ("self", "first", "previous", "prev", "next", "last")
_RESTFUL = re.compile(r"https?://\S+/([A-Z][A-Za-z]{2,63})/([A-Za-z0-9\-.]{1,64})")


def entries(node: Json, place: Place, visit: Visit) -> None:
    """bdl-2, bdl-3, bdl-4, bdl-7, fullUrl and what a search gives, on each entry of a Bundle; its links."""
    _links(node.get("link"), place, visit)
    found, kind = node.get("entry"), node.get("type")
    if type(found) is not list or type(kind) is not str:
        return
    seen: set[tuple[str, Any]] = set()
    for index, entry in enumerate(found):
        if type(entry) is dict:
            at = (place, "entry", index)
            _parts(entry, kind, at, visit)
            _url(entry, kind, at, visit)
            _unique(entry, kind, seen, at, visit)
            if kind == "searchset":
                _result(entry, at, visit)


def _links(found: Any, place: Place, visit: Visit) -> None:
    """The links of a page (http://hl7.org/fhir/R4/http.html#paging) lead to one place each."""
    seen = set()
    for index, link in enumerate(found) if type(found) is list else ():
        relation = link.get("relation") if type(link) is dict else None
        if type(relation) is str and relation in _PAGES and relation in seen:
            visit.add((place, "link", index), "invariant", f"A Bundle has one link '{relation}' at most")
        seen.add(relation if type(relation) is str else None)


def _result(entry: Json, at: Place, visit: Visit) -> None:
    """A resource has an id but while it is created (http://hl7.org/fhir/R4/resource.html#id); an outcome says so."""
    resource, search = entry.get("resource"), entry.get("search")
    if type(resource) is not dict:
        return
    outcome = type(search) is dict and search.get("mode") == "outcome"
    if outcome and resource.get("resourceType") != "OperationOutcome":
        visit.add((at, "resource", -1), "value", "What a search adds as its outcome is an OperationOutcome")
    if not outcome and "id" not in resource:
        visit.add((at, "resource", -1), "required", "What a search finds has an id", severity="warning")


def _parts(entry: Json, kind: str, at: Place, visit: Visit) -> None:
    if "search" in entry and kind != "searchset":
        visit.add(at, "invariant", "Only an entry of a searchset has search", rule="bdl-2")
    if ("request" in entry) != (kind in _REQUESTS):
        said = f"An entry of a {kind} must have a request" if kind in _REQUESTS else f"A {kind} has no requests"
        visit.add(at, "invariant", said, rule="bdl-3")
    if ("response" in entry) != (kind in _RESPONSES):
        said = f"An entry of a {kind} must have a response" if kind in _RESPONSES else f"A {kind} has no responses"
        visit.add(at, "invariant", said, rule="bdl-4")


def _url(entry: Json, kind: str, at: Place, visit: Visit) -> None:
    url, resource = entry.get("fullUrl"), entry.get("resource")
    if type(resource) is not dict:
        return
    if type(url) is str and not is_absolute(url):
        visit.add((at, "fullUrl", -1), "value", "A fullUrl must be absolute, such as https://... or urn:uuid:...")
    if url is None and kind not in _WITHOUT_URL:
        visit.add(at, "required", f"An entry of a {kind} must have a fullUrl")
    found = _RESTFUL.fullmatch(url) if type(url) is str else None
    named = (resource.get("resourceType"), resource.get("id"))
    # A resource that a server makes has no id yet; HL7's validator wants a urn:uuid: for it then.
    made = kind in _WITHOUT_URL and named[1] is None and not visit.strict
    if found and found[1] in definitions().resources and not made and found.groups() != named:
        visit.add((at, "fullUrl", -1), "value", "This fullUrl names another type or id than its resource has")


def _unique(entry: Json, kind: str, seen: set[tuple[str, Any]], at: Place, visit: Visit) -> None:
    url, resource = entry.get("fullUrl"), entry.get("resource")
    if kind == "history" or type(url) is not str:
        return
    meta = resource.get("meta") if type(resource) is dict else None
    version = meta.get("versionId") if type(meta) is dict else None
    name = (url, version if type(version) is str else None)
    if name in seen:
        visit.add((at, "fullUrl", -1), "invariant", "This fullUrl has stood in an earlier entry", rule="bdl-7")
    seen.add(name)

"""Definitions that a user brings: files, folders and packages, JSON and XML."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest

from peerfhir.fhir import json, packages
from peerfhir.fhir.packages import UnusableError
from peerfhir.fhir.shelf import shelf

VENDORED = Path(__file__).parents[2] / "vendor" / "packages"
MINE = "https://example.org/StructureDefinition/mine"
XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<StructureDefinition xmlns="http://hl7.org/fhir">
  <url value="{MINE}"/><name value="Mine"/><status value="draft"/><kind value="resource"/><abstract value="false"/>
  <type value="Patient"/><baseDefinition value="http://hl7.org/fhir/StructureDefinition/Patient"/>
  <differential><element id="Patient.photo"><path value="Patient.photo"/><max value="0"/></element></differential>
</StructureDefinition>"""


def _definition(url: str = MINE, **more: Any) -> dict[str, Any]:
    return {"resourceType": "StructureDefinition", "url": url, "kind": "resource", "type": "Patient"} | more


def _archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return path


def _urls(source: Path) -> list[str]:
    return [resource["url"] for resource in packages.definitions(source)]


def test_a_file(tmp_path: Path) -> None:
    """JSON or XML, by its ending; a byte order mark does no harm."""
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf" + json.encode(_definition()))
    (tmp_path / "a.xml").write_text(XML, encoding="utf-8")
    assert _urls(tmp_path / "a.json") == [MINE]
    (found,) = packages.definitions(tmp_path / "a.xml")
    assert found["differential"]["element"] == [{"id": "Patient.photo", "path": "Patient.photo", "max": "0"}]


def test_a_bundle_of_definitions(tmp_path: Path) -> None:
    """As the specification publishes its own."""
    entries = [{"resource": _definition()}, {"resource": {"resourceType": "Patient"}}, {"fullUrl": "urn:uuid:x"}]
    (tmp_path / "b.json").write_bytes(json.encode({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    assert _urls(tmp_path / "b.json") == [MINE]


def test_a_folder(tmp_path: Path) -> None:
    """All below it in the order of names, but what is hidden; what is not FHIR is passed over."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub" / "b.json").write_bytes(json.encode(_definition(f"{MINE}-b")))
    (tmp_path / "a.json").write_bytes(json.encode(_definition(f"{MINE}-a")))
    (tmp_path / ".git" / "c.json").write_bytes(b"no JSON")
    (tmp_path / "package.json").write_bytes(b'{"name": "mine", "version": "1.0.0"}')
    (tmp_path / "notes.txt").write_bytes(b"no JSON")
    assert _urls(tmp_path) == [f"{MINE}-a", f"{MINE}-b"]


def test_a_package(tmp_path: Path) -> None:
    """What lies directly in `package`; examples and schemas lie below it."""
    body = json.encode(_definition())
    files = {"package/package.json": b'{"name": "mine"}', "package/a.json": body, "package/.index.json": b"no JSON"}
    other = {"package/example/b.json": json.encode(_definition(f"{MINE}-b")), "package/xml/c.xml": b"no XML"}
    assert _urls(_archive(tmp_path / "mine.tgz", files | other)) == [MINE]


def test_a_published_package() -> None:
    """US Core 6.1.0 has 59 structures, 36 value sets and 5 code systems."""
    found = [r["resourceType"] for r in packages.definitions(VENDORED / "hl7.fhir.us.core-6.1.0.tgz")]
    assert [found.count(kind) for kind in ("StructureDefinition", "ValueSet", "CodeSystem")] == [59, 36, 5]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("a.json", b"{", "a.json: The body is not JSON"),
        ("a.json", b'{"resourceType":"ValueSet","resourceType":"ValueSet"}', "stands twice"),
        ("a.json", b"{}", "is not a FHIR resource"),
        ("a.xml", b"<!DOCTYPE x><x/>", "document type"),
        ("a.tgz", b"not gzip", "is not a FHIR package"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00", "is not a FHIR package"),
    ],
)
def test_what_cannot_be_used(name, body, said, tmp_path: Path) -> None:
    """The sentence names the file."""
    (tmp_path / name).write_bytes(body)
    with pytest.raises(UnusableError, match=said) as caught:
        _urls(tmp_path / name)
    assert name in str(caught.value)


def test_there_is_no_such_file(tmp_path: Path) -> None:
    """The system's own error."""
    with pytest.raises(FileNotFoundError):
        _urls(tmp_path / "none.json")


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many files or bytes are refused before they are read: a small archive may unpack to anything."""
    source = _archive(
        tmp_path / "big.tgz", {f"package/{i}.json": json.encode(_definition(f"{MINE}{i}")) for i in range(9)}
    )
    monkeypatch.setattr(packages, "MOST_FILES", 8)
    with pytest.raises(UnusableError, match="more than 8 files"):
        _urls(source)
    monkeypatch.setattr(packages, "MOST_FILES", 9)
    monkeypatch.setattr(packages, "LARGEST_WHOLE", 100)
    with pytest.raises(UnusableError, match="100 bytes"):
        _urls(source)
    monkeypatch.setattr(packages, "LARGEST_FILE", 10)
    with pytest.raises(UnusableError, match="larger than 10 bytes"):
        _urls(source)


def test_links_in_a_package_are_not_followed(tmp_path: Path) -> None:
    """An archive may name files of the machine; they are not read."""
    with tarfile.open(tmp_path / "link.tgz", "w:gz") as archive:
        member = tarfile.TarInfo("package/a.json")
        member.type, member.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.json")
        archive.addfile(member)
    (tmp_path / "secret.json").write_bytes(json.encode(_definition()))
    with pytest.raises(packages.UnusableError, match=r"link\.tgz holds no definition"):
        _urls(tmp_path / "link.tgz")


def test_a_source_without_a_definition_is_said_so(tmp_path: Path) -> None:
    """An empty folder, a resource that is no definition, one without url: nothing could be checked against it."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(packages.UnusableError, match="empty holds no definition that can be used"):
        _urls(tmp_path / "empty")
    (tmp_path / "patient.json").write_bytes(b'{"resourceType": "Patient"}')
    with pytest.raises(packages.UnusableError, match=r"patient\.json holds no definition"):
        _urls(tmp_path / "patient.json")
    (tmp_path / "nameless.json").write_bytes(b'{"resourceType": "StructureDefinition"}')
    with pytest.raises(packages.UnusableError, match="without url"):
        _urls(tmp_path / "nameless.json")


def test_the_last_source_stands_on_top(tmp_path: Path) -> None:
    """Two sources define the same canonical."""
    for name, title in (("a.json", "first"), ("b.json", "second")):
        (tmp_path / name).write_bytes(json.encode(_definition(title=title)))
    found = shelf().above(*packages.layers([tmp_path / "a.json", tmp_path / "b.json"])).structure(MINE)
    assert found is not None
    assert found.title == "second"


def test_a_malformed_definition_names_its_source(tmp_path: Path) -> None:
    """So that the user finds it among hundreds."""
    (tmp_path / "a.json").write_bytes(json.encode(_definition(differential={"element": [{}]})))
    with pytest.raises(UnusableError, match=r"a\.json: .*mine cannot be read"):
        packages.layers([tmp_path / "a.json"])


def test_what_was_made_of_a_package_is_kept(tmp_path: Path) -> None:
    """From the cache comes what came from the package, decimals with their digits; a broken file is made again."""
    pattern = json.decode(b'{"value": 1.00}')
    element = {"id": "Patient.x", "path": "Patient.x", "patternQuantity": pattern}
    source = _archive(
        tmp_path / "m.tgz", {"package/a.json": json.encode(_definition(differential={"element": [element]}))}
    )
    cache = tmp_path / "cache"
    made, kept = (shelf().above(*packages.layers([source], cache)).structure(MINE) for _ in range(2))
    assert made is not None
    assert kept is not None
    assert (made, str(kept.elements[0].pattern["value"])) == (kept, "1.00")
    (file,) = cache.glob("*.json")
    file.write_bytes(b"{")
    assert shelf().above(*packages.layers([source], cache)).structure(MINE) == made
    assert file.read_bytes() != b"{"


def test_another_package_is_not_taken_from_the_cache(tmp_path: Path) -> None:
    """A file is kept under the checksum of its package, whatever the package is called."""
    for title in ("first", "second"):
        source = _archive(tmp_path / "m.tgz", {"package/a.json": json.encode(_definition(title=title))})
        found = shelf().above(*packages.layers([source], tmp_path / "cache")).structure(MINE)
        assert found is not None
        assert found.title == title


def test_a_cache_that_cannot_be_written_is_not_used(tmp_path: Path) -> None:
    """The definitions are there all the same."""
    source = _archive(tmp_path / "m.tgz", {"package/a.json": json.encode(_definition())})
    (tmp_path / "file").write_bytes(b"")
    assert shelf().above(*packages.layers([source], tmp_path / "file" / "cache")).structure(MINE) is not None

"""The examples that faults are planted in: those of the packages we vendor, of R4, and our own."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
R4 = ROOT / "tests" / "data" / "r4-examples" / "r4-examples.tar.xz"
PACKAGES = {
    "us-core": "hl7.fhir.us.core-6.1.0.tgz",
    "pas": "hl7.fhir.us.davinci-pas-2.2.1.tgz",
    "pdex": "hl7.fhir.us.davinci-pdex-2.2.0.tgz",
}
OURS = ROOT / "profiles" / "examples" / "accepted"
LONGEST = 80_000  # bytes; what is longer is one long text or table, and mutants of it would only be slow
CORPORA = ("r4", *PACKAGES, "ours")


def sources() -> dict[str, bytes]:
    """Each example by `corpus/file name`, sorted by name within its corpus."""
    found = {name: body for corpus in CORPORA for name, body in sorted(_corpus(corpus)) if len(body) <= LONGEST}
    return {name: body for name, body in found.items() if b'"resourceType"' in body}


def _corpus(corpus: str) -> Iterator[tuple[str, bytes]]:
    if corpus == "ours":
        for path in OURS.glob("*.json"):
            yield f"ours/{path.name}", path.read_bytes()
        return
    archive = R4 if corpus == "r4" else ROOT / "vendor" / "packages" / PACKAGES[corpus]
    with tarfile.open(archive) as opened:
        for member in opened:
            name = Path(member.name)
            stream = opened.extractfile(member)
            if stream and name.suffix == ".json" and (corpus == "r4" or name.parent == Path("package/example")):
                yield f"{corpus}/{name.name}", stream.read()

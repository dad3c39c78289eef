"""Real EHR-shaped histories have no error."""

import tarfile
from pathlib import Path

from peerfhir.fhir import json
from peerfhir.validation.check import check
from peerfhir.validation.library import Library

ARCHIVE = Path(__file__).parents[1] / "data" / "synthea" / "synthea-r4.tar.xz"


def test_synthea_has_no_error(library: Library) -> None:
    """Sixteen transaction Bundles with 1,317 entries: no issue of severity error."""
    entries, errors = 0, []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None:
                bundle = json.decode(stream.read())
                entries += len(bundle["entry"])
                errors += [i for i in check(bundle, library) if i.severity == "error"]
    assert (entries, errors) == (1317, [])

"""A package is read only when it is the one that its checksum promises."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = """
import sys
from pathlib import Path
from scripts.definitions.package import Package
package = Package(Path(sys.argv[1]))
print(len(list(package.resources("SearchParameter"))), package.canonical("http://hl7.org/fhir/ValueSet/days-of-week|4.0.1")["id"])
"""


def _read(archive: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", READ, str(archive)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_the_vendored_package_is_read() -> None:
    """R4 core has 1,400 search parameters, and its definitions are found by canonical URL."""
    assert _read(ROOT / "vendor" / "packages" / "hl7.fhir.r4.core-4.0.1.tgz").stdout.split() == ["1400", "days-of-week"]


def test_another_archive_is_refused(tmp_path: Path) -> None:
    """One byte more, and the package is not read."""
    original = ROOT / "vendor" / "packages" / "hl7.fhir.r4.core-4.0.1.tgz"
    (tmp_path / original.name).write_bytes(original.read_bytes() + b"\n")
    (tmp_path / "SHA256SUMS").write_bytes((original.parent / "SHA256SUMS").read_bytes())
    assert "SHA256SUMS says" in _read(tmp_path / original.name).stderr

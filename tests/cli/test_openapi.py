"""`peerfhir openapi`: written, compared."""

import json

from typer.testing import CliRunner, Result

from peerfhir.cli.main import build


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(build(("openapi",)), ["openapi", *map(str, words)])


def test_it_prints_the_document():
    """Without a file it goes to standard output, as JSON."""
    assert json.loads(run().output)["info"]["title"] == "PeerFHIR"


def test_the_check_needs_a_file(tmp_path):
    """Without one there is nothing to compare; a file of another kind is not the current one."""
    assert run("--check").exit_code == 2
    (tmp_path / "x").write_bytes(b"\xff")
    assert run(tmp_path / "x", "--check").exit_code == 1


def test_the_check_passes_on_what_it_wrote(tmp_path):
    """What was just written is current; what was changed, or is not there, is not."""
    file = tmp_path / "peerfhir.json"
    assert run(file, "--check").exit_code == 1
    run(file)
    assert run(file, "--check").exit_code == 0
    file.write_text(file.read_text().replace("PeerFHIR", "Other"))
    assert run(file, "--check").exit_code == 1

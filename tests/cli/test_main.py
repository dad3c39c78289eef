"""The command line: what there is, and how a wrong setting is said."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from peerfhir import __version__
from peerfhir.cli.main import COMMANDS, build

LEAN = """
import sys
from peerfhir.cli.main import build
build(("serve",))
print([name for name in ("fastapi", "sqlalchemy", "asyncpg", "alembic", "httpx") if name in sys.modules])
"""


def test_every_command_has_help():
    """Each has a sentence in the list and a page of its own."""
    runner = CliRunner(env={"COLUMNS": "200"})
    listed = runner.invoke(build(), ["--help"]).output
    for name in COMMANDS:
        assert f" {name} " in listed
        assert runner.invoke(build(), [name, "--help"]).exit_code == 0


def test_the_version():
    """--version prints it alone."""
    assert CliRunner().invoke(build(("serve",)), ["--version"]).output == f"{__version__}\n"


def test_the_supervisor_stays_small():
    """`serve` imports neither the web framework nor any database library: it is in memory all the time."""
    done = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("variable", "value"), [("TZ", "Mars/Olympus"), ("MAX_BODY", "1"), ("POOL_SIZE", "many")])
def test_a_wrong_setting_is_named(monkeypatch, capsys, variable, value):
    """One line with the variable's name, without its value, and exit code 2."""
    from peerfhir.cli import main  # noqa: PLC0415 - the module, not the function

    monkeypatch.setenv(f"PEERFHIR_{variable}", value)
    monkeypatch.setattr(sys, "argv", ["peerfhir", "serve"])
    with pytest.raises(SystemExit) as stopped:
        main.main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert said.startswith(f"peerfhir: PEERFHIR_{variable}: ")
    assert "Traceback" not in said

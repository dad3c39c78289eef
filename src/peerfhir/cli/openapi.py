"""`peerfhir openapi`: the description of the interface, as committed in openapi/peerfhir.json."""

import json
from pathlib import Path
from typing import Annotated

import typer

from peerfhir.store.cannot import CannotError


def openapi(
    file: Annotated[Path | None, typer.Argument(help="The file to write; standard output without it")] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Compare FILE with what the server offers instead")] = False,
) -> None:
    """Write the OpenAPI description of the server, or check that FILE is the current one."""
    from peerfhir.api.openapi import document  # noqa: PLC0415 - slow to import

    if check and file is None:
        raise typer.BadParameter("--check compares a FILE; name it")
    text = json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
    if file is None:
        typer.echo(text, nl=False)
    elif not check:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_bytes() != text.encode():
        raise CannotError(f"{file} is not what the server offers; run `make openapi` and review the change")

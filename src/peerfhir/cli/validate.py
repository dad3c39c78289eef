"""`peerfhir validate`: the reports of the validator on resources, without a server.

http://hl7.org/fhir/R4/resource-operation-validate.html on the command line.
"""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peerfhir.cli.progress import progress

if TYPE_CHECKING:
    from peerfhir.validation.validator import Report

_MANY = 2_000_000  # bytes from which it is worth showing how far it is


def _nothing(_: str, __: int, ___: int) -> None:
    """No bar for what is done before one could be read."""


class Form(Enum):
    """How reports are printed."""

    TEXT = "text"
    JSON = "json"
    NDJSON = "ndjson"


def validate(
    file: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="JSON or XML, a resource each; .ndjson, a resource a line; folders of these; - for standard input",
        ),
    ],
    profile: Annotated[
        list[str] | None, typer.Option(metavar="CANONICAL", help="Check every resource against it; repeatable")
    ] = None,
    definitions: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE|DIR|PACKAGE.tgz",
            exists=True,
            help="Profiles, extensions and value sets of yours, in JSON, XML or a FHIR package; repeatable",
        ),
    ] = None,
    example_urls: Annotated[  # noqa: FBT002 - typer's options are written so
        bool,
        typer.Option(
            "--example-urls/--no-example-urls",
            help="Whether addresses that are only for examples, such as https://example.org, may stand in a resource",
        ),
    ] = True,
    form: Annotated[
        Form,
        typer.Option(
            "--format",
            help="text: sentences. json: an OperationOutcome, of several resources a Bundle. ndjson: one a line",
        ),
    ] = Form.TEXT,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes at the most; without it one a core, up to 8")
    ] = None,
) -> None:
    """Tell whether resources are valid FHIR R4 and conform to their profiles.

    Checked are R4 4.0.1, what a resource claims in meta.profile, and each --profile. Nothing is fetched.

    Known are US Core 6.1.0, PAS 2.2.1, PDex 2.2.0, the profiles of peer support, and what --definitions brings.

    Ends with 0 when all is well, with 1 when a resource has an error, with 2 on wrong use.

    For example:

    peerfhir validate encounter.json

    peerfhir validate --profile http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient patients.ndjson

    peerfhir validate --definitions my-package.tgz --format ndjson exported/ > outcomes.ndjson

    curl https://example.org/fhir/Patient/1 | peerfhir validate -
    """
    from peerfhir.cli.validating import documents, printed, processes  # noqa: PLC0415 - slow to import
    from peerfhir.validation.validator import UnknownProfileError  # noqa: PLC0415

    try:
        files = documents.files(file)
        asked = processes.Asked(tuple(profile or ()), tuple(definitions or ()), example_urls)
    except UnknownProfileError as error:
        raise typer.BadParameter(str(error), param_hint="--profile") from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--definitions") from None
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error), param_hint="FILE...") from None
    for warning in asked.validator.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    out = sys.stdout  # before the progress bar takes its place, which is for what a terminal shows
    total, wrong = sum(map(documents.size, files)), 0

    def reports() -> Iterator[tuple[str, "Report"]]:
        nonlocal wrong
        done = 0
        with progress("Validating") if total > _MANY else nullcontext(_nothing) as show:
            found = documents.documents(files, sys.stdin.buffer)
            for count, (document, report) in enumerate(processes.judged(found, asked, jobs or processes.cores()), 1):
                wrong += not report.valid
                done += document.size
                show(f"{count:,} checked", done, total)
                yield document.name, report

    printer = {Form.TEXT: printed.as_text, Form.JSON: printed.as_json, Form.NDJSON: printed.as_lines}[form]
    for text in printer(reports()):
        print(text, file=sys.stdout if out.isatty() else out)
    if wrong:
        raise typer.Exit(1)

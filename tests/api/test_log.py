"""Log lines: one JSON object each, and nothing of what a library or an exception may quote."""

import json
import logging

import structlog

from peerfhir.api import log


def test_an_exception_is_its_type_and_places(lines):
    """Its text may quote a record, so it is left out."""
    try:
        int("Smith")
    except ValueError as error:
        structlog.get_logger().warning("odd", error=error)
    (line,) = lines()
    assert (line["error"], line["places"][-1].split(" ")[1]) == (
        "builtins.ValueError",
        "test_an_exception_is_its_type_and_places",
    )
    assert "Smith" not in json.dumps(line)


def test_a_librarys_line_is_its_template(lines):
    """Of `logger.error("no %s", name)` only the words of the template are kept."""
    logging.getLogger("library").error("no %s", "Smith")
    (line,) = lines()
    assert (line["logger"], line["words"]) == ("library", "no %s")


def test_a_librarys_finished_text_is_left_out(lines):
    """A message without arguments may have values in it; its place is enough to find it."""
    logging.getLogger("library").error("no Smith")
    (line,) = lines()
    assert (line["words"], line["place"].split(":")[0]) == (None, "test_log")


def test_the_request_id_is_on_every_line(lines):
    """Also on a line written deep inside, which does not know the request."""
    token = log.REQUEST_ID.set("aaaaaaaa-1")
    structlog.get_logger().info("deep")
    log.REQUEST_ID.reset(token)
    assert lines()[0]["request_id"] == "aaaaaaaa-1"

"""A person opens the documentation in a browser, tries an operation and sees the answer; all comes from our server."""

import pytest

from peerfhir.cli.client import SCOPES
from peerfhir.store.sight import Role
from tests.browser.chromium import browser, page

pytestmark = pytest.mark.skipif(
    browser() is None, reason="Chromium is not installed: apt-get install chromium (.ci/run does)"
)
OPERATION = "#operations-Encounter-createEncounter"


@pytest.fixture(scope="module")
def opened(server, tmp_path_factory):
    """The page in a browser, its operations there."""
    with page(browser() or "", tmp_path_factory.mktemp("profile")) as tab:
        tab.open(f"{server.base}/docs")
        tab.until("document.querySelectorAll('.opblock-tag').length > 20")
        yield tab


def test_the_operations_are_there(opened):
    """What people look for stands first, with words that say what it is."""
    tags = opened.run("[...document.querySelectorAll('.opblock-tag')].map(tag => tag.dataset.tag)")
    assert tags[:3] == ["Encounter", "Patient", "Practitioner"]
    assert opened.run("document.querySelectorAll('.personas section').length") == 3


def test_nothing_comes_from_elsewhere(opened, server):
    """Each request of the page goes to this server, and its policy had nothing to forbid."""
    others = [url for url in opened.requests if not url.startswith((f"{server.base}/", "data:", "about:"))]
    assert (others, [c for c in opened.complaints if "Content" in c or "blocked" in c or "Refused" in c]) == ([], [])


def test_an_engineer_tries_an_operation(opened, server):
    """From the link to the answer: choose an example, give a token, execute, read the OperationOutcome."""
    token = server.token(Role.PROVIDER, "BROWSER", SCOPES[Role.PROVIDER])
    opened.run("document.querySelector('a[href=\"#/Encounter/createEncounter\"]').click()")
    opened.until(f"document.querySelector('{OPERATION} textarea')")
    names = opened.run(f"[...document.querySelectorAll('{OPERATION} .examples-select option')].map(o => o.value)")
    assert "01-create-encounter--kept" in names
    assert "05-create-encounter--everything-wrong" in names
    opened.run(
        f"""(() => {{
        const choice = document.querySelector('{OPERATION} .examples-select select');
        Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')
          .set.call(choice, '05-create-encounter--everything-wrong');
        choice.dispatchEvent(new Event('change', {{bubbles: true}}));
        document.getElementById('token').value = '{token}';
        document.querySelector('#token-form button').click();
        }})()"""
    )
    opened.until(f"document.querySelector('{OPERATION} textarea').value.includes('\"done\"')")
    opened.run(f"document.querySelector('{OPERATION} .execute').click()")
    opened.until(f"document.querySelector('{OPERATION} .live-responses-table .response-col_status')")
    status = opened.run(
        f"document.querySelector('{OPERATION} .live-responses-table tbody .response-col_status').innerText"
    )
    body = opened.run(f"document.querySelector('{OPERATION} .live-responses-table tbody').innerText")
    assert status.split() == ["422"]
    assert "OperationOutcome" in body
    assert "'done' is not one of the codes allowed here" in body

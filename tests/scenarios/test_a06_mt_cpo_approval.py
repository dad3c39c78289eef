"""A06: Montana, the CPO approves more units a week (domain.md section 13; MT-32, X-10)."""

import pytest

from tests.people import (
    CERTIFIED,
    Decided,
    Denied,
    asked,
    authorizations,
    cpo_order,
    decided,
    line,
    parts,
    preauthorization,
    put,
    submit,
    unique,
    usage,
)

WEEKS = ("2026-11-08", "2026-12-05")
OVER = ("119", ("N362",), "CO", "MT-31")


def response(member, payer, number, per_week=16, period=WEEKS, **said):
    """The approval as a ClaimResponse."""
    return preauthorization(member, payer, number, period, per_week=per_week, **said)


def order(member, payer, number, per_week=16, period=WEEKS):  # noqa: ARG001 - both are called alike
    """The approval as a ServiceRequest."""
    return cpo_order(member, number, per_week, period)


@pytest.fixture(params=[response, order], ids=["ClaimResponse", "ServiceRequest"])
def story(come, request):
    """A member with ten units paid in the week of 8 November; how to approve more, and how to claim."""
    agency = come()
    peer, member, number = agency.hire(CERTIFIED), agency.admit(), unique("CPO-77")

    def approve(**said):
        given = request.param(member, agency.payer.id, number, **said)
        put(agency.payer.http, given)
        return given

    def claim(units, day, *, quote=True):
        billed = agency.claim(member, peer, line(units, day), quoted=number if quote else None)
        return decided(submit(agency.http, billed))[0]

    assert claim(8, "2026-11-08", quote=False) == Decided(8)
    assert claim(2, "2026-11-10", quote=False) == Decided(2)
    return agency, member, number, approve, claim


def test_mt_32_sixteen_units_a_week(story):
    """After ten paid: six more are paid, the seventeenth is denied 198/N362; usage shows 16 allowed and none left."""
    agency, member, number, approve, claim = story
    approve()
    assert claim(6, "2026-11-12") == Decided(6)
    assert claim(1, "2026-11-13") == Decided(0, (Denied(1, "198", ("N362",), "CO", "MT-32"),))
    limit, _ = usage(agency.http, member, "2026-11-13")
    assert (limit["allowed"], limit["paid"], limit["remaining"]) == (16, 16, 0)
    (shown, _) = asked(agency.http, member, "2026-11-13")
    assert authorizations(shown)[number]["used"] == 6
    assert parts(shown)["limitId"] == "mt-week"


def test_mt_32_an_approval_must_be_quoted(story):
    """An approval on file that the claim does not name pays nothing (auth.match=quoted)."""
    *_, approve, claim = story
    approve()
    assert claim(6, "2026-11-12", quote=False) == Decided(0, (Denied(6, *OVER),))


def test_mt_32_an_approval_given_later_opens_nothing_by_itself(story):
    """The denied line stays denied; a new claim is paid."""
    agency, member, _, approve, claim = story
    assert claim(1, "2026-11-12") == Decided(0, (Denied(1, *OVER),))
    approve()
    assert usage(agency.http, member, "2026-11-12")[0]["paid"] == 10
    assert claim(1, "2026-11-12") == Decided(1)


@pytest.mark.parametrize(
    ("period", "carc"),
    [
        (("2026-11-12", "2026-11-12"), None),  # both days are in
        (("2026-11-13", "2026-12-05"), "119"),  # not yet: as if there were none
        (("2026-11-08", "2026-11-11"), "302"),  # its last day is over
    ],
)
def test_mt_32_an_approval_counts_on_its_days(story, period, carc):
    """The cap is the one in force on the date of service."""
    *_, approve, claim = story
    approve(period=period)
    found = claim(1, "2026-11-12")
    assert [one.carc for one in found.denied] == ([carc] if carc else [])
    assert found.paid == (0 if carc else 1)


def test_mt_32_an_approval_without_a_number_is_without_a_cap(story):
    """While it runs, nothing is denied; there is neither an allowed nor a remaining number."""
    agency, member, _, approve, claim = story
    approve(per_week=None)
    assert claim(40, "2026-11-12") == Decided(40)
    limit, _ = usage(agency.http, member, "2026-11-12")
    assert {"allowed", "remaining"} & set(limit) == set()


def test_mt_32_a_reduced_approval_takes_nothing_back(story):
    """Sixteen are paid, then the approval is reduced to twelve: what is paid stays, remaining is none, not less."""
    agency, member, number, approve, claim = story
    given = approve()
    assert claim(6, "2026-11-12") == Decided(6)
    for one in given["extension"][0]["extension"]:
        if one["url"] == "approvedUnitsPerWeek":
            one["valueUnsignedInt"] = 12
    put(agency.payer.http, given)
    limit, _ = usage(agency.http, member, "2026-11-12")
    assert (limit["allowed"], limit["paid"], limit["remaining"]) == (12, 16, 0)
    assert claim(1, "2026-11-13") == Decided(0, (Denied(1, "198", ("N362",), "CO", "MT-32"),))
    assert number in str(asked(agency.http, member, "2026-11-12"))


def test_mt_32_a_provider_approves_nothing(story):
    """Only a payer writes an approval: the agency's own is refused, and pays nothing."""
    agency, member, number, _, claim = story
    for given in (response(member, agency.payer.id, number), order(member, agency.payer.id, number)):
        answer = agency.http.put(f"/{given['resourceType']}/{given['id']}", json=given)
        assert answer.status_code in (403, 422), answer.text
    assert claim(1, "2026-11-12") == Decided(0, (Denied(1, *OVER),))

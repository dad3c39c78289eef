"""A20: the community standard, most contacts face to face (domain.md section 13; CMH-40, X-12)."""

import pytest

from tests.measured import evaluate, reasons, summed
from tests.people import COMMUNITY, ext, kept, post, ref

WINDOW = {"periodStart": "2026-09-01", "periodEnd": "2026-11-15"}


@pytest.fixture
def story(come):
    """A member, and how to meet them."""
    agency = come(state=COMMUNITY)
    peer, member = agency.hire(), agency.admit()

    def meet(day, modality):
        said = agency.encounter(member, peer, f"{day}T10:00:00-06:00", f"{day}T11:00:00-06:00")
        said["extension"] = [one for one in said["extension"] if not one["url"].endswith("/modality")]
        said["extension"] += [
            ext("modality", valueCode=modality),
            ext("goal-addressed", valueReference=ref(f"Goal/{member}")),
        ]
        return kept(post(agency.http, said))

    return agency, member, meet


def test_cmh_40_half_is_no_majority(story):
    """Three in person and three by telephone are half of the contacts; four of seven are more."""
    agency, member, meet = story
    for number in range(3):
        meet(f"2026-10-0{number + 1}", "in-person")
        meet(f"2026-10-1{number + 1}", "audio-only")
    report = evaluate(agency.http, "cmh-f2f-majority", subject=f"Patient/{member}", **WINDOW)
    assert summed(report) == {"": (1, 0, 0)}
    assert reasons(report) == {"": {"not mostly face-to-face": 1}}
    meet("2026-10-20", "in-person")
    assert summed(evaluate(agency.http, "cmh-f2f-majority", subject=member, **WINDOW)) == {"": (1, 1, 0)}


@pytest.mark.parametrize(("day", "counts"), [("2026-08-18", (1, 1, 0)), ("2026-08-17", (0, 0, 0))])
def test_cmh_40_in_the_ninety_days_before(story, day, counts):
    """Of the ninety days up to 15 November, 18 August is the first."""
    agency, member, meet = story
    meet(day, "in-person")
    assert summed(evaluate(agency.http, "cmh-f2f-majority", subject=member, **WINDOW)) == {"": counts}


def test_x_12_video_is_not_face_to_face(story):
    """Unless the pack says so; both numbers are told."""
    agency, member, meet = story
    meet("2026-10-01", "audio-video")
    report = evaluate(agency.http, "cmh-f2f-majority", subject=member, **WINDOW)
    assert summed(report) == {"": (1, 0, 0)}
    told = {
        one["value"]["text"]: one["measureScore"]["value"]
        for stratifier in report["group"][0]["stratifier"]
        if stratifier["code"][0]["text"] == "measured"
        for one in stratifier["stratum"]
    }
    assert told == {"contacts in person": 0, "contacts in person or by video": 1, "contacts": 1}

"""Which pictures a site has: a badge's own where they only show something, else framed or drawn."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from microcred.carriers import CARRIERS, drawn_carrier
from microcred.publishing import pictures
from microcred.publishing.pictures import badge_picture, embedded_picture

NAMES = ("Active Listening", "Hill District")
DRAWN = {form: drawn_carrier(form, *NAMES) for form in CARRIERS}
OWN = {form: drawn_carrier(form, "Own", "Picture") for form in CARRIERS}
ACTING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def badge_pictures(given: dict[str, bytes]) -> dict[str, bytes]:
    return {form: badge_picture(form, *NAMES, given) for form in CARRIERS}


def test_what_a_badge_came_with_is_used_and_the_rest_is_drawn() -> None:
    assert badge_pictures({}) == DRAWN
    assert badge_pictures(OWN) == OWN
    assert badge_pictures({"svg": OWN["svg"]}) == {**DRAWN, "svg": OWN["svg"]}


@pytest.mark.parametrize("svg", [{}, {"svg": ACTING}])
def test_a_png_is_framed_where_there_is_no_still_drawing(svg: dict[str, bytes]) -> None:
    found = badge_pictures({"png": OWN["png"], **svg})
    assert found["png"] == OWN["png"]
    assert base64.b64encode(OWN["png"]) in found["svg"]


def test_a_drawing_that_does_more_is_not_used() -> None:
    assert badge_pictures({"svg": ACTING}) == DRAWN


def test_an_achievement_has_only_what_browsers_show(monkeypatch: pytest.MonkeyPatch) -> None:
    data = base64.b64encode(OWN["png"]).decode()
    achievement = {"image": {"id": f"data:image/png;base64,{data}"}}
    assert embedded_picture(achievement) == (OWN["png"], "png")
    document = replace(CARRIERS["png"], media_type="application/pdf")
    monkeypatch.setattr(pictures, "detect_carrier", lambda _: document)
    assert embedded_picture(achievement) is None

"""Preview pictures: their size, and that they are the same each time."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from microcred.drawing import draw_badge_png, draw_preview_png
from tests.carriers.pictures import png

TITLES = ["", "A", "Active Listening", "الإصغاء الفعّال", "<script>" * 40, "Ж" * 300, "\x00\ud800"]


@pytest.mark.parametrize("title", TITLES)
def test_a_preview_has_the_size_that_chats_want(title: str) -> None:
    picture = Image.open(io.BytesIO(draw_preview_png(title, "Hill District", png())))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_the_same_input_gives_the_same_bytes() -> None:
    badge = draw_badge_png("Active Listening", "", size=64)
    first = draw_preview_png("Active Listening", "Hill District", badge)
    assert draw_preview_png("Active Listening", "Hill District", badge) == first
    assert draw_preview_png("Active Listening", "Hill County", badge) != first


@pytest.mark.parametrize("badge", [b"", b"no picture", png()[:40]])
def test_a_badge_that_cannot_be_read_is_left_out(badge: bytes) -> None:
    picture = draw_preview_png("Active Listening", "Hill District", badge)
    assert picture == draw_preview_png("Active Listening", "Hill District", b"")

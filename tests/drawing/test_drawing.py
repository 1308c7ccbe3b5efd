"""Pictures to start from: readable, escaped, the same every time, and fit to be baked."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from microcred.carriers import CARRIERS, bake, detect_carrier, unbake
from microcred.drawing import draw_badge_png, draw_badge_svg, fonts
from microcred.drawing.lettering import (
    Place,
    Words,
    clean_text,
    estimate_width,
    is_right_to_left,
    set_text,
)
from microcred.drawing.palette import choose_palette, contrast
from microcred.errors import ConfigurationError
from tests.carriers.pictures import JWT

NAMES = [
    "SQL",
    "Active Listening",
    "Responding to Student Thinking with Formative Assessment in Mathematics Classrooms " * 3,
    "الاستماع الفعّال في الصف",
    "主动倾听与课堂反馈",
    "🎉 Coding 👩‍🏫 Fun",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "",
]
SVG = "{http://www.w3.org/2000/svg}"


def lines_of(svg: bytes) -> list[str]:
    return [span.text or "" for span in ElementTree.fromstring(svg).iter(f"{SVG}tspan")]


@pytest.mark.parametrize("name", NAMES)
def test_both_pictures_can_be_baked(name: str) -> None:
    for picture, kind in ((draw_badge_svg(name, "Hill District"), "svg"), (_png(name), "png")):
        assert detect_carrier(picture) is CARRIERS[kind]
        assert unbake(bake(JWT, picture)).text == JWT


def _png(name: str, issuer: str = "Hill District") -> bytes:
    return draw_badge_png(name, issuer, size=64)


def test_the_same_input_gives_the_same_picture_and_another_name_another() -> None:
    draws: list[Callable[[str], bytes]] = [lambda name: draw_badge_svg(name, "Hill"), _png]
    for draw in draws:
        assert draw("Coaching") == draw("Coaching")
        assert draw("Coaching") != draw("Coaching Peers")


def test_the_svg_says_both_names_and_nothing_else() -> None:
    svg = draw_badge_svg("Active Listening", "Hill District Schools")
    assert lines_of(svg) == ["Active", "Listening", "Hill District Schools"]
    root = ElementTree.fromstring(svg)
    assert root[0].text == "Active Listening, Hill District Schools"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "defs", "linearGradient", "radialGradient", "stop"),
        *("path", "circle", "g", "use", "text", "tspan"),
    }
    assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)|script|data:", svg)
    assert len(svg) < 25_000


def test_markup_in_a_name_is_text() -> None:
    svg = draw_badge_svg("""<script>"&'</script>""", "]]> & Co")
    assert "".join(lines_of(svg)).replace("-", "") == """<script>"&'</script>]]> & Co"""


def test_two_badges_in_one_page_share_no_identifiers() -> None:
    one, other = (
        set(re.findall(rb'id="([^"]+)"', draw_badge_svg(name, "Hill"))) for name in ("A", "B")
    )
    assert one
    assert not one & other


@given(st.text(max_size=60), st.text(max_size=40))
@settings(max_examples=60)
def test_any_names_give_a_well_formed_svg(name: str, issuer: str) -> None:
    svg = draw_badge_svg(name, issuer)
    assert unbake(bake(JWT, svg)).text == JWT


@pytest.mark.parametrize(("size", "corner"), [(16, 0), (96, 0), (600, 0)])
def test_the_png_has_the_size_that_was_asked_and_a_clear_ground(size: int, corner: int) -> None:
    image = Image.open(io.BytesIO(draw_badge_png("SQL", "Ana", size=size)))
    assert image.size == (size, size)
    assert image.mode == "RGBA"
    for x, y in ((0, 0), (size - 1, 0), (0, size - 1), (size - 1, size - 1)):
        pixel = image.getpixel((x, y))
        assert isinstance(pixel, tuple)
        assert pixel[3] == corner


def test_the_png_shows_the_name_in_its_ink() -> None:
    image = Image.open(io.BytesIO(draw_badge_png("III", "", size=600, colour="#123456")))
    ink = choose_palette("III", "#123456", None).ink
    wanted = tuple(int(ink[i : i + 2], 16) for i in (1, 3, 5))
    pixels = image.convert("RGB").crop((200, 250, 400, 400)).getcolors(1 << 20) or []
    assert sum(count for count, colour in pixels if colour == wanted) > 1000


@pytest.mark.parametrize("colour", ["", "red", "#12", "#12345g", "#1234567", "url(#a)", '"/>'])
def test_a_colour_that_is_none_is_refused(colour: str) -> None:
    for draw in (draw_badge_svg, draw_badge_png):
        for options in ({"colour": colour}, {"accent": colour}):
            with pytest.raises(ConfigurationError) as caught:
                draw("SQL", "Ana", **options)
            assert caught.value.code == "invalid-colour"


@pytest.mark.parametrize("size", [0, 15, 2049, 10**9])
def test_a_size_out_of_bounds_is_refused(size: int) -> None:
    with pytest.raises(ConfigurationError) as caught:
        draw_badge_png("SQL", "Ana", size=size)
    assert caught.value.code == "invalid-size"


_colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(st.none() | _colours, st.none() | _colours, st.text(max_size=3))
def test_text_stands_out_whatever_the_colours(
    colour: str | None, accent: str | None, name: str
) -> None:
    palette = choose_palette(name, colour, accent)
    for ground in (palette.paper, palette.paper_shade):
        assert contrast(palette.ink, ground) >= 7
    for ground in (palette.accent, palette.accent_light):
        assert contrast(palette.accent_ink, ground) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_names_are_cleaned() -> None:
    assert clean_text(" a\t\nb \u202ec\u2066d\ud800\x00\ufffe ") == "a b cd"
    assert len(clean_text("x" * 10_000)) == 400
    assert is_right_to_left("3 الصف")
    assert not is_right_to_left("SQL الصف")


SQUARE = Place(0, 0, 100, lambda _y: 100.0)


def set_square(text: str, sizes: tuple[int, int] = (60, 10), lines: int = 4) -> list[str]:
    set_lines = set_text(Words(text, estimate_width), SQUARE, sizes, lines)
    for line in set_lines:
        assert estimate_width(line.text) * line.size <= 100
        assert 0 < line.y < 100
    return [line.text for line in set_lines]


def test_text_is_broken_into_lines_that_fit() -> None:
    assert set_square("SQL") == ["SQL"]
    assert set_square("Active Listening") == ["Active", "Listening"]
    assert set_square("") == []


def test_a_short_name_is_set_larger_than_a_long_one() -> None:
    sizes = [
        set_text(Words(text, estimate_width), SQUARE, (60, 10), 4)[0].size
        for text in ("SQL", "Active Listening", "Responding to Student Thinking in Class")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_word_too_long_for_a_line_is_divided() -> None:
    lines = set_square("Donaudampfschifffahrtsgesellschaft")
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.rstrip("-") for line in lines) == "Donaudampfschifffahrtsgesellschaft"


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    lines = set_square("主动倾听，课堂反馈。", (24, 24))
    assert "".join(lines) == "主动倾听，课堂反馈。"
    assert len(lines) > 1
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert set_square("word " * 100)[-1].endswith("…")
    assert set_square("w" * 400)[-1].endswith("…")
    assert len(set_square("w" * 400)) == 4


@given(st.text(min_size=1, max_size=120).map(clean_text))
def test_any_text_is_set_inside_its_place(text: str) -> None:
    for line in set_text(Words(text, estimate_width), SQUARE, (40, 8), 4):
        assert len(line.text) <= 2 or estimate_width(line.text) * line.size <= 100.001


@pytest.fixture
def _no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_SYSTEM_FONTS", ())


@pytest.mark.usefixtures("_no_system_fonts")
def test_without_a_font_a_name_is_left_out_rather_than_halved() -> None:
    assert fonts.choose_typeface("Active Listening").text == "Active Listening"
    assert fonts.choose_typeface("🎉 Coding Fun 🚀").text == "Coding Fun"
    assert fonts.choose_typeface("Élèves et Übung").text == "Eleves et Ubung"
    assert fonts.choose_typeface("主动倾听").text == ""
    assert fonts.choose_typeface("SQL 入门").text == ""
    assert fonts.choose_typeface("الصف").text == ""
    stars = draw_badge_png("主动倾听", "教师", size=64)
    assert detect_carrier(stars) is CARRIERS["png"]


@pytest.mark.usefixtures("_no_system_fonts")
def test_a_script_that_needs_shaping_is_not_drawn_letter_by_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "_SYSTEM_FONTS", ("has-every-letter.ttf",))
    monkeypatch.setattr(fonts, "_has", lambda source, _character: bool(source))
    monkeypatch.setattr(fonts, "_can_shape", lambda: True)
    assert fonts.choose_typeface("الصف").text == "الصف"
    monkeypatch.setattr(fonts, "_can_shape", lambda: False)
    assert fonts.choose_typeface("الصف").text == ""


def test_pillow_is_imported_only_to_draw() -> None:
    code = "import sys, microcred.drawing; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_no_attribute() -> None:
    import microcred.drawing

    with pytest.raises(AttributeError):
        _ = microcred.drawing.draw_badge_gif  # type: ignore[attr-defined]

"""Coverage counts what serves each standard, tells the gaps, and is drawn with its numbers."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from microcred.application.shapes.coverage import coverage_json
from microcred.carriers.still_svg import is_still
from microcred.drawing.palette import contrast
from microcred.errors import ConfigurationError
from microcred.program.catalogue import Catalogue
from microcred.program.coverage import (
    Coverage,
    Source,
    badge_sources,
    catalogue_sources,
    measure_coverage,
    stack_entries,
)
from microcred.program.coverage_tables import coverage_csv
from microcred.program.frameworks import STANDARDS, Framework, Item
from microcred.program.heat_map import draw_heat_map_svg
from microcred.program.heat_map.layout import Box, Label, lay_out
from microcred.program.heat_map.png import draw_heat_map_png

from .catalogues import SITE, catalogue

SPL = STANDARDS[1]


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue()


@pytest.fixture(scope="module")
def coverage(whole: Catalogue) -> Coverage:
    return measure_coverage(SPL, catalogue_sources(whole, SPL), title="Catalogue")


def test_each_standard_has_its_count(coverage: Coverage) -> None:
    assert coverage.counts == {
        "equity-practices": 2,
        "curriculum-assessment-and-instruction": 0,
        "professional-expertise": 0,
        "equity-drivers": 0,
        "evidence": 1,
        "learning-designs": 1,
        "implementation": 0,
        "equity-foundations": 0,
        "culture-of-collaborative-inquiry": 0,
        "leadership": 2,
        "resources": 0,
    }
    assert [item.id for item in coverage.gaps] == [
        "curriculum-assessment-and-instruction",
        "professional-expertise",
        "equity-drivers",
        "implementation",
        "equity-foundations",
        "culture-of-collaborative-inquiry",
        "resources",
    ]


def test_a_stack_is_covered_by_what_counts_towards_it(whole: Catalogue) -> None:
    entries = stack_entries(whole, whole.entry("leader"))
    assert [entry.id for entry in entries] == [
        SITE + "listening",
        SITE + "questions",
        SITE + "evidence",
    ]
    stack = measure_coverage(SPL, catalogue_sources(entries, SPL), title="Listening Leader")
    assert stack.counts["equity-practices"] == 2
    assert stack.counts["leadership"] == 0
    with pytest.raises(ConfigurationError) as caught:
        stack_entries(whole, whole.entry("listening"))
    assert caught.value.code == "not-a-stack"


def test_earned_badges_count_as_often_as_they_were_earned(whole: Catalogue) -> None:
    counts = {SITE + "listening": 30, SITE + "questions": 4, "urn:unknown": 9}
    earned = measure_coverage(
        SPL, catalogue_sources(whole, SPL, counts), title="Earned", unit="badges"
    )
    assert earned.counts["equity-practices"] == 34
    assert earned.counts["learning-designs"] == 4
    assert [source.id for source in earned.sources] == [SITE + "listening", SITE + "questions"]


def test_a_heading_alone_covers_no_standard_below_it() -> None:
    source = Source("a", "A", 1, frozenset({"conditions-for-success"}))
    assert not any(measure_coverage(SPL, [source], title="T").counts.values())


def test_a_part_of_a_framework_is_measured_alone(whole: Catalogue) -> None:
    part = measure_coverage(
        SPL, catalogue_sources(whole, SPL), title="T", under=SPL.by_id["transformational-processes"]
    )
    assert list(part.counts) == ["equity-drivers", "evidence", "learning-designs", "implementation"]
    assert [column.item.id for column in part.columns] == list(part.counts)


def test_a_badge_counts_by_its_own_alignments() -> None:
    alignments = [
        {"targetUrl": SPL.uri, "targetCode": "leadership", "targetName": "Something else"},
        {"targetUrl": SPL.uri, "targetName": "Implementation"},
        {"targetUrl": SPL.uri, "targetName": "Nothing"},
        {"targetUrl": SPL.by_id["equity-practices"].uri, "targetName": "Whatever"},
        {"targetUrl": ["odd"]},
        "odd",
    ]
    (source,) = badge_sources([({"id": "x", "name": "X", "alignment": alignments}, 3)], SPL)
    assert source == Source(
        "x", "X", 3, frozenset({"leadership", "implementation", "equity-practices"})
    )
    (bare,) = badge_sources([({"id": "y", "alignment": alignments[0]}, 1)], SPL)
    assert bare == Source("y", "y", 1, frozenset({"leadership"}))


def test_the_table_is_csv_that_spreadsheets_read() -> None:
    odd = Framework("f", "=F", items=(Item("a", "A, “quoted”", code="-1"), Item("b", "B")))
    coverage = measure_coverage(odd, [Source("s", "@S", 2, frozenset({"a"}))], title="T")
    rows = list(csv.reader(io.StringIO(coverage_csv(coverage).decode("utf-8-sig"))))
    assert rows == [
        ["framework", "group", "id", "code", "standard", "count", "educators", "covered_by"],
        ["'=F", "", "a", "'-1", "A, “quoted”", "2", "", "'@S"],
        ["'=F", "", "b", "", "B", "0", "", ""],
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("Listening;=cmd|'/c calc'!A0", "Listening;'=cmd|'/c calc'!A0"),
        ('Listening; "=1', "Listening;' \"=1"),
        ("Listening\t@SUM(1)", "Listening\t'@SUM(1)"),
        ("Listening\r\n-1", "Listening\r'\n'-1"),
        ("\t=1", "'\t'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("  +1", "'  +1"),
        ("Ask - wait, and = listen", "Ask - wait, and = listen"),
        ("A; B", "A; B"),
    ],
)
def test_no_cell_is_a_formula_however_it_is_split(name: str, cell: str) -> None:
    flat = Framework("f", "F", items=(Item("a", "A"),))
    coverage = measure_coverage(flat, [Source("s", name, 1, frozenset({"a"}))], title="T")
    written = coverage_csv(coverage).decode("utf-8-sig")
    *_, row = csv.reader(io.StringIO(written, newline=""))
    assert row[-1] == cell
    assert '"' + cell.replace('"', '""') + '"' in written


def test_the_document_has_counts_and_gaps(coverage: Coverage) -> None:
    document = coverage_json(coverage)
    assert document["covered"] == 4
    assert len(document["gaps"]) == 7
    assert document["standards"][0] == {
        "id": "equity-practices",
        "name": "Equity Practices",
        "group": "Rigorous Content for Each Learner",
        "count": 2,
        "coveredBy": [
            {"id": SITE + "listening", "name": "Active Listening", "count": 1},
            {"id": SITE + "questions", "name": "Open Questions", "count": 1},
        ],
    }


def large(standards: int, groups: int) -> Framework:
    heads = tuple(Item(f"g{n}", f"Group {n}") for n in range(groups))
    leaves = tuple(
        Item(f"i{n}", f"Item {n}", code=f"C.{n}", parents=(f"g{n % groups}",))
        for n in range(standards)
    )
    return Framework("large", "Large", items=(*heads, *leaves))


def test_a_large_framework_is_drawn_by_its_headings() -> None:
    framework = large(500, 10)
    source = Source("s", "S", 2, frozenset({"i0", "i10", "i1"}))
    coverage = measure_coverage(framework, [source], title="T")
    assert [column.item.id for column in coverage.columns] == [f"g{n}" for n in range(10)]
    assert [coverage.value(source, column) for column in coverage.columns][:3] == [4, 2, 0]
    assert coverage.covered_in(coverage.columns[0]) == (2, 50)


def test_what_cannot_be_read_in_a_picture_is_not_drawn() -> None:
    flat = Framework("flat", "Flat", items=tuple(Item(f"i{n}", "I") for n in range(60)))
    with pytest.raises(ConfigurationError) as caught:
        draw_heat_map_svg(measure_coverage(flat, [], title="T"))
    assert caught.value.code == "too-large-to-draw"


def forty() -> Coverage:
    leaves = [item.id for item in SPL.items if item.id not in SPL.children]
    sources = [
        Source(
            f"{SITE}{n}",
            f"A Micro-credential with a Long Name {n}",
            n + 1,
            frozenset({leaves[n % 10], leaves[n * 7 % 10]}),
        )
        for n in range(40)
    ]
    return measure_coverage(SPL, sources, title="Hill District", unit="badges")


def labels(coverage: Coverage) -> list[Label]:
    picture = lay_out(coverage, lambda text, size: len(text) * size * 0.56)
    return [shape for shape in picture.shapes if isinstance(shape, Label)]


def test_a_picture_of_forty_has_every_name_and_number() -> None:
    coverage = forty()
    texts = [label.text for label in labels(coverage)]
    for source in coverage.sources:
        assert source.label in texts
    numbers = [text for text in texts if text.isdigit()]
    assert numbers[:11] == [str(coverage.counts[item.id]) for item in coverage.standards]
    assert len(numbers) == 11 + sum(len(source.standards) for source in coverage.sources)
    assert any("Gaps, 1 standard that nothing covers: Resources" in text for text in texts)


def test_the_picture_is_a_page_wide_and_nothing_is_too_small_to_read() -> None:
    picture = lay_out(forty(), lambda text, size: len(text) * size * 0.56)
    assert picture.width == 800
    assert picture.height < 1300
    for label in labels(forty()):
        assert label.size >= 10
        assert 0 < label.x < 800
    rows = sorted({label.y for label in labels(forty()) if label.text.startswith("A Micro")})
    assert all(below - above >= 20 for above, below in pairwise(rows))


def test_long_names_stay_on_the_page() -> None:
    long = "Planning and preparation for learning in diverse and multilingual classrooms"
    below = (Item(each, f"{each} {long}", parents=("g",)) for each in "abc")
    framework = Framework("f", f"{long} {long}", items=(Item("g", long), *below))
    coverage = measure_coverage(framework, [], title="")
    picture = lay_out(coverage, lambda text, size: len(text) * size * 0.56)
    texts = [shape for shape in picture.shapes if isinstance(shape, Label)]
    title = [label for label in texts if label.size == 20]
    assert " ".join(label.text for label in title) == f"{long} {long}"
    assert all(label.x + len(label.text) * 20 * 0.6 < picture.width for label in title)
    upright = [label for label in texts if label.upright]
    assert all(label.bold and len(label.text) * label.size * 0.6 < 138 for label in upright)
    assert not any("…" in label.text for label in upright)


def test_every_number_can_be_read_on_its_ground() -> None:
    picture = lay_out(forty(), lambda text, size: len(text) * size * 0.56)
    fill = "#ffffff"
    seen = 0
    for shape in picture.shapes:
        if isinstance(shape, Box):
            fill = shape.fill
        elif isinstance(shape, Label) and shape.text.isdigit():
            assert contrast(shape.colour, fill) >= 4.5
            seen += 1
    assert seen > 50


def test_shades_can_be_told_apart_without_colour() -> None:
    from microcred.program.heat_map import layout

    lightness = [contrast(shade, "#000000") for shade in layout._SHADES]
    assert all(light / dark > 1.3 for light, dark in pairwise(lightness))


def test_the_svg_is_well_formed_and_says_itself_in_words() -> None:
    data = draw_heat_map_svg(forty())
    assert is_still(data)
    root = ET.fromstring(data)
    space = "{http://www.w3.org/2000/svg}"
    assert (
        root.findtext(f"{space}title")
        == "Standards for Professional Learning (2022): Hill District"
    )
    assert "10 of 11 standards covered by 820 badges. Not covered: Resources" in (
        root.findtext(f"{space}desc") or ""
    )
    assert root.get("width") == "800"
    assert data == draw_heat_map_svg(forty())


def test_odd_names_stay_text() -> None:
    sources = [
        Source("a", "<script>&\x00", 1, frozenset()),
        Source("b", "الاستماع الفعّال", 1, frozenset({"evidence"})),
    ]
    data = draw_heat_map_svg(measure_coverage(SPL, sources, title="T")).decode()
    ET.fromstring(data)
    assert "<script>" not in data
    assert '"start" direction="rtl">الاستماع الفعّال<' in data


def test_the_png_is_sharp_when_printed() -> None:
    image = Image.open(io.BytesIO(draw_heat_map_png(forty())))
    assert image.size[0] == 1600
    assert image.mode == "RGB"
    colours = image.getcolors(1 << 24)
    assert colours is not None
    assert {(194, 65, 12), (8, 48, 107)} <= {colour for _, colour in colours}


def test_the_png_gives_another_name_where_no_font_has_the_letters(tmp_path: Path) -> None:
    sources = [Source(f"{SITE}own", "\U00012000\U00012001", 1, frozenset({"evidence"}))]
    plain = [Source(f"{SITE}own", "own", 1, frozenset({"evidence"}))]
    one = draw_heat_map_png(measure_coverage(SPL, sources, title="T"))
    assert one == draw_heat_map_png(measure_coverage(SPL, plain, title="T"))

"""Markdown of others: what comes through, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.limits import MAX_MARKDOWN_CHARACTERS
from microcred.publishing.markdown import plain_text, render_markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("[a](/b)", '<p><a rel="nofollow noopener noreferrer">a</a></p>\n'),
        ("[a](mailto:b@c.example?body=d)", '<p><a rel="nofollow noopener noreferrer">a</a></p>\n'),
        (
            "[a](https://b.example/)",
            '<p><a href="https://b.example/" rel="nofollow noopener noreferrer">a</a></p>\n',
        ),
    ],
)
def test_what_comes_through(text: str, html: str) -> None:
    assert render_markdown(text) == html


def test_no_picture_is_loaded() -> None:
    assert "<img" not in render_markdown("![a](https://tracker.example/x.png)")


def test_headings_follow_those_of_the_page() -> None:
    html = render_markdown("## a\n#### b\n# c\n## d\n### e\n#### f\n##### g\n###### h")
    tags = [part[:2] for part in html.split("<") if part.startswith("h")]
    assert tags == ["h3", "h4", "h3", "h4", "h5", "h6", "h6", "h6"]


def test_a_table_scrolls_inside_itself() -> None:
    html = render_markdown("| a |\n|---|\n| b |\n")
    assert html.startswith('<div class="scroll" tabindex="0"><table>')
    assert html.endswith("</table></div>\n")


def test_a_very_long_text_is_cut() -> None:
    assert len(render_markdown("a" * (MAX_MARKDOWN_CHARACTERS + 1))) < MAX_MARKDOWN_CHARACTERS + 20


def test_a_description_is_words_on_one_line() -> None:
    assert plain_text("# a\n\n- b *c*\n- [d](https://e.example)\n", 100) == "a b c d"
    assert plain_text("word " * 100, 20) == "word word word word…"


@given(st.text(alphabet="<>&\"'`*_[](){}!#|-\\ \nahrefscriptjavascript:onload=", max_size=200))
def test_nothing_gets_through_that_a_browser_would_run(text: str) -> None:
    html = str(render_markdown(text)).lower()
    for part in html.split("<")[1:]:
        tag = part.partition(">")[0]
        assert "script" not in tag.split(" ")[0]
        assert " on" not in tag
        assert "javascript:" not in tag

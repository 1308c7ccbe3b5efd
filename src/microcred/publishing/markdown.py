"""Markdown of others as HTML that can do no harm: no HTML of theirs, no pictures."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from microcred.limits import MAX_MARKDOWN_CHARACTERS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markupsafe import Markup

_FIRST_HEADING: Final = 3  # pages have h1 and h2 themselves
_TAGS: Final = frozenset(
    {
        *("a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h3", "h4", "h5", "h6"),
        *("hr", "li", "ol", "p", "pre", "strong"),
        *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)


def render_markdown(text: str) -> Markup:
    """Turn Markdown (CommonMark, with tables) into HTML for a page."""
    import nh3  # noqa: PLC0415 - only where a page is made
    from markupsafe import Markup  # noqa: PLC0415

    html = _renderer().render(text[:MAX_MARKDOWN_CHARACTERS])
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        # A link to mail opens a program with words that somebody else chose.
        url_schemes={"http", "https"},
        link_rel="nofollow noopener noreferrer",
        url_relative="deny",
    )
    cleaned = cleaned.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    cleaned = cleaned.replace("</table>", "</table></div>")
    return Markup(cleaned)  # noqa: S704 - nh3 has cleaned it


def plain_text(markdown: str, limit_characters: int) -> str:
    """Return the words of a Markdown text on one line, for a description of the page."""
    tokens = _renderer().parse(markdown[:MAX_MARKDOWN_CHARACTERS])
    words = " ".join(
        child.content
        for token in tokens
        for child in token.children or ()
        if child.type in ("text", "code_inline")
    )
    line = " ".join(words.split())
    return line if len(line) <= limit_characters else line[: limit_characters - 1].rstrip() + "…"


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415

    renderer = MarkdownIt("commonmark", {"html": False, "linkify": False})
    renderer.enable("table").disable("image")

    renderer.core.ruler.push("outline", lambda state: _outline(state.tokens))
    return renderer


def _outline(tokens: list[Token]) -> None:
    """Let the headings of a text follow those of the page, none a level too deep."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [other for other in above if other < level]
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, _FIRST_HEADING + len(above) - 1)}"

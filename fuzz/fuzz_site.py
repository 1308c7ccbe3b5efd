"""A site: no id leads out of it, no two share a place, and no text becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import PurePosixPath

from microcred.carriers.still_svg import is_still
from microcred.publishing.addresses import achievement_folder, badge_folder, path_of
from microcred.publishing.language import phrase_of
from microcred.publishing.markdown import plain_text, render_markdown
from microcred.publishing.pages import Page, render_page
from microcred.publishing.site import Site

_SITE = "https://hill.example/badges/"
_KNOWN = ("urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7", f"{_SITE}listening",
          f"{_SITE}achievements/listening", "https://other.example/listening")  # fmt: skip
_MARKDOWN_TAGS = frozenset(
    ("a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol",
     "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul")
)  # fmt: skip
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><a href="#x"><path d="M0 0"/></a></svg>'


class _Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _tags_of_page(text: str) -> list[str]:
    page = Page("", text, text, preview_text=text)
    site = Site(profile={"name": text, "description": text}, url=_SITE)
    shown = {"about": phrase_of(text), "home": None, "achievements": [], "endorsed": []}
    html = render_page("issuer", site, page, **shown)
    return [tag for tag, _ in _Tags(html.decode()).found]


_TAGS_OF_PAGE = _tags_of_page("x")


def seeds() -> list[bytes]:
    texts = [*_KNOWN, "../../a", "con", f"{_SITE}../a", f"{_SITE}%2e%2e/a", "https://[::1]/a",
             "[a](javascript:alert(1))", "<script>alert(1)</script>", "<a onclick=b>", '"><img>',
             "![a](data:image/png;base64,AA)", "| a |\n|---|\n| b |", "# a\n> b\n1. c"]  # fmt: skip
    return [text.encode() for text in texts] + [_SVG, _SVG.replace(b"path", b"script")]


def check(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    _check_places(text)
    for tag, attributes in _Tags(render_markdown(text)).found:
        assert tag in _MARKDOWN_TAGS, tag
        assert set(attributes) <= {"href", "rel", "start", "class", "tabindex"}, attributes
        assert (attributes.get("href") or "http:").startswith(("http:", "https:", "mailto:"))
    plain_text(text, 100)
    if text.strip():
        assert _tags_of_page(text) == _TAGS_OF_PAGE, text
    if is_still(data) and b"<!" not in data:
        assert b"<script" not in data.lower(), data


def _check_places(text: str) -> None:
    places = {achievement_folder(known, _SITE): known for known in (*_KNOWN, text)}
    assert len(places) == len({*_KNOWN, text}), text
    for path in (badge_folder(text), achievement_folder(text, _SITE), *_path(text)):
        parts = PurePosixPath(path).parts
        assert parts, text
        assert not {"/", "..", "."} & set(parts), path
        assert all(part.isascii() and part.isprintable() for part in parts), path


def _path(text: str) -> list[str]:
    try:
        return [path_of(text, _SITE)]
    except ValueError:  # urlsplit; settings admit no such address
        return []

"""HTML pages from templates: everything is escaped but what `markdown` has cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from microcred.publishing.addresses import normal_url
from microcred.publishing.language import phrase_of
from microcred.publishing.markdown import render_markdown
from microcred.publishing.site import Site
from microcred.publishing.wording import language_name, words_for

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

MARK: Final = b'<meta name="generator" content="microcred">'
"""In the first bytes of every page: it says that the page's folder is ours."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is, and what is told of it elsewhere.

    Attributes:
        path: its folder in the site; empty for the first page.
        title: of the page.
        description: one sentence or two, as search engines and chats show it.
        preview: path of the preview picture in the site.
        preview_text: what the picture shows.
        kind: of OpenGraph.
        language: of what the page is about; empty for the site's own.
        found: whether it is a page of its own, and not what is served in place of any other.
    """

    path: str
    title: str
    description: str
    preview: str = "preview.png"
    preview_text: str = ""
    kind: str = "website"
    language: str = ""
    found: bool = True

    @property
    def root(self) -> str:
        """Return the way from the page to the site's own folder."""
        return "../" * (self.path.count("/") + 1) if self.path else ""


def render_page(template: str, site: Site, page: Page, **shown: Any) -> bytes:
    """Render a page.

    Args:
        template: name of the template, without ending.
        site: whose page it is.
        page: where it is.
        shown: what the template shows.
    """
    base = normal_url(site.url) if site.url and page.found else None
    folder = f"{page.path}/" if page.path else ""
    text = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            page=page,
            root=page.root if page.found else urlsplit(normal_url(site.url or "")).path,
            site=site,
            around=words_for(site.language),
            words=words_for(page.language, site.language),
            issuer=phrase_of(site.profile.get("name"), site.language),
            address=f"{base}{folder}" if base else None,
            preview=f"{base}{page.preview}" if base else None,
            **shown,
        )
    )
    return text.encode("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("microcred.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["markdown"] = render_markdown
    environment.filters["fill"] = _fill
    environment.filters["language_name"] = language_name
    return environment


def _fill(text: str, **values: object) -> Markup:
    """Put values into the places of a text; whatever is no markup yet is escaped."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup.escape(text).format(**values)

"""Links to badges, and pages that lead to them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.limits import MAX_PAGE_BYTES, MAX_PAGE_LINKS
from microcred.verifying import follow_link
from microcred.verifying.web_page import find_badge_link, is_web_page

PAGE = "https://hill.example/badges/1/"
BADGE = b'{"type": "OpenBadgeCredential"}'


def link(href: str, kind: str = "application/ld+json", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


class Web:
    """Answers with what stands at a few addresses, and remembers who was asked."""

    def __init__(self, pages: dict[str, bytes]):
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise ResolutionFailed(f"{url} is not there", code="not-found")
        return Fetched(url, accept[0], self.pages[url])


def page(*links: str) -> bytes:
    return f"<!doctype html><html><head>{''.join(links)}</head><body>A badge</body>".encode()


def test_a_link_to_a_badge_is_followed_at_once() -> None:
    web = Web({PAGE: BADGE})
    followed = follow_link(PAGE, web)
    assert (followed.data, followed.url, followed.page) == (BADGE, PAGE, None)
    assert followed.remark == ""


def test_a_page_leads_to_its_badge() -> None:
    web = Web({PAGE: page(link("badge.json")), f"{PAGE}badge.json": BADGE})
    followed = follow_link(PAGE, web)
    assert (followed.data, followed.url, followed.page) == (BADGE, f"{PAGE}badge.json", PAGE)
    assert f"{PAGE}badge.json" in followed.remark
    assert "another site" not in followed.remark
    assert web.asked == [PAGE, f"{PAGE}badge.json"]


def test_another_site_is_followed_and_said() -> None:
    elsewhere = "https://files.example/1.json"
    followed = follow_link(PAGE, Web({PAGE: page(link(elsewhere)), elsewhere: BADGE}))
    assert followed.data == BADGE
    assert f"it leads to {elsewhere}, which is another site" in followed.remark


@pytest.mark.parametrize(
    "pages",
    [
        {PAGE: page()},
        {PAGE: page(link("http://hill.example/a.json"))},
        {PAGE: page(link("javascript:alert(1)"))},
        {PAGE: page(link("data:application/json,{}"))},
        {PAGE: page(link("b")), f"{PAGE}b": page(link("c")), f"{PAGE}c": BADGE},
    ],
)
def test_a_page_without_a_badge_says_nothing_about_it(pages: dict[str, bytes]) -> None:
    """Also where it leads to a further page: one step is followed, not two."""
    web = Web(pages)
    with pytest.raises(ResolutionFailed) as told:
        follow_link(PAGE, web)
    assert told.value.code == "web-page"
    assert len(web.asked) <= 2


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([link("a.json")], "a.json"),
        ([link("a.json", rel="stylesheet"), link("b.json", rel="Alternate other")], "b.json"),
        ([link("feed.xml", "application/rss+xml"), link("a", "application/vc+jwt")], "a"),
        ([link("a.png", "image/png"), link("a.json", "application/json")], "a.json"),
        ([link("a.json", "application/json"), link("b", "application/vc")], "b"),
        ([link("a.json"), link("b.json")], "a.json"),
        (["<LINK HREF=a.json TYPE='Application/JSON; x=y' REL=alternate>"], "a.json"),
        (["<link\nrel='alternate' title='a > b' type=application/json href=a.json />"], "a.json"),
        ([link("a.json?x=1&amp;y=2")], "a.json?x=1&y=2"),
        (["<!-- ", link("no.json"), " -->", link("a.json")], "a.json"),
        (["<script>var a = '", link("no.json"), "'</script>", link("a.json")], "a.json"),
        (["<base href='/b/'>", link("a.json")], "/b/a.json"),
        (["İ" * 50, link("a.json")], "a.json"),
        ([link("", "application/json")], None),
        ([link("a.html", "text/html")], None),
        (["<link rel=alternate type=application/json>"], None),
        (["<linkrel=alternate type=application/json href=a.json>"], None),
        (["<!--", link("a.json")], None),
        ([link("https://[", "application/json")], "https://["),
    ],
)  # fmt: skip
def test_the_link_of_a_page(links: list[str], expected: str | None) -> None:
    found = find_badge_link(page(*links), "")
    assert (found or "").lstrip("/") == (expected or "").lstrip("/")


def test_links_are_read_against_the_page() -> None:
    assert find_badge_link(page(link("../a.json")), PAGE) == "https://hill.example/badges/a.json"
    based = page("<base href='https://b.example/x/'>", link("a.json"))
    assert find_badge_link(based, PAGE) == "https://b.example/x/a.json"


def test_no_more_of_a_page_is_read_than_is_allowed() -> None:
    filler = "<p>" * (MAX_PAGE_BYTES // 3)
    assert find_badge_link(page(filler, link("a.json"))) is None
    many = [link("a.css", "text/css")] * MAX_PAGE_LINKS
    assert find_badge_link(page(*many, link("a.json"))) is None


@pytest.mark.parametrize(
    "unit",
    ["<!--", "<script", "<link ", "<link a", "<link '", '<link a="', "<link =", "<base href=",
     "<", "<link " + "a" * 4000, "<link " + "a=" * 2000, "<?", "-->", "<!-- -->"],
)  # fmt: skip
def test_no_page_takes_long(unit: str) -> None:
    """The square of a megabyte would be hours."""
    started = time.process_time()
    hostile = (unit * (2 * MAX_PAGE_BYTES // len(unit))).encode()
    is_web_page(hostile)
    find_badge_link(b"<html>" + hostile, PAGE)
    assert time.process_time() - started < 2

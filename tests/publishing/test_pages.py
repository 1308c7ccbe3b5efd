"""What stands in a page, without a browser: addresses, cards, links, and what is not there."""

from __future__ import annotations

import base64
import dataclasses
import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from microcred.fetch import FolderFetcher, OfflineFetcher
from microcred.issuing import Recipient
from microcred.publishing.addresses import badge_folder, badge_page_url
from microcred.publishing.language import direction_of
from microcred.publishing.linkedin import linkedin_link
from microcred.publishing.pages import MARK
from microcred.publishing.views import achievement_view, badge_view, web_link
from microcred.verifying import Answer, Verifier, follow_link
from tests.carriers.pictures import SVG, png
from tests.publishing.showroom import Showroom
from tests.publishing.world import ACHIEVEMENT, STAMP, URL, World, result


class Page(HTMLParser):
    """The tags of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.tags if name == tag)

    def meta(self, name: str) -> str:
        found = [
            a["content"] for a in self.all("meta") if name in (a.get("property"), a.get("name"))
        ]
        assert len(found) == 1, name
        return found[0]


def pages_of(showroom: Showroom) -> list[Path]:
    return sorted(showroom.folder.rglob("*.html"))


def test_every_link_inside_the_site_leads_to_a_file(showroom: Showroom) -> None:
    for path in pages_of(showroom):
        page = Page(path.read_text("utf-8"))
        targets = [a[name] for tag, a in page.tags for name in ("href", "src") if name in a]
        for target in targets:
            parts = urlsplit(target)
            if not parts.scheme and parts.path:
                start = showroom.folder if parts.path.startswith("/") else path.parent
                found = start / parts.path.removeprefix("/")
                assert found.is_file(), f"{path}: {target}"


def test_no_page_uses_anything_of_another_host(showroom: Showroom) -> None:
    for path in pages_of(showroom):
        page = Page(path.read_text("utf-8"))
        used = [a.get("src", "") for tag, a in page.tags if tag in ("img", "script", "iframe")]
        used += [a["href"] for a in page.all("link") if a["rel"] in ("stylesheet", "icon")]
        assert not [value for value in used if "//" in value or value.startswith("data:")]
        assert "style" not in {name for _, a in page.tags for name in a}
        assert not [a for a in page.all("script") if "src" not in a]


def test_every_page_says_what_it_may_do_and_who_made_it(showroom: Showroom) -> None:
    for path in pages_of(showroom):
        data = path.read_bytes()
        assert MARK in data[:2048]
        (policy,) = [a["content"] for a in Page(data.decode()).all("meta")
                     if a.get("http-equiv") == "Content-Security-Policy"]  # fmt: skip
        assert policy.startswith("default-src 'none'; style-src 'self'; ")
        assert policy.endswith("base-uri 'none'; form-action 'none'")
        assert "unsafe" not in policy


def test_the_cards_for_chats_have_addresses_that_hold_anywhere(showroom: Showroom) -> None:
    pages = [path for path in pages_of(showroom) if path.name != "404.html"]
    assert len(pages) > 20
    for path in pages:
        page = Page(path.read_text("utf-8"))
        folder = str(path.parent.relative_to(showroom.folder)).removeprefix(".")
        assert page.meta("og:url") == f"{URL}/{folder}{'/' if folder else ''}"
        for name in ("og:image", "twitter:image"):
            image = page.meta(name)
            assert image.startswith(f"{URL}/")
            picture = (showroom.folder / image.removeprefix(f"{URL}/")).read_bytes()
            assert struct.unpack(">II", picture[16:24]) == (1200, 630)
        assert page.meta("twitter:card") == "summary_large_image"
        assert page.meta("og:title") == page.meta("twitter:title")
        assert page.meta("og:image:alt")


def test_without_a_web_address_a_page_claims_none(world: World) -> None:
    badge = world.issue("a")
    world.site = dataclasses.replace(world.site, url=None)
    world.publish()
    html = world.text(f"{badge_folder(badge)}/index.html")
    assert "og:" not in html
    assert "linkedin" not in html.lower()
    assert "<svg" not in html  # no QR code
    assert "microcred verify badge.json" in html


def test_a_badge_page_tells_what_the_badge_says(world: World) -> None:
    badge = world.issue("a", results=[result(3)], valid_until="2030-01-31T00:00:00Z")
    world.publish()
    html = world.text(f"{badge_folder(badge)}/index.html")
    command = f"microcred verify {badge_page_url(URL, badge)}badge.json"
    for text in ("<h1", "Active Listening", "Hill District", "1 September 2026", "31 January 2030",
                 "Submit a <strong>recording</strong>", "Listens to understand", "Accomplished",
                 "Professional Expertise", command, "Named by e-mail address"):  # fmt: skip
        assert text in html
    assert html.index("Reached") > html.index("Accomplished")


def test_a_badge_page_never_shows_who_the_holder_is(world: World) -> None:
    badge = world.issue("a", recipient=Recipient.email("ana@school.example", hashed=False))
    world.publish()
    assert "ana@school.example" not in world.text(f"{badge_folder(badge)}/index.html")


@pytest.mark.parametrize(
    ("column", "told"), [("revoked_at", "This badge was revoked"), ("suspended_at", "is suspended")]
)
def test_what_became_of_a_badge_stands_at_the_top(world: World, column: str, told: str) -> None:
    badge = world.issue("a")
    world.set_badge(badge, **{column: STAMP})
    world.publish()
    html = world.text(f"{badge_folder(badge)}/index.html")
    assert html.index(told) < html.index("<h1")
    assert "Add to LinkedIn" not in html
    assert Page(html).meta("description").startswith(("Revoked on", "Suspended."))


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "vc-jwt"])
def test_a_badge_page_leads_programs_to_the_badge(world: World, suite: str) -> None:
    badge_id = world.issue("a", suite=suite)
    world.publish()
    address = badge_page_url(URL, badge_id)
    site = FolderFetcher({URL: world.folder}, OfflineFetcher())
    followed = follow_link(address, site)
    assert followed.page == address
    assert Verifier(fetcher=site).verify(followed.data).genuine is Answer.YES


def test_the_linkedin_link_fills_in_the_form() -> None:
    document = {
        "id": "urn:uuid:1",
        "name": "A & B",
        "issuer": {"id": "did:key:z", "name": "Hill <District>"},
        "validFrom": "2026-09-01T12:00:00Z",
        "validUntil": "2030-01-31T00:00:00Z",
        "credentialSubject": {"achievement": {"name": "A & B"}},
    }
    link = linkedin_link(badge_view(document), "https://b.example/1/", None)
    assert link.startswith("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&")
    assert {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "A & B",
        "organizationName": "Hill <District>",
        "issueYear": "2026",
        "issueMonth": "9",
        "expirationYear": "2030",
        "expirationMonth": "1",
        "certUrl": "https://b.example/1/",
        "certId": "urn:uuid:1",
    }
    for organization, field in (("1337", "organizationId"), ("Hill Schools", "organizationName")):
        link = linkedin_link(badge_view(document), "https://b.example/1/", organization)
        assert parse_qs(urlsplit(link).query)[field] == [organization]


@pytest.mark.parametrize(
    ("organization", "field"),
    [(None, {"organizationName": "Hill District"}), ("1337", {"organizationId": "1337"})],
)
def test_a_published_page_says_the_same_to_linkedin_to_chats_and_to_people(
    world: World, organization: str | None, field: dict[str, str]
) -> None:
    world.site = dataclasses.replace(world.site, linkedin_organization=organization)
    badge = world.issue("a", valid_until="2030-01-31T00:00:00Z")
    world.publish()
    page = Page(world.text(f"{badge_folder(badge)}/index.html"))
    address = badge_page_url(URL, badge)
    (link,) = [a["href"] for a in page.all("a") if "linkedin.com" in a["href"]]
    told = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    assert told == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Active Listening",
        **field,
        "issueYear": "2026",
        "issueMonth": "9",
        "expirationYear": "2030",
        "expirationMonth": "1",
        "certUrl": address,
        "certId": badge,
    }
    (canonical,) = [a["href"] for a in page.all("link") if a["rel"] == "canonical"]
    assert page.meta("og:url") == canonical == address
    assert page.meta("og:title") == "Active Listening – Hill District"
    assert page.meta("og:site_name") == "Hill District"
    assert page.meta("og:description") == page.meta("description")
    assert page.meta("og:description").startswith("The educator listens to students")
    assert page.meta("twitter:image:alt") == "Badge “Active Listening” of Hill District"
    stamps = [a["datetime"] for a in page.all("time")]
    assert stamps[-1] == "2030-01-31T00:00:00Z"


@pytest.mark.parametrize(("form", "data"), [("png", png()), ("svg", SVG)])
def test_a_badge_keeps_the_picture_that_it_came_with(world: World, form: str, data: bytes) -> None:
    media_type = {"png": "image/png", "svg": "image/svg+xml"}[form]
    badge = world.issue("a", picture=(media_type, data))
    world.publish()
    kept = world.file(f"{badge_folder(badge)}/badge.{form}")
    assert (data[:30] in kept) if form == "png" else (b'd="M0 0h9v9z"' in kept)
    if form == "png":
        assert b"data:image/png;base64," in world.file(f"{badge_folder(badge)}/badge.svg")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/b?c=d#e", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        (" https://a.example", False),
        ('https://a.example/"onclick=', False),
        (None, False),
        (["https://a.example"], False),
    ],
)
def test_only_addresses_of_the_web_are_linked(url: object, kept: bool) -> None:
    assert (web_link(url) is not None) is kept


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("en", "ltr"),
     ("pt-BR", "ltr"), ("", "auto"), ("ckb", "rtl")],
)  # fmt: skip
def test_the_direction_of_a_language(language: str, direction: str) -> None:
    assert direction_of(language) == direction


@pytest.mark.parametrize("member", sorted({*ACHIEVEMENT, "inLanguage", "image", "creator"}))
@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None, 7, {"id": []}], {"id": {}}])
def test_a_document_of_any_form_gives_a_view(member: str, value: object) -> None:
    document = {**ACHIEVEMENT, member: value}
    assert achievement_view(document).name.text
    assert badge_view({"credentialSubject": {"achievement": document}, member: value})


def test_a_name_in_several_languages_is_told_in_that_of_the_achievement() -> None:
    names = [{"@value": "Listening", "@language": "en"}, {"@value": "Escucha", "@language": "es"}]
    view = achievement_view({"name": names, "inLanguage": "es"})
    assert (view.name.text, view.name.language) == ("Escucha", "es")


def test_a_badge_has_the_picture_of_its_achievement_in_the_form_that_it_did_not_come_in(
    world: World,
) -> None:
    drawing = f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"
    own = {**ACHIEVEMENT, "image": {"id": drawing, "type": "Image"}}
    badge = world.issue("a", achievement=own, picture=("image/png", png()))
    world.publish()
    assert b'd="M0 0h9v9z"' in world.file(f"{badge_folder(badge)}/badge.svg")
    assert world.file(f"{badge_folder(badge)}/badge.png").startswith(png()[:30])


def test_long_criteria_are_folded_up_below_what_was_reached(world: World) -> None:
    long = {**ACHIEVEMENT, "criteria": {"narrative": "Listen. " * 300}}
    badge = world.issue("a", achievement=long, results=[result(3)])
    world.publish()
    html = world.text(f"{badge_folder(badge)}/index.html")
    assert html.index("What was reached") < html.index("<details>") < html.index("Listen. Listen.")

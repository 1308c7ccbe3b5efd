"""Ids as folder names, and addresses as paths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.publishing.addresses import (
    achievement_folder,
    achievement_page_url,
    badge_folder,
    badge_page_url,
    path_of,
)

UUID = "5f0b7a52-1f0c-4f0e-9c51-3c1a8f9d7a10"
SITE = "https://hill.example/badges"


def test_a_uuid_is_its_own_name() -> None:
    assert badge_folder(f"urn:uuid:{UUID}") == f"badges/{UUID}"
    assert badge_page_url(SITE, f"urn:uuid:{UUID}") == f"{SITE}/badges/{UUID}/"


def test_another_id_has_what_can_be_read_of_it_and_a_hash() -> None:
    assert (
        badge_folder("https://old.example/b/Active Listening?x=1#y")
        == "badges/y-cmemunnv3vtfrrkqkwiz"
    )
    assert re.fullmatch(
        r"badges/active-listening-[a-z2-7]{20}",
        badge_folder("https://old.example/b/Active Listening"),
    )
    assert re.fullmatch(r"badges/[a-z2-7]{20}", badge_folder("https://old.example/اصغاء/"))


@pytest.mark.parametrize("own", ["achievements/listening", "listening", "a/b/c/d"])
def test_an_achievement_with_an_address_on_the_site_has_its_page_there(own: str) -> None:
    achievement = f"{SITE}/{own}"
    assert achievement_folder(achievement, SITE) == own
    assert achievement_page_url(SITE, achievement) == f"{SITE}/{own}/"
    assert achievement_folder(achievement, None) != own


@pytest.mark.parametrize(
    "own",
    [f"achievements/{UUID}", "achievements/a-" + "a" * 20, "achievements", "achievements/a/b", "..",
     "A", "", "a.b", "%2e%2e", "a/", "a//b", "badges/a", "status/1", "check", "catalogue",
     "evidence", "elsewhere/a", "a/b/c/d/e", ".well-known/a",
     "con", "lpt1/a", "achievements/nul"],
)  # fmt: skip
def test_an_address_that_could_be_anothers_folder_is_hashed(own: str) -> None:
    folder = achievement_folder(f"{SITE}/{own}", SITE)
    assert re.fullmatch(r"achievements/(?:[a-z0-9-]+-)?[a-z2-7]{20}", folder)


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_two_ids_never_share_a_folder_and_none_leads_out(one: str, other: str) -> None:
    folders = {badge_folder(one).casefold(), badge_folder(other).casefold()}
    assert len(folders) == len({one, other})
    assert all(re.fullmatch(r"badges/[a-z0-9-]{20,61}", folder) for folder in folders)


def test_ids_that_differ_in_case_only_differ_where_case_does_not_count() -> None:
    upper = badge_folder(f"urn:uuid:{UUID.upper()}")
    assert upper.casefold() != badge_folder(f"urn:uuid:{UUID}").casefold()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{SITE}/did.json", "did.json"),
        (f"{SITE}/.well-known/did.json", ".well-known/did.json"),
        (f"{SITE}/a%20b.json", None),
        (f"{SITE}/../did.json", None),
        (f"{SITE}/%2e%2e/did.json", None),
        (f"{SITE}/a//b", None),
        (f"{SITE}/", None),
        ("https://hill.example/.well-known/did.json",
         "elsewhere/hill.example/.well-known/did.json"),
        ("https://hill.example:8443/did.json", "elsewhere/hill.example_8443/did.json"),
        ("https://hill.example/badges-of-others/did.json",
         "elsewhere/hill.example/badges-of-others/did.json"),
    ],
)  # fmt: skip
def test_the_file_of_an_address(url: str, path: str | None) -> None:
    found = path_of(url, SITE)
    if path is None:
        assert re.fullmatch(r"elsewhere/(?:[a-z0-9-]+-)?[a-z2-7]{20}", found) or (
            ".." not in found and "//" not in found and found.startswith("elsewhere/")
        )
    else:
        assert found == path

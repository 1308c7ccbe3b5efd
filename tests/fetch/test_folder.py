"""A folder in place of the web space that it will be uploaded to."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import FolderFetcher, OfflineFetcher

SITE = "https://hill.example/schools"


@pytest.fixture
def fetcher(tmp_path: Path) -> FolderFetcher:
    (tmp_path / "site" / "status").mkdir(parents=True)
    (tmp_path / "site" / "did.json").write_text("{}")
    (tmp_path / "site" / "status" / "a b.jwt").write_text("a.b.c")
    (tmp_path / "secret.json").write_text("secret")
    (tmp_path / "site" / "link.json").symlink_to(tmp_path / "secret.json")
    return FolderFetcher({SITE: tmp_path / "site"}, OfflineFetcher())


def code_of(fetcher: FolderFetcher, url: str) -> str:
    with pytest.raises(ResolutionFailed) as told:
        fetcher.fetch(url, accept=("application/json",), max_bytes=10)
    return told.value.code


def test_files_are_given_with_their_media_types(fetcher: FolderFetcher) -> None:
    found = fetcher.fetch(f"{SITE}/did.json#key-1", accept=("application/json",))
    assert (found.body, found.content_type) == (b"{}", "application/json")
    found = fetcher.fetch(f"{SITE}/status/a%20b.jwt", accept=("application/vc+jwt",))
    assert (found.body, found.content_type) == (b"a.b.c", "application/vc+jwt")


def test_a_folder_is_its_page(fetcher: FolderFetcher, tmp_path: Path) -> None:
    for folder in ("site", "site/status"):
        (tmp_path / folder / "index.html").write_text(folder[-6:])
    assert fetcher.fetch(f"{SITE}/", accept=()).body == b"site"
    assert fetcher.fetch(f"{SITE}/status/", accept=()).body == b"status"


@pytest.mark.parametrize(
    "path",
    ["none.json", "", "status", "../secret.json", "%2e%2e/secret.json", "status/../../secret.json",
     "link.json", "did.json?x", "%00", "/etc/passwd"],
)  # fmt: skip
def test_what_is_not_in_the_folder_is_not_found(fetcher: FolderFetcher, path: str) -> None:
    assert code_of(fetcher, f"{SITE}/{path}") == "not-found"


@pytest.mark.parametrize(
    "url", [f"{SITE}s/did.json", "https://hill.example/did.json", "https://other.example/did.json"]
)
def test_the_rest_is_the_other_fetchers(fetcher: FolderFetcher, url: str) -> None:
    assert code_of(fetcher, url) == "offline"


def test_a_file_that_is_too_large_is_refused(fetcher: FolderFetcher, tmp_path: Path) -> None:
    (tmp_path / "site" / "did.json").write_bytes(b" " * 11)
    assert code_of(fetcher, f"{SITE}/did.json") == "too-large"

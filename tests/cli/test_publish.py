"""`microcred publish`: where it writes and what it says."""

from __future__ import annotations

import json

from tests.cli.conftest import Shell


def test_the_site_is_in_the_workspace_and_a_second_run_says_that_it_is_up_to_date(
    hill: Shell,
) -> None:
    told = hill("publish")
    assert told.stdout.startswith("/") or told.stdout.startswith("site")
    assert "wrote" in told.stdout
    assert "url" in told.stderr
    assert (hill.folder / "site" / "index.html").is_file()
    assert "is up to date" in hill("publish").stdout


def test_it_says_what_it_wrote_and_where_to_upload_it(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[site]\nurl = "https://hill.example/badges"\n')
    done = hill.json("publish", "-o", "public")
    assert done["url"] == "https://hill.example/badges"
    assert done["uploads"] == []
    assert done["removed"] == []
    assert set(done["written"]) == {
        str(path.relative_to(hill.folder / "public"))
        for path in (hill.folder / "public").rglob("*")
        if path.is_file() and path.name != ".microcred-site.json"
    }
    assert "https://hill.example/badges" in hill("publish", "-o", "public").stderr
    profile = json.loads((hill.folder / "public" / "profile.json").read_text())
    assert profile["name"] == "Hill District"


def test_a_file_in_the_way_is_told_and_nothing_is_written(hill: Shell) -> None:
    (hill.folder / "public").mkdir()
    (hill.folder / "public" / "index.html").write_text("mine")
    assert hill.error("publish", "-o", "public", code=2) == "file-exists"
    assert hill.files("public") == {"index.html"}

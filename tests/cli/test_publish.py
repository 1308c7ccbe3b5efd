"""`microcred publish`: where it writes and what it says."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from tests.cli.conftest import DEFINITION, Shell, copy_examples


def test_the_site_is_in_the_workspace_and_a_second_run_says_that_it_is_up_to_date(
    hill: Shell,
) -> None:
    told = hill("publish")
    assert "site: wrote" in told.stdout
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
        if path.is_file() and path.name not in (".microcred-site.json", ".registry-seen.json")
    }
    assert "https://hill.example/badges" in hill("publish", "-o", "public").stderr
    profile = json.loads((hill.folder / "public" / "profile.json").read_text())
    assert profile["name"] == "Hill District"


def test_a_file_in_the_way_is_told_and_nothing_is_written(hill: Shell) -> None:
    (hill.folder / "public").mkdir()
    (hill.folder / "public" / "index.html").write_text("mine")
    assert hill.error("publish", "-o", "public", code=2) == "file-exists"
    assert hill.files("public") == {"index.html"}


def test_the_page_of_a_public_badge_is_told_and_is_there(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[site]\nurl = "https://badges.hill.example"\n')
    told = hill.json("issue", DEFINITION, "--to", "ana@school.example", "--public")
    assert told["page"] == f"https://badges.hill.example/badges/{told['id'][9:]}/"
    assert (hill.folder / "site" / "badges" / told["id"][9:] / "index.html").is_file()
    assert "page" not in hill.json("issue", DEFINITION, "--to", "ana@school.example")
    spoken = hill("issue", DEFINITION, "--to", "bo@school.example", "--public", "-o", "b.json")
    assert "its page is https://badges.hill.example/badges/" in spoken.stderr


def test_a_revocation_is_on_the_page_and_in_the_list_when_the_command_returns(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[site]\nurl = "https://badges.hill.example"\n')
    badge = hill.json("issue", DEFINITION, "--to", "ana@school.example", "--public")["id"]
    page = hill.folder / "site" / "badges" / badge[9:] / "index.html"
    status = hill.folder / "site" / "status" / "1" / "revocation.json"
    before = status.read_bytes()
    assert "Not revoked" in page.read_text("utf-8")
    hill("revoke", badge, "--reason", "a mistake")
    assert "This badge was revoked" in page.read_text("utf-8")
    assert "a mistake" not in page.read_text("utf-8")
    assert status.read_bytes() != before
    assert "is up to date" in hill("publish").stdout


def test_a_programme_is_published(hill: Shell) -> None:
    hill("program", "init")
    hill("publish")
    assert (hill.folder / "site" / "catalogue" / "index.html").is_file()


def test_a_broken_definition_is_told_with_its_place_and_holds_no_revocation_back(
    hill: Shell,
) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[site]\nurl = "https://badges.hill.example"\n')
    hill("program", "init")
    badge = hill.json("issue", DEFINITION, "--to", "ana@school.example", "--public")["id"]
    hill("publish")
    status = hill.folder / "site" / "status" / "1" / "revocation.json"
    before = status.read_bytes()
    (hill.folder / "program" / "broken.yaml").write_text("format: microcred/1\nname: 7\n")
    assert hill("revoke", badge, "--reason", "mistake").exit_code == 0
    assert status.read_bytes() != before
    status.unlink()
    told = hill("publish", "--all", code=1)
    assert "status/1/revocation.json" not in told.stderr
    assert status.is_file()
    assert "program/broken.yaml:2:7: error: " in told.stderr
    assert "stays as it was; all else is up to date" in told.stderr
    described = hill.json("publish", code=1)
    assert {(each["file"], each.get("line")) for each in described["faults"]} >= {
        (str(hill.folder / "program" / "broken.yaml"), 2)
    }


def test_lists_are_signed_with_the_passphrase_of_a_file(shell: Shell) -> None:
    """As cron does it, every day."""
    secret = shell.folder / "passphrase"
    secret.write_text("correct\u2028horse\n", "utf-8")
    secret.chmod(0o600)
    given = ("--passphrase-file", secret)
    shell("init", "hill", "--name", "Hill", "--did", "web:hill.example", "--encrypt", *given)
    copy_examples(shell.folder)
    to = ("--to", "ana@school.example", "--workspace", "hill")
    shell("issue", DEFINITION, *to, "-o", "badge.json", *given)
    with closing(sqlite3.connect(shell.folder / "hill" / "registry.sqlite3")) as database, database:
        database.execute("UPDATE status_documents SET signed_at = '2026-01-01T00:00:00Z'")
        database.execute("UPDATE status_documents SET valid_until = '2026-01-31T00:00:00Z'")
    assert shell.error("publish", "--workspace", "hill", code=2) == "passphrase-needed"
    assert "Signed again: 1 pair" in shell("publish", "--workspace", "hill", *given).stderr

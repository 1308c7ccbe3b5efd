"""`microcred backup` and `microcred restore`, as whoever keeps an issuer for years calls them."""

from __future__ import annotations

import shutil

from .conftest import Shell


def test_a_workspace_comes_back_from_its_backup(shell: Shell) -> None:
    shell("quickstart", "demo")
    made = shell.json("backup", "demo.backup", "--workspace", "demo")
    assert (made["file"], made["encrypted"]) == ("demo.backup", False)
    assert made["rows"]["badges"] > 0
    told = shell.json("restore", "demo.backup", "copy", "--offline")
    assert told["rows"] == made["rows"]
    assert told["changed"] == {}
    assert shell("doctor", "--workspace", "copy").stdout
    listed = [shell.json("badges", "--workspace", name)["badges"] for name in ("demo", "copy")]
    assert listed[0] == listed[1]
    assert shell.files("demo") - {"site"} <= shell.files("copy")


def test_a_copy_to_look_at_is_looked_at_and_not_changed(shell: Shell) -> None:
    shell("quickstart", "demo")
    shell("backup", "demo.backup", "--workspace", "demo")
    shell("restore", "demo.backup", "copy", "--look-only")
    badges = shell.json("badges", "--workspace", "copy")["badges"]
    assert badges
    revoke = ("revoke", badges[0]["id"], "--workspace", "copy")
    assert shell.error(*revoke, code=2) == "registry-held"
    assert "microcred restore --take-up" in shell(*revoke, code=2).stderr
    shell("restore", "--take-up", "--offline", "--workspace", "copy")
    shell(*revoke)


def test_an_older_registry_says_how_to_go_on(shell: Shell) -> None:
    shell("quickstart", "demo")
    registry = shell.folder / "demo" / "registry.sqlite3"
    shutil.copy(registry, shell.folder / "old")
    (badge, *_) = shell.json("badges", "--workspace", "demo")["badges"]
    shell("revoke", badge["id"], "--workspace", "demo")
    for left in registry.parent.glob("registry.sqlite3*"):
        left.unlink()
    shutil.copy(shell.folder / "old", registry)
    refused = shell("revoke", badge["id"], "--workspace", "demo", code=2).stderr
    assert "older copy" in refused
    assert "microcred restore --take-up" in refused
    done = shell.json("restore", "--take-up", "--offline", "--workspace", "demo")
    assert done["acts_lost"] > 0
    shell("revoke", badge["id"], "--workspace", "demo")


def test_wrong_usage_says_what_to_name(shell: Shell) -> None:
    for words in (["restore"], ["restore", "a.backup"], ["restore", "a", "b", "--take-up"]):
        assert shell.error(*words, code=2) == "invalid-option"

"""`microcred program init`, and where a programme's folder is."""

from __future__ import annotations

from tests.cli.conftest import Shell


def test_the_folder_is_made_in_the_workspace(hill: Shell) -> None:
    assert hill.json("program", "init") == {"folder": str(hill.folder / "program")}
    assert hill.files("program") >= {"images", "frameworks"}


def test_the_settings_may_name_another_folder(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[program]\nfolder = "micro"\n')
    hill("program", "init")
    assert hill.files("micro") >= {"images", "frameworks"}


def test_settings_that_name_no_folder_are_refused(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write("\n[program]\nfolder = 7\n")
    assert hill.error("program", "init", code=2) == "invalid-settings"


def test_a_folder_outside_a_workspace_will_do(shell: Shell) -> None:
    assert shell.error("program", "init", code=2) == "no-workspace"
    assert shell.json("program", "init", "--folder", "mine") == {"folder": "mine"}
    assert shell.files("mine") >= {"images", "frameworks"}

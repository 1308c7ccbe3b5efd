"""`microcred program init`, and where a programme's folder is."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from microcred.program.folder import read_program
from tests.cli.conftest import Shell

STARTER = "asking-and-waiting.yaml"
MADE = {"images", "frameworks", STARTER}
EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "program"


def test_the_folder_is_made_in_the_workspace(hill: Shell) -> None:
    folder = hill.folder / "program"
    made = hill.json("program", "init")
    assert made == {"folder": str(folder), "definition": str(folder / STARTER)}
    assert hill.files("program") == MADE


def test_the_settings_may_name_another_folder(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write('\n[program]\nfolder = "micro"\n')
    hill("program", "init")
    assert hill.files("micro") == MADE


def test_settings_that_name_no_folder_are_refused(hill: Shell) -> None:
    with (hill.folder / "microcred.toml").open("a") as settings:
        settings.write("\n[program]\nfolder = 7\n")
    assert hill.error("program", "init", code=2) == "invalid-settings"


def test_a_folder_outside_a_workspace_will_do(shell: Shell) -> None:
    assert shell.error("program", "init", code=2) == "no-workspace"
    made = shell.json("program", "init", "--folder", "mine")
    assert made == {"folder": "mine", "definition": f"mine/{STARTER}"}
    assert shell.files("mine") == MADE


def test_what_one_starts_from_has_an_id_of_its_own_and_states_all(shell: Shell) -> None:
    shell("program", "init", "--folder", "one")
    shell("program", "init", "--folder", "two")
    assert shell("program", "check", "--folder", "one").stdout.startswith(
        "1 definition, 0 faults, 0 pieces of advice\n"
    )
    ids = {next(iter(read_program(Path(name)).definitions)) for name in ("one", "two")}
    assert len(ids) == 2


def test_what_is_there_stays(shell: Shell) -> None:
    Path("mine").mkdir()
    Path("mine/own.yaml").write_text("name: not ready yet\n")
    assert shell.json("program", "init", "--folder", "mine") == {"folder": "mine"}
    assert shell.files("mine") == {"images", "frameworks", "own.yaml"}
    Path("mine/own.yaml").unlink()
    shell("program", "init", "--folder", "mine")
    Path(f"mine/{STARTER}").write_text("mine\n")
    shell("program", "init", "--folder", "mine")
    assert Path(f"mine/{STARTER}").read_text() == "mine\n"


def test_the_starter_is_the_example() -> None:
    packaged = resources.files("microcred.cli").joinpath("examples", "program")
    for name in (STARTER, "images/asking-and-waiting.svg"):
        assert packaged.joinpath(name).read_bytes() == (EXAMPLES / name).read_bytes()

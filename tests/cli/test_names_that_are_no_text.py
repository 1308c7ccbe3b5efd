"""Names in bytes that are no text, as arguments and file names bring them, end in an error."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from microcred.cli.app import main
from tests.cli.conftest import DEFINITION, ROSTER, Shell

BYTES = "\udcff"  # what Python makes of the byte FF in an argument or a file's name
ANA = "ana@school.example"


@pytest.mark.parametrize(
    "words",
    [
        ("issue", f"{BYTES}.yaml", "--to", ANA),
        ("issue", DEFINITION, "--to", f"ana{BYTES}@school.example"),
        ("issue", DEFINITION, "--to", ANA, "--by", BYTES),
        ("issue", DEFINITION, "--to", ANA, "--evidence", f"https://a.example/{BYTES}"),
        ("mint", DEFINITION, f"{BYTES}.csv"),
        ("mint", DEFINITION, ROSTER, "--by", BYTES),
        ("verify", f"{BYTES}.json"),
        ("inspect", f"{BYTES}.json"),
        ("bake", BYTES, BYTES, "-o", BYTES),
        ("convert", BYTES),
        ("status", BYTES),
        ("revoke", BYTES),
        ("key", "new", BYTES),
        ("key", "retire", BYTES),
        ("program", "enrol", ANA, BYTES),
        ("program", "enrol", f"{BYTES}@school.example", "listening"),
        ("program", "assessor", BYTES),
        ("program", "assessor", "ash", "--by", BYTES),
        ("program", "queue", "--as", BYTES),
        ("program", "draft", BYTES),
        ("program", "feedback", BYTES),
        ("program", "show", BYTES),
        ("program", "record", BYTES),
        ("program", "erase", BYTES, "--yes"),
        ("program", "framework", "import", BYTES),
    ],
)
def test_it_is_an_error_and_no_traceback(hill: Shell, words: tuple[str, ...]) -> None:
    hill("program", "init", "--empty")
    told = CliRunner().invoke(main, [*words, "--json"], prog_name="microcred")
    assert isinstance(told.exception, SystemExit), repr(told.exception)
    assert told.exit_code in (1, 2, 3)
    assert "code" in json.loads(told.stdout)["error"] if words[0] != "verify" else told.stdout

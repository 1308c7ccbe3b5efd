"""Events: silent by default, with facts that are nobody's."""

from __future__ import annotations

import ast
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import microcred
from microcred.log import AREAS, FACTS, tell

TELLING = ("tell", "tell_committed")
ROOT = Path(microcred.__file__).parent


def calls() -> list[tuple[str, ast.Call]]:
    """Find every call of `tell` in the package, with where it is."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        text = path.read_text("utf-8")
        if "import tell" not in text:
            continue
        found += [
            (f"{path.relative_to(ROOT)}:{node.lineno}", node)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in TELLING
            and path.name != "committed.py"
        ]
    return found


def test_an_event_is_a_line_and_data(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "microcred"):
        tell("issuing", "badges-issued", count=3, form="png")
    (record,) = caplog.records
    assert record.name == "microcred.issuing"
    assert record.getMessage() == "badges-issued count=3 form=png"
    assert vars(record)["event"] == "badges-issued"
    assert vars(record)["facts"] == {"count": 3, "form": "png"}
    assert record.filename == "test_log.py"


def test_a_level_that_nobody_asked_for_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "microcred"):
        tell("fetching", "answered", logging.DEBUG, status=200)
    assert not caplog.records


def test_it_is_silent_where_nothing_is_set_up() -> None:
    code = "import logging\nfrom microcred.log import tell\ntell('keys', 'x', logging.CRITICAL)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert (run.stdout, run.stderr) == ("", "")


def test_every_event_has_a_known_area_a_plain_name_and_known_facts() -> None:
    for place, call in calls():
        names = [node for node in call.args if isinstance(node, ast.Constant)]
        area, event = names[:2]
        assert area.value in AREAS, place
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", str(event.value)), place
        assert {str(keyword.arg) for keyword in call.keywords} <= FACTS, place


def test_some_of_each_area_are_found() -> None:
    told = {
        node.value for _, call in calls() for node in call.args if isinstance(node, ast.Constant)
    }
    assert told >= set(AREAS)

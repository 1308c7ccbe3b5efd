"""`microcred program export`."""

from __future__ import annotations

import json

from tests.cli.conftest import Shell


def test_the_catalogue_is_printed_or_written(programme: Shell) -> None:
    printed = json.loads(programme("program", "export").stdout)
    assert printed["format"] == "microcred-catalogue/1"
    assert len(printed["entries"]) == 6
    words = ["program", "export", "--format", "ctdl", "-o", "catalogue.jsonld"]
    assert programme.json(*words) == {"file": "catalogue.jsonld", "entries": 6}
    graph = json.loads((programme.folder / "catalogue.jsonld").read_text("utf-8"))["@graph"]
    assert graph[0]["ceterms:name"] == {"und": "Hill District"}
    assert len(graph) == 7
    assert programme.error(*words, code=2) == "file-exists"

"""A workspace with a programme of five micro-credentials and a stack."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Shell
from tests.program.catalogues import definitions


@pytest.fixture
def programme(hill: Shell) -> Shell:
    hill("program", "init", "--empty")
    for file, definition in definitions():
        path = hill.folder / "program" / f"{file.removesuffix('.yaml')}.json"
        path.write_text(json.dumps(definition.to_document(), ensure_ascii=False), "utf-8")
    return hill

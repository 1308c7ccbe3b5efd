"""Definitions in YAML and JSON: a definition or our error, each fault with its place."""

from __future__ import annotations

import tempfile
from pathlib import Path

from microcred.errors import InvalidDocument, MicrocredError
from microcred.program.definition_file import read_definition_file

_EXAMPLES = Path(__file__).parents[1] / "examples"
_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def seeds() -> list[bytes]:
    files = sorted(_EXAMPLES.rglob("*.yaml"))[:3]
    small = [b"id: a\nname: {en: x}\n", b'{"id": "a", "id": "b", "c": [[{}]]}', b"- &a *a", b"[[[["]
    return [b"\0" + path.read_bytes()[:4000] for path in files] + [
        bytes([kind]) + text for kind in (0, 1) for text in small
    ]


def check(data: bytes) -> None:
    path = _FOLDER / ("a.json" if data[:1] == b"\1" else "a.yaml")
    path.write_bytes(data[1:])
    try:
        read_definition_file(path)
    except InvalidDocument as error:
        lines = data.count(b"\n") + data.count(b"\r") + 2
        for fault in error.faults:
            assert fault.code == "more-faults" or 1 <= (fault.line or 0) <= lines, fault
    except MicrocredError:
        pass

"""Whatever a file holds, it is a definition or an error of ours with a place."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import InvalidDocument, MicrocredError
from microcred.program.definition_file import read_definition_file

from .definitions import micro_credential, stack
from .test_examples import PATHS

TEXTS = [
    *(path.read_bytes() for path in PATHS),
    json.dumps(micro_credential(), indent=1).encode(),
    json.dumps(stack()).encode(),
]
PIECES = [b"\x00", b"\xff", b"\n", b"  ", b"\t", b"- ", b"{", b"}", b"[", b"]", b'"', b"'", b": ",
          b"&a ", b"*a", b"!x ", b"| ", b"> ", b"null", b"1e999", b"en: x", "\u202e".encode(),
          b"id: a", b"#", b"%", b"---\n"]  # fmt: skip


def read(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        try:
            read_definition_file(path)
        except InvalidDocument as error:
            lines = data.count(b"\n") + 2
            assert error.faults
            for fault in error.faults:
                assert fault.code == "more-faults" or 1 <= (fault.line or 0) <= lines
        except MicrocredError as error:
            assert error.message


@given(st.binary(max_size=200), st.sampled_from([".yaml", ".json"]))
def test_any_bytes(data: bytes, suffix: str) -> None:
    read(data, suffix)


@given(
    st.sampled_from(TEXTS),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 40),
    st.sampled_from(PIECES),
    st.sampled_from([".yaml", ".json"]),
)
def test_a_definition_that_is_damaged(
    text: bytes, where: float, length: int, piece: bytes, suffix: str
) -> None:
    start = int(len(text) * where)
    read(text[:start] + piece + text[start + length :], suffix)

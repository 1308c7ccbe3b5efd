"""Reads a file that people write and knows the line and column of everything in it.

The rules of reading are those of `definition_file`; here each fault, of syntax or of content, can
be told with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import Any, Final

from microcred.errors import InvalidDocument, InvalidJson, LimitExceeded, MalformedInput
from microcred.files import read_start
from microcred.findings import Fault
from microcred.json_pointer import split_pointer
from microcred.limits import MAX_DEFINITION_BYTES, MAX_DEFINITION_VALUES
from microcred.models.yaml_slips import SAVE_AS_UTF_8
from microcred.strict_json import parse_json_object, place_of

YAML_SUFFIXES: Final = (".yaml", ".yml")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)

Place = tuple[int, int]
"""A line and a column, both from 1; the column in characters."""


@dataclass(frozen=True, slots=True)
class LocatedDocument:
    """An object as it was read.

    Attributes:
        members: the object.
        places: gives the place of the value at a JSON pointer, or of what is nearest above it,
            or, with True as second argument, of the member's name.
    """

    members: dict[str, Any]
    places: Callable[[str, bool], Place]

    def locate(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults with their lines and columns, in the order of the file.

        An unknown member stands at its name. What counts the faults that are not listed has no
        place and comes last.
        """
        placed = [self._locate(fault) for fault in faults]
        return sorted(
            placed, key=lambda each: (each.line is None, each.line or 0, each.column or 0)
        )

    def _locate(self, fault: Fault) -> Fault:
        if fault.code == "more-faults":
            return fault
        line, column = self.places(fault.pointer, fault.code == "unknown-member")
        return replace(fault, line=line, column=column)


def read_located(
    path: str | PathLike[str], *, max_bytes: int = MAX_DEFINITION_BYTES
) -> LocatedDocument:
    """Read an object from a `.yaml`, `.yml` or `.json` file in UTF-8.

    Raises:
        ConfigurationError: there is no such file, or it cannot be read.
        InvalidDocument: it is not YAML or JSON, or not an object; the fault has its place.
        LimitExceeded: it is longer than `max_bytes`, or nested too deep.
    """
    path = Path(path)
    data = read_start(path, max_bytes + 1)
    if len(data) > max_bytes:
        message = f"the file is longer than {max_bytes} bytes"
        text = data[:max_bytes].decode("utf-8", "replace")
        place = place_of(text, len(text))
        raise LimitExceeded(message, code="definition-too-long", place=place)
    text = _decode(data)
    return _read_yaml(text) if path.suffix.lower() in YAML_SUFFIXES else _read_json(text)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        text = data[: error.start].decode("utf-8")
        message = f"byte {data[error.start]:#04x} is not UTF-8; {SAVE_AS_UTF_8}"
        raise _refusal("not-utf-8", message, place_of(text, len(text))) from error


def _refusal(code: str, message: str, place: Place) -> InvalidDocument:
    error = InvalidDocument([Fault("", code, message, "", *place)], what="file")
    error.code = code
    return error


def _read_yaml(text: str) -> LocatedDocument:
    import yaml  # noqa: PLC0415  (paid only by those who read YAML)

    from microcred.models.yaml_reader import DefinitionLoader, place_in  # noqa: PLC0415
    from microcred.models.yaml_slips import mend  # noqa: PLC0415

    try:
        loader = DefinitionLoader(text)
        node: Any = loader.get_single_node()
        value = None if node is None else loader.construct_document(node)
    except yaml.reader.ReaderError as error:
        # The error counts in bytes or in characters, as PyYAML was built.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        place = place_of(text, found.start() if found else 0)
        message = f"the character U+{ord(found.group() if found else ' '):04X} is not read"
        raise _refusal("invalid-yaml", message, place) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = " ".join(f"{error.problem or error.context}".split())
        raise _refusal("invalid-yaml", f"not YAML: {message}{mend(error, text)}", place) from error
    if not isinstance(value, dict):
        message = "the document is not a mapping of members to values"
        raise _refusal("not-an-object", message, (1, 1))
    return LocatedDocument(
        value, lambda pointer, name: place_in(node, split_pointer(pointer), name=name)
    )


def _read_json(text: str) -> LocatedDocument:
    try:
        members = parse_json_object(text, max_bytes=MAX_DEFINITION_BYTES)
    except LimitExceeded:
        raise
    except MalformedInput as error:
        raise _json_refusal(text, error) from error
    _check_count(text)
    offsets: dict[tuple[str, ...], tuple[int, int]] = {}

    def place(pointer: str, name: bool) -> Place:
        if not offsets:
            offsets.update(_json_offsets(text))
        parts = tuple(split_pointer(pointer))
        while parts not in offsets:
            parts = parts[:-1]
        return place_of(text, offsets[parts][0 if name else 1])

    return LocatedDocument(members, place)


def _check_count(text: str) -> None:
    """Hold JSON to as many values as YAML, whose reader counts while it reads."""
    beyond = next(islice(_json_offsets(text), MAX_DEFINITION_VALUES, None), None)
    if beyond is not None:
        message = f"the file has more than {MAX_DEFINITION_VALUES} values"
        raise LimitExceeded(message, code="too-many-values", place=place_of(text, beyond[1][1]))


def _json_refusal(text: str, error: MalformedInput) -> InvalidDocument:
    place = (1, 1)
    if isinstance(error.__cause__, json.JSONDecodeError):
        place = (error.__cause__.lineno, error.__cause__.colno)
    elif isinstance(error, InvalidJson) and error.pointer:
        parts = tuple(split_pointer(error.pointer))
        offsets: dict[tuple[str, ...], tuple[int, int]] = {}
        with suppress(IndexError, ValueError):  # past the fault, the text need not even be JSON
            offsets.update(islice(_json_offsets(text), MAX_DEFINITION_VALUES))
        place = place_of(text, offsets.get(parts, (0, 0))[0])
    return _refusal(error.code, error.message, place)


def _json_offsets(text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Yield each path with where the member's name and its value begin; of items both are one.

    The text is JSON. Where a member occurs twice, so does its path.
    """
    path: list[str | int] = []
    named_at: int | None = None
    is_name = False
    for match in _TOKEN.finditer(text):
        token, start = match.group(), match.start()
        if token in "}]":
            path.pop()
            is_name = False
        elif token == ",":
            is_name = isinstance(path[-1], str)
            path[-1] = _next_step(path[-1])
        elif token == ":":
            continue
        elif is_name:
            path[-1], named_at, is_name = json.loads(token, strict=False), start, False
        else:
            yield tuple(map(str, path)), (start if named_at is None else named_at, start)
            named_at, is_name = None, token == "{"
            path += _FIRST_STEPS.get(token, ())


_FIRST_STEPS: Final[Mapping[str, tuple[str | int, ...]]] = {"{": ("",), "[": (0,)}


def _next_step(step: str | int) -> str | int:
    """Return the step to the next item; that to a member is known when its name is."""
    return step + 1 if isinstance(step, int) else step

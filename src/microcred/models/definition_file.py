"""Reads what people write by hand, YAML or JSON, with the types that JSON has.

Plain YAML scalars follow the JSON schema of YAML 1.2: a date stays text and `no` is a word. Two
things of YAML are refused, because a small file can stand for an endless one or hide a member:
aliases and duplicate keys.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any, Final

from microcred.errors import LimitExceeded, MalformedInput
from microcred.files import read_start
from microcred.limits import MAX_DEFINITION_BYTES
from microcred.strict_json import parse_json_object

_YAML_SUFFIXES: Final = (".yaml", ".yml")


def read_definition(path: str | PathLike[str]) -> dict[str, Any]:
    """Read an object from a `.yaml`, `.yml` or `.json` file.

    Raises:
        ConfigurationError: there is no such file, or it cannot be read.
        MalformedInput: it is not YAML or JSON, or not an object.
        LimitExceeded: it is longer than `MAX_DEFINITION_BYTES`.
    """
    path = Path(path)
    data = read_start(path, MAX_DEFINITION_BYTES + 1)
    if path.suffix.lower() in _YAML_SUFFIXES:
        return parse_yaml_object(data)
    return parse_json_object(data, max_bytes=MAX_DEFINITION_BYTES)


def parse_yaml_object(data: bytes | str) -> dict[str, Any]:
    """Parse one YAML document that must be a mapping with text keys.

    Raises:
        MalformedInput: not such a document; the message names line and column.
        LimitExceeded: longer than `MAX_DEFINITION_BYTES` or nested deeper than `MAX_JSON_DEPTH`.
    """
    if len(data) > MAX_DEFINITION_BYTES:
        message = f"YAML of more than {MAX_DEFINITION_BYTES} bytes"
        raise LimitExceeded(message, code="definition-too-long")
    import yaml  # noqa: PLC0415  (paid only by those who read YAML)

    from microcred.models.yaml_reader import DefinitionLoader  # noqa: PLC0415
    from microcred.models.yaml_slips import mend  # noqa: PLC0415

    try:
        value = yaml.load(data, Loader=DefinitionLoader)  # noqa: S506  (a SafeLoader)
    except yaml.YAMLError as error:
        message = f"not YAML: {_locate(error)}{mend(error, data)}"
        raise MalformedInput(message, code="invalid-yaml") from error
    except ValueError as error:
        raise MalformedInput(f"not YAML: {error}", code="invalid-yaml") from error
    if not isinstance(value, dict):
        raise MalformedInput("the YAML document is not a mapping", code="not-an-object")
    return value


def _locate(error: Any) -> str:
    """Say what is wrong with YAML and where, on one line."""
    problem = getattr(error, "problem", None) or error
    mark = getattr(error, "problem_mark", None)
    place = f" at line {mark.line + 1} column {mark.column + 1}" if mark else ""
    return " ".join(f"{problem}{place}".split())

"""Bounded, strict parsing of untrusted JSON.

Two parsers that read one text differently let an attacker sign one thing and show another, so
this accepts I-JSON (RFC 7493) only: UTF-8, no duplicate members, no NaN or Infinity, no lone
surrogates, no number that a double cannot hold.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, NoReturn

from microcred.budget import Allowance, shared_allowance
from microcred.errors import InvalidJson, LimitExceeded, excerpt
from microcred.json_pointer import join_pointer
from microcred.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_JSON_DEPTH,
    MAX_JSON_NUMBER_CHARACTERS,
)

BYTE_ORDER_MARK: Final = "\ufeff"

_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{,]', re.DOTALL)
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


class _Refused(Exception):
    """Something in the text that the C parser would let through; located afterwards."""


def parse_json(
    data: bytes | str, *, max_bytes: int = MAX_DOCUMENT_BYTES, allowance: Allowance | None = None
) -> Any:
    """Parse one JSON text.

    Args:
        data: UTF-8 bytes or text; one byte order mark before it is read through, as RFC 8259,
            section 8.1, allows: editors add it, and no two parsers read what follows differently.
        max_bytes: the longest text accepted, in bytes for bytes and characters for text.
        allowance: how many values it may have, where that is not what one document may.

    Raises:
        InvalidJson: not I-JSON; the message names the place.
        LimitExceeded: too long, nested deeper than `MAX_JSON_DEPTH`, a number too long, or more
            values than are allowed.
    """
    text, encoded = _decode(data, max_bytes)
    _count_values(text, encoded, allowance)
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        raise InvalidJson(message) from error
    except RecursionError:
        raise _too_deep(text) from None
    except _Refused:
        _locate_fault(text)
    if encoded.count(b"[") + encoded.count(b"{") > MAX_JSON_DEPTH:
        _check_depth(value, text)
    if b"\\" in encoded and _SURROGATE_ESCAPE.search(encoded):
        _check_surrogates(value, text)
    return value


def parse_json_object(
    data: bytes | str, *, max_bytes: int = MAX_DOCUMENT_BYTES, allowance: Allowance | None = None
) -> dict[str, Any]:
    """Parse one JSON text that must be an object; see `parse_json`.

    Raises:
        InvalidJson: not I-JSON, or not an object.
        LimitExceeded: the text is too long or nested too deep.
    """
    value = parse_json(data, max_bytes=max_bytes, allowance=allowance)
    if not isinstance(value, dict):
        raise InvalidJson("expected a JSON object", code="not-an-object")
    return value


def copy_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """Copy parsed JSON that a caller hands in, held to the same rules as text.

    Raises:
        InvalidJson: something in it is not JSON, or not I-JSON.
        LimitExceeded: too long or too deep.
    """
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"not JSON: {type(error).__name__}: {error}"
        raise InvalidJson(message, code="not-json-data") from error
    return parse_json_object(text)


def _count_values(text: str, encoded: bytes, allowance: Allowance | None) -> None:
    """Count what a text would become, before anything of it is built.

    Raises:
        LimitExceeded: code `too-many-values`, more than are left.
    """
    containers, commas = encoded.count(b"[") + encoded.count(b"{"), encoded.count(b",")
    limits = [each for each in (allowance, shared_allowance()) if each is not None]
    for limit in limits or [Allowance()]:
        if containers > limit.containers or commas > limit.commas:
            containers, commas = _count_exactly(text, limit)  # some may stand in strings
        limit.containers -= containers
        limit.commas -= commas


def _count_exactly(text: str, limit: Allowance) -> tuple[int, int]:
    """Count outside of strings, up to the first that is too many."""
    containers = commas = 0
    for match in _MARK.finditer(text):
        containers += match.group() in ("[", "{")
        commas += match.group() == ","
        if containers > limit.containers:
            raise _too_many("objects and arrays", limit.containers, text, match.start())
        if commas > limit.commas:
            raise _too_many("values", limit.commas, text, match.start())
    return containers, commas


def _too_many(what: str, allowed: int, text: str, offset: int) -> LimitExceeded:
    message = f"JSON with more {what} than the {allowed} that may be read"
    return LimitExceeded(message, code="too-many-values", place=place_of(text, offset))


def _decode(data: bytes | str, max_bytes: int) -> tuple[str, bytes]:
    """Return the text, and its UTF-8, in which single characters are counted faster."""
    if len(data) > max_bytes:
        raise LimitExceeded(f"JSON text of {len(data)} bytes, at most {max_bytes} are read")
    if isinstance(data, str):
        data = data.removeprefix(BYTE_ORDER_MARK)
        try:
            return data, data.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InvalidJson("text has a lone surrogate", code="lone-surrogate") from error
    data = data.removeprefix(BYTE_ORDER_MARK.encode())
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"not UTF-8: byte {error.start} is {data[error.start]:#04x}"
        raise InvalidJson(message, code="not-utf-8") from error
    return text, data


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused
    return members


def _refuse(_constant: str) -> NoReturn:
    raise _Refused


def _finite(number: str) -> float:
    if len(number) > MAX_JSON_NUMBER_CHARACTERS:
        raise _Refused
    value = float(number)
    if math.isinf(value):
        raise _Refused
    return value


def _bounded_int(number: str) -> int:
    if len(number) > 300:
        _finite(number)
    return int(number)


_decoder: Final = json.JSONDecoder(
    object_pairs_hook=_object_without_duplicates,
    parse_constant=_refuse,
    parse_float=_finite,
    parse_int=_bounded_int,
)


def _too_deep(text: str) -> LimitExceeded:
    message = f"JSON nested deeper than {MAX_JSON_DEPTH} levels"
    return LimitExceeded(message, code="too-deep", place=place_of(text, _offset_of_depth(text)))


def _offset_of_depth(text: str) -> int:
    """Return where the first array or object begins that is too deep."""
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if depth > MAX_JSON_DEPTH:
            return match.start()
    return 0


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of a character, both from 1; a line ends with its line feed."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _check_depth(value: Any, text: str) -> None:
    level = [value]
    for _ in range(MAX_JSON_DEPTH):
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(item.values())
            elif isinstance(item, list):
                deeper.extend(item)
        level = [item for item in deeper if isinstance(item, dict | list)]
        if not level:
            return
    raise _too_deep(text)


def _check_surrogates(value: Any, text: str) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        _locate_fault(text)


def _locate_fault(text: str) -> NoReturn:
    """Find the first thing in `text` that I-JSON forbids, and raise it."""
    with suppress(ValueError, IndexError):  # past the fault, the text need not even be JSON
        _raise_first_fault(text)
    raise InvalidJson("not I-JSON")


def _raise_first_fault(text: str) -> None:
    for path, is_name, token, seen in _walk_tokens(text):
        pointer = join_pointer(path)
        if token.startswith('"'):
            string = json.loads(token, strict=False)
            if any("\ud800" <= character <= "\udfff" for character in string):
                message = "a string has a lone surrogate"
                raise InvalidJson(message, code="lone-surrogate", pointer=pointer)
            if is_name and string in seen:
                message = f"member {excerpt(string)} occurs twice in one object"
                raise InvalidJson(message, code="duplicate-member", pointer=pointer)
            continue
        if token in ("NaN", "Infinity", "-Infinity"):
            message = f"{token} is not a JSON number"
            raise InvalidJson(message, code="not-a-number", pointer=pointer)
        if len(token) > MAX_JSON_NUMBER_CHARACTERS or math.isinf(float(_number(token))):
            message = f"number {excerpt(token, 24)} does not fit in a double"
            raise InvalidJson(message, code="number-out-of-range", pointer=pointer)


def _number(token: str) -> str:
    return "0" if token in ("true", "false", "null") else token


def _walk_tokens(text: str) -> Iterator[tuple[list[str | int], bool, str, set[str]]]:
    """Yield each scalar and member name with its path; names also with those seen before."""
    path: list[str | int] = []
    seen: list[set[str]] = []
    expecting_name = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            path.append("" if token == "{" else 0)
            seen.append(set())
            expecting_name = token == "{"
        elif token in "}]":
            path.pop()
            seen.pop()
            expecting_name = False
        elif token == ",":
            last = path[-1]
            expecting_name = isinstance(last, str)
            if isinstance(last, int):
                path[-1] = last + 1
        elif token == ":":
            expecting_name = False
        elif expecting_name:
            name = json.loads(token, strict=False)
            path[-1] = name
            yield path, True, token, seen[-1]
            seen[-1].add(name)
        else:
            yield path, False, token, set()

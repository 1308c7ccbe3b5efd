"""strict_json against the standard library: what it accepts, both read alike."""

from __future__ import annotations

import json
import math

from microcred.errors import InvalidJson, LimitExceeded
from microcred.strict_json import parse_json


def seeds() -> list[bytes]:
    return [b'{"a":[1,-0.5e3,"\\ud83d\\ude00",true,null]}', b'{"a":1,"a":2}', b"[NaN,1e999]",
            b'"\\ud800"', b"[" * 70 + b"]" * 70, b"\xef\xbb\xbf{}"]  # fmt: skip


def check(data: bytes) -> None:
    try:
        value = parse_json(data)
    except LimitExceeded:
        return
    except InvalidJson as error:
        assert error.code != "invalid-json" or _refused(data)
        return
    assert json.loads(data.decode("utf-8-sig")) == value
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    assert parse_json(text.encode("utf-8")) == value


def _refused(data: bytes) -> bool:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return True
    return isinstance(value, float) and not math.isfinite(value)

"""A signed badge, changed with a grasp of its structure: no change may be valid."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from fuzz import badge
from fuzz.changes import change
from fuzz.choices import Choices

_SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022")


def seeds() -> list[bytes]:
    return [bytes([suite, 0, place, operation, 1, 7, 3, 0, 2]) for suite in range(2)
            for place in range(0, 60, 7) for operation in range(8)]  # fmt: skip


def check(data: bytes) -> None:
    choices = Choices(data)
    suite = choices.pick(_SUITES)
    original = badge.signed(suite)
    changed = copy.deepcopy(original)
    for _ in range(choices.byte() % 3 + 1):
        change(changed, choices)
    report = badge.VERIFIER.verify(json.dumps(changed))
    json.dumps(report.to_dict())
    if report.verdict == "valid":
        same = _same_json if suite == "eddsa-jcs-2022" else _plain
        # Both suites let contexts be added that change nothing of what was signed.
        assert _said(changed, same) == _said(original, same), json.dumps(changed)


def _said(document: dict[str, Any], same: Callable[[Any], str]) -> list[str]:
    """Return what is said; no suite signs how often, in what order, its own proof stands there."""
    said = {name: value for name, value in document.items() if name not in ("@context", "proof")}
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    return [same(said), *sorted({same(proof) for proof in proofs})]


def _same_json(value: Any) -> str:
    return json.dumps(_floats(value), sort_keys=True)


def _floats(value: Any) -> Any:
    """RFC 8785 writes 1 and 1.0 alike."""
    if isinstance(value, dict):
        return {name: _floats(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return float(value) if type(value) in (int, float) else value


def _plain(value: Any, name: str = "") -> str:
    """Write what JSON-LD says: one is a list of one, and order and repetition do not count."""
    if isinstance(value, dict):
        members = {key: _plain(item, key) for key, item in value.items()}
        kept = {key: text for key, text in members.items() if text}
        return json.dumps(kept, sort_keys=True)
    if isinstance(value, list) and name == "@context":
        return json.dumps(value)
    if isinstance(value, list):
        items = sorted({_plain(item) for item in value} - {""})
        return items[0] if len(items) == 1 else "".join(items)
    return "" if value is None else json.dumps(_floats(value))

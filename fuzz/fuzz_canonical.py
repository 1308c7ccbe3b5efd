"""JSON-LD canonicalisation: any document has a form or is refused, whatever its members' order."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from fuzz import badge
from fuzz.choices import Choices
from microcred.canonical import canonicalize, canonicalize_jcs
from microcred.errors import MicrocredError
from microcred.strict_json import parse_json, parse_json_object

_CONTEXT = {"@vocab": "https://a.example/", "id": "@id", "type": "@type",
            "j": {"@id": "ex:j", "@type": "@json"}, "ex": "https://ex.example/",
            "l": {"@id": "ex:l", "@container": "@list"}, "r": {"@reverse": "ex:r"},
            "m": {"@id": "ex:m", "@container": "@language"}, "n": "@nest"}  # fmt: skip


def seeds() -> list[bytes]:
    small = {"@context": _CONTEXT, "id": "_:a", "type": "T", "l": [1, 2.5], "j": {"b": [1], "a": 1},
             "m": {"en": "x"}, "r": {"id": "_:b"}, "n": {"x": True}}  # fmt: skip
    return [json.dumps(small).encode(), json.dumps(badge.badge()).encode(), bytes(range(1, 60)),
            json.dumps(small | {"@context": {"@vocab": "u:", "T": {"@id": "u:T", "@context":
                       {"x": {"@id": "u:x", "@type": "@id"}}}}}).encode()]  # fmt: skip


def check(data: bytes) -> None:
    for document in _documents(data):
        forms = []
        for variant in (document, _reversed(document)):
            try:
                forms.append(canonicalize(variant).nquads)
            except MicrocredError as error:
                forms.append(f"refused: {type(error).__name__}")
        # Which of several faults is met first, and by which path, does depend on the order.
        if not any(form.startswith("refused") for form in forms):
            assert forms[0] == forms[1]
        try:
            written = canonicalize_jcs(document)
        except MicrocredError:
            continue
        assert canonicalize_jcs(parse_json(written)) == written


def _documents(data: bytes) -> list[dict[str, Any]]:
    choices = Choices(data)
    made = [{"@context": _CONTEXT, **{choices.text(): choices.value() for _ in range(4)}}]
    with suppress(MicrocredError):
        made.append(parse_json_object(data))
    return made


def _reversed(value: Any) -> Any:
    """Write every object's members the other way round; a context's order does not count."""
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value

"""Derives, from a schema of the canonical form, schemas of what else is read.

The specification publishes its schemas in editions of its own: for compacted documents, and for
credentials that follow VCDM 1.1.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, Final

from microcred.models.context_urls import CREDENTIALS_V1, CREDENTIALS_V2

JsonSchema = dict[str, Any]

_COMPACTABLE: Final = ("type", "credentialSchema", "proof", "termsOfUse")
"""The members that may be compacted ("Compacted document form", the table)."""

_VCDM_1_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}


def compacted(schema: JsonSchema) -> JsonSchema:
    """Also accept a single value where the specification allows compaction."""
    return _each_object(schema, _compact_object)


def vcdm_1(schema: JsonSchema) -> JsonSchema:
    """Describe the same credential under VCDM 1.1: its first context and its names of dates."""
    return _each_object(schema, _rename_object)


def _each_object(schema: JsonSchema, change: Callable[[JsonSchema], None]) -> JsonSchema:
    changed = copy.deepcopy(schema)
    for described in _objects(changed):
        change(described)
    return changed


def _objects(schema: JsonSchema) -> Iterator[JsonSchema]:
    for candidate in (schema, *schema.get("$defs", {}).values()):
        if "properties" in candidate:
            yield candidate


def _compact_object(described: JsonSchema) -> None:
    members = described["properties"]
    for name in _COMPACTABLE:
        member = members.get(name, {})
        if member.get("type") == "array":
            single = dict(member["items"])
            if "contains" in member:
                single |= member["contains"]
            members[name] = {"anyOf": [member, single]}


def _rename_object(described: JsonSchema) -> None:
    members = described["properties"]
    if "@context" not in members:
        return
    first = members["@context"]["items"][0]
    first["enum"] = [CREDENTIALS_V1 if url == CREDENTIALS_V2 else url for url in first["enum"]]
    described["properties"] = {_VCDM_1_NAMES.get(name, name): members[name] for name in members}
    described["required"] = [_VCDM_1_NAMES.get(name, name) for name in described["required"]]

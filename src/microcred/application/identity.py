"""The documents that say who the issuer is and which keys are its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from microcred.dids.authoring import (
    ListedKey,
    did_document,
    json_web_key_set,
    place_of,
    profile_document,
    web_space_of,
)
from microcred.ledger import KeyRecord, list_keys
from microcred.ledger.did_log import read_did_log


def listed_keys(records: Iterable[KeyRecord]) -> list[ListedKey]:
    """Return keys as the issuer's documents list them."""
    return [
        ListedKey(key.key_id, key.public_key, key.retired_at, key.revoked_from) for key in records
    ]


def identity_documents(
    connection: sa.Connection, profile: Mapping[str, Any], site_url: str | None
) -> list[tuple[str, bytes]]:
    """Return what must be on the web for the issuer's badges to verify.

    Args:
        connection: to the registry.
        profile: the issuer as badges name it.
        site_url: where the rest is published, if anywhere.

    Returns:
        Absolute URLs and what is there: `did.json`, `did.jsonl` or the profile, and
        `jwks.json`; nothing for a did:key without a web address.
    """
    issuer_id = str(profile["id"])
    keys = listed_keys(list_keys(connection))
    documents: list[tuple[str, bytes]] = []
    place = place_of(issuer_id)
    if place is not None and place.endswith("did.jsonl"):
        log = "".join(f"{entry}\n" for entry in read_did_log(connection))
        documents.append((place, log.encode()))
    elif place is not None and place.endswith("did.json"):
        documents.append((place, _json(did_document(issuer_id, keys))))
    elif place is not None:
        documents.append((place, _json(profile_document(profile, keys))))
    space = site_url or web_space_of(issuer_id)
    if space is not None:
        documents.append((f"{space}/jwks.json", _json(json_web_key_set(keys))))
    return documents


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

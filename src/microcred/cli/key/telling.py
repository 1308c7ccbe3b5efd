"""How keys are shown."""

from __future__ import annotations

from typing import Any

import click

from microcred.cli.outcome import note
from microcred.workspace import KeyRecord, Workspace


def describe_key(key: KeyRecord) -> dict[str, Any]:
    """Give a key as JSON-ready data."""
    moments = {
        "signsFrom": key.signs_from,
        "retired": key.retired_at,
        "revokedFrom": key.revoked_from,
    }
    return {
        "name": key.name,
        "id": key.key_id,
        "algorithm": key.algorithm,
        "publicKeyMultibase": key.public_key.multikey,
        "store": key.store,
        "created": key.created_at,
        "signs": key.signs,
        **{name: moment for name, moment in moments.items() if moment is not None},
    }


def tell_key(key: KeyRecord) -> None:
    """Print a key on one line."""
    click.echo(f"{key.name}  {key.key_id}")


def say_what_to_publish(workspace: Workspace) -> None:
    """Say where the documents go that list the keys."""
    for url, _ in workspace.identity_documents():
        note(f"Put {workspace.root / url.rpartition('/')[2]} on the web, at {url}")

"""Bring what is published up to date after a change."""

from __future__ import annotations

from microcred.workspace import Workspace


def publish_site(workspace: Workspace) -> None:
    """Write what a change made out of date; nothing where nothing is published."""

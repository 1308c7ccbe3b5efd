"""Workspaces that were made or brought up to date, as JSON."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from microcred.application.shapes.errors import ErrorJson
from microcred.application.upgrading import Upgraded


class NewWorkspaceJson(TypedDict):
    """A workspace that was made."""

    workspace: str
    """Its folder."""
    issuer: str
    """The issuer's id."""
    encrypted: bool
    """Whether its key is protected by a passphrase."""


class CheckedBadgeJson(TypedDict):
    """A badge that was issued and verified."""

    file: str
    verdict: str
    """`valid`, `invalid` or `undetermined`."""


class ExampleWorkspaceJson(TypedDict):
    """A workspace that was made with examples in it."""

    workspace: str
    """Its folder."""
    badges: list[CheckedBadgeJson]
    """The badges of its roster."""


class UpgradedJson(TypedDict):
    """A workspace that was brought up to date, or why not."""

    workspace: str
    """Its folder."""
    changed: NotRequired[bool]
    """Whether there was anything to do."""
    keys: NotRequired[list[str]]
    """Names of the keys that the registry knows since then."""
    copy: NotRequired[str]
    """The registry as it was before, where that is in a file."""
    error: NotRequired[ErrorJson]
    """Why it could not be; there only where several were asked for."""


class UpgradedWorkspacesJson(TypedDict):
    """Several workspaces that were brought up to date."""

    workspaces: list[UpgradedJson]


def upgraded_json(done: Upgraded) -> UpgradedJson:
    """Return what an upgrade came to as JSON."""
    described: UpgradedJson = {
        "workspace": str(done.workspace),
        "changed": done.changed,
        "keys": list(done.keys),
    }
    if done.copy is not None:
        described["copy"] = str(done.copy)
    return described

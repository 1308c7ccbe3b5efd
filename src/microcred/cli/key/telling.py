"""How keys are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from microcred.application import KeyRecord, Workspace
from microcred.application.site_after import keep_site_current
from microcred.cli.outcome import note, print_json, say
from microcred.cli.site import end_with, site_members, tell_site
from microcred.cli.words import program, shell_words


def tell_key(key: KeyRecord) -> None:
    """Print a key on one line."""
    say(f"{key.name}  {key.key_id}")


def finish(
    workspace: Workspace, described: Mapping[str, Any], tell: Callable[[], None], *, as_json: bool
) -> None:
    """Publish a change of the keys, say what was done, and end the command.

    Args:
        workspace: whose keys changed.
        described: what the command's JSON says.
        tell: says it to a person.
        as_json: which of the two is wanted.
    """
    site = keep_site_current(workspace)
    if as_json:
        print_json({**described, **site_members(site)})
    else:
        tell()
        tell_site(site)
    end_with(site)


def say_how_to_sign(workspace: Workspace, key: KeyRecord) -> None:
    """Say what a new spare key is waiting for."""
    rotate = shell_words(program(), "key", "rotate", "--to", key.name)
    if str(workspace.profile.id).startswith("did:key:"):
        note(
            "A did:key is the key itself, so with this key you would be another issuer. To be that "
            f'issuer, set id = "{key.key_id.partition("#")[0]}" under [issuer] in the settings, '
            f"then: {rotate}"
        )
        return
    note(f"To sign with it: {rotate}")

"""An issuer's workspace: settings, keys and the registry, in one folder.

microcred.toml      the issuer, and settings
keys/NAME.pem       a private key, readable by its owner only, or encrypted
registry.sqlite3    the keys and their history, the badges issued and what became of them
program/            micro-credentials, their images and the frameworks they name
site/               what is published

`Workspace` opens one. What is done in it has modules of its own, imported by name since they load
more: `workspace.issuing` (issue badges, change their status), `workspace.site` (publish) and
`workspace.programme` (from evidence to badge). docs/python.md shows them at work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.registry import Act, KeyRecord
    from microcred.workspace.checking_keys import key_faults
    from microcred.workspace.creating import NewIssuer
    from microcred.workspace.identity import identity_documents
    from microcred.workspace.key_life import KeyLife, Revocation, Rotation
    from microcred.workspace.opening import Workspace, act_now
    from microcred.workspace.private_keys import Passphrase, PrivateKeys
    from microcred.workspace.settings import SETTINGS_FILE, Settings
    from microcred.workspace.spare_keys import Secrets
    from microcred.workspace.taking_over import take_over_keys

__all__ = [
    "SETTINGS_FILE",
    "Act",
    "KeyLife",
    "KeyRecord",
    "NewIssuer",
    "Passphrase",
    "PrivateKeys",
    "Revocation",
    "Rotation",
    "Secrets",
    "Settings",
    "Workspace",
    "act_now",
    "identity_documents",
    "key_faults",
    "take_over_keys",
]

__getattr__ = on_demand(
    __name__,
    {
        "microcred.registry": ("Act", "KeyRecord"),
        "microcred.workspace.checking_keys": ("key_faults",),
        "microcred.workspace.creating": ("NewIssuer",),
        "microcred.workspace.identity": ("identity_documents",),
        "microcred.workspace.key_life": ("KeyLife", "Revocation", "Rotation"),
        "microcred.workspace.opening": ("Workspace", "act_now"),
        "microcred.workspace.private_keys": ("Passphrase", "PrivateKeys"),
        "microcred.workspace.settings": ("SETTINGS_FILE", "Settings"),
        "microcred.workspace.spare_keys": ("Secrets",),
        "microcred.workspace.taking_over": ("take_over_keys",),
    },
)

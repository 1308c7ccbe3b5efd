"""An issuer's workspace: settings, keys and the registry, in one folder.

microcred.toml      the issuer, and settings
keys/NAME.pem       a private key, readable by its owner only, or encrypted
registry.sqlite3    the keys and their history, the badges issued and what became of them
program/            micro-credentials, their images and the frameworks they name
site/               what is published

`Workspace` opens one. What is done in it has modules of its own, imported by name since they load
more: `awards` and `rosters` (issue badges, one, some or very many), `badges` (list and show them,
change their status), `status_lists`, `resigning`, `site` (publish) and `programme` (from evidence
to badge). `shapes` has what they come to as JSON. docs/python.md shows them at work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.application.checking_keys import key_faults
    from microcred.application.creating import NewIssuer
    from microcred.application.identity import identity_documents
    from microcred.application.key_life import KeyLife, Revocation, Rotation
    from microcred.application.opening import Workspace, act_now
    from microcred.application.private_keys import Passphrase, PrivateKeys
    from microcred.application.settings import SETTINGS_FILE, Settings
    from microcred.application.spare_keys import Secrets
    from microcred.application.taking_over import take_over_keys
    from microcred.ledger import Act, KeyRecord

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
        "microcred.ledger": ("Act", "KeyRecord"),
        "microcred.application.checking_keys": ("key_faults",),
        "microcred.application.creating": ("NewIssuer",),
        "microcred.application.identity": ("identity_documents",),
        "microcred.application.key_life": ("KeyLife", "Revocation", "Rotation"),
        "microcred.application.opening": ("Workspace", "act_now"),
        "microcred.application.private_keys": ("Passphrase", "PrivateKeys"),
        "microcred.application.settings": ("SETTINGS_FILE", "Settings"),
        "microcred.application.spare_keys": ("Secrets",),
        "microcred.application.taking_over": ("take_over_keys",),
    },
)

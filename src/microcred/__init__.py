"""microcred issues and verifies Open Badges 3.0 and carries educator micro-credentials.

`Issuer`, `Verifier` and `bake` do it in memory, `Workspace` opens an issuer's folder with its keys
and its record of badges. More is in `microcred.application`, `microcred.status`, `microcred.keys`
and `microcred.program.flow`; docs/first-badge.md and docs/python.md show it at work.

Names are loaded when they are first used, so that `import microcred` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from microcred.on_demand import on_demand as _on_demand

if TYPE_CHECKING:
    from microcred.application import Workspace as Workspace
    from microcred.carriers import bake as bake
    from microcred.carriers import unbake as unbake
    from microcred.errors import MicrocredError as MicrocredError
    from microcred.errors import VerificationFailed as VerificationFailed
    from microcred.issuing import Issuer as Issuer
    from microcred.issuing import Recipient as Recipient
    from microcred.issuing import SignedBadge as SignedBadge
    from microcred.issuing import Signer as Signer
    from microcred.keys import PublicKey as PublicKey
    from microcred.keys import SigningKey as SigningKey
    from microcred.models import Achievement as Achievement
    from microcred.models import Criteria as Criteria
    from microcred.models import EndorsementCredential as EndorsementCredential
    from microcred.models import Evidence as Evidence
    from microcred.models import OpenBadgeCredential as OpenBadgeCredential
    from microcred.models import Profile as Profile
    from microcred.models import Result as Result
    from microcred.verifying import Outcome as Outcome
    from microcred.verifying import Policy as Policy
    from microcred.verifying import VerificationReport as VerificationReport
    from microcred.verifying import Verifier as Verifier

_HOMES: Final = {
    "microcred.carriers": ("bake", "unbake"),
    "microcred.errors": ("MicrocredError", "VerificationFailed"),
    "microcred.issuing": ("Issuer", "Recipient", "SignedBadge", "Signer"),
    "microcred.keys": ("PublicKey", "SigningKey"),
    "microcred.models": (
        "Achievement",
        "Criteria",
        "EndorsementCredential",
        "Evidence",
        "OpenBadgeCredential",
        "Profile",
        "Result",
    ),
    "microcred.verifying": ("Outcome", "Policy", "VerificationReport", "Verifier"),
    "microcred.application": ("Workspace",),
}

__all__ = [name for names in _HOMES.values() for name in names]
__version__ = "0.1.0"

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = _on_demand(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*(name for name in globals() if name.startswith("__")), *__all__]

"""Whether a badge is for somebody: plain and hashed identities ("IdentityObject")."""

from __future__ import annotations

from microcred.identity_hash import hash_matches, plain_matches
from microcred.open_badges_2.documents import IdentityObject


def identity_matches(recipient: IdentityObject, wanted: str) -> bool:
    """Tell whether a recipient is the person that `wanted` names.

    Args:
        recipient: the recipient as the assertion has it.
        wanted: an e-mail address, a telephone number or a URL; `mailto:` and `tel:` may lead.
    """
    identity = recipient.identity
    if identity is None:
        return False
    if recipient.hashed:
        return hash_matches(identity, recipient.salt, wanted, recipient.type)
    return plain_matches(identity, wanted, recipient.type)

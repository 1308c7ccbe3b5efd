"""Keyed hashes that stand for the people who got badges."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import Final

import sqlalchemy as sa

from microcred.mailbox import bare_address
from microcred.registry.tables import INFO

_SECRET: Final = sa.select(INFO.c.value).where(INFO.c.name == "recipient_secret")


class RecipientHash:
    """Finds a person's badges again without saying who the person is.

    Args:
        secret: the registry's own. With it, whoever guesses an identifier can test the guess:
            it is kept in the registry only and never published.
    """

    def __init__(self, secret: bytes):
        self._secret = secret

    def of(self, identifier: str) -> str:
        """Hash an e-mail address, DID or URL: HMAC-SHA256, hex.

        Case does not count, nor do blanks around it, or a name or `mailto:` before it; nor whether
        an accent is part of its letter, as keyboards and systems have it either way.
        """
        normal = unicodedata.normalize("NFC", bare_address(identifier).casefold())
        data = normal.removeprefix("mailto:").encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, data, hashlib.sha256).hexdigest()


def recipient_hash(connection: sa.Connection) -> RecipientHash:
    """Return the registry's own hash."""
    return RecipientHash(bytes.fromhex(connection.execute(_SECRET).scalar_one()))

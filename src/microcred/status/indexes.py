"""Choose indexes so that none gives away when, or after whom, a credential was issued.

Bitstring Status List 1.0 asks for indexes at random ("statusListIndex").
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Set as AbstractSet
from math import isqrt
from typing import Final, Self

from microcred.errors import MalformedInput

_ROUNDS: Final = 8
_SECRET_BYTES: Final = 32


class IndexPermutation:
    """A secret order of all indexes of a list: the n-th credential gets `index_at(n)`.

    A counter that never gives a number twice, a database's for instance, is then enough to
    give every credential an index of its own, with many processes issuing at once and without
    asking which indexes are taken. Who does not have the secret cannot tell the order.

    A Feistel network over pairs that number the list's indexes (Black and Rogaway, "Ciphers
    with Arbitrary Finite Domains"), keyed with BLAKE2b.

    Args:
        length: indexes of the list; another length is another order.
        secret: 16 to 64 bytes, kept with the list and never published.
    """

    __slots__ = ("_columns", "_rows", "_secret", "length")

    def __init__(self, length: int, secret: bytes):
        if length < 1 or not 16 <= len(secret) <= 64:
            raise ValueError("a permutation needs a length and a secret of 16 to 64 bytes")
        self.length = length
        self._secret = secret
        self._rows = isqrt(length - 1) + 1
        self._columns = -(-length // self._rows)

    @classmethod
    def generate(cls, length: int) -> tuple[Self, bytes]:
        """Make a fresh permutation; give it and its secret."""
        secret = secrets.token_bytes(_SECRET_BYTES)
        return cls(length, secret), secret

    def index_at(self, position: int) -> int:
        """Return the index of the credential at `position`, counted from 0.

        Raises:
            MalformedInput: the list is full (`status-list-full`).
        """
        if not 0 <= position < self.length:
            message = f"the status list has {self.length} indexes and all are given away"
            raise MalformedInput(message, code="status-list-full")
        index = self._shuffle(position)
        while index >= self.length:  # the few pairs that number no index
            index = self._shuffle(index)
        return index

    def _shuffle(self, number: int) -> int:
        row, column = divmod(number, self._columns)
        for turn in range(_ROUNDS):
            if turn % 2:
                column = (column + self._noise(turn, row)) % self._columns
            else:
                row = (row + self._noise(turn, column)) % self._rows
        return row * self._columns + column

    def _noise(self, turn: int, half: int) -> int:
        data = turn.to_bytes(1) + half.to_bytes(8)
        return int.from_bytes(hashlib.blake2b(data, digest_size=8, key=self._secret).digest())


def random_free_index(length: int, used: AbstractSet[int]) -> int:
    """Choose one of the free indexes, each as likely as the others.

    Drawing until a free one comes is quick on a list that is not nearly full; on one that is,
    the free ones are listed.

    Raises:
        MalformedInput: no index is free (`status-list-full`).
    """
    if len(used) * 4 <= length * 3:
        while True:
            index = secrets.randbelow(length)
            if index not in used:
                return index
    free = [index for index in range(length) if index not in used]
    if not free:
        message = f"the status list has {length} indexes and all are given away"
        raise MalformedInput(message, code="status-list-full")
    return secrets.choice(free)

"""Read decisions out of bytes, so that a mutation of the bytes is a mutation of the decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

TEXTS: Sequence[str] = (
    "", "a", "id", "type", "@id", "@type", "@context", "@value", "@graph", "@none", "proof", "_:b0",
    "did:key:z6Mk", "https://a.example/", "urn:x", "\0", "\u202e", "é", "\ud83d\ude00", "1", "-1",
    "2026-05-01T00:00:00Z", "9999-12-31T23:59:59Z", "sha256$00", "VerifiableCredential",
    "OpenBadgeCredential", "Achievement", "https://www.w3.org/ns/credentials/v2",
)  # fmt: skip


class Choices:
    """Takes bytes from the front; after the last one, everything is zero."""

    def __init__(self, data: bytes):
        self._data = data
        self._at = 0

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def number(self, below: int) -> int:
        return int.from_bytes(bytes([self.byte(), self.byte()])) % below if below else 0

    def pick(self, items: Sequence[T]) -> T:
        return items[self.number(len(items))]

    def text(self) -> str:
        if self.byte() % 2:
            return self.pick(TEXTS)
        size = self.byte() % 12
        return bytes(self.byte() for _ in range(size)).decode("latin-1")

    def value(self, depth: int = 0) -> Any:
        kind = self.byte() % (9 if depth < 3 else 6)
        if kind == 0:
            return self.pick([None, True, False])
        if kind == 1:
            return self.pick([0, 1, -1, 2**53, 10**30, 1.5, 1e308, -0.0, 1e-7])
        if kind < 6:
            return self.text()
        if kind == 6:
            return [self.value(depth + 1) for _ in range(self.byte() % 4)]
        return {self.text(): self.value(depth + 1) for _ in range(self.byte() % 4)}

"""What a proof was computed over: an error can carry it, and a suite gives it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a proof was computed over, for whoever must find where two implementations part.

    Attributes:
        canonical_document: the canonical form of the document, UTF-8.
        canonical_options: the canonical form of the proof options, UTF-8.
        hash_name: `sha256` or `sha384`.
        document_hash: raw bytes.
        options_hash: raw bytes.
        signing_input: the bytes that were signed.
    """

    canonical_document: bytes
    canonical_options: bytes
    hash_name: str
    document_hash: bytes
    options_hash: bytes
    signing_input: bytes

    def to_dict(self) -> dict[str, str]:
        """Return the steps as text: canonical forms as they are, hashes in hexadecimal."""
        return {
            "canonical_document": self.canonical_document.decode(),
            "canonical_options": self.canonical_options.decode(),
            "hash": self.hash_name,
            "document_hash": self.document_hash.hex(),
            "options_hash": self.options_hash.hex(),
            "signing_input": self.signing_input.hex(),
        }

"""One Open Badges 2.0 badge on its way through the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from microcred.keys import PublicKey
from microcred.open_badges_2.documents import Assertion, BadgeClass, Profile
from microcred.open_badges_2.linked import Linked, LinkedDocuments

VerifySignature = Callable[[PublicKey], None]
"""Verifies the JWS that carried the assertion; raises `ProofInvalid`."""


@dataclass(frozen=True, slots=True)
class Presented:
    """What was handed in as a badge.

    Attributes:
        document: the assertion: as JSON, or the payload of a JWS; None where only its URL is
            known, as in many pictures.
        url: the URL of a hosted assertion.
        verify_signature: for a JWS, verifies its signature with a key; None for anything else.
    """

    document: Mapping[str, Any] | None = None
    url: str | None = None
    verify_signature: VerifySignature | None = None

    @property
    def is_signed(self) -> bool:
        """Whether a signature is what the assertion stands on, by what it says itself."""
        verification = Assertion(self.document or {}).verification
        kind = verification.kind if verification is not None else None
        return kind == "signed" or (kind is None and self.verify_signature is not None)


@dataclass(frozen=True, slots=True)
class Expectations:
    """What is asked of a badge.

    Attributes:
        moment: the one reference time.
        recipient: whom the badge must be for; None asks nothing.
        trusted_issuers: ids of profiles; None asks nothing.
        clock_skew_seconds: how far two clocks may differ before a date counts.
    """

    moment: datetime
    recipient: str | None = None
    trusted_issuers: frozenset[str] | None = None
    clock_skew_seconds: int = 60


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks share; they only read it.

    Attributes:
        presented: what was handed in.
        expectations: what is asked.
        documents: gets what is linked.
        assertion_link: the assertion, hosted or as handed in.
        badge_link: the badge class.
        issuer_link: the issuer's profile.
    """

    presented: Presented
    expectations: Expectations
    documents: LinkedDocuments
    assertion_link: Linked
    badge_link: Linked = field(default_factory=Linked)
    issuer_link: Linked = field(default_factory=Linked)

    @property
    def assertion(self) -> Assertion:
        """Give the assertion that the checks go by."""
        return Assertion(self.assertion_link.document or {})

    @property
    def badge_class(self) -> BadgeClass:
        """Give the badge class; one without members where it could not be had."""
        return BadgeClass(self.badge_link.document or {})

    @property
    def profile(self) -> Profile:
        """Give the issuer's profile; one without members where it could not be had."""
        return Profile(self.issuer_link.document or {})

    @property
    def is_signed(self) -> bool:
        """Whether the assertion as handed in stands on a signature; else its URL is asked."""
        return self.presented.is_signed

    @property
    def is_stripped(self) -> bool:
        """Whether only `id` and `revoked` are left of a revoked assertion."""
        return self.assertion.revoked and "badge" not in self.assertion.document

    def assembled(self) -> dict[str, Any]:
        """Give the assertion with its badge class and issuer in their places."""
        document = dict(self.assertion.document)
        if self.badge_link.document is not None:
            badge = dict(self.badge_link.document)
            if self.issuer_link.document is not None:
                badge["issuer"] = self.issuer_link.document
            document["badge"] = badge
        return document

"""What a verifier accepts beyond what the specifications fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from microcred.verifying.trust import TrustRegistry


@dataclass(frozen=True, slots=True)
class Policy:
    """What one verifier asks for. The defaults are the strict ones.

    Attributes:
        recipient: a person's identifier that the badge must be for: an e-mail address, another
            identifier in plain text, a DID or a URL; None asks nothing.
        trusted_issuers: issuer ids (DIDs or URLs); None asks nothing.
        trust_registries: lists of issuers and trust anchors that are asked about the issuer, the
            first that lists it decides; they add to `trusted_issuers`. Empty asks nothing.
        clock_skew_seconds: how far two clocks may differ before a date counts.
        contexts: JSON-LD contexts accepted beside the pinned ones, by URL.
        fetch_contexts: URLs of contexts that may be fetched, once for a verifier; no other is.
        check_resources: whether resources of which the badge states a digest (`digestSRI`,
            `digestMultibase`) are fetched and compared with it.
        require_open_badge: whether a verifiable credential that is not of the Open Badges
            family fails.
        accept_unlisted_keys: whether a key that only the badge itself carries, in the fragment
            of a URL or in a JWT's header, may stand for the issuer when the issuer's document
            cannot be had. Anyone can make such a badge in anyone's name, so this counts for
            nothing where the issuer must be a trusted one.
        require_issuer_is_controller: whether the key's controller must be the issuer; generic
            credential test suites do without.
    """

    recipient: str | None = None
    trusted_issuers: frozenset[str] | None = None
    trust_registries: tuple[TrustRegistry, ...] = ()
    clock_skew_seconds: int = 60
    contexts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    fetch_contexts: frozenset[str] = frozenset()
    check_resources: bool = False
    require_open_badge: bool = True
    accept_unlisted_keys: bool = False
    require_issuer_is_controller: bool = True

    @property
    def asks_for_trust(self) -> bool:
        """Whether the issuer must be one that is trusted."""
        return self.trusted_issuers is not None or bool(self.trust_registries)


@dataclass(frozen=True, slots=True)
class Session:
    """What the verifier asked of the holder, against replay; None where it asked nothing.

    Attributes:
        challenge: a value used once; `challenge` of a proof, `nonce` of a JWT.
        domain: who asked; `domain` of a proof, `aud` of a JWT.
    """

    challenge: str | None = None
    domain: str | None = None

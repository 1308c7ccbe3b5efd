"""Signed assertions: a JWS by a key of the issuer's profile ("SignedBadge Verification").

No key is believed because the badge carries or names it: it has to be linked from the profile at
the issuer's own URL, and has to name that profile as its owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from microcred.document import id_of
from microcred.errors import (
    NOT_IMPLEMENTED,
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    ProofInvalid,
    ResolutionFailed,
    UnusableKey,
    excerpt,
)
from microcred.findings import Finding
from microcred.keys import PublicKey
from microcred.limits import MAX_ISSUER_KEYS
from microcred.open_badges_2.badge_objects import BadgeObjects, VerifySignature
from microcred.open_badges_2.checklist import (
    failed,
    failed_by,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.documents import CryptographicKey, object_or_none, same_place


@dataclass(slots=True)
class _Attempts:
    """What came of trying the issuer's keys.

    Attributes:
        mismatches: keys that are the issuer's and did not make the signature.
        unavailable: keys that could not be asked for, or used here.
        unfit: keys that are not the issuer's after all, or no keys.
    """

    mismatches: list[MicrocredError] = field(default_factory=list)
    unavailable: list[MicrocredError] = field(default_factory=list)
    unfit: list[MicrocredError] = field(default_factory=list)


def check_signature(badge: BadgeObjects) -> Iterator[Finding]:
    """Check the signature and whose key made it; gives findings of `proof` and `issuer_key`."""
    verify = badge.presented.verify_signature
    if verify is None:
        message = "the assertion says that it is signed, but came without its signature"
        advice = "Ask the holder for the badge as the issuer delivered it: a JWS or a picture."
        yield failed("proof", "no-signature", message, "/verification", advice)
        yield skipped("issuer_key", "no-signature", "there is no signature to find the key of")
        return
    if not badge.issuer_link.hosted:
        message = "without the issuer's own profile nobody knows its keys"
        yield undetermined(
            "issuer_key", "issuer-unknown", message, badge.issuer_pointer, obstacle=badge.obstacle
        )
        yield _no_trusted_key()
        return
    keys = list(_named_keys(badge))
    if not keys:
        yield _not_listed(badge)
        yield _no_trusted_key()
        return
    yield from _try_keys(badge, keys, verify)


def _place(badge: BadgeObjects) -> str:
    return f"{badge.issuer_pointer}/publicKey"


def _named_keys(badge: BadgeObjects) -> Iterator[Any]:
    """Yield the profile's keys, only the assertion's `creator` where it names one."""
    verification = badge.assertion.verification
    creator = verification.creator if verification is not None else None
    for value in badge.profile.public_keys:
        if creator is None or id_of(value) == creator:
            yield value


def _try_keys(badge: BadgeObjects, keys: list[Any], verify: VerifySignature) -> Iterator[Finding]:
    attempts = _Attempts()
    for value in keys[:MAX_ISSUER_KEYS]:
        try:
            verify(_public_key(badge, value))
        except (ResolutionFailed, LimitExceeded) as error:
            attempts.unavailable.append(error)
        except MicrocredError as error:
            if error.code in NOT_IMPLEMENTED:
                attempts.unavailable.append(error)
            elif isinstance(error, ProofInvalid):
                attempts.mismatches.append(error)
            else:
                attempts.unfit.append(error)
        else:
            message = f"signed with the key {excerpt(id_of(value) or 'in the profile', 200)}"
            yield passed("proof", "signature-valid", message)
            message = f"the key belongs to {excerpt(badge.profile.id, 200)}"
            yield passed("issuer_key", "key-is-issuers", message, _place(badge))
            return
    if len(keys) > MAX_ISSUER_KEYS:
        message = f"{len(keys)} keys in the profile, only {MAX_ISSUER_KEYS} were tried"
        attempts.unavailable.append(LimitExceeded(message, code="too-many-keys"))
    yield from _no_key_fits(attempts, _place(badge))


def _no_key_fits(attempts: _Attempts, place: str) -> Iterator[Finding]:
    """Say why no key of the issuer made the signature."""
    for error in attempts.unavailable:
        yield undetermined_by("issuer_key", error, place)
    for error in attempts.unfit:
        yield failed_by("issuer_key", error, place)
    if not attempts.unavailable and not attempts.unfit:
        message = "no key of the issuer made the signature"
        yield skipped("issuer_key", "no-signing-key", message)
    if attempts.mismatches and not attempts.unavailable:
        error = attempts.mismatches[0]
        advice = "The badge was changed after signing, or another signed it. Do not use it."
        yield failed("proof", error.code, error.message, advice=advice)
    else:
        yield _no_trusted_key()


def _public_key(badge: BadgeObjects, value: Any) -> PublicKey:
    """Get a key that the profile links.

    Raises:
        ResolutionFailed: its document could not be had.
        MalformedInput: its document is wrong, or names another owner.
        UnusableKey: it cannot be read or must not be used.
    """
    written_out = object_or_none(value)
    if written_out is not None and "publicKeyPem" in written_out:
        key = CryptographicKey(written_out)
    else:
        fetched = badge.documents.fetch_named(id_of(value) or "")
        key = CryptographicKey(fetched.document or {})
        written_out = None
    unnamed = written_out is not None and key.owner is None
    if not unnamed and not same_place(key.owner, badge.profile.id):
        found = excerpt(key.owner or "nobody", 200)
        message = f"the key {excerpt(key.id, 200)} names {found} as its owner, not the issuer"
        raise MalformedInput(message, code="key-owner-mismatch")
    if key.public_key_pem is None:
        raise UnusableKey("the key has no publicKeyPem", code="no-public-key-pem")
    return PublicKey.from_pem(key.public_key_pem)


def _not_listed(badge: BadgeObjects) -> Finding:
    issuer = excerpt(badge.profile.id, 200)
    if not badge.profile.public_keys:
        message = f"the profile {issuer} lists no public key"
        return failed("issuer_key", "no-public-key", message, badge.issuer_pointer)
    message = f"the key that the assertion names is not among those of {issuer}"
    return failed("issuer_key", "key-not-listed", message, "/verification/creator")


def _no_trusted_key() -> Finding:
    message = "the signature was not checked: there is no key that is known to be the issuer's"
    advice = "See what is said of the issuer's key; until then nothing is known of the signature."
    return undetermined("proof", "no-trusted-key", message, "", advice)

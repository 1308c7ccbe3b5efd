"""SD-JWT badges: their claims, and that the holder presents them here and now."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.errors import MicrocredError
from microcred.findings import Fault, Finding
from microcred.proofs import check_content_type
from microcred.proofs.sd_jwt import (
    ProcessedSdJwt,
    SdJwt,
    check_sd_jwt_claims,
    verify_key_binding,
)
from microcred.verifying.checklist import failed, passed, skipped
from microcred.verifying.evidence import finding_of
from microcred.verifying.verification import Verification


def sd_jwt_faults(sd_jwt: SdJwt, processed: ProcessedSdJwt) -> list[Fault]:
    """List what is wrong with an SD-JWT's claims and disclosures."""
    return [
        *check_sd_jwt_claims(processed, sd_jwt.jws.header.get("typ")),
        *check_content_type(sd_jwt.jws.header, "credential"),
    ]


def check_key_binding(verification: Verification) -> Iterator[Finding]:
    """Check the key binding JWT when a session was asked for (RFC 9901, section 7.3)."""
    sd_jwt, session = verification.source.sd_jwt, verification.session
    if session is None:
        if sd_jwt is not None and sd_jwt.key_binding is not None:
            message = "who presents the badge was not asked, so its key binding was not verified"
            yield skipped("proof", "key-binding-not-asked", message)
        return
    if sd_jwt is None:
        message = "the badge is not bound to whoever presents it; ask for a presentation"
        yield failed("proof", "key-binding-missing", message)
        return
    try:
        verify_key_binding(
            sd_jwt,
            nonce=session.challenge or "",
            audience=session.domain or "",
            moment=verification.moment,
            clock_skew_seconds=verification.policy.clock_skew_seconds,
        )
    except MicrocredError as error:
        yield finding_of("proof", error)
        return
    yield passed("proof", "key-binding-valid", "the holder presents the badge here and now")

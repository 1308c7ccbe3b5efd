"""SD-JWT: JWTs whose holder chooses what to show (RFC 9901), and badges as SD-JWT."""

from __future__ import annotations

from microcred.proofs.sd_jwt.badge import (
    CREDENTIAL_TYPES,
    OPEN_BADGE_VCT,
    check_in_clear,
    check_sd_jwt_claims,
    credential_from_sd_jwt,
    issue_sd_jwt_badge,
)
from microcred.proofs.sd_jwt.issuance import sign_sd_jwt
from microcred.proofs.sd_jwt.key_binding import KeyBinding, holder_key_of, verify_key_binding
from microcred.proofs.sd_jwt.presentation import present_sd_jwt
from microcred.proofs.sd_jwt.processing import (
    ProcessedSdJwt,
    process_disclosures,
    verify_sd_jwt,
)
from microcred.proofs.sd_jwt.token import SdJwt, parse_sd_jwt

__all__ = [
    "CREDENTIAL_TYPES",
    "OPEN_BADGE_VCT",
    "KeyBinding",
    "ProcessedSdJwt",
    "SdJwt",
    "check_in_clear",
    "check_sd_jwt_claims",
    "credential_from_sd_jwt",
    "holder_key_of",
    "issue_sd_jwt_badge",
    "parse_sd_jwt",
    "present_sd_jwt",
    "process_disclosures",
    "sign_sd_jwt",
    "verify_key_binding",
    "verify_sd_jwt",
]

"""Proofs: one module per suite, and the table that finds a proof's suite.

A new suite is one file and one line of `SUITES`. A suite receives a resolved key, never an
identifier of one: whose key it is, is the verifier's question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from microcred.proofs import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    ed25519_signature_2018,
    ed25519_signature_2020,
    eddsa_2022,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
    json_web_signature_2020,
)
from microcred.proofs.data_integrity import CryptoSuite, HashSuite
from microcred.proofs.jose import (
    CompactJws,
    check_implemented,
    parse_jws,
    sign_jws,
    verify_jws,
)
from microcred.proofs.proof_chain import previous_proofs
from microcred.proofs.token_rules import (
    check_bare_claims,
    check_content_type,
    check_times,
    check_token_type,
)
from microcred.proofs.unsecured_document import UnsecuredDocument
from microcred.proofs.vc_jwt import (
    check_claim_names,
    check_claims,
    claims_around,
    claims_of,
    credential_from_claims,
)
from microcred.proofs.vp_jwt import (
    check_presentation_claims,
    presentation_from_claims,
    without_tokens,
)
from microcred.transcript import Transcript

SUITES: Final[Mapping[str, CryptoSuite]] = {
    suite.name: suite
    for suite in (
        eddsa_rdfc_2022.SUITE,
        eddsa_jcs_2022.SUITE,
        ecdsa_rdfc_2019.SUITE,
        ecdsa_jcs_2019.SUITE,
        ecdsa_sd_2023.SUITE,
        ed25519_signature_2020.SUITE,
        eddsa_2022.SUITE,
        ed25519_signature_2018.SUITE,
        json_web_signature_2020.SUITE,
    )
}

__all__ = [
    "SUITES",
    "CompactJws",
    "CryptoSuite",
    "HashSuite",
    "Transcript",
    "UnsecuredDocument",
    "check_bare_claims",
    "check_claim_names",
    "check_claims",
    "check_content_type",
    "check_implemented",
    "check_presentation_claims",
    "check_times",
    "check_token_type",
    "claims_around",
    "claims_of",
    "credential_from_claims",
    "parse_jws",
    "presentation_from_claims",
    "previous_proofs",
    "sign_jws",
    "signs_json",
    "suite_of",
    "verify_jws",
    "without_tokens",
]


def suite_of(proof: Mapping[str, Any]) -> CryptoSuite | None:
    """Find the suite that made `proof`, by its `cryptosuite` or its older `type`."""
    newer = proof.get("type") == "DataIntegrityProof"
    name = proof.get("cryptosuite" if newer else "type")
    suite = SUITES.get(name) if isinstance(name, str) else None
    older = isinstance(suite, HashSuite) and suite.proof_type == name
    return suite if newer != older else None


def signs_json(proof: Mapping[str, Any]) -> bool:
    """Tell whether the suite that made `proof` signs the JSON itself, and not its statements."""
    suite = suite_of(proof)
    return isinstance(suite, HashSuite) and suite.canonicalization == "jcs"

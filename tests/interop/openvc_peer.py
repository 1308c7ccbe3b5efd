"""openvc-core behind the line-oriented door."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from unittest import mock

from openvc import verify_credential  # type: ignore[import-not-found]
from openvc.keys import signing_key_from_jwk  # type: ignore[import-not-found]
from openvc.proof.data_integrity import DataIntegrityProofSuite  # type: ignore[import-not-found]
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite  # type: ignore[import-not-found]
from openvc.proof.di_jcs import (  # type: ignore[import-not-found]
    EcdsaJcsProofSuite,
    EddsaJcsProofSuite,
)
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite  # type: ignore[import-not-found]
from openvc.proof.vc_jwt import VcJwtProofSuite  # type: ignore[import-not-found]
from openvc.status import (  # type: ignore[import-not-found]
    build_status_list_credential,
    check_credential_status,
    new_bitstring,
    set_status_bit,
)
from peer_loop import judged, serve  # type: ignore[import-not-found]

Work = Callable[[], Any]

SUITES = {
    "eddsa-rdfc-2022": DataIntegrityProofSuite,
    "eddsa-jcs-2022": EddsaJcsProofSuite,
    "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
    "ecdsa-jcs-2019": EcdsaJcsProofSuite,
}
known_contexts: dict[str, Any] = {}


def contexts(documents: dict[str, Any]) -> Work:
    """Take the contexts but that of VC Data Model 2.0: it has its own, which it keeps compiled."""
    del documents["https://www.w3.org/ns/credentials/v2"]
    return lambda: known_contexts.update(documents)


def issue(suite: str, credential: dict[str, Any], jwk: dict[str, Any], key_id: str) -> Work:
    """Sign with an embedded proof of any suite but ecdsa-sd-2023."""
    key = signing_key_from_jwk(jwk, key_id)
    options = {} if "jcs" in suite else {"extra_contexts": known_contexts}
    proofs = SUITES[suite]()
    return lambda: json.dumps(
        proofs.add_proof(credential, signing_key=key, verification_method=key_id, **options)
    )


def issue_base(
    credential: dict[str, Any], jwk: dict[str, Any], key_id: str, pointers: list[str]
) -> Work:
    """Sign with an ecdsa-sd-2023 base proof."""
    key = signing_key_from_jwk(jwk, key_id)
    return lambda: EcdsaSdProofSuite().add_base_proof(
        credential,
        signing_key=key,
        verification_method=key_id,
        mandatory_pointers=pointers,
        extra_contexts=known_contexts,
    )


def derive(credential: dict[str, Any], pointers: list[str]) -> Work:
    """Derive from an ecdsa-sd-2023 base proof."""
    return lambda: EcdsaSdProofSuite().derive_proof(
        credential, selective_pointers=pointers, extra_contexts=known_contexts
    )


def sign_jwt(
    credential: dict[str, Any], jwk: dict[str, Any], key_id: str, clock: float | None = None
) -> Work:
    """Sign as a JWT, at the time `clock`, which the library takes for `nbf`; else now."""
    key = signing_key_from_jwk(jwk, key_id)

    def sign() -> Any:
        return VcJwtProofSuite().sign(credential, signing_key=key)

    def sign_then() -> Any:
        with mock.patch("openvc.proof.vc_jwt.time.time", return_value=clock):
            return sign()

    return sign if clock is None else sign_then


def verify(text: str) -> Work:
    """Verify a credential with an embedded proof, or a JWT; keys come from did:key."""
    is_json = text.startswith("{")
    return lambda: judged(
        lambda: verify_credential(
            json.loads(text) if is_json else text, extra_contexts=known_contexts
        )
    )


def status_list(list_id: str, issuer: str, length: int, purpose: str, indexes: list[int]) -> Work:
    """Make an unsigned status list with `indexes` set."""

    def make() -> Any:
        bits = new_bitstring(length)
        for index in indexes:
            set_status_bit(bits, index, 1)
        return build_status_list_credential(
            id=list_id, issuer=issuer, bitstring=bits, status_purpose=purpose
        )

    return make


def status(credential: dict[str, Any], lists: dict[str, Any]) -> Work:
    """Say what `lists`, by their URL, say about a credential, entry by entry."""
    return lambda: [
        result.is_set
        for result in check_credential_status(credential, resolve_status_list=lists.get).entries
    ]


serve(
    {
        "contexts": contexts,
        "issue": issue,
        "issueBase": issue_base,
        "derive": derive,
        "signJwt": sign_jwt,
        "verify": verify,
        "statusList": status_list,
        "status": status,
    }
)

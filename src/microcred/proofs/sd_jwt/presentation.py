"""Present an SD-JWT: choose disclosures and bind them to a verifier (RFC 9901, section 7.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from microcred.errors import InvalidDocument, MalformedInput, ProofInvalid, UnusableKey
from microcred.findings import Fault
from microcred.json_pointer import resolve_pointer
from microcred.proofs.sd_jwt.key_binding import KeyBinding, holder_key_of, sign_key_binding
from microcred.proofs.sd_jwt.processing import ProcessedSdJwt, process_disclosures
from microcred.proofs.sd_jwt.token import join_parts, parse_sd_jwt


def present_sd_jwt(
    text: str, disclose: Sequence[str], *, key_binding: KeyBinding | None = None
) -> str:
    """Make a presentation that discloses some claims of an SD-JWT.

    Args:
        text: the SD-JWT as the issuer gave it.
        disclose: JSON pointers into the payload with everything disclosed. Each brings what is
            concealed below it, and what it is concealed in.
        key_binding: makes the presentation provably the holder's.

    Raises:
        InvalidToken, ProofInvalid: not an SD-JWT whose disclosures fit; `key-binding-present`
            for one that was presented already.
        InvalidDocument: pointers to nothing; all are listed.
        UnusableKey: not the key that the issuer bound the SD-JWT to.
    """
    sd_jwt = parse_sd_jwt(text)
    if sd_jwt.key_binding is not None:
        message = "this SD-JWT was bound to a verifier already; present the one that was issued"
        raise ProofInvalid(message, code="key-binding-present")
    chosen = choose_disclosures(process_disclosures(sd_jwt), disclose)
    kept = [disclosure for disclosure in sd_jwt.disclosures if disclosure.text in chosen]
    presented = join_parts(sd_jwt.issuer_text, kept)
    if key_binding is None:
        return presented
    if holder_key_of(sd_jwt.payload) != key_binding.key.public_key:
        message = "the issuer bound this SD-JWT to another key, or to none"
        raise UnusableKey(message, code="not-the-holders-key")
    return presented + sign_key_binding(presented, sd_jwt.hash_name, key_binding)


def choose_disclosures(processed: ProcessedSdJwt, pointers: Sequence[str]) -> Collection[str]:
    """Find the disclosures that some pointers need; gives their texts.

    Raises:
        InvalidDocument: a pointer leads to nothing that can be disclosed.
    """
    faults = []
    chosen: set[str] = set()
    for pointer in pointers:
        try:
            resolve_pointer(processed.payload, pointer)
        except MalformedInput as error:
            faults.append(Fault(pointer, "pointer-not-found", error.message))
            continue
        chosen.update(
            disclosure.text
            for place, disclosure in processed.places.items()
            if _is_within(place, pointer) or _is_within(pointer, place)
        )
    if faults:
        raise InvalidDocument(faults, what="choice of disclosures")
    return chosen


def _is_within(pointer: str, outer: str) -> bool:
    return pointer == outer or pointer.startswith(outer + "/")

"""Put what is disclosed back in its place (RFC 9901, section 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microcred.errors import LimitExceeded, ProofInvalid, excerpt
from microcred.json_pointer import join_pointer
from microcred.keys import PublicKey
from microcred.limits import MAX_JSON_DEPTH
from microcred.proofs.jose import verify_jws
from microcred.proofs.sd_jwt.disclosure import (
    DIGEST_OF_ITEM,
    DIGESTS,
    HASH_CLAIM,
    Disclosure,
)
from microcred.proofs.sd_jwt.token import SdJwt


@dataclass(frozen=True, slots=True)
class ProcessedSdJwt:
    """What an SD-JWT says with the disclosures that came with it.

    Attributes:
        payload: the claims, without digests.
        places: the disclosures by the JSON pointer to where each now stands, outer before inner.
        withheld: the claims inside which there is a digest without its disclosure, and the empty
            text where a claim itself may be hidden.
    """

    payload: dict[str, Any]
    places: Mapping[str, Disclosure]
    withheld: frozenset[str] = frozenset()


def verify_sd_jwt(sd_jwt: SdJwt, key: PublicKey) -> ProcessedSdJwt:
    """Verify the issuer's signature, then process every disclosure.

    Whose key it is, validity dates and key binding are further questions.

    Raises:
        ProofInvalid: `bad-signature` or another code of `verify_jws`, or one of
            `process_disclosures`.
        LimitExceeded: `too-deep`.
    """
    verify_jws(sd_jwt.jws, key)
    return process_disclosures(sd_jwt)


def process_disclosures(sd_jwt: SdJwt) -> ProcessedSdJwt:
    """Process every disclosure; the signature over the digests is not looked at.

    Raises:
        ProofInvalid: `unreferenced-disclosure`, `duplicate-digest`, `claim-exists`,
            `misplaced-disclosure`, or `malformed-digests`.
        LimitExceeded: `too-deep`.
    """
    process = _Process(sd_jwt)
    payload = process.unpack_object(sd_jwt.payload, ())
    if process.waiting:
        message = (
            f"{len(process.waiting)} disclosures belong to no digest that the issuer signed; "
            "they were changed, or are of another token"
        )
        raise ProofInvalid(message, code="unreferenced-disclosure")
    return ProcessedSdJwt(payload, process.places, frozenset(process.withheld))


class _Process:
    """One pass over a payload.

    Each disclosure is placed once at most, so the work is bounded by the token's length.
    """

    def __init__(self, sd_jwt: SdJwt):
        self.waiting = {item.digest(sd_jwt.hash_name): item for item in sd_jwt.disclosures}
        self.places: dict[str, Disclosure] = {}
        self.withheld: set[str] = set()
        self._seen: set[str] = set()

    def unpack(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if len(path) > MAX_JSON_DEPTH:
            message = f"disclosures nested deeper than {MAX_JSON_DEPTH} levels"
            raise LimitExceeded(message, code="too-deep")
        if isinstance(value, Mapping):
            return self.unpack_object(value, path)
        return self._unpack_array(value, path) if isinstance(value, list) else value

    def unpack_object(self, value: Mapping[str, Any], path: tuple[str | int, ...]) -> Any:
        """Insert the disclosed members (section 7.1, step 3.3.2)."""
        if DIGEST_OF_ITEM in value or (path and HASH_CLAIM in value):
            raise _malformed("a reserved member stands where it may not", path)
        unpacked = {
            name: self.unpack(member, (*path, name))
            for name, member in value.items()
            if name not in (DIGESTS, HASH_CLAIM)
        }
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise _malformed(f"{DIGESTS} is not an array", path)
        for digest in digests:
            disclosure = self._take(digest, path)
            if disclosure is not None:
                self._insert(disclosure, unpacked, path)
        return unpacked

    def _insert(
        self, disclosure: Disclosure, unpacked: dict[str, Any], path: tuple[str | int, ...]
    ) -> None:
        """Insert one disclosed member, which must not be there yet."""
        name = disclosure.name
        if name is None:
            raise _misplaced("an array item is disclosed as a member", path)
        if name in unpacked:
            message = f"the disclosed claim {excerpt(name)} is there already"
            raise ProofInvalid(message, code="claim-exists", pointer=join_pointer(path))
        unpacked[name] = self._place(disclosure, (*path, name))

    def _unpack_array(self, value: list[Any], path: tuple[str | int, ...]) -> list[Any]:
        """Replace digests by disclosed items and drop the others (steps 3.3.3 and 3.4)."""
        unpacked: list[Any] = []
        for item in value:
            here = (*path, len(unpacked))
            if not isinstance(item, Mapping) or DIGEST_OF_ITEM not in item:
                unpacked.append(self.unpack(item, here))
                continue
            if len(item) != 1:
                raise _malformed("a digest of an array item has other members beside it", here)
            disclosure = self._take(item[DIGEST_OF_ITEM], here)
            if disclosure is None:
                continue
            if disclosure.name is not None:
                raise _misplaced("a member is disclosed as an array item", here)
            unpacked.append(self._place(disclosure, here))
        return unpacked

    def _take(self, digest: Any, path: tuple[str | int, ...]) -> Disclosure | None:
        """Find a digest's disclosure; None where it is hidden or the digest is a decoy."""
        if not isinstance(digest, str):
            raise _malformed("a digest is not a string", path)
        if digest in self._seen:
            message = "a digest occurs twice in the SD-JWT"
            raise ProofInvalid(message, code="duplicate-digest", pointer=join_pointer(path))
        self._seen.add(digest)
        disclosure = self.waiting.pop(digest, None)
        if disclosure is None:
            self.withheld.add(str(path[0]) if path else "")
        return disclosure

    def _place(self, disclosure: Disclosure, path: tuple[str | int, ...]) -> Any:
        self.places[join_pointer(path)] = disclosure
        return self.unpack(disclosure.value, path)


def _malformed(problem: str, path: tuple[str | int, ...]) -> ProofInvalid:
    pointer = join_pointer(path)
    return ProofInvalid(f"SD-JWT: {problem}", code="malformed-digests", pointer=pointer)


def _misplaced(problem: str, path: tuple[str | int, ...]) -> ProofInvalid:
    pointer = join_pointer(path)
    return ProofInvalid(f"SD-JWT: {problem}", code="misplaced-disclosure", pointer=pointer)

"""Issue SD-JWTs: conceal claims, then sign what is left (RFC 9901, sections 4.1 and 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from microcred.errors import InvalidDocument, MalformedInput
from microcred.findings import Fault
from microcred.json_pointer import join_pointer, resolve_pointer, split_pointer
from microcred.keys import SigningKey
from microcred.proofs.jose import sign_jws
from microcred.proofs.sd_jwt.disclosure import (
    DIGEST_OF_ITEM,
    DIGESTS,
    HASH_CLAIM,
    RESERVED,
    Disclosure,
    make_decoy,
    make_disclosure,
)
from microcred.proofs.sd_jwt.token import join_parts


def sign_sd_jwt(
    claims: Mapping[str, Any],
    key: SigningKey,
    *,
    conceal: Sequence[str],
    header: Mapping[str, Any],
    decoys: int = 0,
    hash_name: str = "sha-256",
) -> str:
    """Sign claims, some of which their holder may hide.

    Args:
        claims: the payload.
        key: the issuer's key.
        conceal: JSON pointers to members and array items that can be disclosed one by one; where
            one is inside another, the inner is concealed within the outer.
        header: header members beside `alg`; `typ` and `kid` belong here.
        decoys: digests of nothing in each object with a concealed member, against counting.
        hash_name: `sha-256`, `sha-384` or `sha-512`.

    Raises:
        InvalidDocument: a pointer that points at nothing, or a claim with a reserved name.
    """
    payload, disclosures = conceal_claims(claims, conceal, decoys=decoys, hash_name=hash_name)
    return join_parts(sign_jws(header, payload, key), disclosures)


def conceal_claims(
    claims: Mapping[str, Any], pointers: Sequence[str], *, decoys: int, hash_name: str
) -> tuple[dict[str, Any], list[Disclosure]]:
    """Replace claims by digests; see `sign_sd_jwt`.

    Raises:
        InvalidDocument: a pointer leads nowhere, or to what cannot be concealed.
    """
    faults = [*_faults_of_names(claims), *_faults_of_pointers(claims, pointers)]
    if faults:
        raise InvalidDocument(faults, what="set of claims to sign")
    # Written and read, so that no two places share one object.
    payload: dict[str, Any] = json.loads(json.dumps(claims))
    pointers_by_parent: dict[str, list[str]] = {}
    for pointer in sorted(set(pointers)):
        pointers_by_parent.setdefault(pointer.rpartition("/")[0], []).append(pointer)
    disclosures: list[Disclosure] = []
    for parent in sorted(pointers_by_parent, key=lambda pointer: -pointer.count("/")):
        container = resolve_pointer(payload, parent)
        steps = [split_pointer(pointer)[-1] for pointer in pointers_by_parent[parent]]
        if isinstance(container, list):
            disclosures += _conceal_items(container, steps, hash_name)
        else:
            disclosures += _conceal_members(container, steps, hash_name, decoys)
    if disclosures:
        payload[HASH_CLAIM] = hash_name
    return payload, disclosures


def _conceal_items(array: list[Any], steps: list[str], hash_name: str) -> list[Disclosure]:
    made = []
    for index in map(int, steps):
        disclosure = make_disclosure(None, array[index])
        array[index] = {DIGEST_OF_ITEM: disclosure.digest(hash_name)}
        made.append(disclosure)
    return made


def _conceal_members(
    members: dict[str, Any], names: list[str], hash_name: str, decoys: int
) -> list[Disclosure]:
    """Replace members by digests, sorted so that their order says nothing."""
    made = [make_disclosure(name, members.pop(name)) for name in names]
    digests = [disclosure.digest(hash_name) for disclosure in made]
    digests += [make_decoy(hash_name) for _ in range(decoys)]
    members[DIGESTS] = sorted(digests)
    return made


def _faults_of_pointers(claims: Mapping[str, Any], pointers: Sequence[str]) -> Iterator[Fault]:
    for pointer in pointers:
        try:
            if not split_pointer(pointer):
                message = "the whole payload cannot be concealed; list its members instead"
                yield Fault(pointer, "pointer-not-found", message)
            else:
                resolve_pointer(claims, pointer)
        except MalformedInput as error:
            yield Fault(pointer, "pointer-not-found", error.message)


def _faults_of_names(claims: Mapping[str, Any]) -> Iterator[Fault]:
    """Find members with names that are reserved (section 4.1, rule 7)."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(claims, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, Mapping):
            for name in RESERVED & value.keys():
                message = f"a claim cannot be called {name} in an SD-JWT"
                yield Fault(join_pointer((*path, name)), "reserved-name", message)
            waiting += [(member, (*path, name)) for name, member in value.items()]
        elif isinstance(value, list):
            waiting += [(item, (*path, index)) for index, item in enumerate(value)]

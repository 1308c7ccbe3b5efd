"""Hostile things that a badge brings along or points at: other credentials, lists, documents."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from microcred.encoding import encode_base64url
from microcred.keys import SigningKey
from microcred.proofs import claims_of
from tests.hostile.badge import (
    CLR_CONTEXTS,
    CONTEXTS,
    EXTENSIONS,
    KEY,
    V2,
    badge,
    nested,
    signed,
    token,
)
from tests.hostile.budget import Attempt, unreachable

LIST = "https://a.example/list"
WEB = "did:web:a.example"
WEB_URL = "https://a.example/.well-known/did.json"


def endorsement(about: str = "urn:x", **members: Any) -> dict[str, Any]:
    return {"@context": CONTEXTS, "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": KEY.did, "name": "e", "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": about, "type": ["EndorsementSubject"]}} | members  # fmt: skip


def _endorsing_itself() -> Attempt:
    document = signed()
    document["endorsement"] = [document | {"type": ["EndorsementCredential"]}] * 3
    return Attempt(document)


def _endorsed(count: int, levels: int) -> dict[str, Any]:
    inner = endorsement("urn:x")
    for _ in range(levels - 1):
        inner = endorsement("urn:x", id="urn:x", endorsement=[inner] * count)
    return inner


def clr(credentials: list[Any], **members: Any) -> dict[str, Any]:
    return {"@context": CLR_CONTEXTS, "type": ["VerifiableCredential", "ClrCredential"],
            "id": "urn:clr", "issuer": KEY.did, "name": "c", "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": credentials},
            } | members  # fmt: skip


def presentation(credentials: Any, **members: Any) -> Attempt:
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": KEY.did,
                "verifiableCredential": credentials} | members  # fmt: skip
    return Attempt(document, presentation=True)


def _nested_presentations(levels: int) -> Attempt:
    inner: Any = signed()
    for _ in range(levels):
        inner = presentation([inner]).badge
    return Attempt(inner, presentation=True)


def _small(**members: Any) -> dict[str, Any]:
    return {"@context": CONTEXTS, "id": "urn:x", "type": ["VerifiableCredential",
            "OpenBadgeCredential"], "issuer": KEY.did} | members  # fmt: skip


_TINY = {"@context": V2, "type": "EndorsementCredential", "credentialSubject": {"id": "urn:x"}}
_PROOF = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose":
          "assertionMethod", "verificationMethod": KEY.key_id, "proofValue": "z" + "1" * 64}  # fmt: skip


def refreshing(answer: Any) -> Attempt:
    """Sign a badge that has expired and whose refresh service gives `answer`.

    Where that can be called, it is given the members of the badge and makes the answer.
    """
    service = {"id": "https://a.example/r", "type": "1EdTechCredentialRefresh"}
    members = {"refreshService": service, "@context": [*CONTEXTS, EXTENSIONS],
               "validUntil": "2026-05-02T00:00:00Z"}  # fmt: skip
    given = answer(members) if callable(answer) else answer
    return Attempt(signed(badge(**members)), {service["id"]: given})


def with_status(entries: Any, published: Any = None) -> Attempt:
    document = signed(badge(credentialStatus=entries))
    return Attempt(document, {} if published is None else {LIST: published})


def entry(**members: Any) -> dict[str, Any]:
    return {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
            "statusListIndex": "94567", "statusListCredential": LIST} | members  # fmt: skip


def status_list(encoded: Any, **members: Any) -> dict[str, Any]:
    return signed({"@context": [V2], "id": LIST, "issuer": KEY.did,
                   "type": ["VerifiableCredential", "BitstringStatusListCredential"],
                   "credentialSubject": {"id": LIST + "#list", "type": "BitstringStatusList",
                                         "statusPurpose": "revocation", "encodedList": encoded},
                   } | members)  # fmt: skip


def _list_of_one(containers: int, *, objects: bool = False) -> str:
    """Put nested containers of one value each into a list, as text."""
    opening, closing = ('{"a":', "}") if objects else ("[", "]")
    unit = opening * 57 + "1" + closing * 57
    more = ",".join([unit] * (containers // 57))
    return json.dumps(status_list(bits(bytes(16_384))))[:-1] + f',"evidence":[{more}]}}'


def _lists_of_one(containers: int, count: int) -> Attempt:
    lists = {f"{LIST}/{index}": _list_of_one(containers, objects=True) for index in range(count)}
    document = signed(badge(credentialStatus=[entry(statusListCredential=url) for url in lists]))
    return Attempt(document, lists)


def _token_of_one(containers: int) -> str:
    nested_lists = json.loads("[" * 57 + "]" * 57)
    return token(claims_of(badge()) | {"evidence": [nested_lists] * (containers // 57)})


def bits(data: bytes) -> str:
    return "u" + encode_base64url(gzip.compress(data))


def _bomb() -> str:
    return bits(bytes(200_000_000))


INDEXES: list[Any] = [
    -1, 1.5, 10**300, True, None, [], {}, "", "-1", "+1", "1.0", "0x1", "1e3", " 1", "１", "1\0",
    "9" * 400, "NaN", "00", "\u202e1", "131072", "9" * 5000, [1], {"@value": 1},
]  # fmt: skip


def by_web(document: Any, **members: Any) -> Attempt:
    """Publish a DID document, and name a key in it."""
    changed = signed(verificationMethod=f"{WEB}#key-1")
    changed["issuer"] = changed["issuer"] | {"id": WEB}
    return Attempt(changed | members, {WEB_URL: document})


def method(index: int) -> dict[str, Any]:
    return {"id": f"{WEB}#key-{index}", "type": "Multikey", "controller": WEB,
            "publicKeyMultibase": KEY.public_key.multikey}  # fmt: skip


def log(body: str) -> Attempt:
    did = "did:webvh:" + "Q" * 46 + ":a.example"
    changed = signed(verificationMethod=f"{did}#key-1")
    changed["issuer"] = changed["issuer"] | {"id": did}
    return Attempt(changed, {"https://a.example/.well-known/did.jsonl": body})


def _big_set() -> str:
    methods = ",".join(json.dumps(method(0)) for _ in range(1))
    return f'{{"id":"{WEB}","verificationMethod":[{methods}' + ",{}" * 1_000_000 + "]}"


CHAINS: dict[str, Callable[[], Attempt]] = {
    "10,000 endorsements": lambda: Attempt(signed() | {"endorsement": [endorsement()] * 10_000}),
    "10,000 endorsement tokens": lambda: Attempt(signed() | {"endorsementJwt": [token()] * 2_000}),
    "64 endorsements with 64 each": lambda: Attempt(signed() | {"id": "urn:x", "endorsement": [
        endorsement("urn:x", id="urn:x", endorsement=[endorsement("urn:x")] * 64)] * 64}),
    "endorsements 8 deep": lambda: Attempt(signed() | {"endorsement": _endorsed(2, 8)}),
    "an endorsement of itself": _endorsing_itself,
    "64 endorsements, each a poison graph": lambda: Attempt(signed() | {"id": "urn:x",
        "endorsement": [endorsement("urn:x", evidence=[
            {"id": f"_:b{i}", "https://a.example/p": [{"@id": f"_:b{j}"} for j in range(10) if i != j]}
            for i in range(10)]) for _ in range(64)]}),
    "64 endorsements with 16 proofs": lambda: Attempt(signed() | {"id": "urn:x", "endorsement": [
        endorsement("urn:x", proof=[signed()["proof"]] * 16)] * 64}),
    "64 endorsements of 100 KB with a chain": lambda: Attempt(signed() | {"id": "urn:x",
        "endorsement": [endorsement("urn:x", evidence=[{"id": f"urn:{i}"} for i in range(2_000)],
                                    proof=[signed()["proof"]] * 16)] * 64}),
    "endorsement of every kind": lambda: Attempt(signed() | {"endorsement": [
        None, 5, "x", [], [[{}]], {"type": 5}, {"credentialSubject": "x"}, "\x1b[2J\u202e"]}),
    "endorsers of everything": lambda: Attempt(signed() | {"issuer": [
        {"id": f"urn:{i}", "endorsement": [endorsement(f"urn:{i}")]} for i in range(64)]}),
    "clr of 500 with 64 endorsements": lambda: Attempt(clr([_small(endorsement=[_TINY] * 64)] * 500)),
    "clr of 500 with 16 proofs": lambda: Attempt(clr([_small(proof=[_PROOF] * 16)] * 500)),
    "clr of 500 with 16 rdfc proofs": lambda: Attempt(clr([_small(
        proof=[signed()["proof"]] * 16)] * 500)),
    "clr of 500 that are large": lambda: Attempt(clr([_small(
        evidence=[{"id": f"urn:{i}"} for i in range(900)])] * 500)),
    "clr of 9,000": lambda: Attempt(clr([_small()] * 9_000)),
    "clr of a million": lambda: Attempt(clr([{}] * 1_000_000)),
    "clr in clr": lambda: Attempt(clr([clr([clr([clr([signed()] * 5)] * 5)] * 5)] * 5)),
    "clr of tokens": lambda: Attempt(clr([token()] * 500)),
    "clr of every kind": lambda: Attempt(clr([None, 5, [], "x", {}, [[]], "\x1b[2J"])),
    "clr of presentations": lambda: Attempt(clr([presentation([signed()]).badge])),
    "presentations 12 deep": lambda: _nested_presentations(12),
    "a presentation of itself": lambda: presentation([presentation([signed()]).badge] * 100),
    "a presentation of 9,000": lambda: presentation([_small()] * 9_000),
    "a presentation of a million": lambda: presentation([0] * 1_000_000),
    "a presentation of 500 with 64 endorsements": lambda: presentation(
        [_small(endorsement=[_TINY] * 64)] * 500),
    "a presentation of 500 clrs": lambda: presentation([clr([_small()] * 50)] * 100),
    "a presentation of every kind": lambda: presentation([None, 1, [], {}, "x"], holder=[1]),
    "a presentation without anything": lambda: presentation(None, holder=10**300, proof=[{}] * 17),
    "refreshes to itself": lambda: refreshing(lambda members: signed(badge(**members))),
    "refreshes to a refresh": lambda: refreshing(
        lambda members: signed(badge(**members, name="Newer"))),
    "refreshes to a PNG bomb": lambda: refreshing("\x89PNG"),
    "refreshes to brackets": lambda: refreshing("[" * 8_000_000),
    "100,000 refresh services": lambda: Attempt(signed() | {"refreshService": [
        {"id": f"https://a.example/{i}", "type": "1EdTechCredentialRefresh"} for i in range(60_000)]}),
    "a list with 8 MB of lists of one": lambda: with_status(entry(), _list_of_one(3_900_000)),
    "a list with as many objects as may be": lambda: with_status(
        entry(), _list_of_one(399_000, objects=True)),
    "11 lists with as many objects as may be": lambda: _lists_of_one(399_000, 11),
    "endorsement tokens of lists of one": lambda: Attempt(signed() | {
        "endorsementJwt": [_token_of_one(350_000)] * 7}),
    "a presentation of tokens of lists of one": lambda: presentation([_token_of_one(350_000)] * 7),
    "bit string of 200 MB": lambda: with_status(entry(), status_list(_bomb())),
    "bit string of gzips in gzips": lambda: with_status(entry(), status_list(bits(gzip.compress(bytes(2**24))))),
    "bit string of 16 MB, 32 times": lambda: with_status(
        [entry(statusListIndex=str(i)) for i in range(32)], status_list(bits(bytes(2**24)))),
    "bit string of noise, 32 times": lambda: with_status(
        [entry(statusListIndex=str(i)) for i in range(32)],
        status_list(bits(b"".join(i.to_bytes(4, "little") for i in range(1_000_000))))),
    "bit string that is nothing": lambda: with_status(entry(), status_list("u")),
    "bit string with controls": lambda: with_status(entry(), status_list("u\x1b[2J\u202e")),
    "a list with 16 proofs, 32 times": lambda: with_status(
        [entry(statusListIndex=str(i)) for i in range(32)],
        _repeated(status_list(bits(bytes(2**17))))),
    "a list that is its own status": lambda: with_status(entry(), status_list(
        bits(bytes(2**14)), credentialStatus=entry(), name="Changed")),
    "indexes of every kind": lambda: Attempt(signed() | {"credentialStatus": [
        entry(statusListIndex=index) for index in INDEXES]}, {LIST: status_list(bits(bytes(2**14)))}),
    "sizes of every kind": lambda: Attempt(signed() | {"credentialStatus": [
        entry(statusSize=size) for size in INDEXES]}, {LIST: status_list(bits(bytes(2**14)))}),
    "purposes of every kind": lambda: Attempt(signed() | {"credentialStatus": [
        entry(statusPurpose=purpose) for purpose in INDEXES]}, {}),
    "lists of every kind": lambda: Attempt(signed() | {"credentialStatus": [
        entry(statusListCredential=url) for url in [*INDEXES, "file:///etc/passwd", "\x1b[2J"]]}, {}),
    "100,000 status entries": lambda: Attempt(signed() | {"credentialStatus": [entry()] * 40_000}),
    "messages without end": lambda: Attempt(signed() | {"credentialStatus": entry(
        statusPurpose="message", statusSize=12,
        statusMessage=[{"status": hex(i), "message": "\x1b[2J"} for i in range(60_000)])}, {}),
    "100,000 schemas": lambda: Attempt(signed() | {"credentialSchema": [
        {"id": f"https://a.example/{i}", "type": "JsonSchema"} for i in range(60_000)]}, {}),
    "a schema that is a bomb": lambda: Attempt(signed() | {"name": 5, "credentialSchema": [
        {"id": LIST, "type": "JsonSchema"}]}, {LIST: {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}),
    "a DID document of a million keys": lambda: by_web(_big_set()),
    "a DID document of 20,000 good keys": lambda: by_web(
        {"id": WEB, "verificationMethod": [method(i) for i in range(5_000)]}),
    "a DID document of 256 RSA keys": lambda: by_web({"id": WEB, "assertionMethod": [
        method(i) | {"publicKeyMultibase": "z" + "4" * 2_000} for i in range(256)]}),
    "a DID document that nests": lambda: by_web({"id": WEB, "verificationMethod": nested(60)}),
    "a DID document of every kind": lambda: by_web({"id": WEB, "verificationMethod": [
        None, 1, [], {}, method(1) | {"controller": [1]}, method(1) | {"expires": 10**200}],
        "assertionMethod": [None, {}, 5, f"{WEB}#key-1"]}),
    "a DID document that is a list": lambda: by_web([{}] * 1_000),
    "a DID document with two ids": lambda: by_web('{"id":"did:web:a.example","id":"did:web:b"}'),
    "a DID document of HTML": lambda: by_web("<html>" * 100_000),
    "a DID that names itself": lambda: by_web({"id": WEB, "verificationMethod": [
        method(1) | {"controller": f"{WEB}#key-1"}], "controller": WEB}),
    "an issuer out of reach": lambda: Attempt(
        signed(verificationMethod=f"{WEB}#key-1"), {WEB_URL: unreachable(WEB_URL)}),
    "a log of a million entries": lambda: log("{}\n" * 300_000),
    "a log of one deep entry": lambda: log("[" * 900_000),
    "a log of 1,000 large entries": lambda: log(
        (json.dumps({"versionId": "1-" + "Q" * 46, "state": {"x": "a" * 900}}) + "\n") * 900),
    "open badges 2.0 of every kind": lambda: Attempt({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": nested(50),
        "recipient": [[]], "badge": {"issuer": {"issuer": {}}}, "verification": [1]}),
    "open badges 2.0 of itself": lambda: Attempt(
        {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": LIST,
         "badge": LIST, "verification": {"type": "HostedBadge"}, "recipient": {}},
        {LIST: {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": LIST,
                "badge": LIST, "issuer": LIST}}),
    "a badge of another key": lambda: Attempt(signed(key=SigningKey.generate("Ed25519"))),
}  # fmt: skip


def _repeated(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"proof": [document["proof"]] * 16}

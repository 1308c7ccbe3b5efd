"""Hostile JWTs and SD-JWTs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from microcred.encoding import encode_base64url
from microcred.proofs import claims_of, sign_jws
from tests.hostile.badge import CONTEXTS, KEY, V2, badge, nested, token
from tests.hostile.budget import Attempt

MEGABYTE = 1024 * 1024
OBJECT, CLOSED = '{"a":', "}"


def encoded(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return encode_base64url(data)


def raw(header: Any, payload: Any = None, signature: bytes = bytes(64)) -> Attempt:
    """Make a token that nobody signed."""
    claims = claims_of(badge()) if payload is None else payload
    return Attempt(f"{encoded(header)}.{encoded(claims)}.{encoded(signature)}")


def disclosed(disclosures: list[Any], digests: list[str] | None = None, **claims: Any) -> Attempt:
    """Make an SD-JWT that the issuer did sign."""
    texts = [encoded(item) for item in disclosures]
    known = [digest(text) for text in texts] if digests is None else digests
    payload = {**claims_of(badge()), "_sd": known, **claims}
    jws = sign_jws({"typ": "dc+sd-jwt", "kid": KEY.key_id}, payload, KEY)
    return Attempt("~".join([jws, *texts, ""]))


def digest(text: str) -> str:
    return encode_base64url(hashlib.sha256(text.encode()).digest())


def nested_disclosures(levels: int, width: int = 1) -> Attempt:
    """Disclose objects in which the digests of further ones stand."""
    below: list[str] = []
    texts: list[str] = []
    for level in range(levels):
        here = [encoded([f"s{level}-{i}", f"n{i}", {"_sd": below}]) for i in range(width)]
        below = [digest(text) for text in here][:1]
        texts += here[:1]
    payload = {**claims_of(badge()), "_sd": below}
    jws = sign_jws({"typ": "dc+sd-jwt", "kid": KEY.key_id}, payload, KEY)
    return Attempt("~".join([jws, *texts, ""]))


def disclosed_texts(contents: list[str]) -> Attempt:
    """Disclose JSON that is written by hand; `disclosed` would be long in making it."""
    texts = [encode_base64url(content.encode()) for content in contents]
    payload = {**claims_of(badge()), "_sd": [digest(text) for text in texts]}
    jws = sign_jws({"typ": "dc+sd-jwt", "kid": KEY.key_id}, payload, KEY)
    return Attempt("~".join([jws, *texts, ""]))


def _one_in_one(levels: int, opening: str = "[", closing: str = "]") -> str:
    return opening * levels + "1" + closing * levels


def envelope(data: str, kind: str = "EnvelopedVerifiableCredential") -> dict[str, Any]:
    return {"@context": V2, "type": kind, "id": data}


def _enveloped(levels: int) -> Attempt:
    """Put an envelope into an envelope, as the payload of a token."""
    inner = token()
    for _ in range(levels):
        inner = token(envelope(f"data:application/vc+jwt,{inner}"), typ="vc+jwt")
    return Attempt(envelope(f"data:application/vc+jwt,{inner}"))


HEADER = {"alg": "EdDSA", "typ": "JWT", "kid": KEY.key_id}
TOKENS: dict[str, Callable[[], Attempt]] = {
    "a JWT of 50 MB": lambda: Attempt(token() + "A" * (50 * MEGABYTE)),
    "a JWT of 50 MB in bytes": lambda: Attempt(token().encode() + b"A" * (50 * MEGABYTE)),
    "a JWT of 8 MB of dots": lambda: Attempt("eyJ" + "." * (8 * MEGABYTE - 3)),
    "a JWT of 8 MB of tildes": lambda: Attempt("eyJ" + "~" * (8 * MEGABYTE - 3)),
    "a payload of 6 MB of brackets": lambda: raw(HEADER, b"[" * 6_000_000),
    "a payload of empty objects": lambda: raw(HEADER, {"vc": {"evidence": [{}] * 700_000}}),
    "a header of 1 MB": lambda: raw(HEADER | {"x": "a" * MEGABYTE}),
    "a header with a million members": lambda: raw({f"m{i}": i for i in range(200_000)} | HEADER),
    "a header of every kind": lambda: raw({"alg": ["EdDSA"], "kid": {}, "jwk": 5, "typ": []}),
    "a kid of every kind": lambda: raw(HEADER | {"kid": None}),
    "typ is a list": lambda: raw(HEADER | {"typ": ["JWT"]}),
    "a jwk that is huge": lambda: raw({"alg": "RS256", "jwk": {
        "kty": "RSA", "e": "AQAB", "n": encoded(b"\xff" * 40_000)}}),
    "a jwk of small order": lambda: raw({"alg": "EdDSA", "jwk": {
        "kty": "OKP", "crv": "Ed25519", "x": encoded(b"\x01" + bytes(31))}}),
    "a kid with controls": lambda: raw(HEADER | {"kid": "\x1b[31m\u202e\0"}),
    "alg with controls": lambda: raw({"alg": "\x1b[2J\u202eASdE"}),
    "no signature": lambda: raw(HEADER, signature=b""),
    "a signature of 1 MB": lambda: raw(HEADER, signature=bytes(MEGABYTE)),
    "a DER signature": lambda: raw(HEADER | {"alg": "ES256"}, signature=b"\x30\x06\x02\x01\x01\x02\x01\x01"),
    "claims of every kind": lambda: Attempt(token({**claims_of(badge()), "nbf": 10**300,
        "exp": "soon", "iat": [], "iss": {}, "sub": 5, "jti": None, "aud": 1e300})),
    "dates past the calendar": lambda: Attempt(token({**claims_of(badge()), "iat": 1e18,
                                                      "exp": -1e18})),
    "a vc claim in a vc claim": lambda: Attempt(token({"vc": nested(50, badge(), "vc")})),
    "a vp claim with everything": lambda: Attempt(token({"vp": {
        "type": "VerifiablePresentation", "verifiableCredential": [token()] * 9_000}}),
        presentation=True),
    "vc and vp": lambda: Attempt(token({"vc": badge(), "vp": {"@context": CONTEXTS}})),
    "a token in a token": lambda: raw(HEADER, token().encode()),
    "envelope in envelope": lambda: _enveloped(6),
    "envelope of nothing": lambda: Attempt(envelope("data:application/vc+jwt,")),
    "envelope of 7 MB of percents": lambda: Attempt(envelope(
        "data:application/vc+jwt," + "%65" * 2_500_000)),
    "envelope of everything": lambda: Attempt(envelope("data:application/vc+jwt,eyJ\0\u202e")),
    "envelope of a presentation": lambda: Attempt(envelope(
        "data:application/vp+jwt," + token({"type": "VerifiablePresentation"}),
        "EnvelopedVerifiablePresentation"), presentation=True),
    "10,000 disclosures": lambda: disclosed([[f"s{i}", f"n{i}", 1] for i in range(10_000)]),
    "100,000 disclosures": lambda: disclosed([[f"s{i}", f"n{i}", 1] for i in range(60_000)]),
    "10,000 disclosures without a digest": lambda: disclosed(
        [[f"s{i}", f"n{i}", 1] for i in range(10_000)], []),
    "a disclosure without a digest": lambda: disclosed([["s", "n", 1]], []),
    "a disclosure of the issuer": lambda: disclosed([["s", "issuer", {"id": "urn:x"}]]),
    "a disclosure of a reserved name": lambda: disclosed([["s", "_sd", []]]),
    "a disclosure of a proof": lambda: disclosed([["s", "proof", [{}] * 100_000]]),
    "disclosures nested 60 deep": lambda: nested_disclosures(60),
    "disclosures nested 5,000 deep": lambda: nested_disclosures(5_000),
    "a million digests": lambda: disclosed([], [digest(str(i)) for i in range(100_000)]),
    "the same digest a million times": lambda: disclosed([], [digest("x")] * 100_000),
    "digests of every kind": lambda: disclosed([], [], _sd=[None, 1, {}, [["x"]]]),
    "a hash nobody knows": lambda: disclosed([], _sd_alg="\x1b[2Jmd5"),
    "cnf of every kind": lambda: disclosed([], cnf={"jwk": [], "kid": {}}),
    "key binding that is none": lambda: Attempt(str(disclosed([]).badge) + "eyJ.eyJ.AA"),
    "disclosures that are not JSON": lambda: Attempt(
        str(disclosed([]).badge) + encoded(b"\xff" * 100) + "~"),
    "a disclosure nested": lambda: disclosed([["s", "evidence", nested(60)]]),
    "7,000 disclosures of nested lists": lambda: disclosed_texts(
        [f'["s","n{i}",[{",".join([_one_in_one(57)] * 5)}]]' for i in range(7_000)]),
    "7,000 disclosures that are just allowed": lambda: disclosed_texts(
        [f'["s","n{i}",{_one_in_one(13)}]' for i in range(7_000)]),
    "2,000 disclosures of nested objects": lambda: disclosed_texts(
        [f'["s","n{i}",{_one_in_one(46, OBJECT, CLOSED)}]' for i in range(2_000)]),
    "a million disclosed numbers": lambda: disclosed_texts(
        [f'["s","n{i}",[{",".join(["1.5"] * 990)}]]' for i in range(1_000)]),
    "a large value, disclosed": lambda: disclosed([["s", "evidence", [{}] * 500_000]]),
}  # fmt: skip

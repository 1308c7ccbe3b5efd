"""SD-JWT: the examples of RFC 9901, badges, and tokens that were tampered with."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from microcred.encoding import encode_base64url
from microcred.errors import (
    InvalidDocument,
    InvalidToken,
    LimitExceeded,
    MicrocredError,
    ProofInvalid,
    UnusableKey,
)
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.limits import MAX_DISCLOSED_CONTAINERS, MAX_JSON_DEPTH
from microcred.proofs import check_times, sign_jws
from microcred.proofs.sd_jwt import (
    KeyBinding,
    ProcessedSdJwt,
    check_in_clear,
    check_sd_jwt_claims,
    credential_from_sd_jwt,
    holder_key_of,
    issue_sd_jwt_badge,
    parse_sd_jwt,
    present_sd_jwt,
    sign_sd_jwt,
    verify_key_binding,
    verify_sd_jwt,
)
from microcred.proofs.sd_jwt.disclosure import make_disclosure, parse_disclosure
from tests.any_token import sign_any

# ---- RFC 9901's own examples. Only what cannot be made again, the signatures, is in base64url.

RFC_ISSUER = PublicKey.from_jwk(
    {
        "kty": "EC",
        "crv": "P-256",
        "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    }
)
RFC_HOLDER = {
    "kty": "EC",
    "crv": "P-256",
    "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
    "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
}


def encoded(value: Any) -> str:
    """Write JSON as the RFC's examples do, and encode it."""
    return encode_base64url(json.dumps(value).encode())


def rfc_token(payload: dict[str, Any], signature: str, disclosures: list[Any], tail: str) -> str:
    header = {"alg": "ES256", "typ": "example+sd-jwt"}
    issuer_text = f"{encoded(header)}.{encoded(payload)}.{signature}"
    return "~".join([issuer_text, *(encoded(item) for item in disclosures), tail])


MAIN_PAYLOAD = {
    "_sd": [
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
        "XzFrzwscM6Gn6CJDc6vVK8BkMnfG8vOSKfpPIZdAfdE",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "sub": "user_42",
    "nationalities": [
        {"...": "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo"},
        {"...": "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0"},
    ],
    "_sd_alg": "sha-256",
    "cnf": {"jwk": RFC_HOLDER},
}
ADDRESS = {
    "street_address": "123 Main St",
    "locality": "Anytown",
    "region": "Anystate",
    "country": "US",
}
MAIN = rfc_token(
    MAIN_PAYLOAD,
    "MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw",
    [
        ["eluV5Og3gSNII8EYnsxA_A", "family_name", "Doe"],
        ["AJx-095VPrpTtN4QMOqROA", "address", ADDRESS],
        ["2GLC42sKQveCfGfryNRN9w", "given_name", "John"],
        ["lklxF5jMYlGTPUovMNIvCA", "US"],
    ],
    ".".join(
        (
            encoded({"alg": "ES256", "typ": "kb+jwt"}),
            encoded(
                {
                    "nonce": "1234567890",
                    "aud": "https://verifier.example.org",
                    "iat": 1748537244,
                    "sd_hash": "0_Af-2B-EhLWX5ydh_w2xzwmO6iM66B_2QCEanI4fUY",
                }
            ),
            "T3SIus2OidNl41nmVkTZVCKKhOAX97aOldMyHFiYjHm261eLiJ1YiuONFiMN8QlCmYzDlBLAdPvrXh52KaLgUQ",
        )
    ),
)
MAIN_MOMENT = datetime.fromtimestamp(1748537300, UTC)

DECOYS_PAYLOAD = {
    "_sd": [
        "C9inp6YoRaEXR427zYJP7Qrk1WH_8bdwOA_YUrUnGQU",
        "Kuet1yAa0HIQvYnOVd59hcViO9Ug6J2kSfqYRBeowvE",
        "MMldOFFzB2d0umlmpTIaGerhWdU_PpYfLvKhh_f_9aY",
        "X6ZAYOII2vPN40V7xExZwVwz7yRmLNcVwt5DL8RLv4g",
        "Y34zmIo0QLLOtdMpXGwjBgLvr17yEhhYT0FGofR-aIE",
        "fyGp0WTwwPv2JDQln1lSiaeobZsMWA10bQ5989-9DTs",
        "ommFAicVT8LGHCB0uywx7fYuo3MHYKO15cz-RZEYM5Q",
        "s0BKYsLWxQQeU8tVlltM7MKsIRTrEIa1PkJmqxBBf5U",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "address": {
        "_sd": [
            "6aUhzYhZ7SJ1kVmagQAO3u2ETN2CC1aHheZpKnaF0_E",
            "AzLlFobkJ2xiaupREPyoJz-9-NSldB6Cgjr7fUyoHzg",
            "PzzcVu0qbMuBGSjulfewzkesD9zutOExn5EWNwkrQ-k",
            "b2Dkw0jcIF9rGg8_PF8ZcvncW7zwZj5ryBWvXfrpzek",
            "cPYJHIZ8Vu-f9CCyVub2UfgEk8jvvXezwK1p_JneeXQ",
            "glT3hrSU7fSWgwF5UDZmWwBTw32gnUldIhi8hGVCaV4",
            "rvJd6iq6T5ejmsBMoGwuNXh9qAAFATAci40oidEeVsA",
            "uNHoWYhXsZhVJCNE2Dqy-zqt7t69gJKy5QaFv7GrMX4",
        ]
    },
    "_sd_alg": "sha-256",
}
DECOYS = rfc_token(
    DECOYS_PAYLOAD,
    "JwMde4aGprmyUSPPl4SB5Woe7cBBzxEYyIUiMApNTMZuYjdKjoJ09F1V5KQ0Q0d6AzvMCuZBEQSxuhJwQVZRMg",
    [
        ["G02NSrQfjFXQ7Io09syajA", "region", "\u6e2f\u533a"],
        ["lklxF5jMYlGTPUovMNIvCA", "country", "JP"],
    ],
    "",
)

RECURSIVE_PAYLOAD = {
    "_sd": [
        "-aSznId9mWM8ocuQolCllsxVggq1-vHW4OtnhUtVmWw",
        "IKbrYNn3vA7WEFrysvbdBJjDDU_EvQIr0W18vTRpUSg",
        "otkxuT14nBiwzNJ3MPaOitOl9pVnXOaEHal_xkyNfKI",
    ],
    "iss": "https://issuer.example.com",
    "iat": 1683000000,
    "exp": 1883000000,
    "verified_claims": {
        "verification": {
            "_sd": [
                "7h4UE9qScvDKodXVCuoKfKBJpVBfXMF_TmAGVaZe3Sc",
                "vTwe3raHIFYgFA3xaUD2aMxFz5oDo8iBu05qKlOg9Lw",
            ],
            "trust_framework": "de_aml",
            "evidence": [{"...": "tYJ0TDucyZZCRMbROG4qRO5vkPSFRxFhUELc18CSl3k"}],
        },
        "claims": {
            "_sd": [
                "RiOiCn6_w5ZHaadkQMrcQJf0Jte5RwurRs54231DTlo",
                "S_498bbpKzB6Eanftss0xc7cOaoneRr3pKr7NdRmsMo",
                "WNA-UNK7F_zhsAb9syWO6IIQ1uHlTmOU8r8CvJ0cIMk",
                "Wxh_sV3iRH9bgrTBJi-aYHNCLt-vjhX1sd-igOf_9lk",
                "_O-wJiH3enSB4ROHntToQT8JmLtz-mhO2f1c89XoerQ",
                "hvDXhwmGcJQsBCA2OtjuLAcwAMpDsaU0nkovcKOqWNE",
            ]
        },
    },
    "_sd_alg": "sha-256",
}
EVIDENCE_DIGESTS = [
    "9wpjVPWuD7PK0nsQDL8B06lmdgV3LVybhHydQpTNyLI",
    "G5EnhOAOoU9X_6QMNvzFXjpEA_Rc-AEtm1bG_wcaKIk",
    "IhwFrWUB63RcZq9yvgZ0XPc7Gowh3O2kqXeBIswg1B4",
    "WpxQ4HSoEtcTmCCKOeDslB_emucYLz2oO8oHNr1bEVQ",
]
RECURSIVE = rfc_token(
    RECURSIVE_PAYLOAD,
    "QQlreqD-uUiutZfHPyqCh9zc6PFOOLz2HMvB7MrIxjUeU__0N-VzTlx_6cBIY2P7iE6uycx03OVxfihCFzXDrg",
    [
        ["2GLC42sKQveCfGfryNRN9w", "time", "2012-04-23T18:25Z"],
        ["Pc33JM2LchcU_lHggv_ufQ", {"_sd": EVIDENCE_DIGESTS}],
        ["eI8ZWm9QnKPpNPeNenHdhQ", "method", "pipp"],
        ["G02NSrQfjFXQ7Io09syajA", "given_name", "Max"],
    ],
    "",
)


def test_rfc_9901_section_5_2_presentation_with_key_binding() -> None:
    sd_jwt = parse_sd_jwt(MAIN)
    assert verify_sd_jwt(sd_jwt, RFC_ISSUER).payload == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "nationalities": ["US"],
        "family_name": "Doe",
        "address": ADDRESS,
        "given_name": "John",
        "cnf": {"jwk": RFC_HOLDER},
    }
    holder = verify_key_binding(
        sd_jwt, nonce="1234567890", audience="https://verifier.example.org", moment=MAIN_MOMENT
    )
    assert holder.jwk == RFC_HOLDER


def test_rfc_9901_appendix_a_1_decoys_in_a_nested_object() -> None:
    processed = verify_sd_jwt(parse_sd_jwt(DECOYS), RFC_ISSUER)
    assert processed.payload["address"] == {"region": "港区", "country": "JP"}
    assert sorted(processed.places) == ["/address/country", "/address/region"]


def test_rfc_9901_appendix_a_2_disclosures_within_disclosures() -> None:
    processed = verify_sd_jwt(parse_sd_jwt(RECURSIVE), RFC_ISSUER)
    assert processed.payload["verified_claims"] == {
        "verification": {
            "trust_framework": "de_aml",
            "evidence": [{"method": "pipp"}],
            "time": "2012-04-23T18:25Z",
        },
        "claims": {"given_name": "Max"},
    }


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (
            "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
        ),
        (
            "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0",
            "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs",
        ),
        (
            encode_base64url(b'["16_mAd0GiwaZokU26_0i0h","DE"]'),
            "PmnlrRjhLcwf8zTDdK15HVGwHtPYjddvD362WjBLwro",
        ),
    ],
)
def test_rfc_9901_section_4_2_digests(text: str, digest: str) -> None:
    assert parse_disclosure(text).digest("sha-256") == digest


@pytest.mark.parametrize(
    "text",
    [
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd",
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd",
        "WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ",
    ],
)
def test_rfc_9901_section_4_2_1_spellings_of_one_claim(text: str) -> None:
    disclosure = parse_disclosure(text)
    assert (disclosure.name, disclosure.value) == ("family_name", "Möbius")


# ---- Badges.

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = SigningKey.generate("P-256")
HOLDER = SigningKey.generate("Ed25519")
BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:6c5ffb3a-2cf8-4d1c-b1c6-0a34ad5d1c3f",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": KEY.did, "type": ["Profile"], "name": "Hill District"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T00:00:00Z",
    "credentialStatus": {"type": "BitstringStatusListEntry", "statusListIndex": "7"},
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "identityHash": "ana@school.example"}],
        "achievement": {"id": "urn:uuid:a", "type": ["Achievement"], "name": "Active Listening"},
    },
}
NONCE, AUDIENCE = "n-0S6_WzA2Mj", "https://verifier.example"
BINDING = KeyBinding(HOLDER, NONCE, AUDIENCE, NOW)


def processed_of(text: str, key: PublicKey = KEY.public_key) -> ProcessedSdJwt:
    return verify_sd_jwt(parse_sd_jwt(text), key)


def fault_codes(error: InvalidDocument) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in error.faults]


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "P-521", "RSA"])
def test_a_badge_is_issued_and_shown_in_full_or_without_its_recipient(
    algorithm: Algorithm,
) -> None:
    key = SigningKey.generate(algorithm)
    badge = {**BADGE, "issuer": {**BADGE["issuer"], "id": key.did}}
    token = issue_sd_jwt_badge(badge, key, holder_key=HOLDER.public_key, decoys=2)
    sd_jwt = parse_sd_jwt(token)
    assert sd_jwt.jws.header["typ"] == "dc+sd-jwt"
    assert sd_jwt.jws.header["kid"] == key.key_id
    full = verify_sd_jwt(sd_jwt, key.public_key)
    assert credential_from_sd_jwt(full.payload) == badge
    assert list(full.places) != []
    assert check_sd_jwt_claims(full, "dc+sd-jwt") == []

    hidden = processed_of(present_sd_jwt(token, []), key.public_key)
    assert credential_from_sd_jwt(hidden.payload)["credentialSubject"] == {
        "type": ["AchievementSubject"],
        "achievement": BADGE["credentialSubject"]["achievement"],
    }
    assert check_sd_jwt_claims(hidden, "dc+sd-jwt") == []


def test_nothing_in_a_token_tells_a_hidden_recipient() -> None:
    token = present_sd_jwt(issue_sd_jwt_badge(BADGE, KEY), [])
    sd_jwt = parse_sd_jwt(token)
    text = sd_jwt.jws.payload.decode()
    assert "ana" not in text
    assert "sub" not in sd_jwt.payload


def test_the_recipients_of_several_subjects_are_concealed() -> None:
    subject = BADGE["credentialSubject"]
    token = issue_sd_jwt_badge({**BADGE, "credentialSubject": [subject, subject]}, KEY)
    assert "ana" not in parse_sd_jwt(token).jws.payload.decode()
    assert processed_of(token).payload["credentialSubject"] == [subject, subject]


def test_status_dates_and_issuer_stay_in_the_clear() -> None:
    payload = parse_sd_jwt(issue_sd_jwt_badge(BADGE, KEY)).payload
    for member in ("credentialStatus", "issuer", "validFrom", "validUntil", "@context", "type"):
        assert payload[member] == BADGE[member]
    assert payload["iss"] == KEY.did
    assert (payload["nbf"], payload["exp"]) == (1767225600, 1798761600)
    assert payload["vct"] == "https://purl.imsglobal.org/spec/ob/v3p0#OpenBadgeCredential"


def test_a_vc_sd_jwt_has_no_vct() -> None:
    sd_jwt = parse_sd_jwt(issue_sd_jwt_badge(BADGE, KEY, vct=None))
    assert sd_jwt.jws.header["typ"] == "vc+sd-jwt"
    assert "vct" not in sd_jwt.payload
    processed = verify_sd_jwt(sd_jwt, KEY.public_key)
    assert check_sd_jwt_claims(processed, "vc+sd-jwt") == []
    codes = [fault.code for fault in check_sd_jwt_claims(processed, "dc+sd-jwt")]
    assert codes == ["claim-missing"]


def test_what_a_verifier_must_see_cannot_be_concealed() -> None:
    pointers = [
        "/credentialStatus",
        "/validUntil",
        "/issuer/name",
        "/@context/0",
        "/exp",
        "/nowhere",
    ]
    with pytest.raises(InvalidDocument) as caught:
        issue_sd_jwt_badge({**BADGE, "proof": []}, KEY, conceal=pointers)
    assert fault_codes(caught.value) == [
        *((pointer, "must-not-be-concealed") for pointer in pointers[:-1]),
        ("/proof", "embedded-proof"),
    ]


def test_a_concealed_status_or_date_of_another_issuer_is_found_when_it_is_shown() -> None:
    claims = {**BADGE, "iss": KEY.did, "vct": "urn:x", "exp": 1798761600}
    conceal = ["/credentialStatus/statusListIndex", "/exp", "/type/1"]
    token = sign_sd_jwt(claims, KEY, conceal=conceal, header={"typ": "dc+sd-jwt"})
    faults = check_in_clear(processed_of(token))
    found = {(fault.pointer, fault.code) for fault in faults}
    assert found == {(pointer, "must-not-be-concealed") for pointer in conceal}


@pytest.mark.parametrize(
    ("change", "token_type", "expected"),
    [
        ({}, "dc+sd-jwt", []),
        ({}, "vc+ld+json+sd-jwt", []),
        ({}, "JWT", [("", "token-type")]),
        ({}, None, [("", "token-type")]),
        ({}, ["dc+sd-jwt"], [("", "token-type")]),
        ({"vct": 7}, "dc+sd-jwt", [("/vct", "claim-missing")]),
        ({"iss": "did:example:other"}, "dc+sd-jwt", [("/iss", "claim-mismatch")]),
        ({"sub": "did:example:bob"}, "dc+sd-jwt", [("/sub", "claim-mismatch")]),
        ({"jti": "urn:uuid:2"}, "dc+sd-jwt", [("/jti", "claim-mismatch")]),
        ({"aka_vcts": ["urn:more"]}, "dc+sd-jwt", []),
        ({"aka_vcts": []}, "dc+sd-jwt", [("/aka_vcts", "claim-malformed")]),
        ({"aka_vcts": ["urn:x"]}, "dc+sd-jwt", [("/aka_vcts", "claim-malformed")]),
        ({"aka_vcts": "urn:more"}, "dc+sd-jwt", [("/aka_vcts", "claim-malformed")]),
        ({"nbf": 1, "exp": 2}, "dc+sd-jwt", []),
    ],
)
def test_claims_must_fit_the_type_and_the_credential(
    change: dict[str, Any], token_type: str, expected: list[Any]
) -> None:
    payload = {"iss": KEY.did, "vct": "urn:x", **BADGE, **change}
    faults = check_sd_jwt_claims(ProcessedSdJwt(payload, {}), token_type)
    assert [(fault.pointer, fault.code) for fault in faults] == expected


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"nbf": 1767225600, "exp": 1798761600, "iat": 1767225600}, []),
        ({"exp": NOW.timestamp() - 59}, []),
        ({"exp": NOW.timestamp() - 61}, [("/exp", "expired")]),
        ({"nbf": NOW.timestamp() + 61}, [("/nbf", "not-yet-valid")]),
        ({"iat": NOW.timestamp() + 61}, [("/iat", "not-yet-valid")]),
        ({"exp": "1798761600"}, [("/exp", "claim-malformed")]),
        ({"exp": None}, [("/exp", "claim-malformed")]),
        ({"nbf": 1e300}, [("/nbf", "claim-malformed")]),
    ],
)
def test_times_are_held_against_the_clock(claims: dict[str, Any], expected: list[Any]) -> None:
    faults = check_times(claims, NOW)
    assert [(fault.pointer, fault.code) for fault in faults] == expected


# ---- Choosing what to show.

CLAIMS: dict[str, Any] = {
    "iss": "https://issuer.example",
    "name": "Ana",
    "address": {"street": "Hill 1", "town": "Hillside"},
    "languages": ["en", "es", ["de", "at"]],
    "a/b": {"~": 1},
}
CONCEALED = [
    "/name",
    "/address",
    "/address/street",
    "/languages/0",
    "/languages/2",
    "/languages/2/0",
    "/a~1b/~0",
]


@pytest.fixture(scope="module", name="token")
def token_with_nested_disclosures() -> str:
    return sign_sd_jwt(CLAIMS, KEY, conceal=CONCEALED, header={"typ": "example+sd-jwt"})


@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        ([], {"languages": ["es"], "a/b": {}}),
        ([""], {name: value for name, value in CLAIMS.items() if name != "iss"}),
        (["/name"], {"languages": ["es"], "a/b": {}, "name": "Ana"}),
        (["/address"], {"languages": ["es"], "a/b": {}, "address": CLAIMS["address"]}),
        (
            ["/address/town"],
            {"languages": ["es"], "a/b": {}, "address": {"town": "Hillside"}},
        ),
        (["/address/street"], {"languages": ["es"], "a/b": {}, "address": CLAIMS["address"]}),
        (["/languages/0"], {"languages": ["en", "es"], "a/b": {}}),
        (["/languages/2/1"], {"languages": ["es", ["at"]], "a/b": {}}),
        (["/languages"], {"languages": CLAIMS["languages"], "a/b": {}}),
        (["/a~1b"], {"languages": ["es"], "a/b": {"~": 1}}),
        (["/iss"], {"languages": ["es"], "a/b": {}}),
    ],
)
def test_a_presentation_shows_what_was_chosen_and_no_more(
    token: str, pointers: list[str], expected: dict[str, Any]
) -> None:
    processed = processed_of(present_sd_jwt(token, pointers))
    assert processed.payload == {"iss": "https://issuer.example", **expected}


def test_every_pointer_to_nothing_is_named(token: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        present_sd_jwt(token, ["/nowhere", "/name", "/languages/3", "x"])
    assert fault_codes(caught.value) == [
        ("/nowhere", "pointer-not-found"),
        ("/languages/3", "pointer-not-found"),
        ("x", "pointer-not-found"),
    ]
    with pytest.raises(InvalidDocument) as caught:
        sign_sd_jwt(CLAIMS, KEY, conceal=["", "/nowhere", "/name"], header={})
    assert [pointer for pointer, _ in fault_codes(caught.value)] == ["", "/nowhere"]


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_claims_with_reserved_names_are_not_signed(name: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        sign_sd_jwt({"a": [{name: []}]}, KEY, conceal=[], header={})
    assert fault_codes(caught.value) == [(f"/a/0/{name}", "reserved-name")]


def test_decoys_hide_the_number_of_claims_and_digests_are_sorted() -> None:
    token = sign_sd_jwt(CLAIMS, KEY, conceal=["/name", "/address/town"], header={}, decoys=3)
    payload: Any = parse_sd_jwt(token).payload
    for digests in (payload["_sd"], payload["address"]["_sd"]):
        assert len(digests) == 4
        assert digests == sorted(digests)
    assert processed_of(token).payload == CLAIMS


def test_a_token_without_concealed_claims_has_no_trace_of_digests() -> None:
    token = sign_sd_jwt(CLAIMS, KEY, conceal=[], header={})
    assert token.endswith("~")
    assert token.count("~") == 1
    assert parse_sd_jwt(token).payload == CLAIMS


@pytest.mark.parametrize("hash_name", ["sha-256", "sha-384", "sha-512"])
def test_each_accepted_hash_is_used(hash_name: str) -> None:
    token = sign_sd_jwt(CLAIMS, KEY, conceal=["/name"], header={}, hash_name=hash_name)
    sd_jwt = parse_sd_jwt(token)
    data = sd_jwt.disclosures[0].text.encode()
    digest = encode_base64url(hashlib.new(hash_name.replace("-", ""), data).digest())
    assert sd_jwt.payload["_sd"] == [digest]
    assert sd_jwt.payload["_sd_alg"] == hash_name
    assert processed_of(token).payload == CLAIMS


def test_two_salts_are_never_the_same() -> None:
    claims = {str(number): "x" for number in range(50)}
    token = sign_sd_jwt(claims, KEY, conceal=[f"/{name}" for name in claims], header={})
    texts = [disclosure.text for disclosure in parse_sd_jwt(token).disclosures]
    assert len(set(texts)) == 50
    assert make_disclosure("a", 1).text != make_disclosure("a", 1).text


# ---- Tampering.


def forged(payload: Mapping[str, Any], *disclosures: Any, key: LocalKey = KEY) -> str:
    """Sign any payload, however wrong, and add any disclosures."""
    return "~".join([sign_jws({}, payload, key), *(encoded(item) for item in disclosures), ""])


def digest(content: Any) -> str:
    return parse_disclosure(encoded(content)).digest("sha-256")


def refusal(text: str, key: PublicKey = KEY.public_key) -> str:
    with pytest.raises((InvalidToken, ProofInvalid)) as caught:
        processed_of(text, key)
    return caught.value.code


def test_another_key_or_payload_is_no_match(token: str) -> None:
    assert refusal(token, SigningKey.generate("P-256").public_key) == "bad-signature"
    header, _, rest = token.split(".", 2)
    signature = rest.partition("~")[0]
    assert refusal(f"{header}.{encoded({'iss': 'x'})}.{signature}~") == "bad-signature"


def test_a_changed_invented_or_foreign_disclosure_is_refused(token: str) -> None:
    assert refusal(token + encoded(["salt", "role", "admin"]) + "~") == "unreferenced-disclosure"
    other = sign_sd_jwt(CLAIMS, KEY, conceal=["/name"], header={})
    foreign = other.split("~")[1]
    assert refusal(f"{token}{foreign}~") == "unreferenced-disclosure"
    name = next(item for item in parse_sd_jwt(token).disclosures if item.name == "name")
    changed = encoded(["salt", "name", "Bob"])
    assert refusal(token.replace(name.text, changed)) == "unreferenced-disclosure"


def test_an_inner_disclosure_without_the_outer_is_refused(token: str) -> None:
    outer = next(item for item in parse_sd_jwt(token).disclosures if item.name == "address")
    assert refusal(token.replace(f"~{outer.text}~", "~")) == "unreferenced-disclosure"


def test_a_disclosure_sent_twice_is_refused(token: str) -> None:
    again = token.split("~")[1]
    assert refusal(f"{token}{again}~") == "duplicate-disclosure"


NAME = ["salt", "name", "Ana"]
ITEM = ["salt", "en"]
INNER = ["salt", "inner", 1]


@pytest.mark.parametrize(
    ("payload", "disclosures", "code"),
    [
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME], "duplicate-digest"),
        ({"_sd": ["decoy", "decoy"]}, [], "duplicate-digest"),
        ({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, [NAME], "duplicate-digest"),
        ({"a": [{"...": digest(ITEM)}, {"...": digest(ITEM)}]}, [ITEM], "duplicate-digest"),
        ({"_sd": [digest(NAME)], "name": "Bob"}, [NAME], "claim-exists"),
        (
            {"_sd": [digest(NAME), digest(["s", "name", "Bob"])]},
            [NAME, ["s", "name", "Bob"]],
            "claim-exists",
        ),
        ({"_sd": [digest(ITEM)]}, [ITEM], "misplaced-disclosure"),
        ({"a": [{"...": digest(NAME)}]}, [NAME], "misplaced-disclosure"),
        ({"_sd": digest(NAME)}, [NAME], "malformed-digests"),
        ({"_sd": [7]}, [], "malformed-digests"),
        ({"_sd": [[digest(NAME)]]}, [NAME], "malformed-digests"),
        ({"a": [{"...": digest(ITEM), "b": 1}]}, [ITEM], "malformed-digests"),
        ({"a": [{"...": [digest(ITEM)]}]}, [ITEM], "malformed-digests"),
        ({"...": digest(ITEM)}, [ITEM], "malformed-digests"),
        ({"a": {"...": digest(ITEM)}}, [ITEM], "malformed-digests"),
        ({"a": {"_sd_alg": "sha-256"}}, [], "malformed-digests"),
        (
            {"_sd": [digest(["s", "a", {"_sd_alg": "sha-256"}])]},
            [["s", "a", {"_sd_alg": "sha-256"}]],
            "malformed-digests",
        ),
        ({"_sd_alg": "sha-1"}, [], "hash-refused"),
        ({"_sd_alg": "SHA-256"}, [], "hash-refused"),
        ({"_sd_alg": "md5"}, [], "hash-refused"),
        ({"_sd_alg": None}, [], "hash-refused"),
        ({"_sd_alg": ["sha-256"]}, [], "hash-refused"),
        ({}, [["salt", "_sd", []]], "invalid-disclosure"),
        ({}, [["salt", "...", "x"]], "invalid-disclosure"),
        ({}, [["salt", "_sd_alg", "x"]], "invalid-disclosure"),
        ({}, [["salt"]], "invalid-disclosure"),
        ({}, [["salt", "name", "Ana", 1]], "invalid-disclosure"),
        ({}, [{"salt": "x"}], "invalid-disclosure"),
        ({}, [[7, "name", "Ana"]], "invalid-disclosure"),
        ({}, [["salt", 7, "Ana"]], "invalid-disclosure"),
        ({}, [[["salt"], "en"]], "invalid-disclosure"),
    ],
    ids=repr,
)
def test_digests_and_disclosures_must_be_in_order(
    payload: dict[str, Any], disclosures: list[Any], code: str
) -> None:
    assert refusal(forged(payload, *disclosures)) == code


def test_empty_objects_and_arrays_are_what_is_left() -> None:
    payload = {"a": {"_sd": ["x"]}, "b": [{"...": "y"}], "c": {"_sd": []}}
    assert processed_of(forged(payload)).payload == {"a": {}, "b": [], "c": {}}


def test_a_disclosed_null_is_a_value() -> None:
    nothing, item = ["s", "nothing", None], ["s", None]
    payload = {"_sd": [digest(nothing)], "a": [{"...": digest(item)}]}
    assert processed_of(forged(payload, nothing, item)).payload == {"nothing": None, "a": [None]}


def test_disclosures_nested_without_end_are_refused() -> None:
    contents: list[Any] = [["s", "leaf", 1]]
    for _ in range(MAX_JSON_DEPTH):
        contents.append(["s", "a", {"_sd": [digest(contents[-1])]}])
    with pytest.raises(LimitExceeded) as caught:
        processed_of(forged({"_sd": [digest(contents[-1])]}, *contents))
    assert caught.value.code == "too-deep"


def test_a_disclosure_nested_too_deeply_is_refused() -> None:
    with pytest.raises(LimitExceeded) as caught:
        parse_sd_jwt(sign_jws({}, {}, KEY) + "~" + encode_base64url(b"[" * 5000) + "~")
    assert caught.value.code == "too-deep"


@pytest.mark.parametrize("in_payload", [0, 1_000])
def test_all_parts_of_an_sd_jwt_share_one_allowance(in_payload: int) -> None:
    """Each would be small enough: it is the document that they make which is not."""
    each = 100
    count = (MAX_DISCLOSED_CONTAINERS - in_payload - 4) // each
    nested: Any = []
    for _ in range(each - 3 - 48):
        nested = [nested]
    values = [nested] + [[]] * 48
    payload: dict[str, Any] = {"a": [{}] * in_payload}

    def token(number: int) -> str:
        contents = [["s", f"n{index}", values] for index in range(number)]
        return forged(payload | {"_sd": [digest(content) for content in contents]}, *contents)

    assert len(processed_of(token(count)).places) == count
    with pytest.raises(LimitExceeded) as caught:
        parse_sd_jwt(token(count + 1))
    assert caught.value.code == "too-many-values"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid-token"),
        ("~", "invalid-token"),
        ("a.b.c", "invalid-token"),
        ("e30.e30.AA~", "algorithm-refused"),
        ("~" * 20_000, "too-many-disclosures"),
        ("A" * 9_000_000 + "~", "invalid-token"),
        (sign_jws({}, {}, KEY) + "~~", "invalid-disclosure"),
        (sign_jws({}, {}, KEY) + "~!~", "invalid-disclosure"),
        (sign_jws({}, {}, KEY) + "~W10=~", "invalid-disclosure"),
        (sign_jws({}, {}, KEY) + "~é~", "invalid-disclosure"),
        (sign_jws({}, {}, KEY) + "~" + encode_base64url(b'["a",{"b":1,"b":2}]') + "~",
         "invalid-disclosure"),
        (sign_jws({}, {}, KEY) + "~e30.e30", "invalid-token"),
        (sign_jws({}, {}, KEY), "invalid-token"),
        ("eyJhbGciOiJub25lIn0.e30.~", "algorithm-refused"),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_what_is_no_sd_jwt_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidToken) as caught:
        parse_sd_jwt(text)
    assert caught.value.code == code


def test_a_payload_that_is_no_object_is_refused() -> None:
    header = encoded({"alg": "ES256"})
    for payload in ("W10", encode_base64url(b'{"a":1,"a":2}'), encode_base64url(b"\xff")):
        with pytest.raises(InvalidToken):
            parse_sd_jwt(f"{header}.{payload}.AA~")


def test_many_disclosures_cost_little(token: str) -> None:
    contents = [[str(number), str(number), number] for number in range(10_000)]
    text = forged({"_sd": [digest(content) for content in contents]}, *contents)
    assert len(processed_of(text).payload) == 10_000


# ---- Key binding.


@pytest.fixture(scope="module", name="bound")
def bound_token() -> str:
    return issue_sd_jwt_badge(BADGE, KEY, holder_key=HOLDER.public_key)


def check_binding(text: str, **changes: Any) -> PublicKey:
    expected = {"nonce": NONCE, "audience": AUDIENCE, "moment": NOW, **changes}
    return verify_key_binding(parse_sd_jwt(text), **expected)


def binding_refusal(text: str, **changes: Any) -> str:
    with pytest.raises((InvalidToken, ProofInvalid)) as caught:
        check_binding(text, **changes)
    return caught.value.code


def test_a_holder_presents_to_one_verifier_at_one_time(bound: str) -> None:
    text = present_sd_jwt(bound, ["/credentialSubject/id"], key_binding=BINDING)
    assert check_binding(text) == HOLDER.public_key
    assert processed_of(text).payload["credentialSubject"]["id"] == "did:example:ana"
    assert binding_refusal(text, nonce="another") == "key-binding-nonce"
    assert binding_refusal(text, audience="https://other.example") == "key-binding-audience"
    assert binding_refusal(text, moment=NOW + timedelta(minutes=7)) == "key-binding-time"
    assert binding_refusal(text, moment=NOW - timedelta(minutes=2)) == "key-binding-time"
    check_binding(text, moment=NOW + timedelta(minutes=7), max_age_seconds=600)


def test_a_binding_holds_for_what_was_presented_only(bound: str) -> None:
    text = present_sd_jwt(bound, ["/credentialSubject/id"], key_binding=BINDING)
    issuer_text, *disclosures, key_binding = text.split("~")
    assert binding_refusal(f"{issuer_text}~{key_binding}") == "key-binding-hash"
    more = bound.split("~")[1:-1]
    assert binding_refusal("~".join([issuer_text, *more, key_binding])) == "key-binding-hash"
    assert len(disclosures) == 1


def test_a_missing_binding_is_told(bound: str) -> None:
    assert binding_refusal(bound) == "key-binding-missing"
    unbound = issue_sd_jwt_badge(BADGE, KEY)
    key_binding = present_sd_jwt(bound, [], key_binding=BINDING).rpartition("~")[2]
    assert binding_refusal(unbound + key_binding) == "key-binding-missing"


def with_binding(bound: str, header: Any, key: SigningKey = HOLDER, **changes: Any) -> str:
    sd_hash = encode_base64url(hashlib.sha256(bound.encode()).digest())
    claims = {
        "iat": int(NOW.timestamp()),
        "aud": AUDIENCE,
        "nonce": NONCE,
        "sd_hash": sd_hash,
        **changes,
    }
    return bound + sign_any(header, claims, key)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"iat": None}, "key-binding-time"),
        ({"iat": "now"}, "key-binding-time"),
        ({"iat": True}, "key-binding-time"),
        ({"iat": 1e300}, "key-binding-time"),
        ({"exp": NOW.timestamp() - 61}, "key-binding-time"),
        ({"exp": None}, "key-binding-time"),
        ({"nbf": NOW.timestamp() + 61}, "key-binding-time"),
        ({"aud": [AUDIENCE]}, "key-binding-audience"),
        ({"aud": None}, "key-binding-audience"),
        ({"nonce": ""}, "key-binding-nonce"),
        ({"nonce": 7}, "key-binding-nonce"),
        ({"nonce": NONCE + "é"}, "key-binding-nonce"),
        ({"sd_hash": ""}, "key-binding-hash"),
        ({"sd_hash": None}, "key-binding-hash"),
    ],
    ids=repr,
)
def test_every_claim_of_a_binding_counts(bound: str, changes: Any, code: str) -> None:
    check_binding(with_binding(bound, {"typ": "kb+jwt"}))
    assert binding_refusal(with_binding(bound, {"typ": "kb+jwt"}, **changes)) == code


def test_a_binding_needs_its_type_and_the_holders_key(bound: str) -> None:
    assert binding_refusal(with_binding(bound, {"typ": "JWT"})) == "key-binding-type"
    assert binding_refusal(with_binding(bound, {})) == "key-binding-type"
    other = SigningKey.generate("Ed25519")
    assert binding_refusal(with_binding(bound, {"typ": "kb+jwt"}, other)) == "bad-signature"
    own = {"typ": "kb+jwt", "jwk": other.public_key.jwk}
    assert binding_refusal(with_binding(bound, own, other)) == "bad-signature"
    p256 = SigningKey.generate("P-256")
    assert binding_refusal(with_binding(bound, {"typ": "kb+jwt"}, p256)) == "key-type-mismatch"


@pytest.mark.parametrize(
    "confirmation",
    [
        None,
        "jwk",
        {},
        {"jwk": "x"},
        {"jwk": {"kty": "EC"}},
        {"jwk": HOLDER.to_jwk(private=True)},
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_confirmation_that_names_no_usable_key_is_refused(confirmation: Any) -> None:
    text = with_binding(forged({"cnf": confirmation}), {"typ": "kb+jwt"})
    assert binding_refusal(text) == "unusable-confirmation"


@pytest.mark.parametrize("confirmation", [{"kid": "did:example:ana#1"}, {"jkt": "x"}])
def test_a_confirmation_of_another_kind_is_not_known_here(confirmation: Any) -> None:
    text = with_binding(forged({"cnf": confirmation}), {"typ": "kb+jwt"})
    assert binding_refusal(text) == "unsupported-confirmation"


def test_a_confirmation_that_was_disclosed_does_not_count() -> None:
    content = ["s", "cnf", {"jwk": HOLDER.public_key.jwk}]
    text = with_binding(forged({"_sd": [digest(content)]}, content), {"typ": "kb+jwt"})
    assert binding_refusal(text) == "key-binding-missing"
    assert holder_key_of(parse_sd_jwt(text).payload) is None


def test_a_holder_cannot_present_with_another_key_or_twice(bound: str) -> None:
    other = KeyBinding(SigningKey.generate("Ed25519"), NONCE, AUDIENCE, NOW)
    with pytest.raises(UnusableKey) as caught:
        present_sd_jwt(bound, [], key_binding=other)
    assert caught.value.code == "not-the-holders-key"
    with pytest.raises(UnusableKey):
        present_sd_jwt(issue_sd_jwt_badge(BADGE, KEY), [], key_binding=BINDING)
    presented = present_sd_jwt(bound, [], key_binding=BINDING)
    with pytest.raises(ProofInvalid) as refused:
        present_sd_jwt(presented, [])
    assert refused.value.code == "key-binding-present"


def test_any_damaged_token_gives_an_error_of_ours(bound: str) -> None:
    text = present_sd_jwt(bound, [""], key_binding=BINDING)
    for position in range(0, len(text), 7):
        replacement = "A" if text[position] != "A" else "B"
        damaged = text[:position] + replacement + text[position + 1 :]
        with pytest.raises(MicrocredError):
            _verify_both(damaged)


def _verify_both(text: str) -> None:
    verify_sd_jwt(parse_sd_jwt(text), KEY.public_key)
    check_binding(text)

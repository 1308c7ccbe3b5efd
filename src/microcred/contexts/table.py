"""Where each pinned context lies, and its SHA-256; `data/NOTICE` says the rest."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class PinnedContext(NamedTuple):
    """One context document of the package.

    Attributes:
        file: its name in `data/`.
        sha256: of its bytes, in hexadecimal.
    """

    file: str
    sha256: str


TABLE: Final[Mapping[str, PinnedContext]] = MappingProxyType(
    {
        "https://www.w3.org/2018/credentials/v1": PinnedContext(
            "credentials-v1.jsonld",
            "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
        ),
        "https://www.w3.org/ns/credentials/v2": PinnedContext(
            "credentials-v2.jsonld",
            "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f",
        ),
        "https://www.w3.org/ns/credentials/undefined-terms/v2": PinnedContext(
            "undefined-terms-v2.jsonld",
            "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581",
        ),
        "https://w3id.org/security/data-integrity/v1": PinnedContext(
            "data-integrity-v1.jsonld",
            "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
        ),
        "https://w3id.org/security/data-integrity/v2": PinnedContext(
            "data-integrity-v2.jsonld",
            "0f77743daf5b4e8fc067fc5ba5b21044283053aa717fc6b0219843bed3b00363",
        ),
        "https://w3id.org/security/multikey/v1": PinnedContext(
            "multikey-v1.jsonld",
            "c5f3806f8286920573221938917988a18a4cc5a09e968d29649613c7a1c2b1f6",
        ),
        "https://www.w3.org/ns/credentials/status/v1": PinnedContext(
            "bitstring-status-list-v1.jsonld",
            "fd08cbf28ddd829ab2f1978c48f43ab07a112c1c90245a0cfac7ba721c65170c",
        ),
        "https://w3id.org/vc/status-list/2021/v1": PinnedContext(
            "status-list-2021-v1.jsonld",
            "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160",
        ),
        "https://www.w3.org/ns/did/v1": PinnedContext(
            "did-v1.jsonld",
            "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f",
        ),
        "https://w3id.org/security/suites/ed25519-2020/v1": PinnedContext(
            "ed25519-2020-v1.jsonld",
            "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
        ),
        "https://w3id.org/security/suites/x25519-2020/v1": PinnedContext(
            "x25519-2020-v1.json",
            "b234f84fe7cebb0efef37cad82667eeacb6d414f6c51ac37f5dc803a4a0c728a",
        ),
        "https://w3id.org/security/suites/jws-2020/v1": PinnedContext(
            "jws-2020-v1.jsonld",
            "00ee65bb7307f9a01c3170b823083b0d4de68223520834b2c5eb7a09bae5dea6",
        ),
        "https://w3id.org/security/v1": PinnedContext(
            "security-v1.jsonld",
            "e2d146cd556f6fa5f14996c6f1749667d5a14073fa30f0643990068e2c0b1bac",
        ),
        "https://w3id.org/security/v2": PinnedContext(
            "security-v2.jsonld",
            "4cb186bc29c08af6e40c58178c22dd84d542f2871a063afed6e648b47abc3cf6",
        ),
        "https://w3id.org/security/suites/ed25519-2018/v1": PinnedContext(
            "ed25519-2018-v1.json",
            "166c6abb9e08176cee5f6c87c9c1bbfefa5717da391bcac525e5437f93eab809",
        ),
        "https://w3id.org/security/suites/secp256k1-2019/v1": PinnedContext(
            "secp256k1-2019-v1.json",
            "8452efdde151151539b78d240f55cee7d9cc985bf078123ce310aa7ae04763b4",
        ),
        "https://w3id.org/security/suites/x25519-2019/v1": PinnedContext(
            "x25519-2019-v1.json",
            "d032497b819ad21259daaa11a1e0ce1153592fb58877751944d6b48768c0bf33",
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json": PinnedContext(
            "ob-v3p0-context.json",
            "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10",
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": PinnedContext(
            "ob-v3p0-context-3.0.1.json",
            "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": PinnedContext(
            "ob-v3p0-context-3.0.2.json",
            "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": PinnedContext(
            "ob-v3p0-context-3.0.3.json",
            "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": PinnedContext(
            "ob-v3p0-extensions.json",
            "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
        ),
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": PinnedContext(
            "clr-v2p0-context-2.0.1.json",
            "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
        ),
        "https://w3id.org/vc-revocation-list-2020/v1": PinnedContext(
            "vc-revocation-list-2020-v1.jsonld",
            "9fe1e5bd6d2f709e4628947c86455f2d97204e07ed7b7ae51d559e35e5238e9d",
        ),
        "https://www.w3.org/ns/cid/v1": PinnedContext(
            "cid-v1.json",
            "61dc4b1cf0b1a3bb24c32d0b46ceca5a13649ff858296300d64f9cd3c9fe2873",
        ),
        "https://w3id.org/dcc/v1": PinnedContext(
            "dcc-v1.json",
            "1543695325471b0d23e839a28166ba4ea445cca294ac46fe034ca584cbfc6077",
        ),
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json": PinnedContext(
            "clr-v2p0-context.json",
            "e198d7b517d74c5036434ce495086f67b10244709e9a3df9dcb7f8b1579b6167",
        ),
        "https://ctx.learncard.com/boosts/1.0.0.json": PinnedContext(
            "learncard-boosts-1.0.0.json",
            "e85fc42995d0a80534eaaa5c6bf02de08f4ea0000a49ea4647a91cccb0533905",
        ),
        "https://ctx.learncard.com/boosts/1.0.1.json": PinnedContext(
            "learncard-boosts-1.0.1.json",
            "849533429fd9e06209b256107f8e59a2fffe31de29158da8ff07d4f704af537b",
        ),
        "https://ctx.learncard.com/boosts/1.0.2.json": PinnedContext(
            "learncard-boosts-1.0.2.json",
            "ac66379da3e4dc191ddea21b81caacdd882cd32392e492e564c46b03383eb1e0",
        ),
        "https://ctx.learncard.com/boosts/1.0.3.json": PinnedContext(
            "learncard-boosts-1.0.3.json",
            "6864c292209d3f11df913cf76e2aafe950c13a460d125c1e4704193bfcf8e863",
        ),
        "https://ctx.learncard.com/boostIDs/1.0.0.json": PinnedContext(
            "learncard-boostids-1.0.0.json",
            "de075c9cd720962c095b484765dc2be5825871e76feb9cf1b28c99f7aed65b11",
        ),
    }
)

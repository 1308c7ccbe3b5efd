"""Networks that answer at the last moment, with something that then takes long."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from microcred.limits import MAX_VERIFICATION_SECONDS
from microcred.verifying import Policy, PublishedTrustList, TrustAnchor
from tests.hostile.badge import badge, nested, signed
from tests.hostile.budget import Attempt
from tests.hostile.chains import (
    CHAINS,
    LIST,
    WEB,
    WEB_URL,
    bits,
    by_web,
    clr,
    endorsement,
    entry,
    method,
    presentation,
    refreshing,
    status_list,
    with_status,
)

_LATE: Final = MAX_VERIFICATION_SECONDS - 0.2
"""Seconds after which an answer is still waited for."""

Make = Callable[[], Attempt]


def _slowly(make: Make, seconds: float = _LATE) -> Make:
    return lambda: replace(make(), seconds_to_answer=seconds)


def _large(members: int = 500_000) -> str:
    """Write a badge of some 8 MB that no limit refuses before it is looked into."""
    document = json.dumps(signed())
    more = ",".join(f'"m{index}":{{}}' for index in range(members))
    return document[:-1] + "," + more + "}"


def _poison(nodes: int = 9) -> list[dict[str, Any]]:
    """Make evidence that takes RDFC-1.0 long to order."""
    return [
        {"id": f"_:b{one}", "https://a.example/p": [
            {"@id": f"_:b{other}"} for other in range(nodes) if one != other]}
        for one in range(nodes)
    ]  # fmt: skip


def _by_hosts(count: int) -> list[dict[str, Any]]:
    """Make endorsements whose issuers each have a host of their own."""
    return [
        endorsement("urn:x", issuer=f"did:web:{index}.example", proof=signed()["proof"] | {
            "verificationMethod": f"did:web:{index}.example#key-1"})
        for index in range(count)
    ]  # fmt: skip


def _late_key(document: dict[str, Any]) -> Attempt:
    """Hand in a badge whose key comes late."""
    proof = {**signed()["proof"], "verificationMethod": f"{WEB}#key-1"}
    document |= {"issuer": {"id": WEB, "type": ["Profile"]}, "proof": [proof] * 16}
    published = {"id": WEB, "verificationMethod": [method(1)], "assertionMethod": [f"{WEB}#key-1"]}
    return Attempt(document, {WEB_URL: published})


def _with_schemas(count: int) -> Attempt:
    schemas = [{"id": f"https://a.example/{index}", "type": "JsonSchema"} for index in range(count)]
    document = signed(badge(credentialSchema=schemas))
    return Attempt(document, {schema["id"]: _BOMB for schema in schemas})


_BOMB: Final = {
    "$defs": {
        f"a{index}": {"anyOf": [{"$ref": f"#/$defs/a{index + 1}"}] * 2} for index in range(40)
    }
    | {"a40": {"const": 1}},
    "$ref": "#/$defs/a0",
}


def _with_resources(count: int) -> Attempt:
    related = [{"id": f"https://a.example/{index}", "digestSRI": "sha512-" + "A" * 86 + "=="}
               for index in range(count)]  # fmt: skip
    document = signed(badge(relatedResource=related))
    published = {item["id"]: "x" * 1_000_000 for item in related}
    return Attempt(document, published, policy=Policy(check_resources=True))


def _trusting(registry: Any, published: Any) -> Attempt:
    url = registry.url if isinstance(registry, PublishedTrustList) else f"{WEB_HOST}{_FEDERATION}"
    policy = Policy(trust_registries=(registry,))
    return Attempt(signed(), {url: published}, policy=policy)


WEB_HOST: Final = "https://a.example"
_FEDERATION: Final = "/.well-known/openid-federation"
_OLDER: Final = {
    "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": LIST, "badge": LIST,
    "verification": {"type": "HostedBadge"}, "recipient": {}, "evidence": nested(50),
}  # fmt: skip

SLOW: dict[str, Make] = {
    f"{name}, slowly": _slowly(CHAINS[name])
    for name in (
        "refreshes to itself", "refreshes to a refresh", "refreshes to brackets",
        "bit string of 200 MB", "bit string of 16 MB, 32 times", "bit string of noise, 32 times",
        "a list with 16 proofs, 32 times", "indexes of every kind",
        "a DID document of a million keys", "a DID document of 256 RSA keys",
        "a log of 1,000 large entries", "open badges 2.0 of itself",
    )
} | {
    "a network that never answers": _slowly(lambda: by_web({}), 3600),
    "refreshes to 8 MB, late": _slowly(lambda: refreshing(_large())),
    "refreshes to a poison graph, late": _slowly(lambda: refreshing(
        lambda members: signed(badge(**members)) | {"evidence": _poison()})),
    "a status list of 8 MB, late": _slowly(lambda: with_status(entry(), _large())),
    "32 status lists, a little late each": _slowly(lambda: Attempt(signed(badge(credentialStatus=[
        entry(statusListCredential=f"{LIST}/{index}") for index in range(32)])),
        {f"{LIST}/{index}": status_list(bits(bytes(2**23))) for index in range(32)}), 0.1),
    "32 status lists of poison, late": _slowly(lambda: Attempt(signed(badge(credentialStatus=[
        entry(statusListCredential=f"{LIST}/{index}") for index in range(32)])),
        {f"{LIST}/{index}": status_list("u") | {"evidence": _poison()} for index in range(32)}), 0.5),
    "a key for 16 proofs over 8 MB, late": _slowly(lambda: _late_key(json.loads(_large(300_000)))),
    "a key for a poison graph, late": _slowly(lambda: _late_key(signed() | {"evidence": _poison()})),
    "64 endorsers, each slow": _slowly(lambda: Attempt(
        signed() | {"id": "urn:x", "endorsement": _by_hosts(64)}, {}), 0.5),
    "64 endorsers and a poison graph": _slowly(lambda: Attempt(signed() | {"id": "urn:x",
        "evidence": _poison(), "endorsement": _by_hosts(64)}, {}), 1.0),
    "a clr of 500 slow issuers": _slowly(lambda: Attempt(clr(_by_hosts(500)), {}), 0.2),
    "a presentation of 500 slow issuers": _slowly(lambda: replace(
        presentation(_by_hosts(500)), published={}), 0.2),
    "16 schemas that are bombs, late": _slowly(lambda: _with_schemas(16), 1.0),
    "a schema that is a bomb, at the last moment": _slowly(lambda: _with_schemas(1)),
    "32 resources, each slow": _slowly(lambda: _with_resources(32), 0.1),
    "a trust list of 8 MB, late": _slowly(lambda: _trusting(
        PublishedTrustList("https://a.example/list"), _large())),
    "a trust anchor of a JWT of 8 MB, late": _slowly(lambda: _trusting(
        TrustAnchor(WEB_HOST), "eyJhbGciOiJFUzI1NiJ9." + "A" * 8_000_000 + ".AA")),
    "open badges 2.0 of 8 MB, late": _slowly(lambda: Attempt(
        _OLDER, {LIST: json.dumps(_OLDER)[:-1] + ',"x":[' + "{}," * 2_000_000 + "{}]}"})),
}  # fmt: skip

"""Issuers' keys over real sockets on loopback: each way to publish one, and each way to fail."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from microcred.dids import Resolver
from microcred.errors import MicrocredError
from microcred.fetch import LimitedFetcher
from microcred.keys import SigningKey
from microcred.timestamps import fixed_clock, parse_timestamp
from tests.dids.files import Log
from tests.fetch.world import Reply, World, budget, drip

KEY = SigningKey.generate("Ed25519")

pytestmark = pytest.mark.loopback


def listing(controller: str, method_id: str) -> dict[str, Any]:
    return {
        "id": controller,
        "verificationMethod": [
            {
                "id": method_id,
                "type": "Multikey",
                "controller": controller,
                "publicKeyMultibase": KEY.public_key.multikey,
            }
        ],
        "assertionMethod": [method_id],
    }


def resolver(world: World, **options: Any) -> Resolver:
    clock = fixed_clock(parse_timestamp("2024-02-01T00:00:00Z"))
    return Resolver(LimitedFetcher(world.fetcher(**options)), clock=clock)


def assert_listed(world: World, url: str) -> None:
    with budget():
        found = resolver(world).resolve_verification_method(url)
    assert found.document is not None
    assert found.document.lists_for_assertion(found.method)


def refused_code(world: World, url: str, **options: Any) -> str:
    with budget(), pytest.raises(MicrocredError) as caught:
        resolver(world, **options).resolve_verification_method(url)
    return caught.value.code


def test_did_web(world: World) -> None:
    for path, file in (("", "/.well-known/did.json"), (":a:b", "/a/b/did.json")):
        did = f"did:web:issuer.example%3A{world.port}{path}"
        world.serve("issuer.example", file, listing(did, f"{did}#1"))
        assert_listed(world, f"{did}#1")


def test_did_webvh(world: World) -> None:
    log = Log(f"issuer.example%3A{world.port}:dids")
    world.serve("issuer.example", "/dids/did.jsonl", log.body(), content_type="text/jsonl")
    assert_listed(world, f"{log.did}#1")


def test_issuer_profile(world: World) -> None:
    profile = world.url("issuer.example", "/profile")
    world.serve("issuer.example", "/profile", listing(profile, f"{profile}#1"))
    assert_listed(world, f"{profile}#1")


def test_issuer_profile_behind_a_redirect_keeps_its_id(world: World) -> None:
    profile = world.url("issuer.example", "/profile")
    moved = world.serve("issuer.example", "/moved", listing(profile, f"{profile}#1"))
    world.redirect("issuer.example", "/profile", moved)
    assert_listed(world, f"{profile}#1")
    assert refused_code(world, f"{moved}#1") == "wrong-document-id"


def test_what_an_open_redirect_leads_to_is_not_the_word_of_its_host(world: World) -> None:
    """Whoever can choose where a host redirects to publishes nothing in its name."""
    profile = world.url("issuer.example", "/go?to=b.example")
    mine = world.serve("b.example", "/profile", listing(profile, f"{profile}#1"))
    world.redirect("issuer.example", "/go?to=b.example", mine)
    did = f"did:web:issuer.example%3A{world.port}:go"
    forged = world.serve("b.example", "/did.json", listing(did, f"{did}#1"))
    world.redirect("issuer.example", "/go/did.json", forged)
    log = Log(f"issuer.example%3A{world.port}:logs")
    kept = world.serve("b.example", "/log", log.body(), content_type="text/jsonl")
    world.redirect("issuer.example", "/logs/did.jsonl", kept)
    jwk = world.serve("b.example", "/jwk", KEY.public_key.jwk)
    key = world.redirect("issuer.example", "/jwk", jwk)
    for name in (f"{profile}#1", f"{did}#1", f"{log.did}#1", key):
        assert refused_code(world, name) == "answered-from-elsewhere"


def test_key_on_another_host_than_its_controller(world: World) -> None:
    profile, key_url = world.url("issuer.example", "/p"), world.url("keys.example", "/1")
    members = listing(profile, key_url)["verificationMethod"][0]
    world.serve("keys.example", "/1", members)
    world.serve("issuer.example", "/p", {"id": profile, "assertionMethod": [key_url]})
    assert_listed(world, key_url)


def test_key_url_that_leads_to_metadata(world: World) -> None:
    world.addresses["b.example"] = [["169.254.169.254"]]
    url = world.redirect("issuer.example", "/1", "https://b.example/latest/meta-data/")
    assert refused_code(world, url) == "forbidden-address"


def test_key_url_whose_name_changes_its_answer(world: World) -> None:
    world.addresses["rebind.example"] = [["10.0.0.1"], ["127.0.0.1"]]
    url = world.serve("rebind.example", "/1", KEY.public_key.jwk)
    assert refused_code(world, url) == "forbidden-address"
    assert world.asked == []


def test_key_url_that_drips(world: World) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"
    raw = drip(itertools.chain([head], itertools.repeat(b" ")), 0.05)
    world.replies["issuer.example", "/1"] = Reply(raw=raw)
    assert refused_code(world, world.url("issuer.example", "/1"), max_seconds=0.5) == "timeout"


def test_key_url_that_answers_html(world: World) -> None:
    url = world.serve("issuer.example", "/1", b"<html></html>", content_type="text/html")
    assert refused_code(world, url) == "wrong-content-type"


def test_document_of_a_million_keys(world: World) -> None:
    did = f"did:web:issuer.example%3A{world.port}"
    document = listing(did, f"{did}#1")
    document["assertionMethod"] = [f"#{number}" for number in range(1_000_000)]
    world.serve("issuer.example", "/.well-known/did.json", document)
    assert refused_code(world, f"{did}#1") == "too-large"
    document["assertionMethod"] = [f"#{number}" for number in range(100_000)]
    world.serve("issuer.example", "/.well-known/did.json", document)
    assert refused_code(world, f"{did}#1") == "too-many-verification-methods"

"""Every check and outcome, from one world in which one thing changes at a time."""

from __future__ import annotations

import copy
import json
from functools import partial
from typing import Any

import pytest

from microcred.encoding import encode_base64url
from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.limits import MAX_ISSUER_KEYS
from microcred.open_badges_2 import CONTEXT, SECTIONS, Expectations, Presented, check_badge
from microcred.proofs import parse_jws, sign_jws, verify_jws
from microcred.verifying import CHECKS
from tests.open_badges_2.world import (
    ASSERTION,
    BADGE,
    ISSUER,
    KEY,
    NOW,
    REVOCATIONS,
    SITE,
    World,
    of,
    only,
    signing_key,
    verdict,
)

ELSEWHERE = "https://evil.example"
UNREACHED = ["timeout", "connection-failed", "offline", "fetch-limit", "insecure-url"]


@pytest.mark.parametrize("signed", [False, True])
def test_a_good_badge_passes_every_check(signed: bool) -> None:
    world = World(signed, recipient="ana@school.example", trusted=frozenset({ISSUER}))
    result = world.check()
    assert verdict(result) == "valid"
    passed = {finding.check for finding in result.findings if finding.outcome == "passed"}
    assert passed == {
        *("source", "data_model", "open_badges", "proof", "issuer_key"),
        *("status", "validity", "recipient", "trust"),
    }


@pytest.mark.parametrize("signed", [False, True])
def test_checks_have_the_verifiers_names_and_order(signed: bool) -> None:
    assert list(SECTIONS) == list(CHECKS)
    names = [finding.check for finding in World(signed).check().findings]
    assert list(dict.fromkeys(names)) == list(CHECKS)
    outcomes = {finding.outcome for finding in World(signed).check().findings}
    assert outcomes <= {str(outcome) for outcome in Outcome}


def test_what_passed_has_its_codes() -> None:
    codes = {finding.code for finding in World().check().findings if finding.outcome == "passed"}
    assert codes >= {"assertion-found", "linked-documents-agree", "within-issuer-scope"}
    signed = World(signed=True).check().findings
    assert "key-is-issuers" in {item.code for item in signed if item.outcome == "passed"}


def test_a_badge_class_that_is_nowhere_fails() -> None:
    world = World()
    del world.assertion["badge"]
    assert "no-link" in [item.code for item in of(world.check(), "open_badges")]


def test_the_result_holds_what_is_hosted_with_its_links_in_place() -> None:
    world = World()
    presented = copy.deepcopy(world.assertion) | {"narrative": "made up"}
    assertion = world.check(Presented(presented)).assertion
    assert assertion is not None
    assert "narrative" not in assertion
    assert assertion["badge"]["name"] == "Active Listening"
    assert assertion["badge"]["issuer"]["name"] == "Hill District"


# source


@pytest.mark.parametrize(
    ("document", "outcome", "code"),
    [
        ({"@context": "https://w3id.org/openbadges/v1"}, "failed", "not-an-assertion"),
        ({}, "failed", "not-open-badges-2"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "failed", "not-open-badges-2"),
        ({"@context": CONTEXT, "type": "CryptographicKey"}, "failed", "not-an-assertion"),
        ({"@context": CONTEXT}, "failed", "not-an-assertion"),
    ],
)
def test_what_is_no_assertion_is_named(document: dict[str, Any], outcome: str, code: str) -> None:
    result = World().check(Presented(document))
    assert only(result, "source")[:2] == (outcome, code)
    assert {finding.outcome for finding in result.findings} == {outcome, "skipped"}


def test_an_assertion_is_found_by_its_url() -> None:
    assert verdict(World().check(Presented(url=ASSERTION))) == "valid"


def test_a_url_is_believed_only_where_the_assertions_own_id_leads() -> None:
    world = World()
    world.pages[f"{ASSERTION}.json"] = {**world.assertion, "narrative": "of the file"}
    result = world.check(Presented(url=f"{ASSERTION}.json"))
    assert verdict(result) == "valid"
    assert "narrative" not in (result.assertion or {})


@pytest.mark.parametrize(
    ("page", "check", "outcome", "code"),
    [
        ("not-found", "proof", "failed", "hosted-assertion-missing"),
        ("timeout", "proof", "undetermined", "timeout"),
        ("gone", "status", "failed", "revoked"),
        (b"<html>", "proof", "undetermined", "invalid-json"),
        (b"[]", "proof", "undetermined", "not-an-object"),
    ],
)
def test_a_url_that_leads_nowhere(page: Any, check: str, outcome: str, code: str) -> None:
    world = World(pages={})
    world.pages[ASSERTION] = page
    assert only(world.check(Presented(url=ASSERTION)), check)[:2] == (outcome, code)


def test_nothing_handed_in() -> None:
    assert only(World().check(Presented()), "proof") == ("failed", "not-a-web-url", "/id")


# proof of hosted assertions


@pytest.mark.parametrize("code", UNREACHED)
def test_an_assertion_out_of_reach_is_undetermined(code: str) -> None:
    world = World()
    world.pages[ASSERTION] = code
    result = world.check()
    assert only(result, "proof") == ("undetermined", code, "/id")
    assert only(result, "status") == ("undetermined", "status-not-checked", "/id")
    assert verdict(result) == "undetermined"


def test_without_a_network_nothing_is_valid() -> None:
    for signed in (False, True):
        presented = World(signed).presented()
        result = check_badge(presented, OfflineFetcher(), Expectations(NOW))
        assert verdict(result) == "undetermined"


@pytest.mark.parametrize("code", ["not-found"])
def test_an_assertion_that_is_not_hosted_fails(code: str) -> None:
    world = World()
    world.pages[ASSERTION] = code
    assert only(world.check(), "proof") == ("failed", "hosted-assertion-missing", "/id")


def test_a_hosted_assertion_with_another_id_fails() -> None:
    world = World()
    world.pages[ASSERTION] = {**world.assertion, "id": f"{ASSERTION}/2"}
    assert only(world.check(), "proof") == ("failed", "id-differs-from-url", "/id")


def test_a_hosted_assertion_needs_a_url_as_its_id() -> None:
    world = World()
    world.assertion["id"] = "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4"
    result = world.check()
    assert only(result, "proof") == ("failed", "not-a-web-url", "/id")
    assert only(result, "issuer_key")[:2] == ("skipped", "not-a-web-url")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("badge", f"{SITE}/badges/6"),
        ("recipient", {"type": "email", "hashed": False, "identity": "eve@school.example"}),
        ("recipient", None),
        ("issuedOn", "2026-05-02T00:00:00Z"),
        ("expires", "2030-01-01T00:00:00Z"),
    ],
)
def test_what_contradicts_the_hosted_assertion_fails(name: str, value: Any) -> None:
    world = World()
    presented = Presented({**world.assertion, name: value})
    assert only(world.check(presented), "proof") == ("failed", "differs-from-hosted", f"/{name}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("recipient", {"type": "email", "hashed": False, "identity": "ana@school.example"}),
        ("recipient", {"type": "email", "hashed": True, "identity": "sha256$00", "salt": "x"}),
        ("issuedOn", "2026-05-01T02:00:00+02:00"),
        ("badge", {"id": BADGE}),
        ("evidence", f"{SITE}/evidence"),
    ],
)
def test_the_same_award_said_otherwise_passes(name: str, value: Any) -> None:
    world = World()
    result = world.check(Presented({**world.assertion, name: value}))
    assert only(result, "proof")[:2] == ("passed", "hosted-by-issuer")


def test_a_signature_does_not_vouch_for_a_hosted_document() -> None:
    """The JWS says hosted; what is hosted says signed: the two must not be mixed."""
    world = World()
    evil = SigningKey.generate("P-256")
    jws = parse_jws(sign_jws({}, world.assertion, evil))
    world.pages[ASSERTION] = {**world.assertion, "verification": {"type": "SignedBadge"}}
    presented = Presented(world.assertion, verify_signature=partial(verify_jws, jws))
    assert only(world.check(presented), "proof") == ("failed", "no-signature", "/verification")


@pytest.mark.parametrize("kinds", [["hosted", "signed"], ["HostedBadge", "SignedBadge"]])
def test_what_says_both_hosted_and_signed_stands_on_what_came(kinds: list[str]) -> None:
    world = World()
    world.assertion["verification"]["type"] = kinds
    assert only(world.check(), "proof")[:2] == ("passed", "hosted-by-issuer")
    world = World(signed=True)
    world.assertion["verification"]["type"] = kinds
    assert only(world.check(), "proof")[:2] == ("passed", "signature-valid")


# issuer_key of hosted assertions


def move(world: World, url: str) -> None:
    """Host the assertion elsewhere."""
    world.assertion["id"] = url
    world.pages[url] = world.assertion


@pytest.mark.parametrize(
    ("url", "verification", "outcome"),
    [
        (f"{ELSEWHERE}/1", None, "failed"),
        ("https://district.example:8443/1", None, "failed"),
        ("http://district.example/1", None, "passed"),
        ("https://district.example:443/1", None, "passed"),
        ("https://district.example:99999/1", None, "failed"),
        ("https://[district.example/1", None, "failed"),
        ("https://badges.example/1", {"allowedOrigins": "badges.example:443"}, "passed"),
        ("https://district.example.evil.example/1", None, "failed"),
        ("https://badges.example/1", {"allowedOrigins": "badges.example"}, "passed"),
        ("https://badges.example/1", {"allowedOrigins": ["x.example", "BADGES.example"]}, "passed"),
        ("https://badges.example/1", {"allowedOrigins": "https://badges.example"}, "passed"),
        ("https://badges.example:8443/1", {"allowedOrigins": "badges.example:8443"}, "passed"),
        ("https://badges.example:8443/1", {"allowedOrigins": "badges.example:443"}, "failed"),
        (f"{ELSEWHERE}/1", {"allowedOrigins": "badges.example"}, "failed"),
        (f"{SITE}/a/1", {"startsWith": f"{SITE}/a/"}, "passed"),
        (f"{SITE}/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/b/1", {"startsWith": [f"{SITE}/a/", f"{SITE}/b/"]}, "passed"),
        (f"{SITE}/a/../b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/%2e%2E/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        ("https://district.example.evil.example/1", {"startsWith": SITE}, "failed"),
        (f"{SITE}/a/1", {"startsWith": f"{SITE}/a/", "allowedOrigins": "x.example"}, "failed"),
        (f"{SITE}/a/1", {"startsWith": "", "type": "VerificationObject"}, "failed"),
        ("https://district.example@evil.example/1", None, "failed"),
        ("https://district.example./1", None, "passed"),
        ("https://badges.example./1", {"allowedOrigins": "badges.example"}, "passed"),
        (f"{SITE}/%61/1", {"startsWith": f"{SITE}/a/"}, "passed"),
        (f"{SITE}/a/1", {"startsWith": f"{SITE}/%61/"}, "passed"),
        (f"{SITE}/%7Eana/1", {"startsWith": f"{SITE}/~ana/"}, "passed"),
        (f"{SITE}/%c3%a9/1", {"startsWith": f"{SITE}/%C3%A9/"}, "passed"),
        (f"{SITE}/\u00e9/1", {"startsWith": f"{SITE}/%C3%A9/"}, "passed"),
        ("https://DISTRICT.example:443/a/1", {"startsWith": f"{SITE}/a/"}, "passed"),
        ("https://district.example:8443/a/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/1", {"startsWith": "https://DISTRICT.EXAMPLE:443/a/"}, "passed"),
        (f"{SITE}/A/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/.%2e/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/..;x/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/%2e%2e%2fb/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a%2fb/1", {"startsWith": f"{SITE}/a"}, "failed"),
        (f"{SITE}/a/%252e%252e/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/%5c../b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/%00/b/1", {"startsWith": f"{SITE}/a/"}, "failed"),
        (f"{SITE}/a/1", {"startsWith": f"{SITE}/b/../a/"}, "failed"),
        (f"{SITE}/a?u=1&n=2", {"startsWith": f"{SITE}/a?u=1"}, "passed"),
        (f"{SITE}/a?u=2&n=2", {"startsWith": f"{SITE}/a?u=1"}, "failed"),
    ],
)
def test_where_an_issuer_may_host(
    url: str, verification: dict[str, Any] | None, outcome: str
) -> None:
    world = World()
    move(world, url)
    if verification is not None:
        world.issuer["verification"] = verification
    assert only(world.check(), "issuer_key")[0] == outcome


def test_an_embedded_profile_cannot_widen_its_own_scope() -> None:
    world = World()
    move(world, f"{ELSEWHERE}/1")
    forged = {**world.issuer, "verification": {"allowedOrigins": "evil.example"}}
    world.assertion["badge"] = {
        **world.badge,
        "id": "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b",
        "issuer": forged,
    }
    result = world.check()
    assert only(result, "issuer_key") == ("failed", "outside-issuer-scope", "/id")


def test_another_issuers_badge_class_cannot_be_claimed() -> None:
    world = World()
    evil = f"{ELSEWHERE}/issuer"
    move(world, f"{ELSEWHERE}/1")
    world.pages[evil] = {**world.issuer, "id": evil}
    world.assertion["badge"] = {**world.badge, "issuer": evil}
    result = world.check()
    assert only(result, "proof") == ("failed", "differs-from-hosted", "/badge/issuer")
    assert only(result, "issuer_key") == ("failed", "outside-issuer-scope", "/id")


def test_a_badge_class_on_another_site_cannot_speak_for_an_issuer() -> None:
    world = World()
    url = f"{ELSEWHERE}/badge"
    world.pages[url] = {**world.badge, "id": url}
    world.assertion["badge"] = url
    expected = ("failed", "badge-class-outside-scope", "/badge/id")
    assert only(world.check(), "issuer_key") == expected


# open_badges: badge class and issuer


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    ("page", "outcome", "code"),
    [
        ("not-found", "failed", "badge-class-missing"),
        ("timeout", "undetermined", "timeout"),
        (b"{", "undetermined", "invalid-json"),
        ({"@context": CONTEXT, "id": f"{SITE}/other"}, "failed", "badge-class-missing"),
        (
            {"@context": CONTEXT, "id": "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b"},
            "failed",
            "id-differs-from-url",
        ),
        ({"@context": CONTEXT}, "failed", "id-differs-from-url"),
        (b" " * (8 * 1024 * 1024 + 1), "undetermined", "limit-exceeded"),
    ],
)
def test_a_badge_class_that_cannot_be_read(
    signed: bool, page: Any, outcome: str, code: str
) -> None:
    world = World(signed)
    world.pages[BADGE] = page
    result = world.check()
    assert (outcome, code) == only(result, "open_badges")[:2]
    assert only(result, "issuer_key")[:2] == ("undetermined", "issuer-unknown")
    assert verdict(result) != "valid"


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    ("page", "outcome", "code"),
    [("not-found", "failed", "issuer-missing"), ("timeout", "undetermined", "timeout")],
)
def test_a_profile_that_cannot_be_read(signed: bool, page: Any, outcome: str, code: str) -> None:
    world = World(signed)
    world.pages[ISSUER] = page
    result = world.check()
    assert only(result, "open_badges") == (outcome, code, "/badge/issuer")
    assert only(result, "issuer_key") == ("undetermined", "issuer-unknown", "/badge/issuer")


def test_a_link_may_lead_to_the_badge_class_by_another_url() -> None:
    world = World()
    world.pages[f"{BADGE}.json"] = {**world.badge, "name": "of the file"}
    world.assertion["badge"] = f"{BADGE}.json"
    result = world.check()
    assert verdict(result) == "valid"
    assert (result.assertion or {})["badge"]["name"] == "Active Listening"


@pytest.mark.parametrize("signed", [False, True])
def test_an_issuer_without_a_url_is_nobody(signed: bool) -> None:
    world = World(signed)
    world.badge["issuer"] = {**world.issuer, "id": "urn:uuid:issuer"}
    result = world.check()
    assert only(result, "issuer_key") == ("undetermined", "issuer-unknown", "/badge/issuer")


def test_a_hosted_assertion_may_hold_a_badge_class_without_a_url() -> None:
    world = World()
    world.assertion["badge"] = {
        **world.badge,
        "id": "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4",
    }
    del world.assertion["badge"]["@context"]
    assert verdict(world.check()) == "valid"


def test_a_signature_vouches_for_the_badge_class_that_it_covers() -> None:
    world = World(signed=True)
    world.assertion["badge"] = {**world.badge, "name": "As it was then"}
    world.pages[BADGE] = "timeout"
    result = world.check()
    assert verdict(result) == "valid"
    assert BADGE not in world.fetcher.asked


def test_a_signed_badge_class_must_be_the_issuers() -> None:
    world = World(signed=True)
    world.assertion["badge"] = {**world.badge, "id": f"{ELSEWHERE}/badge"}
    expected = ("failed", "badge-class-outside-scope", "/badge/id")
    assert only(world.check(), "open_badges") == expected


def test_a_signature_may_name_a_badge_class_on_another_site() -> None:
    world = World(signed=True)
    url = "https://badges.example/5"
    world.pages[url] = {**world.badge, "id": url}
    world.assertion["badge"] = url
    assert verdict(world.check()) == "valid"


def test_a_loop_of_links_ends() -> None:
    world = World()
    world.badge["issuer"] = BADGE
    result = world.check()
    assert verdict(result) == "invalid"
    assert ("wrong-type-name", "/badge/issuer/type") in [
        (finding.code, finding.pointer) for finding in of(result, "data_model")
    ]
    world.assertion["badge"] = ASSERTION
    world.assertion["issuer"] = ASSERTION
    assert verdict(world.check()) == "invalid"
    assert len(world.fetcher.asked) <= 3


# proof and issuer_key of signed assertions


def test_a_changed_assertion_fails() -> None:
    world = World(signed=True)
    head, _, signature = world.token().split(".")
    world.assertion["narrative"] = "made up"
    _, payload, _ = world.token().split(".")
    result = world.check(world.presented(f"{head}.{payload}.{signature}"))
    assert only(result, "proof")[:2] == ("failed", "bad-signature")
    assert only(result, "issuer_key")[:2] == ("skipped", "no-signing-key")


def test_an_algorithm_that_is_not_implemented_could_not_be_told() -> None:
    world = World(signed=True)
    _, payload, signature = world.token().split(".")
    header = encode_base64url(b'{"alg":"ML-DSA-44"}')
    result = world.check(world.presented(f"{header}.{payload}.{signature}"))
    assert only(result, "proof")[:2] == ("undetermined", "no-trusted-key")
    assert only(result, "issuer_key")[:2] == ("undetermined", "unsupported-algorithm")


def test_a_key_of_another_kind_fails() -> None:
    world = World(signed=True)
    result = world.check(world.presented(world.token(signing_key(1))))
    assert only(result, "proof")[:2] == ("failed", "key-type-mismatch")


def test_a_signed_assertion_without_its_signature_fails() -> None:
    world = World(signed=True)
    result = world.check(Presented(world.assertion))
    assert only(result, "proof") == ("failed", "no-signature", "/verification")


def test_a_key_that_the_issuer_does_not_list_is_not_believed() -> None:
    world = World(signed=True)
    evil = f"{ELSEWHERE}/key"
    world.pages[evil] = {**world.key, "id": evil}
    world.assertion["verification"]["creator"] = evil
    result = world.check()
    assert only(result, "issuer_key") == ("failed", "key-not-listed", "/verification/creator")
    assert only(result, "proof")[:2] == ("undetermined", "no-trusted-key")
    assert evil not in world.fetcher.asked


def test_the_keys_of_an_embedded_profile_are_not_believed() -> None:
    world = World(signed=True)
    evil = SigningKey.generate("P-256")
    key = {**world.key, "publicKeyPem": evil.public_key.to_pem().decode()}
    world.assertion["badge"] = {**world.badge, "issuer": {**world.issuer, "publicKey": key}}
    result = world.check(world.presented(world.token(evil)))
    assert verdict(result) == "invalid"
    assert only(result, "proof")[0] == "failed"


@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({"owner": f"{ELSEWHERE}/issuer"}, "failed", "key-owner-mismatch"),
        ({"owner": None}, "failed", "key-owner-mismatch"),
        ({"publicKeyPem": None}, "failed", "no-public-key-pem"),
        ({"publicKeyPem": "-----BEGIN"}, "failed", "invalid-pem"),
        ({"id": f"{SITE}/keys/2"}, "failed", "id-differs-from-url"),
    ],
)
def test_a_key_that_is_not_the_issuers(change: dict[str, Any], outcome: str, code: str) -> None:
    world = World(signed=True)
    world.key.update(change)
    result = world.check()
    assert only(result, "issuer_key")[:2] == (outcome, code)
    assert only(result, "proof")[:2] == ("undetermined", "no-trusted-key")


def test_a_key_out_of_reach_is_undetermined() -> None:
    world = World(signed=True)
    world.pages[KEY] = "timeout"
    result = world.check()
    assert only(result, "issuer_key")[:2] == ("undetermined", "timeout")
    assert verdict(result) == "undetermined"


def test_an_issuer_without_keys_fails() -> None:
    world = World(signed=True)
    del world.issuer["publicKey"]
    assert only(world.check(), "issuer_key")[:2] == ("failed", "no-public-key")


@pytest.mark.parametrize("owner", [ISSUER, None])
def test_a_key_written_out_in_the_hosted_profile_is_the_issuers(owner: str | None) -> None:
    world = World(signed=True)
    world.issuer["publicKey"] = {**world.key, "owner": owner}
    assert verdict(world.check()) == "valid"
    assert KEY not in world.fetcher.asked


def test_without_a_creator_each_key_is_tried() -> None:
    world = World(signed=True)
    del world.assertion["verification"]["creator"]
    other = {**world.key, "id": f"{SITE}/keys/0"}
    other["publicKeyPem"] = signing_key(1).public_key.to_pem().decode()
    world.pages[other["id"]] = other
    world.issuer["publicKey"] = [other["id"], f"{SITE}/keys/lost", KEY]
    assert verdict(world.check()) == "valid"


def test_only_so_many_keys_are_tried() -> None:
    world = World(signed=True)
    del world.assertion["verification"]["creator"]
    world.issuer["publicKey"] = [f"{SITE}/keys/{number}" for number in range(2, 10_000)]
    result = world.check()
    assert len([url for url in world.fetcher.asked if "/keys/" in url]) == MAX_ISSUER_KEYS
    assert verdict(result) == "undetermined"
    assert "too-many-keys" in [finding.code for finding in of(result, "issuer_key")]


# status


def test_a_hosted_assertion_that_is_gone_is_revoked() -> None:
    world = World()
    world.pages[ASSERTION] = "gone"
    result = world.check()
    assert only(result, "status") == ("failed", "revoked", "/id")
    assert only(result, "proof")[:2] == ("skipped", "hosted-gone")


@pytest.mark.parametrize("stripped", [False, True])
def test_a_hosted_assertion_that_says_so_is_revoked(stripped: bool) -> None:
    world = World()
    kept = {"@context": CONTEXT, "id": ASSERTION} if stripped else world.assertion
    world.pages[ASSERTION] = {**kept, "revoked": True, "revocationReason": "Honor code"}
    result = world.check()
    assert only(result, "status") == ("failed", "revoked", "/revoked")
    assert "Honor code" in of(result, "status")[0].message
    assert only(result, "data_model")[0] == "passed"


def test_only_the_hosted_assertion_says_whether_it_is_revoked() -> None:
    world = World()
    presented = {**world.assertion, "revoked": True}
    assert only(world.check(Presented(presented)), "status")[:2] == ("passed", "not-revoked")


@pytest.mark.parametrize("revoked", [{}, {"revoked": True}, {"revocationReason": "Honor code"}])
@pytest.mark.parametrize("by", ["id", "uid"])
def test_a_badge_on_the_revocation_list_is_revoked(by: str, revoked: dict[str, Any]) -> None:
    world = World(signed=True)
    world.assertion["uid"] = "abc123"
    world.revocations["revokedAssertions"] += [{by: world.assertion[by], **revoked}]
    result = world.check()
    assert only(result, "status") == ("failed", "revoked", "/badge/issuer/revocationList")
    told = of(result, "status")[0].message
    assert revoked.get("revocationReason", "no reason") in told or revoked.get("revoked")


def test_a_badge_named_on_the_list_by_its_bare_id_is_revoked() -> None:
    world = World(signed=True)
    world.revocations["revokedAssertions"] = world.assertion["id"]
    assert only(world.check(), "status")[:2] == ("failed", "revoked")


def test_entries_about_others_do_not_count() -> None:
    world = World(signed=True)
    others = [{"id": "urn:uuid:1"}, {"uid": "abc123"}, {"revocationReason": "x"}, {}]
    world.revocations["revokedAssertions"] += others
    assert only(world.check(), "status")[:2] == ("passed", "not-revoked")


def test_an_entry_that_says_it_is_not_revoked_does_not_count() -> None:
    world = World(signed=True)
    entry = {"id": world.assertion["id"], "revoked": False}
    world.revocations["revokedAssertions"] = [entry]
    assert only(world.check(), "status")[:2] == ("passed", "not-revoked")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("timeout", "revocation-list-unavailable"),
        ("not-found", "revocation-list-unavailable"),
        (b"<html>", "revocation-list-unavailable"),
        ({"@context": CONTEXT}, "revocation-list-malformed"),
        ({"type": "RevocationList", "revokedAssertions": 7}, "revocation-list-malformed"),
        (
            {
                "type": "RevocationList",
                "revokedAssertions": ["urn:uuid:1"],
                "issuer": f"{ELSEWHERE}/issuer",
            },
            "revocation-list-of-another",
        ),
    ],
)
def test_a_revocation_list_that_says_nothing(page: Any, code: str) -> None:
    world = World(signed=True)
    world.pages[REVOCATIONS] = page
    result = world.check()
    assert only(result, "status") == ("undetermined", code, "/badge/issuer/revocationList")


def test_an_issuer_without_a_list_revokes_nothing() -> None:
    world = World(signed=True)
    del world.issuer["revocationList"]
    result = world.check()
    assert only(result, "status")[:2] == ("skipped", "no-revocation-list")
    assert verdict(result) == "valid"


def test_an_empty_list_revokes_nothing() -> None:
    world = World(signed=True)
    world.revocations["revokedAssertions"] = []
    assert only(world.check(), "status")[:2] == ("passed", "not-revoked")
    del world.revocations["revokedAssertions"]
    assert only(world.check(), "status")[:2] == ("undetermined", "revocation-list-malformed")


def test_a_list_of_a_hundred_thousand_is_read() -> None:
    world = World(signed=True)
    ids = [f"urn:uuid:{number}" for number in range(100_000)]
    world.revocations["revokedAssertions"] = [*ids, world.assertion["id"]]
    assert only(world.check(), "status")[:2] == ("failed", "revoked")


# validity, recipient, endorsements, trust


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("expires", "2026-05-31T00:00:00Z", "expired"),
        ("expires", "2026-06-01T13:58+02:00", "expired"),
        ("expires", "soon", "unreadable-date"),
        ("issuedOn", "2026-06-02T00:00:00Z", "not-yet-valid"),
        ("issuedOn", 1800000000, "not-yet-valid"),
        ("expires", "2026-05-01", "expired"),
        ("expires", {}, "unreadable-date"),
    ],
)
def test_dates(name: str, value: Any, code: str) -> None:
    world = World()
    world.assertion[name] = value
    assert only(world.check(), "validity") == ("failed", code, f"/{name}")


def test_the_last_minute_is_forgiven() -> None:
    world = World()
    world.assertion["expires"] = "2026-06-01T11:59:30Z"
    assert only(world.check(), "validity")[:2] == ("passed", "within-period")


def test_another_recipient_fails() -> None:
    world = World(recipient="eve@school.example")
    assert only(world.check(), "recipient") == ("failed", "recipient-mismatch", "/recipient")


def test_an_issuer_off_the_list_is_not_trusted() -> None:
    world = World(trusted=frozenset({f"{ELSEWHERE}/issuer"}))
    assert only(world.check(), "trust") == ("failed", "issuer-not-trusted", "/badge/issuer")


# data_model


def test_faults_point_into_the_assembled_assertion() -> None:
    world = World()
    del world.badge["name"]
    world.issuer["url"] = "ftp://district.example"
    found = {(finding.code, finding.pointer) for finding in of(world.check(), "data_model")}
    assert found == {("missing-member", "/badge/name"), ("invalid-url", "/badge/issuer/url")}


def test_each_hosted_document_names_the_context() -> None:
    world = World()
    del world.badge["@context"]
    expected = ("failed", "wrong-context", "/badge/@context")
    assert only(world.check(), "data_model") == expected


def test_faults_are_cut() -> None:
    world = World()
    world.badge["tags"] = list(range(100_000))
    findings = of(world.check(), "data_model")
    assert len(findings) == 101
    assert findings[-1].code == "more-faults"


def test_messages_carry_no_raw_text_of_the_badge() -> None:
    world = World(signed=True)
    escape = "\x1b[2J" + "x" * 1000
    world.revocations["revokedAssertions"] = [
        {"id": world.assertion["id"], "revocationReason": escape}
    ]
    world.badge["name"] = 7
    world.badge["description"] = {"@value": escape}
    world.assertion["expires"] = escape
    world.assertion["recipient"]["identity"] = escape
    for finding in world.check().findings:
        assert "\x1b" not in json.dumps(finding.message, ensure_ascii=False)
        assert "\x1b" not in finding.message
        assert len(finding.message) < 500

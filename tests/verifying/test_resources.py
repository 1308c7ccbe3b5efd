"""Digests: what a credential points at is still what the issuer saw, when that is asked."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import pytest

from microcred.encoding import encode_multibase, encode_varint
from microcred.errors import LimitExceeded, ResolutionFailed
from microcred.fetch import Fetched
from microcred.fetch.interface import accepts
from microcred.findings import Outcome
from microcred.verifying import Policy
from microcred.verifying.digests import verify_digests
from tests.verifying.world import MemoryFetcher, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED
URL = "https://district.example/rubric.json"
RUBRIC = {"levels": ["Developing", "Proficient"]}
BODY = json.dumps(RUBRIC).encode()
PLACE = "/relatedResource/0"
ASKED = Policy(check_resources=True)


def sri(name: str, body: bytes = BODY) -> str:
    return f"{name}-{b64encode(hashlib.new(name, body).digest()).decode()}"


def multihash(name: str, body: bytes = BODY, base: str = "z") -> str:
    code = {"sha256": 0x12, "sha384": 0x20, "sha512": 0x13}[name]
    digest = hashlib.new(name, body).digest()
    return encode_multibase(encode_varint(code) + encode_varint(len(digest)) + digest, base)


@pytest.fixture
def world() -> World:
    world = World(policy=ASKED)
    world.badge["relatedResource"] = [{"id": URL, "digestSRI": sri("sha384")}]
    world.published[URL] = RUBRIC
    return world


def found(world: World) -> list[tuple[Outcome, str, str]]:
    report = world.verify(world.token())
    return [(item.outcome, item.code, item.pointer) for item in report.find("resources")]


def test_a_resource_is_what_its_digest_says(world: World) -> None:
    assert found(world) == [(PASSED, "digest-matches", PLACE)]
    assert world.verify(world.token()).verdict == "valid"


def test_a_resource_that_was_changed_fails(world: World) -> None:
    world.published[URL] = {"levels": ["Proficient"]}
    assert found(world) == [(FAILED, "digest-mismatch", f"{PLACE}/digestSRI")]
    assert world.verify(world.token()).verdict == "invalid"


def test_nothing_is_fetched_that_nobody_asked_for(world: World) -> None:
    world.policy = Policy()
    report = world.verify(world.token())
    assert [(item.outcome, item.code) for item in report.find("resources")] == [
        (SKIPPED, "not-asked")
    ]
    assert [step for step in report.trace if step.get("url") == URL] == []
    world.policy = Policy(check_resources=True)
    del world.badge["relatedResource"]
    assert found(world) == [(SKIPPED, "no-digests", "")]


@pytest.mark.parametrize("code", ["unreachable", "not-found", "offline", "too-large"])
def test_a_resource_out_of_reach_is_undetermined(world: World, code: str) -> None:
    world.published[URL] = ResolutionFailed("no", code=code)
    assert found(world) == [(UNDETERMINED, code, PLACE)]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        (["evidence", 0], "/evidence/0"),
        (["credentialSubject", "achievement", "image"], "/credentialSubject/achievement/image"),
        (
            ["credentialSubject", "achievement", "criteria"],
            "/credentialSubject/achievement/criteria",
        ),
        (["issuer", "image"], "/issuer/image"),
        (["a/b", 0, "~"], "/a~1b/0/~0"),
    ],
)
def test_digests_count_wherever_they_stand(
    world: World, path: list[str | int], pointer: str
) -> None:
    del world.badge["relatedResource"]
    value: Any = {"id": URL, "digestMultibase": multihash("sha256")}
    for part in reversed(path[1:]):
        value = [value] if isinstance(part, int) else {part: value}
    first = str(path[0])
    if isinstance(value, dict) and first in world.badge:
        subject = world.badge[first]
        if first == "credentialSubject":
            subject["achievement"] |= value["achievement"]
        else:
            subject |= value
    else:
        world.badge[first] = value
    assert found(world) == [(PASSED, "digest-matches", pointer)]
    world.published[URL] = {}
    assert found(world) == [(FAILED, "digest-mismatch", f"{pointer}/digestMultibase")]


def test_a_url_stands_in_for_an_id_that_is_no_location(world: World) -> None:
    world.badge["relatedResource"] = []
    world.badge["evidence"] = [
        {"id": "urn:uuid:1", "url": URL, "digestSRI": sri("sha256")},
        {"id": "urn:uuid:2", "digestSRI": sri("sha256")},
    ]
    assert [item[:2] for item in found(world)] == [
        (PASSED, "digest-matches"),
        (UNDETERMINED, "unreachable"),
    ]


def test_a_related_resource_without_a_digest_is_a_fault_of_the_data_model(world: World) -> None:
    del world.badge["relatedResource"][0]["digestSRI"]
    assert found(world) == [(SKIPPED, "no-digests", "")]
    (fault,) = world.verify().find("data_model")
    assert (fault.outcome, fault.code, fault.pointer) == (FAILED, "digest-missing", PLACE)


def test_credentials_inside_are_asked_for_their_own(world: World) -> None:
    del world.badge["relatedResource"]
    endorsement = {"evidence": {"id": URL, "digestSRI": "wrong"}}
    world.badge |= {"endorsement": [endorsement], "verifiableCredential": [endorsement]}
    assert found(world) == [(SKIPPED, "no-digests", "")]


def test_too_many_are_not_fetched(world: World) -> None:
    world.badge["relatedResource"] *= 10_000
    started = time.monotonic()
    assert found(world) == [(UNDETERMINED, "limit-exceeded", "")]
    assert time.monotonic() - started < 2


def test_any_media_type_is_taken(world: World) -> None:
    class Picky(MemoryFetcher):
        accepted: Sequence[str] = ()

        def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
            type(self).accepted = accept
            return super().fetch(url, accept=accept)

    from microcred.verifying import Verifier
    from tests.verifying.world import MemoryResolver

    world.badge["relatedResource"][0]["mediaType"] = "application/pdf"
    verifier = Verifier(
        ASKED, fetcher=Picky(world.published), resolver=MemoryResolver(world.documents)
    )
    assert verifier.verify(world.token()).outcome("resources") is PASSED
    assert Picky.accepted[0] == "application/pdf"
    assert all(accepts(Picky.accepted, kind) for kind in ("image/png", "text/html", ""))
    world.badge["relatedResource"][0]["mediaType"] = "text/html\r\nCookie: x"
    verifier.verify(world.token())
    assert not any("Cookie" in kind for kind in Picky.accepted)


# digests


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_each_algorithm_in_each_spelling(name: str) -> None:
    safe = urlsafe_b64encode(hashlib.new(name, BODY).digest()).decode()
    for stated in (
        {"digestSRI": sri(name)},
        {"digestSRI": f"{name}-{safe}"},
        {"digestSRI": f"{name}-{safe.rstrip('=')}"},
        {"digestSRI": f"{sri(name)}?ct=text/plain"},
        {"digestSRI": f"  {sri(name)}\n"},
        {"digestMultibase": multihash(name)},
        {"digestMultibase": multihash(name, base="u")},
    ):
        verify_digests(stated, BODY)
        with pytest.raises(Exception, match="is not what") as caught:
            verify_digests(stated, BODY + b" ")
        assert getattr(caught.value, "code", "") == "digest-mismatch"


@pytest.mark.parametrize(
    ("digest", "code"),
    [
        (f"{sri('sha256')} {sri('sha256', b'x')}", None),
        (f"{sri('sha256', b'x')} {sri('sha256')}", None),
        # only the strongest counts, else whoever breaks the weakest may change the resource
        (f"{sri('sha256')} {sri('sha512', b'x')}", "digest-mismatch"),
        (f"{sri('sha256', b'x')} {sri('sha512')}", None),
        (f"md5-1B2M2Y8AsgTpgAmY7PhCfg== {sri('sha256')}", None),
        ("md5-1B2M2Y8AsgTpgAmY7PhCfg==", "digest-algorithm-unknown"),
        ("blake3-AAAA", "digest-algorithm-unknown"),
        ("", "malformed-digest"),
        ("sha256", "malformed-digest"),
        ("sha256-", "malformed-digest"),
        ("sha256-AAAA", "malformed-digest"),
        ("sha256-A", "malformed-digest"),
        (sri("sha256").replace("=", "!"), "malformed-digest"),
        (7, "malformed-digest"),
        (None, "malformed-digest"),
        ({}, "malformed-digest"),
        ([], "malformed-digest"),
        ("sha256-AAAA " * 100, "limit-exceeded"),
        ("x " * 4_000_000, "limit-exceeded"),
    ],
)
def test_sri_of_several_and_of_none(world: World, digest: Any, code: str | None) -> None:
    world.badge["relatedResource"][0]["digestSRI"] = digest
    outcome = {None: PASSED, "digest-algorithm-unknown": UNDETERMINED}.get(code, FAILED)
    pointer = f"{PLACE}/digestSRI" if code else PLACE
    if len(str(digest)) > 1_000_000:
        with pytest.raises(LimitExceeded) as caught:
            verify_digests(world.badge["relatedResource"][0], b"{}")
        assert (caught.value.code, caught.value.pointer) == (code, "/digestSRI")
        return
    assert found(world) == [(outcome, code or "digest-matches", pointer)]


@pytest.mark.parametrize(
    ("digest", "code"),
    [
        (encode_multibase(b"\x1e\x20" + bytes(32)), "digest-algorithm-unknown"),
        (encode_multibase(b"\x12\x20" + bytes(31)), "malformed-digest"),
        (encode_multibase(b"\x12\x1f" + bytes(31)), "malformed-digest"),
        (encode_multibase(b"\x12"), "malformed-digest"),
        (encode_multibase(b"\x12\x1f" + hashlib.sha256(BODY).digest()), "malformed-digest"),
        ("m" + b64encode(b"\x12\x20" + bytes(32)).decode(), "malformed-digest"),
        ("", "malformed-digest"),
        ("z" * 1_000_000, "malformed-digest"),
        (7, "malformed-digest"),
    ],
)
def test_multihashes_that_are_none(world: World, digest: Any, code: str) -> None:
    world.badge["relatedResource"] = [{"id": URL, "digestMultibase": digest}]
    outcome = UNDETERMINED if code == "digest-algorithm-unknown" else FAILED
    assert found(world) == [(outcome, code, f"{PLACE}/digestMultibase")]


def test_both_members_must_be_right(world: World) -> None:
    resource = world.badge["relatedResource"][0]
    resource["digestMultibase"] = multihash("sha512")
    assert found(world) == [(PASSED, "digest-matches", PLACE)]
    resource["digestMultibase"] = multihash("sha512", b"x")
    assert found(world) == [(FAILED, "digest-mismatch", f"{PLACE}/digestMultibase")]

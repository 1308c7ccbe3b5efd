"""What somebody else's server got wrong, and what is not implemented, is not a badge's fault."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from microcred import Issuer, Profile, Recipient, Verifier
from microcred.dids import (
    METHODS,
    ControllerDocument,
    DidUrl,
    ResolutionOptions,
    Resolver,
    parse_controller_document,
)
from microcred.dids.authoring import ListedKey, did_document
from microcred.dids.webvh.authoring import begin_log
from microcred.fetch import Fetched, FolderFetcher, OfflineFetcher
from microcred.findings import Finding, Outcome
from microcred.issuing import SignedBadge
from microcred.keys import SigningKey
from microcred.models import Achievement, Criteria
from microcred.timestamps import Clock, fixed_clock, system_clock
from microcred.verifying import Policy, VerificationReport
from tests.vectors import needs_cases, read_case
from tests.verifying.world import MemoryFetcher, World

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)
HOST = "https://badges.hill.example"
PASSED, FAILED, UNDETERMINED = Outcome.PASSED, Outcome.FAILED, Outcome.UNDETERMINED


def answers(report: VerificationReport) -> list[str]:
    return [str(report.answers[name]) for name in ("genuine", "inForce", "wellFormed")]


def only(report: VerificationReport, check: str) -> Finding:
    (finding,) = report.find(check)
    return finding


def verify_case(name: str, site: Path | None = None) -> VerificationReport:
    offline = OfflineFetcher()
    fetcher = FolderFetcher({HOST: site}, offline) if site else offline
    return Verifier(fetcher=fetcher, clock=fixed_clock(MOMENT)).verify(read_case(name))


def put(site: Path, path: str, content: bytes) -> None:
    place = site / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


# --- the cases -----------------------------------------------------------------------------------


@needs_cases
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "a web page (application/json)"),
        (b"", "nothing"),
        (b"{}", "an empty JSON object (application/json)"),
        (b"[]", "an empty JSON array (application/json)"),
        (b"not found", "a text that is not JSON (application/json)"),
        (b'{"id": "did:web:other.example"}', "a JSON object (application/json)"),
    ],
)
def test_a_did_json_that_is_none_says_nothing(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    body = read_case("did.html") if content is None else content
    put(tmp_path, ".well-known/did.json", body)
    report = verify_case("didweb-html.jwt", tmp_path)
    assert (report.verdict, answers(report)[0]) == ("undetermined", "unknown")
    proof = only(report, "proof")
    assert f"{HOST}/.well-known/did.json" in proof.message
    assert what in proof.message
    assert "with a connection" not in proof.advice


@needs_cases
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_right_did_json_is_read_with_a_byte_order_mark_too(tmp_path: Path, mark: bytes) -> None:
    put(tmp_path, ".well-known/did.json", mark + read_case("did.good.json"))
    assert answers(verify_case("didweb-html.jwt", tmp_path))[0] == "yes"


@needs_cases
def test_a_did_json_that_lists_other_keys_is_a_no(tmp_path: Path) -> None:
    document = json.loads(read_case("did.good.json"))
    document["verificationMethod"][0]["id"] += "2"
    document["assertionMethod"] = [document["verificationMethod"][0]["id"]]
    put(tmp_path, ".well-known/did.json", json.dumps(document).encode())
    report = verify_case("didweb-html.jwt", tmp_path)
    assert (report.verdict, only(report, "proof").code) == (
        "invalid",
        "unknown-verification-method",
    )


@needs_cases
@pytest.mark.parametrize("name", ["bare-did-key-vm.json", "bare-did-jwk-kid.jwt", "no-kid.jwt"])
def test_a_key_that_is_not_named_where_there_is_no_other(name: str) -> None:
    report = verify_case(name)
    assert report.verdict == "valid"
    assert [item.code for item in report.find("proof")] == ["signature-valid", "key-not-named"]
    assert report.find("proof")[1].outcome is PASSED


@pytest.mark.parametrize("many", [list(range(400_000)), [{}] * 150_000], ids=["numbers", "objects"])
def test_more_statements_than_are_looked_at_are_no_evidence(many: list[Any]) -> None:
    world = World()
    badge = world.signed()
    badge["@context"].append({"@vocab": "https://a.example/"})
    badge["x"] = many
    report = world.verify(badge)
    assert (report.verdict, report.genuine) == ("undetermined", "unknown")
    for check in ("json_ld", "proof"):
        found = only(report, check)
        assert found.outcome is UNDETERMINED
        assert found.code in ("too-many-statements", "too-many-nodes")
        assert "for a smaller one" in found.advice


@needs_cases
def test_a_context_without_a_version_may_have_changed_since() -> None:
    report = verify_case("unversioned-context-drift.json")
    proof = only(report, "proof")
    assert (proof.outcome, proof.code) == (UNDETERMINED, "context-may-have-changed")
    assert "https://purl.imsglobal.org/spec/ob/v3p0/context.json" in proof.message
    assert answers(report)[0] == "unknown"


@needs_cases
@pytest.mark.parametrize("page", [b"<html>login</html>", b"", b"{}", b"<!doctype html>"])
def test_a_web_page_in_place_of_a_status_list_says_nothing(tmp_path: Path, page: bytes) -> None:
    put(tmp_path, "status/1", page)
    report = verify_case("status-badge.json", tmp_path)
    assert (report.verdict, answers(report)) == ("undetermined", ["yes", "unknown", "yes"])
    assert f"{HOST}/status/1" in only(report, "status").message


# --- contexts without a version ------------------------------------------------------------------

WITHOUT_VERSION = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"


@pytest.mark.parametrize(
    ("suite", "expected"),
    [
        ("eddsa-rdfc-2022", (UNDETERMINED, "context-may-have-changed")),
        ("Ed25519Signature2020", (UNDETERMINED, "context-may-have-changed")),
        ("eddsa-jcs-2022", (FAILED, "bad-signature")),
    ],
)
def test_only_what_is_read_under_a_context_can_drift(
    suite: str, expected: tuple[Outcome, str]
) -> None:
    world = World(suite=suite)
    world.badge["@context"] = ["https://www.w3.org/2018/credentials/v1", WITHOUT_VERSION]
    world.badge["issuanceDate"] = world.badge.pop("validFrom")
    world.badge["expirationDate"] = world.badge.pop("validUntil")
    badge = world.signed()
    assert world.verify(badge).verdict == "valid"
    proof = only(world.verify(badge | {"name": "Passive Listening"}), "proof")
    assert (proof.outcome, proof.code) == expected


def test_with_versions_everywhere_a_mismatch_is_a_no() -> None:
    world = World()
    proof = only(world.verify(world.signed() | {"name": "Passive Listening"}), "proof")
    assert (proof.outcome, proof.code) == (FAILED, "bad-signature")


def test_an_unknown_context_is_accepted_and_not_asked_for_again() -> None:
    world = World()
    badge = world.signed()
    badge["@context"] = [*badge["@context"], "https://example.org/unknown/v1"]
    report = world.verify(badge)
    for check in ("json_ld", "proof"):
        finding = only(report, check)
        assert (finding.outcome, finding.code) == (UNDETERMINED, "unknown-context")
        assert "Policy.contexts" in finding.advice
        assert "Try again" not in finding.advice
    assert world.asked == []


@pytest.mark.parametrize("published", [None, "<html>Log in</html>", "{}"])
def test_a_context_that_may_be_fetched_and_cannot_be_had_is_asked_for_again(
    published: str | None,
) -> None:
    """Whoever allowed it need not accept it a second time."""
    url = "https://example.org/terms/v1"
    world = World(policy=Policy(fetch_contexts=frozenset({url})))
    badge = world.signed()
    badge["@context"] = [*badge["@context"], url]
    if published is not None:
        world.published[url] = published
    report = world.verify(badge)
    for check in ("json_ld", "proof"):
        finding = only(report, check)
        assert finding.outcome is UNDETERMINED
        assert "Policy.contexts" not in finding.advice
        assert finding.code == ("unreachable" if published is None else "invalid-json")
        assert published is None or url in finding.message
    world.published[url] = {"@context": {"favourite": "https://example.org/favourite"}}
    assert only(world.verify(badge), "json_ld").outcome is PASSED


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["proof", "jwt"])
@pytest.mark.parametrize(
    ("change", "outcome", "code"),
    [
        ({"publicKeyMultibase": "z6Mk0"}, UNDETERMINED, "invalid-multikey"),
        ({"publicKeyMultibase": 5}, UNDETERMINED, "invalid-verification-method"),
        ({"revoked": "yesterday"}, UNDETERMINED, "invalid-timestamp"),
        ({"type": "Lattice2031"}, UNDETERMINED, "unsupported-key"),
        ({"secretKeyMultibase": "z"}, FAILED, "secret-key-published"),
        ({"id": "did:web:hill.example#2"}, FAILED, "unknown-verification-method"),
    ],
)
def test_embedded_and_jwt_proofs_blame_the_same(
    form: str, change: dict[str, Any], outcome: Outcome, code: str
) -> None:
    world = World(issuer="did:web:hill.example")
    world.badge["issuer"]["id"] = world.issuer
    badge = world.signed() if form == "proof" else world.token()
    document = world.documents[world.issuer] | {"verificationMethod": [world.method | change]}
    site = {"https://hill.example/.well-known/did.json": document}
    verifier = Verifier(fetcher=MemoryFetcher(site), clock=fixed_clock(world.now))
    (proof, *_) = verifier.verify(badge).find("proof")
    assert (proof.outcome, proof.code) == (outcome, code)


def test_a_profile_that_is_a_web_page_is_no_denial() -> None:
    """The key stands in the fragment of the issuer's URL; what is there does not confirm it."""
    world = World(issuer="https://hill.example/issuer")
    world.badge["issuer"]["id"] = world.issuer
    name = f"{world.issuer}#{world.key.public_key.multikey}"
    badge = world.signed(verificationMethod=name)
    verifier = Verifier(fetcher=_Page("<html>Log in"), clock=fixed_clock(world.now))
    report = verifier.verify(badge)
    finding = only(report, "issuer_key")
    assert (finding.outcome, finding.code) == (UNDETERMINED, "invalid-json")
    assert "a web page (text/html)" in finding.message
    assert world.issuer in finding.message


def test_an_issuer_out_of_reach_may_still_list_the_key_of_another_did() -> None:
    world = World(issuer="https://hill.example/issuer")
    world.badge["issuer"]["id"] = world.issuer
    world.key = SigningKey.generate("Ed25519")
    badge = world.signed(verificationMethod=world.key.key_id)
    offline = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(world.now)).verify(badge)
    finding = only(offline, "issuer_key")
    assert (finding.outcome, finding.code) == (UNDETERMINED, "offline")
    profile = {world.issuer: {"id": world.issuer, "assertionMethod": []}}
    had = Verifier(fetcher=MemoryFetcher(profile), clock=fixed_clock(world.now)).verify(badge)
    assert (only(had, "issuer_key").outcome, only(had, "issuer_key").code) == (
        FAILED,
        "issuer-mismatch",
    )


class _Page:
    """Answers everything with one page, as a captive portal does."""

    def __init__(self, text: str):
        self.text = text

    def fetch(self, url: str, **_: Any) -> Fetched:
        return Fetched(url, "text/html", self.text.encode())


# --- resolvers of the caller's -------------------------------------------------------------------


def issue(did: str, key: SigningKey, clock: Clock = system_clock) -> SignedBadge:
    issuer = Issuer(Profile(id=did, name="Hill"), key, clock=clock)
    achievement = Achievement(
        id="urn:uuid:2f7d3c5e-0d0c-4b39-8a1f-6a8e0f2f9f11",
        name="Listening",
        description="Listens.",
        criteria=Criteria(narrative="Do it."),
    )
    return issuer.sign(issuer.award(achievement, Recipient.email("a@b.example")))


def resolve_example(did: DidUrl, options: ResolutionOptions) -> ControllerDocument:
    url = f"https://{did.identifier}.example/did.json"
    fetched = options.fetcher.fetch(url, accept=("application/json",))
    return parse_controller_document(json.loads(fetched.body), did.did)


@pytest.mark.parametrize("did", ["did:web:school.example", "did:example:school"])
@pytest.mark.parametrize("given", ["to the verifier", "to the resolver", "to both"])
def test_a_resolver_that_adds_a_method_keeps_network_limits_and_trace(did: str, given: str) -> None:
    key = SigningKey.generate("Ed25519", key_id=f"{did}#k")
    document = did_document(did, [ListedKey(f"{did}#k", key.public_key)])
    urls = {
        "did:web:school.example": "https://school.example/.well-known/did.json",
        "did:example:school": "https://school.example/did.json",
    }
    files = MemoryFetcher({urls[did]: document})
    resolver = Resolver(
        None if given == "to the verifier" else files, {**METHODS, "example": resolve_example}
    )
    verifier = Verifier(fetcher=None if given == "to the resolver" else files, resolver=resolver)
    report = verifier.verify(issue(did, key))
    assert report.verdict == "valid"
    assert [step["url"] for step in report.trace if step["step"] == "fetch"] == [urls[did]]


def test_the_verifiers_clock_is_the_clock_of_a_did() -> None:
    update, following = SigningKey.generate("Ed25519"), SigningKey.generate("Ed25519")
    key = SigningKey.generate("Ed25519")
    did, line = begin_log(
        "school.example",
        lambda named: did_document(named, [ListedKey(f"{named}#k", key.public_key)]),
        update,
        following.public_key,
        "2040-01-01T00:00:00Z",
    )
    clock = fixed_clock(datetime(2040, 6, 1, tzinfo=UTC))
    badge = issue(did, SigningKey.load(key.to_pem(), key_id=f"{did}#k"), clock)
    files = MemoryFetcher({"https://school.example/.well-known/did.jsonl": line + "\n"})
    assert Verifier(fetcher=files, clock=clock).verify(badge).verdict == "valid"
    before = Verifier(fetcher=files, clock=fixed_clock(datetime(2039, 12, 31, tzinfo=UTC)))
    (proof, *_) = before.verify(badge).find("proof")
    assert proof.code in ("invalid-did-log", "created-in-future")

"""What became of a badge: status lists of every kind, and refresh."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.findings import Outcome
from microcred.status import (
    StatusList,
    make_entry,
    make_revocation_entry,
    make_revocation_list,
    make_status_list_credential,
)
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PublishedTrustList, TrustList, VerificationReport, Verifier
from tests.verifying.world import ISSUER, MemoryFetcher, MemoryResolver, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED
LIST_URL = "https://district.example/status/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def statuses(report: VerificationReport) -> list[tuple[Outcome, str, str]]:
    return [(item.outcome, item.code, item.pointer) for item in report.find("status")]


class Life:
    """A world whose issuer publishes status lists; a test sets a status and looks again."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.lists: dict[str, StatusList] = {}
        self.world.badge["credentialStatus"] = []

    def add(self, purpose: str, index: int = 94_567, **options: Any) -> StatusList:
        url = f"{LIST_URL}/{purpose}"
        listed = StatusList([purpose], **options)
        self.lists[url] = listed
        entry = make_entry(url, index, purpose, **options)
        self.world.badge["credentialStatus"].append(entry)
        self.publish()
        return listed

    def unsigned(self, url: str, **changes: Any) -> dict[str, Any]:
        document = make_status_list_credential(
            self.lists[url], url, ISSUER, valid_from="2026-05-01T00:00:00Z"
        )
        return {**document, **changes}

    def publish(self, **changes: Any) -> None:
        for url in self.lists:
            self.world.published[url] = self.sign(self.unsigned(url, **changes))

    def sign(self, document: dict[str, Any]) -> dict[str, Any]:
        signer = copy.copy(self.world)
        signer.badge = document
        return signer.signed()

    def publish_as_token(self) -> None:
        for url in self.lists:
            signer = copy.copy(self.world)
            signer.badge = self.unsigned(url)
            self.world.published[url] = signer.token()


@pytest.fixture
def life() -> Life:
    return Life()


def test_no_status_is_skipped() -> None:
    assert statuses(World().verify()) == [(SKIPPED, "no-status", "")]


@pytest.mark.parametrize(
    ("purpose", "before", "after"),
    [("revocation", "not-revoked", "revoked"), ("suspension", "not-suspended", "suspended")],
)
@pytest.mark.parametrize("as_token", [False, True])
def test_revoked_and_suspended(
    life: Life, purpose: str, before: str, after: str, as_token: bool
) -> None:
    publish = life.publish_as_token if as_token else life.publish
    listed = life.add(purpose)
    publish()
    report = life.world.verify()
    assert statuses(report) == [(PASSED, before, "/credentialStatus/0")]
    assert report.verdict == "valid"
    listed.set(94_567)
    publish()
    report = life.world.verify()
    assert statuses(report) == [(FAILED, after, "/credentialStatus/0")]
    assert report.verdict == "invalid"
    listed.set(94_567, 0)
    listed.set(94_566)
    listed.set(94_568)
    publish()
    assert life.world.verify().verdict == "valid"


def test_every_entry_counts(life: Life) -> None:
    life.add("revocation")
    life.add("suspension").set(94_567)
    life.publish()
    assert statuses(life.world.verify()) == [
        (PASSED, "not-revoked", "/credentialStatus/0"),
        (FAILED, "suspended", "/credentialStatus/1"),
    ]


def test_a_newer_version_does_not_make_the_old_one_wrong(life: Life) -> None:
    life.add("refresh").set(94_567)
    life.publish()
    report = life.world.verify()
    assert statuses(report) == [(PASSED, "newer-version", "/credentialStatus/0")]
    assert report.find("status")[0].advice


def test_a_list_out_of_reach_is_undetermined(life: Life) -> None:
    life.add("revocation")
    life.world.published.clear()
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "unreachable", "/credentialStatus/0")]
    assert report.verdict == "undetermined"


def test_a_list_that_is_not_there_is_undetermined_too(life: Life) -> None:
    life.add("revocation")
    gone = ResolutionFailed("not there", code="not-found")
    life.world.published[f"{LIST_URL}/revocation"] = gone
    assert statuses(life.world.verify()) == [(UNDETERMINED, "not-found", "/credentialStatus/0")]


def test_a_forged_list_is_never_believed(life: Life) -> None:
    listed = life.add("revocation")
    listed.set(94_567)
    life.publish()
    url = f"{LIST_URL}/revocation"
    forged = life.world.published[url]
    clean = life.unsigned(url)
    clean["credentialSubject"]["encodedList"] = StatusList(["revocation"]).encode()
    life.world.published[url] = {**clean, "proof": forged["proof"]}
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "bad-signature", "/credentialStatus/0")]
    assert url in report.find("status")[0].message


def test_an_unsigned_list_is_never_believed(life: Life) -> None:
    life.add("revocation")
    url = f"{LIST_URL}/revocation"
    life.world.published[url] = life.unsigned(url)
    assert statuses(life.world.verify()) == [(UNDETERMINED, "no-proof", "/credentialStatus/0")]


REGISTRY = "did:web:registry.example"


def publish_by_registry(life: Life, bit: int) -> None:
    """Have another issuer keep and sign the list."""
    life.add("revocation").set(94_567, bit)
    url = f"{LIST_URL}/revocation"
    registry = World(issuer=REGISTRY, documents=life.world.documents)
    registry.badge = life.unsigned(url, issuer=REGISTRY)
    life.world.published[url] = registry.signed()


@pytest.mark.parametrize("bit", [0, 1])
def test_another_issuers_list_is_not_believed(life: Life, bit: int) -> None:
    """What it withdraws is told, and valid it is not."""
    publish_by_registry(life, bit)
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "status-issuer-mismatch", "/credentialStatus/0")]
    (finding,) = report.find("status")
    assert REGISTRY in finding.message
    assert ("by this list it is revoked" in finding.message) is bool(bit)
    assert "trust list" in finding.advice


@pytest.mark.parametrize(
    "policy",
    [
        Policy(trusted_issuers=frozenset({ISSUER, REGISTRY})),
        Policy(trust_registries=(TrustList({ISSUER: "", REGISTRY: ""}),)),
    ],
)
@pytest.mark.parametrize(("bit", "found"), [(0, (PASSED, "not-revoked")), (1, (FAILED, "revoked"))])
def test_another_issuers_list_is_followed_where_that_issuer_is_trusted(
    life: Life, policy: Policy, bit: int, found: tuple[Outcome, str]
) -> None:
    publish_by_registry(life, bit)
    life.world.policy = policy
    report = life.world.verify()
    assert statuses(report) == [(*found, "/credentialStatus/0")]
    assert REGISTRY in report.find("status")[0].message


def test_another_issuers_list_is_not_followed_where_only_the_badges_is_trusted(life: Life) -> None:
    publish_by_registry(life, 0)
    life.world.policy = Policy(trusted_issuers=frozenset({ISSUER}))
    assert statuses(life.world.verify())[0][:2] == (UNDETERMINED, "status-issuer-mismatch")


def test_a_registry_out_of_reach_may_trust_who_keeps_the_list(life: Life) -> None:
    publish_by_registry(life, 0)
    life.world.policy = Policy(trust_registries=(PublishedTrustList("https://trust.example/1"),))
    (finding,) = life.world.verify().find("status")
    assert (finding.outcome, finding.code) == (UNDETERMINED, "status-issuer-mismatch")
    assert "https://trust.example/1" in finding.message
    assert "Try again" in finding.advice


@pytest.mark.parametrize(
    ("bit", "found"), [(0, (UNDETERMINED, "missing-member")), (1, (FAILED, "revoked"))]
)
def test_what_a_badly_formed_list_withdraws_is_withdrawn(
    life: Life, bit: int, found: tuple[Outcome, str]
) -> None:
    """Its issuer signed it, in whatever form."""
    life.add("revocation").set(94_567, bit)
    life.publish(termsOfUse={"id": "urn:x"})
    assert statuses(life.world.verify()) == [(*found, "/credentialStatus/0")]


def test_what_a_badly_formed_list_of_somebody_else_withdraws_is_not_believed(life: Life) -> None:
    life.add("revocation").set(94_567)
    url = f"{LIST_URL}/revocation"
    registry = World(issuer=REGISTRY, documents=life.world.documents)
    registry.badge = life.unsigned(url, issuer=REGISTRY, termsOfUse={"id": "urn:x"})
    life.world.published[url] = registry.signed()
    found = statuses(life.world.verify())
    assert {outcome for outcome, _, _ in found} == {UNDETERMINED}
    assert [code for _, code, _ in found] == ["missing-member", "status-issuer-mismatch"]


def test_another_list_of_the_issuers_own_is_not_taken_for_this_one(life: Life) -> None:
    """Whoever can change what is served, and has no key, serves one that revokes nobody."""
    life.add("revocation").set(94_567)
    url = f"{LIST_URL}/revocation"
    life.lists["https://district.example/status/2"] = StatusList(["revocation"])
    other = life.sign(life.unsigned("https://district.example/status/2"))
    life.world.published[url] = other
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "status-list-id-mismatch", "/credentialStatus/0")]
    assert report.verdict == "undetermined"


class Remembering(MemoryFetcher):
    """Remembers a page for some seconds, as a cache does."""

    def __init__(self, published: dict[str, Any], remembered: dict[str, Any], age: float):
        super().__init__(published)
        self.remembered, self.age = dict(remembered), age
        self.forgotten: list[str] = []

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 2**23) -> Fetched:
        if url not in self.remembered:
            return super().fetch(url, accept=accept)
        page = MemoryFetcher(self.remembered).fetch(url, accept=accept)
        return replace(page, age_seconds=self.age)

    def forget(self, url: str) -> None:
        self.forgotten.append(url)
        del self.remembered[url]


def test_a_list_is_asked_for_again_when_its_ttl_is_over(life: Life) -> None:
    listed = life.add("revocation")
    url = f"{LIST_URL}/revocation"

    def publish() -> dict[str, Any]:
        document = life.unsigned(url)
        document["credentialSubject"]["ttl"] = 60_000
        return life.sign(document)

    older = {url: publish()}
    listed.set(94_567)
    life.world.published[url] = publish()
    badge = life.world.signed()
    for age, expected in ((59.0, "not-revoked"), (61.0, "revoked")):
        fetcher = Remembering(life.world.published, older, age)
        verifier = Verifier(
            fetcher=fetcher,
            resolver=MemoryResolver(life.world.documents),
            clock=fixed_clock(life.world.now),
        )
        assert [item.code for item in verifier.verify(badge).find("status")] == [expected]
        assert fetcher.forgotten == ([url] if expected == "revoked" else [])


def test_a_list_that_stays_old_is_undetermined(life: Life) -> None:
    life.add("revocation")
    url = f"{LIST_URL}/revocation"
    document = life.unsigned(url)
    document["credentialSubject"]["ttl"] = 0
    page = {url: life.sign(document)}

    class Stubborn(Remembering):
        def forget(self, url: str) -> None:
            self.forgotten.append(url)

    verifier = Verifier(
        fetcher=Stubborn({}, page, 5),
        resolver=MemoryResolver(life.world.documents),
        clock=fixed_clock(life.world.now),
    )
    found = verifier.verify(life.world.signed()).find("status")
    assert [(item.outcome, item.code) for item in found] == [(UNDETERMINED, "status-list-stale")]


def test_status_list_2021_is_read(life: Life) -> None:
    world, url = life.world, f"{LIST_URL}/2021"
    context = "https://w3id.org/vc/status-list/2021/v1"
    world.badge["@context"].append(context)
    world.badge["credentialStatus"] = {
        "id": f"{url}#94567", "type": "StatusList2021Entry", "statusPurpose": "revocation",
        "statusListIndex": "94567", "statusListCredential": url,
    }  # fmt: skip
    for index, expected in ((94_566, "not-revoked"), (94_567, "revoked")):
        listed = StatusList(["revocation"])
        listed.set(index)
        world.published[url] = life.sign(
            {
                "@context": ["https://www.w3.org/2018/credentials/v1", context],
                "id": url,
                "type": ["VerifiableCredential", "StatusList2021Credential"],
                "issuer": ISSUER,
                "issuanceDate": "2026-05-01T00:00:00Z",
                "credentialSubject": {
                    "id": f"{url}#list",
                    "type": "StatusList2021",
                    "statusPurpose": "revocation",
                    "encodedList": listed.encode().removeprefix("u"),
                },
            }
        )
        report = world.verify()
        assert [item.code for item in report.find("status")] == [expected]
        assert report.verdict == ("valid" if expected == "not-revoked" else "invalid")


def test_an_expired_list_is_never_believed(life: Life) -> None:
    life.add("revocation")
    life.publish(validUntil="2026-05-20T00:00:00Z")
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "expired", "/credentialStatus/0")]
    assert "with a connection" not in report.find("status")[0].advice


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html>Log in</html>", "a web page"),
        ("", "nothing"),
        ({}, "an empty JSON object"),
        ([], "an empty JSON array"),
        ({"type": "x"}, ""),
        ("not found", "a text that is not JSON"),
        ("eyJhbGciOiJub25lIn0.e30.", ""),
    ],
)
@pytest.mark.parametrize("kind", ["bits", "ids"])
def test_something_else_in_place_of_a_list_says_nothing(
    life: Life, content: Any, what: str, kind: str
) -> None:
    life.add("revocation")
    url = f"{LIST_URL}/revocation"
    if kind == "ids":
        life.world.badge["@context"].append(EXTENSIONS)
        life.world.badge["credentialStatus"] = [make_revocation_entry(url)]
    life.world.published[url] = content
    report = life.world.verify()
    assert report.verdict == "undetermined"
    assert report.answers["genuine"] == "yes"
    assert report.answers["inForce"] == "unknown"
    assert {item.pointer for item in report.find("status")} == {"/credentialStatus/0"}
    assert {item.outcome for item in report.find("status")} == {UNDETERMINED}
    assert all(url in item.message and what in item.message for item in report.find("status"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda bits: bits[1:], "invalid-multibase"),
        (lambda bits: "u" + bits[1:].replace("A", "+"), "invalid-base64url"),
        (lambda bits: bits[:-40], "truncated-gzip"),
        (lambda _bits: "uAAAA", "invalid-gzip"),
        (lambda _bits: 5, "encoded-list-missing"),
    ],
)
def test_a_list_that_cannot_be_unpacked_says_nothing(life: Life, change: Any, code: str) -> None:
    life.add("revocation")
    url = f"{LIST_URL}/revocation"
    document = life.unsigned(url)
    subject = document["credentialSubject"]
    subject["encodedList"] = change(subject["encodedList"])
    life.world.published[url] = _token_of(life, document)
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, code, "/credentialStatus/0")]
    assert url in report.find("status")[0].message


def _token_of(life: Life, document: dict[str, Any]) -> str:
    signer = copy.copy(life.world)
    signer.badge = document
    return signer.token()


def test_an_index_beyond_the_list_says_nothing(life: Life) -> None:
    """The entry or the list is wrong; which of them, nothing tells."""
    life.add("revocation")
    life.world.badge["credentialStatus"][0]["statusListIndex"] = "131072"
    report = life.world.verify()
    assert statuses(report) == [(UNDETERMINED, "status-index-out-of-range", "/credentialStatus/0")]


@pytest.mark.parametrize("index", ["-1", "1e3", "", None, 1.5, "９", True, "0x10", []])
def test_a_wrong_index_fails(life: Life, index: Any) -> None:
    life.add("revocation")
    life.world.badge["credentialStatus"][0]["statusListIndex"] = index
    report = life.world.verify(life.world.token())
    assert report.outcome("status") is FAILED
    assert report.find("status")[0].pointer.startswith("/credentialStatus/0")


def test_an_unknown_kind_of_status_is_undetermined(life: Life) -> None:
    life.world.badge["credentialStatus"] = [{"id": "urn:x", "type": "Clairvoyance2030"}]
    report = life.world.verify(life.world.token())
    assert statuses(report) == [(UNDETERMINED, "status-type-unknown", "/credentialStatus/0")]


def test_a_status_claim_of_a_token_is_not_passed_over(life: Life) -> None:
    del life.world.badge["credentialStatus"]
    token = life.world.token(status={"status_list": {"idx": 0, "uri": "https://a.example/1"}})
    assert (UNDETERMINED, "status-type-unknown", "") in statuses(life.world.verify(token))


def test_too_many_entries_are_not_looked_up(life: Life) -> None:
    life.add("revocation")
    life.world.badge["credentialStatus"] *= 1000
    report = life.world.verify(life.world.token())
    assert [item.code for item in report.find("status")] == ["too-many-statuses"]
    assert report.outcome("status") is FAILED


def test_1edtech_revocation_list_with_a_reason(life: Life) -> None:
    world = life.world
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialStatus"] = make_revocation_entry(LIST_URL)
    world.published[LIST_URL] = make_revocation_list(LIST_URL, ISSUER, {})
    assert statuses(world.verify()) == [(PASSED, "not-revoked", "/credentialStatus")]
    revoked = {world.badge["id"]: "Issued to the wrong person"}
    world.published[LIST_URL] = make_revocation_list(LIST_URL, ISSUER, revoked)
    report = world.verify()
    assert statuses(report) == [(FAILED, "revoked", "/credentialStatus")]
    assert "Issued to the wrong person" in report.find("status")[0].message
    world.published[LIST_URL] = make_revocation_list(LIST_URL, "did:web:mallory.example", {})
    report = world.verify()
    assert statuses(report) == [(UNDETERMINED, "status-issuer-mismatch", "/credentialStatus")]


def test_a_revocation_list_from_another_site_is_not_the_issuers_word(life: Life) -> None:
    """Nobody signs such a list: only the place that it comes from speaks for it."""
    world = life.world
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialStatus"] = make_revocation_entry(LIST_URL)
    world.published[LIST_URL] = make_revocation_list(LIST_URL, ISSUER, {})
    found = redirected(life, LIST_URL, "https://mallory.example/1")
    assert statuses(found) == [(UNDETERMINED, "answered-from-elsewhere", "/credentialStatus")]
    assert "https://mallory.example/1" in found.find("status")[0].message
    within = redirected(life, LIST_URL, "https://district.example/moved")
    assert statuses(within) == [(PASSED, "not-revoked", "/credentialStatus")]


def test_a_signed_list_may_come_from_anywhere(life: Life) -> None:
    life.add("revocation")
    found = redirected(life, f"{LIST_URL}/revocation", "https://cdn.example/1")
    assert statuses(found) == [(PASSED, "not-revoked", "/credentialStatus/0")]


def redirected(life: Life, url: str, final: str) -> VerificationReport:
    """Verify where `url` redirects to `final`."""
    verifier = Verifier(
        fetcher=Redirecting(life.world.published, url, final),
        resolver=MemoryResolver(life.world.documents),
        clock=fixed_clock(life.world.now),
    )
    return verifier.verify(life.world.signed())


class Redirecting(MemoryFetcher):
    """Answers with what is published, one URL of it from another in the end."""

    def __init__(self, published: dict[str, Any], url: str, final: str):
        super().__init__(published)
        self.url, self.final = url, final

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 2**23) -> Fetched:
        fetched = super().fetch(url, accept=accept)
        return replace(fetched, url=self.final) if url == self.url else fetched


def test_a_revoked_endorsement_fails_the_endorsement(life: Life) -> None:
    life.add("revocation", index=7).set(7)
    life.publish()
    endorsement = {
        "@context": life.world.badge["@context"],
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": life.world.badge["issuer"],
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialStatus": life.world.badge.pop("credentialStatus"),
        "credentialSubject": {
            "id": life.world.badge["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Worth having.",
        },
    }
    life.world.badge["endorsement"] = [life.sign(endorsement)]
    report = life.world.verify()
    assert [item.code for item in report.find("endorsements")] == ["revoked"]
    assert report.verdict == "valid"


# refresh

REFRESH_URL = "https://district.example/refresh"


@pytest.fixture
def world() -> World:
    world = World()
    world.badge["@context"].append(EXTENSIONS)
    world.badge["refreshService"] = {"id": REFRESH_URL, "type": "1EdTechCredentialRefresh"}
    return world


def refreshes(report: VerificationReport) -> list[tuple[Outcome, str]]:
    return [(item.outcome, item.code) for item in report.find("refresh")]


def test_a_newer_version_takes_the_place_of_the_badge(world: World) -> None:
    old = world.signed()
    world.badge["validUntil"] = "2026-05-20T00:00:00Z"
    world.published[REFRESH_URL] = world.signed()
    report = world.verify(old)
    assert refreshes(report) == [(PASSED, "refreshed")]
    assert [item.code for item in report.find("validity")] == ["expired"]
    assert report.credential == world.published[REFRESH_URL]


def test_a_renewed_badge_is_valid_though_the_old_one_expired(world: World) -> None:
    world.badge["validUntil"] = "2026-05-20T00:00:00Z"
    old = world.signed()
    world.badge["validUntil"] = "2027-05-20T00:00:00Z"
    world.published[REFRESH_URL] = world.signed()
    assert world.verify(old).verdict == "valid"


def test_the_same_version_again(world: World) -> None:
    world.published[REFRESH_URL] = world.signed()
    assert refreshes(world.verify(world.published[REFRESH_URL])) == [(PASSED, "no-newer-version")]


@pytest.mark.parametrize(
    ("code", "outcome", "reported"),
    [
        ("not-found", PASSED, "no-newer-version"),
        ("gone", PASSED, "no-newer-version"),
        ("wrong-content-type", UNDETERMINED, "wrong-content-type"),
        ("timeout", UNDETERMINED, "timeout"),
    ],
)
def test_no_and_no_answer_differ(world: World, code: str, outcome: Outcome, reported: str) -> None:
    world.published[REFRESH_URL] = ResolutionFailed("no", code=code)
    assert refreshes(world.verify()) == [(outcome, reported)]


def test_a_newer_version_from_another_site_is_not_the_services_word(world: World) -> None:
    """Whoever can choose where the service redirects to must not choose which version is newest."""
    world.published[REFRESH_URL] = world.signed()
    verifier = Verifier(
        fetcher=Redirecting(world.published, REFRESH_URL, "https://mallory.example/1"),
        resolver=MemoryResolver(world.documents),
        clock=fixed_clock(world.now),
    )
    report = verifier.verify(world.published[REFRESH_URL])
    assert refreshes(report) == [(UNDETERMINED, "answered-from-elsewhere")]


@pytest.mark.parametrize("page", ["<html>Log in</html>", ""])
def test_a_page_in_place_of_a_newer_version_says_nothing(world: World, page: str) -> None:
    world.published[REFRESH_URL] = page
    report = world.verify()
    assert report.outcome("refresh") is UNDETERMINED
    assert REFRESH_URL in report.find("refresh")[0].message


def test_a_forged_newer_version_is_not_taken(world: World) -> None:
    newer = world.signed()
    newer["name"] = "Passive Listening"
    world.published[REFRESH_URL] = newer
    report = world.verify()
    assert refreshes(report) == [(UNDETERMINED, "refreshed-not-verified")]
    assert report.credential is not None
    assert report.credential["name"] == "Active Listening"


def test_a_newer_version_that_breaks_the_rules_is_not_taken(world: World) -> None:
    old = copy.deepcopy(world.signed())
    del world.badge["credentialSubject"]["id"], world.badge["credentialSubject"]["identifier"]
    world.published[REFRESH_URL] = world.signed()
    assert refreshes(world.verify(old)) == [(UNDETERMINED, "refreshed-not-verified")]


def test_another_issuers_newer_version_is_not_taken(world: World) -> None:
    mallory = World(issuer="did:web:mallory.example", documents=world.documents)
    mallory.badge = {**world.badge, "issuer": {"id": mallory.issuer, "type": ["Profile"]}}
    world.published[REFRESH_URL] = mallory.signed()
    assert refreshes(world.verify()) == [(UNDETERMINED, "refreshed-by-another")]


def test_a_badge_that_refreshes_to_itself_for_ever_is_asked_once(world: World) -> None:
    old = world.signed()
    world.badge["name"] = "Newer"
    world.published[REFRESH_URL] = world.signed()
    report = world.verify(old)
    assert refreshes(report) == [(PASSED, "refreshed")]


def test_nothing_is_asked_for_a_forged_badge(world: World) -> None:
    forged = world.signed() | {"name": "Forged"}
    assert refreshes(world.verify(forged)) == [(SKIPPED, "no-verified-proof")]


def test_other_refresh_services_are_not_asked(world: World) -> None:
    world.badge["refreshService"] = {"id": REFRESH_URL, "type": "ManualRefresh2030"}
    assert refreshes(world.verify(world.token())) == [(SKIPPED, "no-refresh-service")]

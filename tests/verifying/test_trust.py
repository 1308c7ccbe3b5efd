"""Who is trusted: ids, lists of issuers here and published, and trust anchors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from microcred.errors import ConfigurationError, ResolutionFailed
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.verifying import Policy
from microcred.verifying.federation import TrustAnchor
from microcred.verifying.trust import PublishedTrustList, TrustList, load_trust
from tests.any_token import sign_any
from tests.verifying.world import ISSUER, NOW, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED
LIST = "https://registry.example/registry.json"
TRUSTED = [(PASSED, "issuer-trusted", "/issuer")]
NOT_TRUSTED = [(FAILED, "issuer-not-trusted", "/issuer")]


@pytest.fixture
def world() -> World:
    return World()


def found(world: World) -> list[tuple[Outcome, str, str]]:
    return [(item.outcome, item.code, item.pointer) for item in world.verify().find("trust")]


# lists


def test_nobody_asked(world: World) -> None:
    assert found(world) == [(SKIPPED, "not-asked", "")]


def test_a_list_here(world: World) -> None:
    world.policy = Policy(trust_registries=(TrustList({ISSUER: "Hill District"}),))
    assert found(world) == TRUSTED
    assert "Hill District" in world.verify().find("trust")[0].message
    world.policy = Policy(trust_registries=(TrustList({"did:web:other.example": ""}),))
    assert found(world) == NOT_TRUSTED
    assert world.verify().verdict == "invalid"


def test_ids_and_registries_add_up(world: World) -> None:
    empty = (TrustList({}),)
    world.policy = Policy(trusted_issuers=frozenset({ISSUER}), trust_registries=empty)
    assert found(world) == TRUSTED
    world.policy = Policy(trusted_issuers=frozenset(), trust_registries=empty)
    assert found(world) == NOT_TRUSTED


REGISTRY = {
    "meta": {"created": "2020-12-02T02:32:16+0000", "updated": "2021-09-27T16:00:00+0000"},
    "registry": {
        ISSUER: {"name": "Hill District", "location": "Hill, MA", "url": "https://d.example"}
    },
}


@pytest.mark.parametrize(
    "published",
    [
        REGISTRY,
        {ISSUER: {"name": "Hill District"}},
        {"registry": [{"did": ISSUER, "name": "Hill District"}]},
        {"issuers": [{"id": ISSUER}, {"id": 7}, None, "nobody"]},
        [ISSUER],
        [{"issuer": ISSUER}],
    ],
)
def test_a_published_list(world: World, published: Any) -> None:
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST, "the registry"),))
    world.published[LIST] = published
    assert found(world) == TRUSTED
    world.published[LIST] = json.dumps(published).replace(ISSUER, "did:web:other.example")
    assert found(world) == NOT_TRUSTED


@pytest.mark.parametrize(
    ("published", "code"),
    [
        (ResolutionFailed("no", code="timeout"), "timeout"),
        (ResolutionFailed("no", code="not-found"), "not-found"),
        ("<html></html>", "invalid-json"),
        ("[" * 100_000, "too-deep"),
        ("7", "no-issuer-list"),
        ({"members": [ISSUER]}, "no-issuer-list"),
        ({"registry": ISSUER}, "no-issuer-list"),
    ],
)
def test_a_list_that_cannot_be_had_or_read(world: World, published: Any, code: str) -> None:
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST),))
    world.published[LIST] = published
    assert found(world) == [(UNDETERMINED, code, "/issuer")]


def test_an_issuer_found_elsewhere_needs_no_other_list(world: World) -> None:
    there = TrustList({ISSUER: ""})
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST), there))
    assert found(world) == TRUSTED
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST), TrustList({})))
    assert found(world) == [(UNDETERMINED, "unreachable", "/issuer")]


def test_a_homepage_is_no_id(world: World) -> None:
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST),))
    world.published[LIST] = [{"did": "did:web:other.example", "url": ISSUER, "name": ISSUER}]
    assert found(world) == NOT_TRUSTED


def test_the_trace_says_who_was_asked(world: World) -> None:
    world.policy = Policy(trust_registries=(PublishedTrustList(LIST, "the registry"),))
    world.published[LIST] = REGISTRY
    (step,) = [step for step in world.verify().trace if step["step"] == "trust"]
    assert step["registry"] == "the registry"
    assert step["listed"] is True
    assert step["name"] == "Hill District"


# OpenID Federation

ANCHOR = "https://federation.example"
CONFIGURATION = f"{ANCHOR}/.well-known/openid-federation"
ENDPOINT = f"{ANCHOR}/fetch"
QUESTION = f"{ENDPOINT}?sub={quote(ISSUER, safe='')}"
SECONDS = int(NOW.timestamp())


class Federation:
    """A trust anchor that knows the world's issuer."""

    def __init__(self) -> None:
        self.world = World()
        self.key = SigningKey.generate("P-256")
        self.header: dict[str, Any] = {"typ": "entity-statement+jwt", "kid": "anchor-1"}
        self.jwks = {"keys": [{**self.key.public_key.jwk, "kid": "anchor-1"}]}
        self.times = {"iat": SECONDS - 60, "exp": SECONDS + 3600}
        self.trust()
        self.publish()

    def trust(self, **changes: Any) -> None:
        anchor = TrustAnchor(ANCHOR, **{"name": "the federation", **changes})
        self.world.policy = Policy(trust_registries=(anchor,))

    def sign(self, **claims: Any) -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        return sign_any(self.header, kept, self.key)

    def publish(self, **changes: Any) -> None:
        """Publish both statements; the changes are of the one about the issuer."""
        self.configure()
        metadata = {"federation_entity": {"organization_name": "Hill District"}}
        claims = {"iss": ANCHOR, "sub": ISSUER, **self.times, "metadata": metadata}
        self.world.published[QUESTION] = self.sign(**{**claims, **changes})

    def configure(self, **changes: Any) -> None:
        metadata = {"federation_entity": {"federation_fetch_endpoint": ENDPOINT}}
        claims = {"iss": ANCHOR, "sub": ANCHOR, **self.times, "jwks": self.jwks}
        self.world.published[CONFIGURATION] = self.sign(
            **{**claims, "metadata": metadata, **changes}
        )

    def found(self) -> list[tuple[Outcome, str, str]]:
        return found(self.world)


@pytest.fixture
def federation() -> Federation:
    return Federation()


def test_a_federation_lists_the_issuer(federation: Federation) -> None:
    assert federation.found() == TRUSTED
    (finding,) = federation.world.verify().find("trust")
    assert "'Hill District'" in finding.message
    assert "the federation" in finding.message


@pytest.mark.parametrize("code", ["not-found", "gone"])
def test_a_federation_that_knows_no_such_issuer(federation: Federation, code: str) -> None:
    federation.world.published[QUESTION] = ResolutionFailed("no", code=code)
    own = "https://district.example/.well-known/openid-federation"
    federation.world.published[own] = ResolutionFailed("no", code=code)
    assert federation.found() == NOT_TRUSTED
    del federation.world.published[own]  # it might name a superior that vouches for it
    assert federation.found() == [(UNDETERMINED, "unreachable", "/issuer")]


@pytest.mark.parametrize("url", [CONFIGURATION, QUESTION])
def test_a_federation_out_of_reach(federation: Federation, url: str) -> None:
    del federation.world.published[url]
    assert federation.found() == [(UNDETERMINED, "unreachable", "/issuer")]


def test_a_configuration_that_is_not_there_is_no_answer(federation: Federation) -> None:
    federation.world.published[CONFIGURATION] = ResolutionFailed("no", code="not-found")
    assert federation.found() == [(UNDETERMINED, "not-found", "/issuer")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sub": "did:web:other.example"}, "statement-mismatch"),
        ({"iss": "https://other.example"}, "statement-mismatch"),
        ({"iss": None}, "statement-mismatch"),
        ({"exp": SECONDS - 61}, "statement-expired"),
        ({"iat": SECONDS + 61}, "statement-not-yet-valid"),
        ({"exp": None}, "statement-without-times"),
        ({"iat": None}, "statement-without-times"),
        ({"exp": "never"}, "statement-without-times"),
        ({"exp": True}, "statement-without-times"),
        ({"crit": ["something"]}, "critical-claim"),
        ({"metadata_policy_crit": ["something"]}, "critical-claim"),
    ],
)
def test_a_statement_that_cannot_be_relied_on(
    federation: Federation, changes: dict[str, Any], code: str
) -> None:
    federation.publish(**changes)
    assert federation.found() == [(UNDETERMINED, code, "/issuer")]


@pytest.mark.parametrize("seconds", [0, 59])
def test_clocks_may_differ(federation: Federation, seconds: int) -> None:
    federation.publish(iat=SECONDS + seconds, exp=SECONDS - seconds)
    assert federation.found() == TRUSTED


def test_a_statement_of_another_key_is_forged(federation: Federation) -> None:
    federation.key = SigningKey.generate("P-256")
    right = federation.world.published[CONFIGURATION]
    federation.publish()
    federation.world.published[CONFIGURATION] = right
    assert federation.found() == [(UNDETERMINED, "bad-signature", "/issuer")]
    federation.header["kid"] = "another"
    federation.publish()
    federation.world.published[CONFIGURATION] = right
    assert federation.found() == [(UNDETERMINED, "key-not-listed", "/issuer")]


def test_another_kind_of_jwt_is_no_statement(federation: Federation) -> None:
    federation.header["typ"] = "JWT"
    federation.publish()
    assert federation.found() == [(UNDETERMINED, "statement-type-mismatch", "/issuer")]


def test_a_statement_in_an_algorithm_that_is_not_implemented_says_nothing(
    federation: Federation,
) -> None:
    federation.header["alg"] = "ML-DSA-44"
    federation.publish()
    assert federation.found() == [(UNDETERMINED, "unsupported-algorithm", "/issuer")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html></html>", "invalid-token"),
        ("é", "invalid-token"),
        ("eyJhbGciOiJub25lIn0.e30.", "algorithm-refused"),
        ({"iss": ANCHOR}, "invalid-token"),
    ],
)
@pytest.mark.parametrize("url", [CONFIGURATION, QUESTION])
def test_what_is_no_statement(federation: Federation, url: str, content: Any, code: str) -> None:
    federation.world.published[url] = content
    assert federation.found() == [(UNDETERMINED, code, "/issuer")]


@pytest.mark.parametrize(
    ("changes", "outcome", "code"),
    [
        ({"iss": "https://other.example"}, UNDETERMINED, "statement-mismatch"),
        ({"exp": SECONDS - 61}, UNDETERMINED, "statement-expired"),
        ({"jwks": {"keys": []}}, UNDETERMINED, "key-not-listed"),
        ({"jwks": "none"}, UNDETERMINED, "key-not-listed"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "AA"}, 7]}}, UNDETERMINED, "key-not-listed"),
        ({"metadata": {}}, UNDETERMINED, "no-fetch-endpoint"),
        ({"metadata": {"federation_entity": 7}}, UNDETERMINED, "no-fetch-endpoint"),
    ],
)
def test_a_configuration_that_cannot_be_relied_on(
    federation: Federation, changes: dict[str, Any], outcome: Outcome, code: str
) -> None:
    federation.configure(**changes)
    assert federation.found() == [(outcome, code, "/issuer")]


def test_given_keys_bind_configuration_and_statement(federation: Federation) -> None:
    federation.trust(keys=(federation.key.public_key,))
    assert federation.found() == TRUSTED
    # with an endpoint given too, the configuration is not asked for
    federation.trust(keys=(federation.key.public_key,), fetch_endpoint=f"{ENDPOINT}?sub=")
    del federation.world.published[CONFIGURATION]
    assert federation.found() == TRUSTED
    federation.configure()
    federation.trust(keys=(SigningKey.generate("P-256").public_key,))
    assert federation.found() == [(UNDETERMINED, "bad-signature", "/issuer")]


def test_an_endpoint_with_a_query_of_its_own(federation: Federation) -> None:
    federation.trust(keys=(federation.key.public_key,), fetch_endpoint=f"{ENDPOINT}?v=1")
    published = federation.world.published
    published[f"{ENDPOINT}?v=1&sub={quote(ISSUER, safe='')}"] = published.pop(QUESTION)
    assert federation.found() == TRUSTED


def test_only_the_badges_own_issuer_is_asked_about(federation: Federation) -> None:
    world = federation.world
    endorser = World(issuer="did:web:association.example", documents=world.documents)
    endorser.badge = {
        "@context": world.badge["@context"],
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": endorser.issuer, "type": ["Profile"], "name": "A"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {"id": world.badge["id"], "type": ["EndorsementSubject"]},
    }
    world.badge["endorsement"] = [endorser.signed()]
    report = world.verify()
    assert report.verdict == "valid"


# files


@pytest.fixture
def load(tmp_path: Path) -> Callable[[Any], Any]:
    def write_and_load(content: Any) -> Any:
        path = tmp_path / "trust.txt"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_bytes(text.encode())
        return load_trust(path)

    return write_and_load


def test_a_file_of_ids(load: Any, world: World) -> None:
    text = f"\ufeff# whom we trust\n\n{ISSUER}  # Hill District\r\nhttps://b.example/1#key\n"
    (trusted,) = load(text)
    assert trusted.issuers == {ISSUER: "Hill District", "https://b.example/1#key": ""}
    world.policy = Policy(trust_registries=(trusted,))
    assert found(world) == TRUSTED


@pytest.mark.parametrize(
    "separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85", "\r", "\u2028\r"]
)
def test_only_a_line_feed_ends_a_line(load: Any, separator: str) -> None:
    evil = "https://evil.example"
    (trusted,) = load(f"# whom we trust{separator}{evil}\n{ISSUER} # Hill{separator}{evil}\n")
    assert set(trusted.issuers) == {ISSUER}
    with pytest.raises(ConfigurationError) as caught:
        load(f"{ISSUER}{separator}{evil}")
    assert caught.value.code == "no-issuer-list"


def test_an_empty_file_trusts_nobody(load: Any, world: World) -> None:
    contents: list[Any] = ["", "# nobody\n", [], {"registry": {}}]
    for content in contents:
        world.policy = Policy(trust_registries=load(content))
        assert found(world) == NOT_TRUSTED


def test_a_file_in_the_form_of_a_registry(load: Any) -> None:
    assert load(REGISTRY) == (TrustList({ISSUER: "Hill District"}, "trust.txt"),)


def test_a_file_that_lists_registries(load: Any, federation: Federation) -> None:
    listed = load(
        [
            {"type": "dcc-legacy", "name": "A", "url": LIST},
            {"type": "oidf", "name": "B", "trustAnchorEC": CONFIGURATION},
            {"type": "oidf", "name": "C", "trustAnchorEC": CONFIGURATION, "jwks": federation.jwks},
        ]
    )
    assert listed == (
        PublishedTrustList(LIST, "A"),
        TrustAnchor(ANCHOR, "B"),
        TrustAnchor(ANCHOR, "C", (federation.key.public_key,)),
    )
    federation.world.policy = Policy(trust_registries=listed[2:])
    assert federation.found() == TRUSTED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("did:web:a.example did:web:b.example", "no-issuer-list"),
        ("district.example", "no-issuer-list"),
        ('{"registry": ', "invalid-json"),
        ({"members": []}, "no-issuer-list"),
        ([{"type": "vc-recognition", "url": LIST}], "unknown-trust-registry"),
        ([{"type": "oidf", "url": LIST}], "unknown-trust-registry"),
        ([{"type": "oidf", "trustAnchorEC": ANCHOR}], "unknown-trust-registry"),
        (
            [{"type": "oidf", "trustAnchorEC": CONFIGURATION, "jwks": {"keys": []}}],
            "unknown-trust-registry",
        ),
        ([{"type": "dcc-legacy", "url": LIST}, 7], "unknown-trust-registry"),
    ],
)
def test_a_file_with_something_else(load: Any, content: Any, code: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(content)
    assert caught.value.code == code


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_trust(tmp_path / "nothing")
    assert caught.value.code == "unreadable-file"
    (tmp_path / "latin").write_bytes(b"did:web:a.example # caf\xe9")
    with pytest.raises(ConfigurationError) as caught:
        load_trust(tmp_path / "latin")
    assert caught.value.code == "not-utf-8"

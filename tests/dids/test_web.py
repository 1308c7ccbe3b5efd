"""did:web and HTTPS documents: where they lie, what they may be, and whose key it is."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.dids import Resolver, parse_did_url
from microcred.dids.location import document_url
from microcred.errors import MalformedInput, MicrocredError, ResolutionFailed
from microcred.keys import SigningKey
from microcred.limits import MAX_CONTROLLER_DOCUMENT_BYTES
from microcred.timestamps import system_clock
from tests.dids.files import Files
from tests.fetch.world import budget

DID = "did:web:issuer.example"
DID_URL = "https://issuer.example/.well-known/did.json"
PROFILE = "https://issuer.example/profile"
KEY = SigningKey.generate("P-256")


def method(method_id: str, controller: str, **members: Any) -> dict[str, Any]:
    return {
        "id": method_id,
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": KEY.public_key.multikey,
    } | members


def did_document(did: str = DID) -> dict[str, Any]:
    return {
        "id": did,
        "verificationMethod": [method(f"{did}#1", did)],
        "assertionMethod": [f"{did}#1"],
    }


def refused_code(files: Files, url: str) -> str:
    with budget(), pytest.raises(MicrocredError) as caught:
        Resolver(files).resolve_verification_method(url)
    return caught.value.code


@pytest.mark.parametrize(
    ("identifier", "url"),
    [
        ("issuer.example", "https://issuer.example/.well-known/did.json"),
        ("Issuer.EXAMPLE", "https://issuer.example/.well-known/did.json"),
        ("issuer.example%3A8443", "https://issuer.example:8443/.well-known/did.json"),
        ("issuer.example%3a8443:a:b", "https://issuer.example:8443/a/b/did.json"),
        ("issuer.example:user:alice", "https://issuer.example/user/alice/did.json"),
        ("issuer.example:a%20b", "https://issuer.example/a%20b/did.json"),
        ("issuer.example:%e7%94%a8", "https://issuer.example/%E7%94%A8/did.json"),
        ("issuer.example:%41", "https://issuer.example/A/did.json"),
        ("xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
        ("issuer%2Eexample", "https://issuer.example/.well-known/did.json"),
        ("localhost%3A8443", "https://localhost:8443/.well-known/did.json"),
    ],
)
def test_location_of_a_did(identifier: str, url: str) -> None:
    assert document_url(identifier, "did.json") == url


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        ":a",
        "issuer.example:",
        "issuer.example::a",
        "issuer.example%3A",
        "issuer.example%3A0",
        "issuer.example%3A65536",
        "issuer.example%3A999999",
        "issuer.example%3A80%3A80",
        "issuer.example%3A8443%2Fx",
        "issuer.example%2Fpath",
        "issuer.example%40evil.example",
        "me%3Asecret%40issuer.example",
        "issuer.example%23x",
        "issuer.example%3Fx",
        "issuer..example",
        "-issuer.example",
        "issuer_.example",
        "127.0.0.1",
        "127.0.0.1%3A443",
        "2130706433",
        "0x7f000001",
        "127.1",
        "%31%32%37.0.0.1",
        "%5B%3A%3A1%5D",
        "issuer.example:..",
        "issuer.example:.",
        "issuer.example:%2e%2E",
        "issuer.example:a%2Fb",
        "issuer.example:a%5Cb",
        "issuer.example:a%00",
        "issuer.example:a%0Ab",
        "issuer.example:%20a",
        "issuer.example:%ff",
        "%ff.example",
        "%C3%BC.example",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
    ],
)
def test_identifier_that_leads_elsewhere_is_refused(identifier: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        document_url(identifier, "did.json")
    assert caught.value.code == "invalid-did"


def test_did_urls_are_taken_apart() -> None:
    url = parse_did_url("did:web:issuer.example%3A8443:a/path/x?versionId=1&b#key-1")
    assert (url.did, url.method) == ("did:web:issuer.example%3A8443:a", "web")
    assert (url.identifier, url.path) == ("issuer.example%3A8443:a", "/path/x")
    assert (url.query, url.fragment) == ("versionId=1&b", "key-1")
    plain = parse_did_url("did:example:1")
    assert (plain.path, plain.query, plain.fragment) == ("", None, None)


def test_did_web_gives_its_method() -> None:
    files = Files()
    files.put(DID_URL, did_document(), "application/did+json")
    found = Resolver(files).resolve_verification_method(f"{DID}#1")
    assert found.method.public_key == KEY.public_key
    assert found.document is not None
    assert found.document.id == DID
    assert found.document.lists_for_assertion(found.method)
    assert files.asked == [DID_URL]


def test_did_web_document_about_another_did_is_refused() -> None:
    files = Files()
    files.put(DID_URL, did_document("did:web:b.example"))
    assert refused_code(files, f"{DID}#1") == "wrong-document-id"


def test_did_web_that_is_not_there_is_a_no() -> None:
    assert refused_code(Files(), f"{DID}#1") == "not-found"


def test_method_that_the_document_does_not_have() -> None:
    files = Files()
    files.put(DID_URL, did_document())
    assert refused_code(files, f"{DID}#2") == "unknown-verification-method"
    assert refused_code(files, f"{DID}#") == "invalid-did"
    assert refused_code(files, f"{DID}/path#1") == "invalid-did"


def test_a_did_without_fragment_names_its_only_method() -> None:
    files = Files()
    files.put(DID_URL, did_document())
    assert Resolver(files).resolve_verification_method(DID).method.id == f"{DID}#1"
    unreadable = method(f"{DID}#2", DID, publicKeyMultibase="0")
    for methods in ([], [method(f"{DID}#1", DID), unreadable]):
        files.put(DID_URL, did_document() | {"verificationMethod": methods})
        assert refused_code(files, DID) == "invalid-did"
    files.put(DID_URL, did_document() | {"verificationMethod": [unreadable]})
    assert refused_code(files, DID) == "invalid-multikey"


def test_issuer_profile_lists_its_key() -> None:
    files = Files()
    profile = {
        "id": PROFILE,
        "type": "Profile",
        "verificationMethod": [method(f"{PROFILE}#1", PROFILE)],
        "assertionMethod": [f"{PROFILE}#1"],
    }
    files.put(PROFILE, profile, "application/ld+json")
    found = Resolver(files).resolve_verification_method(f"{PROFILE}#1")
    assert found.document is not None
    assert found.document.lists_for_assertion(found.method)
    assert Resolver(files).resolve(PROFILE).id == PROFILE


def test_key_in_the_fragment_is_not_the_issuers_unless_listed() -> None:
    files = Files()
    url = f"{PROFILE}#{KEY.public_key.multikey}"
    files.put(PROFILE, {"id": PROFILE, "type": "Profile"})
    assert refused_code(files, url) == "unknown-verification-method"


def test_key_that_stands_by_itself_and_its_controller() -> None:
    key_url = "https://keys.example/1"
    for controller, controller_url in ((DID, DID_URL), (PROFILE, PROFILE)):
        files = Files()
        files.put(key_url, method(key_url, controller))
        files.put(controller_url, {"id": controller, "assertionMethod": [key_url]})
        found = Resolver(files).resolve_verification_method(key_url)
        assert found.method.controller == controller
        assert found.document is not None
        assert found.document.lists_for_assertion(found.method)
        files.put(controller_url, {"id": controller})
        found = Resolver(files).resolve_verification_method(key_url)
        assert found.document is not None
        assert not found.document.lists_for_assertion(found.method)


def test_key_whose_controller_is_out_of_reach() -> None:
    files = Files()
    key_url = files.put("https://keys.example/1", method("https://keys.example/1", DID))
    found = Resolver(files).resolve_verification_method(key_url)
    assert found.method.public_key == KEY.public_key
    assert found.document is None
    assert isinstance(found.obstacle, ResolutionFailed)
    assert found.obstacle.code == "not-found"


def test_key_that_goes_by_another_name_is_refused() -> None:
    files = Files()
    url = files.put("https://keys.example/1", method("https://keys.example/2", DID))
    assert refused_code(files, url) == "wrong-document-id"


def test_jwk_at_a_url_names_no_controller() -> None:
    files = Files()
    url = files.put("https://keys.example/1", KEY.public_key.jwk, "application/jwk+json")
    found = Resolver(files).resolve_verification_method(url)
    assert found.method.public_key == KEY.public_key
    assert (found.method.id, found.method.controller) == (url, "")
    assert (found.document, found.obstacle) == (None, None)


def test_key_set_gives_the_key_that_the_fragment_names() -> None:
    other = SigningKey.generate("Ed25519").public_key.jwk
    keys = [other | {"kid": "a"}, KEY.public_key.jwk | {"kid": "b"}, {"kty": "oct", "kid": "c"}]
    files = Files()
    url = files.put("https://keys.example/jwks.json", {"keys": keys}, "application/jwk-set+json")
    found = Resolver(files).resolve_verification_method(f"{url}#b")
    assert found.method.public_key == KEY.public_key
    assert found.method.id == f"{url}#b"
    for wrong, code in [
        ("#d", "unknown-verification-method"),
        ("", "unknown-verification-method"),
        ("#", "unknown-verification-method"),
        ("#c", "unsupported-key"),
    ]:
        assert refused_code(files, url + wrong) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"keys": {}}, "invalid-key-set"),
        ({"keys": [{"kid": "b"}] * 257}, "too-many-verification-methods"),
        ({"keys": [5, {"kid": "b"}, {"kid": "b", "x": "A"}]}, "duplicate-verification-method"),
        ({"keys": [KEY.to_jwk(private=True) | {"kid": "b"}]}, "secret-key-published"),
        (KEY.to_jwk(private=True), "secret-key-published"),
        (KEY.public_key.jwk | {"crv": "P-384"}, "wrong-key-length"),
        (KEY.public_key.jwk | {"use": "enc"}, "wrong-key-use"),
        ({}, "wrong-document-id"),
        ([], "not-an-object"),
        (b'{"id":1,"id":2}', "duplicate-member"),
        (b"[" * 1_000, "too-deep"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "invalid-json"),
        (KEY.public_key.to_pem(), "invalid-json"),
        (b"\xff\xfe", "not-utf-8"),
        (b"", "invalid-json"),
        (b"1" * (MAX_CONTROLLER_DOCUMENT_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_key_is_refused(content: Any, code: str) -> None:
    files = Files()
    url = files.put("https://keys.example/1", content)
    assert refused_code(files, f"{url}#b") == code


def test_key_url_that_answers_html() -> None:
    files = Files()
    url = files.put("https://keys.example/1", b"<html>", "text/html")
    assert refused_code(files, url) == "wrong-content-type"


def test_without_a_fetcher_nothing_is_asked() -> None:
    for url in (f"{DID}#1", f"{PROFILE}#1"):
        with pytest.raises(ResolutionFailed) as caught:
            Resolver().resolve_verification_method(url)
        assert caught.value.code == "offline"


def test_resolver_with_another_fetcher_is_otherwise_the_same() -> None:
    files = Files()
    files.put(DID_URL, did_document())
    limited = Resolver(methods={}).bound_to(files, system_clock)
    with pytest.raises(ResolutionFailed) as caught:
        limited.resolve(DID)
    assert caught.value.code == "unsupported-did-method"
    assert Resolver().bound_to(files, system_clock).resolve(DID).id == DID

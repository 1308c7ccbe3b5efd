"""What the architecture page promises: one more of a kind is one file and one line in a table.

Each test adds what would stand in the file to the table, and nothing else, and sees it at work
from issuing to the report.
"""

from __future__ import annotations

from typing import Any, cast

import pytest

from microcred import (
    Achievement,
    Criteria,
    Issuer,
    OfflineFetcher,
    Profile,
    Recipient,
    SigningKey,
    Verifier,
    bake,
    default_picture,
    unbake,
)
from microcred.carriers import CARRIERS, Carrier
from microcred.dids import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.options import ResolutionOptions
from microcred.dids.resolver import METHODS
from microcred.document import id_of
from microcred.encoding import decode_base64url
from microcred.errors import InvalidImage, UnusableKey
from microcred.keys import PublicKey
from microcred.proofs import SUITES
from microcred.proofs.data_integrity import HashSuite
from microcred.status import TYPES, StatusEntry, StatusList, StatusReference, StatusType
from microcred.status.bitstring import expand_gzip
from microcred.status.bitstring_status_list import BitstringList, read_bits, read_subject
from microcred.status.indexed_entry import read_url
from tests.verifying.world import ISSUER, World

ACHIEVEMENT = Achievement(
    id="https://hill.example/achievements/listening",
    name="Active Listening",
    description="Listens.",
    criteria=Criteria(narrative="Submit a recording."),
)
ANA = Recipient.email("ana@school.example")


def test_a_cryptosuite(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = HashSuite("eddsa-jcs-2099", "jcs", {"Ed25519": "sha256"})
    key = SigningKey.generate("Ed25519")
    profile = Profile(id=key.did, name="Hill District")
    with pytest.raises(UnusableKey):
        Issuer(profile, key, suite=suite.name)

    with monkeypatch.context() as added:
        added.setitem(cast("dict[str, Any]", SUITES), suite.name, suite)
        issuer = Issuer(profile, key, suite=suite.name)
        signed = issuer.sign(issuer.award(ACHIEVEMENT, ANA))
        assert signed.document["proof"][0]["cryptosuite"] == "eddsa-jcs-2099"
        assert Verifier(fetcher=OfflineFetcher()).verify(signed).verdict == "valid"
        forged = signed.json().replace("Active", "Passive")
        assert Verifier(fetcher=OfflineFetcher()).verify(forged).verdict == "invalid"
    assert Verifier(fetcher=OfflineFetcher()).verify(signed).verdict == "undetermined"


def resolve_did_example(did: DidUrl, _options: ResolutionOptions) -> ControllerDocument:
    key = PublicKey.from_multikey(did.identifier)
    method = {
        "id": f"{did.did}#key",
        "type": "Multikey",
        "controller": did.did,
        "publicKeyMultibase": key.multikey,
    }
    document = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did.did,
        "verificationMethod": [method],
        "assertionMethod": [f"{did.did}#key"],
    }
    return parse_controller_document(document, did.did)


def test_a_did_method(monkeypatch: pytest.MonkeyPatch) -> None:
    private = SigningKey.generate("P-256")
    did = f"did:example:{private.public_key.multikey}"
    key = private.with_key_id(f"{did}#key")
    issuer = Issuer(Profile(id=did, name="Hill District"), key)
    signed = issuer.sign(issuer.award(ACHIEVEMENT, ANA))
    assert Verifier(fetcher=OfflineFetcher()).verify(signed).genuine == "unknown"

    monkeypatch.setitem(cast("dict[str, Any]", METHODS), "example", resolve_did_example)
    assert Verifier(fetcher=OfflineFetcher()).verify(signed).verdict == "valid"
    forged = signed.json().replace("Active", "Passive")
    assert Verifier(fetcher=OfflineFetcher()).verify(forged).genuine == "no"


LIST_2020 = "RevocationList2020"


def parse_entry_2020(reference: StatusReference) -> StatusEntry:
    return StatusEntry(
        type=f"{LIST_2020}Status",
        purpose="revocation",
        list_url=read_url(reference.value, "revocationListCredential", reference.pointer),
        pointer=reference.pointer,
        index=int(reference.value["revocationListIndex"]),
        credential_id=reference.credential_id,
        issuer_id=reference.issuer_id,
    )


def parse_list_2020(document: Any) -> BitstringList:
    subject = read_subject(document, f"{LIST_2020}Credential", LIST_2020)
    return BitstringList(
        id=id_of(document),
        issuer_id=id_of(document.get("issuer")),
        purposes=frozenset({"revocation"}),
        bits=read_bits(subject, lambda text: expand_gzip(decode_base64url(text))),
        size=1,
        min_entries=0,
    )


def test_a_kind_of_status(monkeypatch: pytest.MonkeyPatch) -> None:
    world, url = World(), "https://district.example/status/2020"
    context = "https://w3id.org/vc-revocation-list-2020/v1"
    world.badge["@context"].append(context)
    world.badge["credentialStatus"] = {
        "id": f"{url}#7",
        "type": f"{LIST_2020}Status",
        "revocationListIndex": "7",
        "revocationListCredential": url,
    }
    listed = StatusList(["revocation"])
    listed.set(7)
    publisher = World()
    publisher.key, publisher.options = world.key, world.options
    publisher.badge = {
        "@context": ["https://www.w3.org/2018/credentials/v1", context],
        "id": url,
        "type": ["VerifiableCredential", f"{LIST_2020}Credential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{url}#list",
            "type": LIST_2020,
            "encodedList": listed.encode().removeprefix("u"),
        },
    }
    world.published[url] = publisher.signed()
    codes = [item.code for item in world.verify().find("status")]
    assert codes == ["status-type-unknown"]

    added = StatusType(
        f"{LIST_2020}Status",
        list_is_credential=True,
        parse_entry=parse_entry_2020,
        parse_list=parse_list_2020,
    )
    monkeypatch.setitem(cast("dict[str, Any]", TYPES), added.name, added)
    report = world.verify()
    assert [item.code for item in report.find("status")] == ["revoked"]
    assert (report.genuine, report.in_force) == ("yes", "no")
    world.badge["credentialStatus"]["revocationListIndex"] = "8"
    assert [item.code for item in world.verify().find("status")] == ["not-revoked"]


GIF = b"GIF89a"


def test_a_carrier(monkeypatch: pytest.MonkeyPatch) -> None:
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
    signed = issuer.sign(issuer.award(ACHIEVEMENT, ANA))
    with pytest.raises(InvalidImage):
        bake(signed, GIF)

    added = Carrier(
        name="gif",
        title="GIF",
        media_type="image/gif",
        detect=lambda data: data.startswith(GIF),
        bake=lambda text, picture: picture[:6] + text.encode(),
        unbake=lambda data: (data.removeprefix(GIF).decode(), "3.0"),
        draw=lambda _name, _issuer: GIF,
    )
    monkeypatch.setitem(cast("dict[str, Any]", CARRIERS), added.name, added)
    baked = bake(signed, default_picture("gif", ACHIEVEMENT, issuer.profile))
    assert unbake(baked).text == signed.text
    report = Verifier(fetcher=OfflineFetcher()).verify(baked)
    assert (report.verdict, report.source) == ("valid", "gif")
    with pytest.raises(InvalidImage, match="PNG, SVG or GIF"):
        bake(signed, b"BM")

"""Whom a badge names, and how."""

from __future__ import annotations

import hashlib

import pytest

from microcred.errors import MalformedInput
from microcred.issuing import Recipient
from microcred.models import IdentityObject


def only_identity(recipient: Recipient) -> IdentityObject:
    (identity,) = recipient.identifiers
    return identity


def test_an_address_is_hashed_with_the_salt_behind_it() -> None:
    identity = only_identity(Recipient.email("alice@example.com", salt="deadsea"))
    # sha256 of "alice@example.comdeadsea", computed with sha256sum.
    expected = "sha256$b60ecbfc788bf3323b0185f3eb012905d4622f97a04de93f6d6adf7f23c4bb16"
    assert identity.identity_hash == expected
    assert identity.to_document() == {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": expected,
        "identityType": "emailAddress",
        "salt": "deadsea",
    }


def test_each_hash_has_a_fresh_salt_of_16_bytes() -> None:
    first, second = (only_identity(Recipient.email("ana@school.example")) for _ in range(2))
    assert first.salt != second.salt
    assert len(bytes.fromhex(first.salt or "")) == 16
    assert first.identity_hash != second.identity_hash


def test_an_address_can_stand_in_clear() -> None:
    identity = only_identity(Recipient.email("ana@school.example", hashed=False))
    assert (identity.hashed, identity.identity_hash) == (False, "ana@school.example")
    assert identity.salt is None


def test_an_address_is_hashed_in_lower_case_and_shown_as_typed() -> None:
    hashed = only_identity(Recipient.email("Alice@Example.com", salt="deadsea"))
    assert hashed == only_identity(Recipient.email("alice@example.com", salt="deadsea"))
    shown = only_identity(Recipient.email("Alice@Example.com", hashed=False))
    assert shown.identity_hash == "Alice@Example.com"


def test_any_identifier_can_be_hashed() -> None:
    identity = only_identity(Recipient.identifier("ext:StaffNumber", "å-17", salt="s"))
    digest = hashlib.sha256("å-17s".encode()).hexdigest()
    assert identity.identity_hash == f"sha256${digest}"
    assert identity.identity_type == "ext:StaffNumber"


@pytest.mark.parametrize(
    ("text", "recipient_id"),
    [
        ("did:key:z6Mkabc", "did:key:z6Mkabc"),
        (" https://people.example/ana ", "https://people.example/ana"),
    ],
)
def test_a_did_or_url_is_the_subjects_id(text: str, recipient_id: str) -> None:
    recipient = Recipient.parse(text)
    assert (recipient.id, recipient.identifiers) == (recipient_id, ())


def test_a_mailto_is_an_address() -> None:
    identity = only_identity(Recipient.parse("mailto:ana@school.example", hashed=False))
    assert identity.identity_hash == "ana@school.example"


@pytest.mark.parametrize(
    "text",
    ["", "ana", "ana@", "@school.example", "ana@school", "a b@school.example",
     "ana@school..example",
     "ana@a@school.example", "ana@school.example\n", "a" * 65 + "@school.example",
     "ana@" + "school." * 40 + "example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        Recipient.email(text)
    assert caught.value.code == "invalid-email"


@pytest.mark.parametrize("text", ["did:", "did:key", "did:Key:z", "did:key:a b", "key:z"])
def test_what_is_no_did_is_refused(text: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        Recipient.did(text)
    assert caught.value.code == "invalid-did"


def test_a_name_is_no_identity() -> None:
    assert Recipient(id="did:key:z", name="Ana").identifiers == ()

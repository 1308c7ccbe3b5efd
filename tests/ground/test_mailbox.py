"""Addresses as mail programs copy them."""

from __future__ import annotations

import pytest

from microcred.issuing import Recipient
from microcred.ledger.recipients import RecipientHash
from microcred.mailbox import bare_address


@pytest.mark.parametrize(
    "text",
    [
        "ana@school.example",
        "  ana@school.example ",
        "Ana Silva <ana@school.example>",
        '"Silva, Ana" < ana@school.example > ',
        "<ana@school.example>",
    ],
)
def test_the_address_is_what_counts(text: str) -> None:
    assert bare_address(text) == "ana@school.example"
    hashes = RecipientHash(b"secret")
    assert hashes.of(text) == hashes.of("ana@school.example")
    assert Recipient.parse(text, hashed=False) == Recipient.email(
        "ana@school.example", hashed=False
    )


@pytest.mark.parametrize(
    "text", ["did:key:z6Mk", "https://x.example/<a>", "a <b", "a <b> c@d", "<a@b> <c@d>", "<a b@c>"]
)
def test_what_is_no_named_address_stays_as_it_is(text: str) -> None:
    assert bare_address(text) == text

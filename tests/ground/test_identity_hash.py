"""Identifiers of people: hashed in one spelling, recognized in several."""

from __future__ import annotations

import hashlib

import pytest

from microcred.identity_hash import hash_identity, hash_matches, plain_matches

TYPED = "Ana.Diaz@School.example"
LOWER = TYPED.lower()


def sha256(text: str) -> str:
    return "sha256$" + hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("kind", ["emailAddress", "email"])
def test_an_address_is_hashed_in_lower_case(kind: str) -> None:
    assert hash_identity(TYPED, kind, "Salt") == sha256(LOWER + "Salt")


def test_other_identifiers_are_hashed_as_they_are() -> None:
    assert hash_identity("S-1001A", "systemId", "") == sha256("S-1001A")


@pytest.mark.parametrize("hashed", [TYPED, LOWER])
@pytest.mark.parametrize("wanted", [TYPED, f"mailto:{TYPED}", f" {TYPED} "])
def test_a_hash_is_recognized_as_typed_and_in_lower_case(hashed: str, wanted: str) -> None:
    assert hash_matches(sha256(hashed + "s"), "s", wanted, "emailAddress")
    assert not hash_matches(sha256(hashed + "s"), "", wanted, "emailAddress")


def test_a_hash_of_another_kind_is_recognized_as_typed_only() -> None:
    assert hash_matches(sha256("S-1a"), "", "S-1a", "systemId")
    assert not hash_matches(sha256("s-1a"), "", "S-1a", "systemId")


@pytest.mark.parametrize("stored", ["sha1$" + "0" * 40, "sha256$00", "", "sha256", "ana@x.example"])
def test_what_is_no_identity_hash_is_nobodys(stored: str) -> None:
    assert not hash_matches(stored, "", stored, "emailAddress")


def test_a_plain_address_is_the_same_in_capital_letters() -> None:
    assert plain_matches(TYPED, LOWER, "emailAddress")
    assert plain_matches(LOWER, f"mailto:{TYPED}", "email")
    assert not plain_matches(TYPED, "other@school.example", "emailAddress")
    assert not plain_matches("S-1A", "S-1a", "systemId")

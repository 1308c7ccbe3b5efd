"""What others wrote is read, and written back without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.models import OpenBadgeCredential, VerifiableCredential, check_credential
from tests.models.badges import badge, places
from tests.vectors import needs_vectors, read_vector, vector_files

NOT_CREDENTIALS = {
    "extensions--ob-clr-extension-json-ld-context.json": "a JSON-LD context",
    "migrating--issuer-profile-relation-between-open-badges-2-0-and-open-bad.json": "a 2.0 Profile",
    "migrating--openbadges-2-0-with-related-openbadges-3-0.json": "a 2.0 BadgeClass",
}
INCOMPLETE = {
    # The text shows the envelope only: what makes it an Open Badge is left out.
    "examples--untitled.json": [
        "/issuer/type",
        "/credentialSubject/type",
        "/credentialSubject/achievement",
    ],
    "readme--sample-assertion-credential.json": [
        "/credentialSubject/type",
        "/credentialSubject/achievement",
    ],
}
BADGES = [
    path
    for path in vector_files("1edtech/examples") + vector_files("edubadges")
    if path.name not in NOT_CREDENTIALS and path.name not in INCOMPLETE
]
W3C_CREDENTIALS = [
    path
    for path in vector_files("w3c", "vc-di-*/**/*.json")
    if "credentialSubject" in json.loads(path.read_text("utf-8"))
]


def same(written: Any, read: Any) -> bool:
    """Compare, where an array of one value stands for that value alone, and the reverse."""
    if isinstance(written, list) != isinstance(read, list):
        (one,) = written if isinstance(written, list) else [written]
        (other,) = read if isinstance(read, list) else [read]
        return same(one, other)
    if isinstance(written, list):
        pairs = zip(written, read, strict=False)
        return len(written) == len(read) and all(same(one, other) for one, other in pairs)
    if isinstance(written, dict) and isinstance(read, dict):
        return written.keys() == read.keys() and all(same(written[k], read[k]) for k in read)
    return type(written) is type(read) and bool(written == read)


@needs_vectors
@pytest.mark.parametrize("path", BADGES, ids=lambda path: path.stem)
def test_badges_of_others_come_back_whole(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    assert check_credential(document) == []
    written = OpenBadgeCredential.from_document(document).to_document()
    assert same(written, document)
    assert OpenBadgeCredential.from_document(written).to_document() == written


@needs_vectors
def test_all_the_examples_are_accounted_for() -> None:
    names = {path.name for path in vector_files("1edtech/examples")}
    assert names >= NOT_CREDENTIALS.keys() | INCOMPLETE.keys()
    assert len(vector_files("edubadges")) == 30
    assert len(BADGES) == len(names) - 5 + 30


@needs_vectors
@pytest.mark.parametrize(("name", "missing"), INCOMPLETE.items(), ids=INCOMPLETE.keys())
def test_incomplete_examples_are_credentials_but_not_badges(name: str, missing: list[str]) -> None:
    document = read_vector("1edtech", "examples", name)
    assert places(check_credential(document)) == [(place, "missing-member") for place in missing]
    assert VerifiableCredential.from_document(document).to_document() == document


@needs_vectors
@pytest.mark.parametrize("name", NOT_CREDENTIALS)
def test_what_is_no_credential_is_refused(name: str) -> None:
    with pytest.raises(InvalidDocument):
        OpenBadgeCredential.from_document(read_vector("1edtech", "examples", name))


@needs_vectors
def test_the_signing_vector_comes_back_whole() -> None:
    for name in ("unsigned.json", "signed.json"):
        document = read_vector("1edtech", "eddsa-rdfc-2022", name)
        assert same(OpenBadgeCredential.from_document(document).to_document(), document)


@needs_vectors
@pytest.mark.parametrize("path", W3C_CREDENTIALS, ids=lambda path: path.stem)
def test_credentials_of_other_vocabularies_come_back_whole(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    assert check_credential(document) == []
    assert same(VerifiableCredential.from_document(document).to_document(), document)


def test_unknown_members_survive_at_every_level() -> None:
    document = badge()
    unknown: dict[str, Any] = {
        "ext": {"a": None, "b": [], "c": [[1, 2.5, "x", True]]},
        "valid_from": "snake case is a name of its own",
        "model_config": 1,
    }

    def decorate(value: Any) -> None:
        if isinstance(value, dict):
            for item in list(value.values()):
                decorate(item)
            value.update(unknown)
        elif isinstance(value, list):
            for item in value:
                decorate(item)

    decorate(document)
    assert OpenBadgeCredential.from_document(document).to_document() == document


def test_a_snake_case_name_in_a_document_is_an_unknown_member() -> None:
    document = badge()
    document["valid_until"] = document.pop("validUntil")
    credential = OpenBadgeCredential.from_document(document)
    assert credential.valid_until is None
    assert credential.to_document() == document


def test_numbers_and_timestamps_stay_as_they_were_written() -> None:
    document = badge()
    document["credentialSubject"]["creditsEarned"] = 3
    document["credentialSubject"]["achievement"]["creditsAvailable"] = 3.0
    document["validFrom"] = "2026-01-01T00:00:00.120+05:30"
    text = json.dumps(OpenBadgeCredential.from_document(document).to_document())
    assert '"creditsEarned": 3,' in text
    assert '"creditsAvailable": 3.0' in text
    assert "2026-01-01T00:00:00.120+05:30" in text

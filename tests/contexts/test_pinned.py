"""The pinned contexts are the bytes that `NOTICE` and the table say."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.contexts import PINNED_URLS, pinned_bytes, pinned_context
from microcred.contexts.table import TABLE

_DATA = resources.files("microcred.contexts").joinpath("data")


@pytest.mark.parametrize("url", sorted(TABLE))
def test_each_context_has_the_hash_of_the_table(url: str) -> None:
    data = pinned_bytes(url)
    assert data is not None
    assert hashlib.sha256(data).hexdigest() == TABLE[url].sha256


def test_notice_lists_every_file_with_its_url_and_hash() -> None:
    notice = _DATA.joinpath("NOTICE").read_text("utf-8")
    listed = re.findall(
        r"^  (\S+)\n    context: (\S+)\n.*\n    sha256: (\S+)$", notice, re.MULTILINE
    )
    assert sorted(listed) == sorted((e.file, u, e.sha256) for u, e in TABLE.items())


def test_every_licence_named_in_notice_is_there() -> None:
    notice = _DATA.joinpath("NOTICE").read_text("utf-8")
    names = re.findall(r"\((licenses/\S+)\)", notice)
    assert len(names) == notice.count("  licence: ")
    assert all(_DATA.joinpath(name).is_file() for name in names)


def test_no_file_lies_about_that_the_table_does_not_name() -> None:
    files = {entry.name for entry in _DATA.iterdir() if entry.is_file()}
    assert files == {entry.file for entry in TABLE.values()} | {"NOTICE"}


def test_an_unknown_url_is_none() -> None:
    assert pinned_context("https://www.w3.org/ns/credentials/v2/") is None
    assert "https://example.org/context" not in PINNED_URLS


def test_changing_a_context_changes_nothing_for_the_next_reader() -> None:
    url = "https://www.w3.org/ns/credentials/v2"
    first = pinned_context(url)
    assert first is not None
    first["@context"]["name"] = "https://evil.example/"
    second = pinned_context(url)
    assert second is not None
    assert second["@context"]["name"] == "https://schema.org/name"


CRED_V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"


@pytest.mark.parametrize(
    ("contexts", "members"),
    [
        (
            [CRED_V1, OB, f"https://ctx.learncard.com/boosts/1.0.{version}.json"],
            {"type": ["BoostCredential"], "display": {"backgroundColor": "#fff"}},
        )
        for version in range(4)
    ]
    + [
        ([CRED_V1, "https://w3id.org/dcc/v1"], {"type": ["LearningCredential"]}),
        (
            [CRED_V1, "https://purl.imsglobal.org/spec/clr/v2p0/context.json"],
            {"type": ["ClrCredential"]},
        ),
        (
            [CRED_V1, "https://w3id.org/vc-revocation-list-2020/v1"],
            {
                "type": ["VerifiableCredential"],
                "credentialStatus": {
                    "id": "https://a.example/1#2",
                    "type": "RevocationList2020Status",
                    "revocationListIndex": "2",
                    "revocationListCredential": "https://a.example/1",
                },
            },
        ),
        (
            ["https://www.w3.org/ns/cid/v1"],
            {
                "verificationMethod": {
                    "id": "urn:k:1",
                    "type": "Multikey",
                    "publicKeyMultibase": "z",
                }
            },
        ),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_a_document_under_the_context_loses_nothing(
    contexts: list[str], members: dict[str, Any]
) -> None:
    document = {"@context": contexts, "id": "https://a.example/", **members}
    assert canonicalize(document).losses == ()
    assert canonicalize({**document, "@context": contexts[:-1] or [CRED_V1]}).losses != ()

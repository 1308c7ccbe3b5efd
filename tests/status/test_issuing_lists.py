"""Lists and entries as an issuer makes them."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.errors import InvalidTimestamp, LimitExceeded, MalformedInput
from microcred.issuing import Signer
from microcred.keys import SigningKey
from microcred.limits import MAX_STATUS_LIST_BYTES, MIN_STATUS_LIST_ENTRIES
from microcred.status import (
    Status,
    StatusList,
    make_entry,
    make_revocation_entry,
    make_status_list_credential,
    parse_entry,
    status_of,
    status_references,
)
from microcred.verifying import Policy, Verifier
from tests.status.documents import ISSUER, LIST_URL, credential

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
FOUR = ("pending", "accepted", "rejected", "undefined")


def published(status_list: StatusList, **members: Any) -> dict[str, Any]:
    made = make_status_list_credential(
        status_list, LIST_URL, ISSUER, **({"valid_from": START} | members)
    )
    read: dict[str, Any] = json.loads(json.dumps(made))
    return read


def find(document: dict[str, Any], entry: dict[str, Any]) -> Status:
    (reference,) = status_references(credential(entry))
    return status_of(parse_entry(reference), document)


def code_of(error: type[MalformedInput], function: Any, *args: Any, **members: Any) -> str:
    with pytest.raises(error) as caught:
        function(*args, **members)
    assert caught.value.message
    return caught.value.code


def test_a_revoked_index_is_revoked_and_its_neighbours_are_not() -> None:
    statuses = StatusList()
    statuses.set(94567)
    document = published(statuses)
    codes = [find(document, make_entry(LIST_URL, index)).code for index in (94566, 94567, 94568)]
    assert codes == ["not-revoked", "revoked", "not-revoked"]


def test_a_suspension_can_be_taken_back() -> None:
    statuses = StatusList("suspension")
    entry = make_entry(LIST_URL, 5, "suspension")
    statuses.set(5)
    assert find(published(statuses), entry).code == "suspended"
    statuses.set(5, 0)
    assert find(published(statuses), entry).code == "not-suspended"


def test_a_list_is_a_credential_of_vcdm_2() -> None:
    made = published(StatusList(), valid_until="2026-06-02T12:00:00Z", ttl=timedelta(minutes=5))
    encoded = made["credentialSubject"].pop("encodedList")
    assert encoded.startswith("uH4sI")
    assert made == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-06-01T12:00:00Z",
        "validUntil": "2026-06-02T12:00:00Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": 300_000,
        },
    }


def test_several_purposes_are_written_as_an_array() -> None:
    made = published(StatusList(["revocation", "suspension"]))
    assert made["credentialSubject"]["statusPurpose"] == ["revocation", "suspension"]


def test_an_entry_has_what_open_badges_and_the_status_list_ask_for() -> None:
    assert make_entry(LIST_URL, 94567) == {
        "id": f"{LIST_URL}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST_URL,
    }
    assert make_entry(LIST_URL, 5, entry_id="urn:x:5")["id"] == "urn:x:5"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((LIST_URL, -1), "status-index-negative"),
        ((LIST_URL, MAX_STATUS_LIST_BYTES * 8), "status-index-out-of-range"),
        (("status/3", 5), "status-list-url-invalid"),
        ((LIST_URL, 5, ""), "status-purpose-invalid"),
    ],
)
def test_an_entry_that_nobody_would_accept_is_not_made(arguments: Any, code: str) -> None:
    assert code_of(MalformedInput, make_entry, *arguments) == code


def test_an_entrys_id_is_not_its_list() -> None:
    assert (
        code_of(MalformedInput, make_entry, LIST_URL, 5, entry_id=LIST_URL) == "status-id-is-list"
    )


def test_messages_are_in_the_list_and_in_the_entry() -> None:
    statuses = StatusList("message", messages=FOUR)
    statuses.set(7, 2)
    document = published(statuses)
    assert document["credentialSubject"]["statusSize"] == 2
    reference = "https://example.org/dictionary/"
    entry = make_entry(LIST_URL, 7, "message", messages=FOUR, references=[reference])
    assert entry["statusSize"] == 2
    assert entry["statusMessage"][2] == {"status": "0x2", "message": "rejected"}
    found = find(document, entry)
    assert (found.value, found.message, found.references) == (2, "rejected", (reference,))


@pytest.mark.parametrize("count", [1, 3, 5])
def test_messages_are_two_to_some_power(count: int) -> None:
    texts = ["x"] * count
    assert code_of(MalformedInput, StatusList, "message", messages=texts) == "status-messages-count"


def test_a_list_of_messages_has_them() -> None:
    assert code_of(MalformedInput, StatusList, "message") == "status-messages-missing"


@pytest.mark.parametrize("purpose", ["", [], ["revocation", ""]])
def test_a_list_has_a_purpose(purpose: Any) -> None:
    assert code_of(MalformedInput, StatusList, purpose) == "status-purpose-invalid"


def test_a_list_that_would_single_out_its_holders_is_not_made() -> None:
    short = MIN_STATUS_LIST_ENTRIES - 1
    assert code_of(MalformedInput, StatusList, length=short) == "status-list-too-short"


def test_a_list_that_nobody_could_read_is_not_made() -> None:
    assert StatusList(length=MAX_STATUS_LIST_BYTES * 8).length == MAX_STATUS_LIST_BYTES * 8
    over = MAX_STATUS_LIST_BYTES * 8 + 1
    assert code_of(LimitExceeded, StatusList, length=over) == "status-list-too-large"


def test_the_length_is_rounded_up_to_bytes() -> None:
    assert StatusList(length=131_073).length == 131_080


@pytest.mark.parametrize("index", [-1, MIN_STATUS_LIST_ENTRIES])
def test_an_index_outside_of_the_list_cannot_be_set(index: int) -> None:
    assert code_of(MalformedInput, StatusList().set, index) == "status-index-out-of-range"


@pytest.mark.parametrize("value", [-1, 2])
def test_a_value_that_needs_more_bits_cannot_be_set(value: int) -> None:
    assert code_of(MalformedInput, StatusList().set, 0, value) == "status-value-out-of-range"


def test_a_moment_is_a_datetime_or_a_stamp_with_a_zone() -> None:
    assert code_of(InvalidTimestamp, published, StatusList(), valid_from="2026-06-01") == (
        "invalid-timestamp"
    )


@settings(max_examples=20)
@given(
    st.integers(1, 12),
    st.dictionaries(st.integers(0, MIN_STATUS_LIST_ENTRIES - 1), st.integers(0, 2**12 - 1)),
)
def test_what_is_set_is_read_back_and_nothing_else(size: int, values: dict[int, int]) -> None:
    statuses = StatusList("message", messages=["x"] * 2**size)
    expected = {index: value % 2**size for index, value in values.items()}
    for index, value in expected.items():
        statuses.set(index, value ^ 1)
        statuses.set(index, value)
    again = StatusList.from_document(published(statuses))
    assert (again.size, again.length, again.messages) == (size, statuses.length, statuses.messages)
    neighbours = {index + step for index in expected for step in (-1, 1)} & set(range(again.length))
    assert {index: again.get(index) for index in expected} == expected
    assert not any(again.get(index) for index in neighbours - expected.keys())


def test_a_published_list_can_be_changed_and_published_again() -> None:
    statuses = StatusList(["suspension", "revocation"], length=200_000)
    statuses.set(7)
    again = StatusList.from_document(published(statuses))
    again.set(199_999)
    assert (again.purposes, again.length) == (("revocation", "suspension"), 200_000)
    document = published(again)
    assert find(document, make_entry(LIST_URL, 7)).code == "revoked"
    assert find(document, make_entry(LIST_URL, 199_999)).code == "revoked"


def test_a_list_of_several_bits_without_messages_is_not_changed() -> None:
    document = published(StatusList("message", messages=FOUR))
    del document["credentialSubject"]["statusMessages"]
    document["credentialSubject"]["statusPurpose"] = "grade"
    code = code_of(MalformedInput, StatusList.from_document, document)
    assert code == "status-messages-missing"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "vc-jwt"])
@pytest.mark.parametrize("messages", [(), FOUR])
def test_a_list_can_be_signed_with_every_term_defined(suite: str, messages: Any) -> None:
    key = SigningKey.generate("Ed25519")
    statuses = StatusList("message" if messages else "revocation", messages=messages)
    made = make_status_list_credential(
        statuses, LIST_URL, key.did, valid_from=START, ttl=timedelta(hours=1)
    )
    signed = Signer(key, suite).sign(made)
    report = Verifier(Policy(require_open_badge=False)).verify(signed)
    assert report.verdict == "valid", report.checks


def test_a_badge_with_entries_of_every_kind_can_be_signed() -> None:
    key = SigningKey.generate("Ed25519")
    document = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        ],
        "id": "urn:uuid:1b2ed0ad-9d35-4b66-9cd8-0ab31b4c4f60",
        "type": ["VerifiableCredential"],
        "issuer": key.did,
        "validFrom": "2026-06-01T12:00:00Z",
        "credentialSubject": {"id": "did:example:ana"},
        "credentialStatus": [
            make_entry(LIST_URL, 5),
            make_entry(f"{LIST_URL}/s", 5, "suspension"),
            make_entry(f"{LIST_URL}/m", 5, "message", messages=FOUR, references=["urn:x:y"]),
            make_revocation_entry("https://example.com/revocations"),
        ],
    }
    assert Signer(key).sign(document).document["credentialStatus"] == document["credentialStatus"]


def test_a_million_entries_are_encoded_at_once() -> None:
    statuses = StatusList(length=1_048_576)
    for index in range(0, 1_048_576, 97):
        statuses.set(index)
    start = time.process_time()
    statuses.encode()
    assert time.process_time() - start < 0.5  # some 5 ms

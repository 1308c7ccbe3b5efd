"""What a bit string list says about an entry, and what list is no answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import InvalidTimestamp, LimitExceeded, MalformedInput, MicrocredError
from microcred.status import (
    BitstringList,
    Status,
    encode_bitstring,
    parse_entry,
    parse_list,
    status_of,
    status_references,
)
from tests.status.documents import (
    ISSUER,
    LIST_BYTES,
    LIST_URL,
    SPEC_LIST,
    VALIDATOR_LIST,
    credential,
    encoded,
    entry,
    list_2021_document,
    list_document,
    messages,
    packed,
    without,
)

BITSTRING = "BitstringStatusListEntry"
OLD = "StatusList2021Entry"


def find(document: dict[str, Any], **members: Any) -> Status:
    (reference,) = status_references(credential([entry(**members)]))
    return status_of(parse_entry(reference), document)


def refused(document: dict[str, Any], **members: Any) -> tuple[str, str | None]:
    with pytest.raises(MalformedInput) as caught:
        find(document, **members)
    assert caught.value.message
    return caught.value.code, caught.value.pointer


def test_the_specifications_example_is_not_revoked() -> None:
    found = find(list_document(encodedList=SPEC_LIST))
    assert (found.code, found.value, found.set, found.invalidates) == (
        "not-revoked", 0, False, False,
    )  # fmt: skip
    assert found.pointer == "/credentialStatus/0"


def test_the_public_validators_revoked_example_is_revoked() -> None:
    document = list_document(encodedList=VALIDATOR_LIST)
    found = find(document, statusListIndex=23)  # theirs is a number
    assert (found.code, found.invalidates) == ("revoked", True)
    for neighbour in ("22", "24", "184"):
        assert find(document, statusListIndex=neighbour).code == "not-revoked"


@pytest.mark.parametrize(
    ("purpose", "unset", "is_set", "invalidates"),
    [
        ("revocation", "not-revoked", "revoked", True),
        ("suspension", "not-suspended", "suspended", True),
        ("refresh", "no-newer-version", "newer-version", False),
        ("message", "status-message", "status-message", False),
        ("https://example.com/audit", "status-unset", "status-set", False),
    ],
)
def test_each_purpose_has_its_codes(
    purpose: str, unset: str, is_set: str, invalidates: bool
) -> None:
    document = list_document(7, statusPurpose=purpose)
    clear = find(document, statusPurpose=purpose, statusListIndex="8")
    assert (clear.code, clear.set, clear.invalidates) == (unset, False, False)
    found = find(document, statusPurpose=purpose, statusListIndex="7")
    assert (found.code, found.set, found.invalidates) == (is_set, True, invalidates)


def test_one_list_may_have_several_purposes() -> None:
    document = list_document(7, statusPurpose=["suspension", "revocation"])
    assert find(document, statusListIndex="7").code == "revoked"
    assert find(document, statusListIndex="7", statusPurpose="suspension").code == "suspended"


@pytest.mark.parametrize("purpose", ["suspension", "Revocation", ["suspension", "refresh"]])
def test_a_list_of_another_purpose_is_no_answer(purpose: Any) -> None:
    found = refused(list_document(statusPurpose=purpose))
    assert found == ("status-purpose-mismatch", "/credentialStatus/0/statusPurpose")


def test_one_bit_of_a_message_is_set_or_unset() -> None:
    document = list_document(7, statusPurpose="message")
    assert find(document, statusPurpose="message", statusListIndex="7").message == "set"
    assert find(document, statusPurpose="message", statusListIndex="8").message == "unset"


def test_a_message_is_the_one_of_the_value() -> None:
    # Index 3 of two bits each is bits 6 and 7; the list is twice as long for as many entries.
    texts = messages("pending", "accepted", "rejected", "undefined")
    document = list_document(
        statusPurpose="message", encodedList=encoded(packed(6, size_bytes=2 * LIST_BYTES))
    )
    found = find(
        document,
        statusPurpose="message",
        statusListIndex="3",
        statusSize=2,
        statusMessage=texts,
        statusReference="https://example.org/dictionary/",
    )
    assert (found.value, found.message, found.code) == (2, "rejected", "status-message")
    assert found.references == ("https://example.org/dictionary/",)


def test_the_lists_own_messages_serve_an_entry_without() -> None:
    document = list_document(
        7, statusPurpose="message", statusSize=1, statusMessages=messages("open", "closed")
    )
    assert find(document, statusPurpose="message", statusListIndex="7").message == "closed"
    own = messages("offen", "zu")
    found = find(document, statusPurpose="message", statusListIndex="7", statusMessage=own)
    assert found.message == "zu"


def test_a_list_of_another_size_would_be_misread() -> None:
    document = list_document(
        statusPurpose="message", statusSize=2, statusMessages=messages("a", "b", "c", "d")
    )
    found = refused(document, statusPurpose="message")
    assert found == ("status-size-mismatch", "/credentialStatus/0/statusSize")


@pytest.mark.parametrize("size_bytes", [0, 1, LIST_BYTES - 1])
def test_a_list_below_the_minimum_is_refused(size_bytes: int) -> None:
    document = list_document(encodedList=encode_bitstring(bytes(size_bytes)))
    found = refused(document, statusListIndex="0")
    assert found == ("status-list-too-short", "/credentialSubject/encodedList")


def test_the_minimum_counts_entries_and_not_bits() -> None:
    document = list_document(statusPurpose="message")
    four = messages("a", "b", "c", "d")
    found = refused(document, statusPurpose="message", statusSize=2, statusMessage=four)
    assert found == ("status-list-too-short", "/credentialStatus/0")


def test_the_last_index_is_read_and_the_next_is_refused() -> None:
    document = list_document(LIST_BYTES * 8 - 1)
    assert find(document, statusListIndex=str(LIST_BYTES * 8 - 1)).code == "revoked"
    found = refused(document, statusListIndex=str(LIST_BYTES * 8))
    assert found == ("status-index-out-of-range", "/credentialStatus/0/statusListIndex")


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"type": ["VerifiableCredential"]}, "status-list-wrong-type", "/type"),
        ({"type": None}, "status-list-wrong-type", "/type"),
        ({"credentialSubject": None}, "status-list-wrong-subject", "/credentialSubject"),
        ({"credentialSubject": "x"}, "status-list-wrong-subject", "/credentialSubject"),
        ({"credentialSubject": [{}, {}]}, "status-list-wrong-subject", "/credentialSubject"),
        ({"credentialSubject": {}}, "status-list-wrong-subject", "/credentialSubject/type"),
        ({"validUntil": "tomorrow"}, "invalid-timestamp", "/validUntil"),
        ({"validFrom": 5}, "invalid-timestamp", "/validFrom"),
    ],
)
def test_a_document_that_is_no_list_is_refused(
    change: dict[str, Any], code: str, pointer: str
) -> None:
    assert refused({**list_document(), **change}) == (code, pointer)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("encodedList", None, "encoded-list-missing"),
        ("encodedList", ["u"], "encoded-list-missing"),
        ("encodedList", "", "invalid-multibase"),
        ("encodedList", "u!", "invalid-base64url"),
        ("encodedList", "uAAAA", "invalid-gzip"),
        ("statusPurpose", None, "status-purpose-invalid"),
        ("statusPurpose", [], "status-purpose-invalid"),
        ("statusPurpose", ["revocation", 5], "status-purpose-invalid"),
        ("statusSize", 0, "status-size-invalid"),
        ("statusMessages", [{}], "status-messages-count"),
        ("ttl", -1, "status-ttl-invalid"),
        ("ttl", "300000", "status-ttl-invalid"),
        ("ttl", True, "status-ttl-invalid"),
        ("ttl", float("nan"), "status-ttl-invalid"),
    ],
)
def test_a_wrong_member_of_the_list_is_named(member: str, value: Any, code: str) -> None:
    found = refused(list_document(**{member: value}))
    assert found == (code, f"/credentialSubject/{member}")


def test_a_list_that_expands_without_end_is_refused_with_its_place() -> None:
    document = list_document(encodedList=encoded(bytes(16 * 1024 * 1024 + 1)))
    with pytest.raises(LimitExceeded) as caught:
        parse_list(BITSTRING, document)
    assert caught.value.pointer == "/credentialSubject/encodedList"


def test_a_list_says_who_issued_it_and_when_it_counts() -> None:
    document = {**list_document(ttl=300_000), "validUntil": "2021-04-06T14:27:40Z"}
    published = parse_list(BITSTRING, document)
    assert (published.id, published.issuer_id) == (LIST_URL, ISSUER)
    assert published.valid_from == datetime(2021, 4, 5, 14, 27, 40, tzinfo=UTC)
    assert published.valid_until == datetime(2021, 4, 6, 14, 27, 40, tzinfo=UTC)
    assert published.ttl == timedelta(minutes=5)


NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ttl", "valid_until", "due"),
    [
        (None, None, None),
        (0, None, NOON),
        (300_000, None, NOON + timedelta(minutes=5)),
        (1.5, None, NOON + timedelta(microseconds=1500)),
        (None, "2026-06-01T13:00:00Z", NOON + timedelta(hours=1)),
        (300_000, "2026-06-01T13:00:00Z", NOON + timedelta(minutes=5)),
        (7_200_000, "2026-06-01T13:00:00Z", NOON + timedelta(hours=1)),
        (10**300, "2026-06-01T13:00:00Z", NOON + timedelta(hours=1)),
    ],
)
def test_a_newer_list_is_due_by_ttl_and_never_after_the_end(
    ttl: Any, valid_until: str | None, due: datetime | None
) -> None:
    document = list_document(ttl=ttl) | {"validUntil": valid_until}
    assert parse_list(BITSTRING, document).refresh_due(NOON) == due


@pytest.mark.parametrize(
    ("ttl", "age", "older"), [(None, 1e9, False), (300_000, 300, False), (300_000, 301, True)]
)
def test_a_list_is_remembered_for_its_ttl_and_no_longer(
    ttl: int | None, age: float, older: bool
) -> None:
    assert parse_list(BITSTRING, list_document(ttl=ttl)).is_older_than_allowed(age) is older


def test_the_longest_ttl_is_one_that_a_calendar_holds() -> None:
    assert parse_list(BITSTRING, list_document(ttl=10**300)).ttl == timedelta(days=36_500)


def test_a_ttl_past_the_end_of_the_calendar_is_never_due() -> None:
    published = parse_list(BITSTRING, list_document(ttl=1000))
    assert published.refresh_due(datetime.max.replace(tzinfo=UTC)) is None


def test_a_list_is_decoded_once_for_many_entries() -> None:
    published = parse_list(BITSTRING, list_document(7, 9))
    assert isinstance(published, BitstringList)
    assert "bits" not in repr(published)
    entries = [entry(statusListIndex=str(index)) for index in range(5, 11)]
    codes = [
        status_of(parse_entry(reference), published).code
        for reference in status_references(credential(entries))
    ]
    assert [code == "revoked" for code in codes] == [False, False, True, False, True, False]


def test_a_list_of_2021_is_read_without_multibase() -> None:
    document = list_2021_document(7)
    assert find(document, type=OLD, statusListIndex="7").code == "revoked"
    assert find(document, type=OLD, statusListIndex="8").code == "not-revoked"
    published = parse_list(OLD, document)
    assert published.issuer_id == ISSUER
    assert published.valid_from == datetime(2021, 4, 5, 14, 27, 40, tzinfo=UTC)
    assert published.valid_until == datetime(2031, 4, 5, 14, 27, 40, tzinfo=UTC)


def test_a_list_of_2021_has_dates_by_either_version_of_the_data_model() -> None:
    dates = {"validFrom": "2022-04-05T14:27:40Z", "validUntil": "2032-04-05T14:27:40Z"}
    published = parse_list(OLD, list_2021_document() | dates)
    assert published.id == LIST_URL
    assert published.valid_from == datetime(2022, 4, 5, 14, 27, 40, tzinfo=UTC)
    assert published.valid_until == datetime(2032, 4, 5, 14, 27, 40, tzinfo=UTC)


def test_a_list_of_2021_may_be_in_either_alphabet_with_or_without_padding() -> None:
    url = list_2021_document(*range(0, 9000, 7))["credentialSubject"]["encodedList"]
    standard = url.replace("-", "+").replace("_", "/")
    assert url != standard
    for text in (url, url.rstrip("="), standard, standard.rstrip("=")):
        document = list_2021_document(encodedList=text)
        assert find(document, type=OLD, statusListIndex="7").code == "revoked"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SPEC_LIST, "invalid-base64url"),
        (SPEC_LIST[1:] + "==", "invalid-base64"),
        (SPEC_LIST[1:] + "=" * 5, "invalid-base64"),
        (SPEC_LIST[1:].replace("3", "/", 1), "invalid-base64url"),
    ],
)
def test_other_encodings_are_no_list_of_2021(text: str, code: str) -> None:
    found = refused(list_2021_document(encodedList=text), type=OLD)
    assert found == (code, "/credentialSubject/encodedList")


def test_a_short_list_of_2021_is_read_within_its_range() -> None:
    short = encoded(packed(7, size_bytes=100))[1:]
    document = list_2021_document(encodedList=short)
    assert find(document, type=OLD, statusListIndex="7").code == "revoked"
    assert refused(document, type=OLD, statusListIndex="800")[0] == "status-index-out-of-range"


def test_a_list_of_one_kind_is_no_answer_for_the_other() -> None:
    assert refused(list_2021_document(), type=BITSTRING)[0] == "status-list-wrong-type"
    assert refused(list_document(), type=OLD)[0] == "status-list-wrong-type"


def test_without_an_issuer_the_list_has_none() -> None:
    assert parse_list(BITSTRING, without(list_document(), ["issuer", "id"])).issuer_id is None


def test_a_wrong_date_is_an_invalid_timestamp() -> None:
    with pytest.raises(InvalidTimestamp):
        parse_list(BITSTRING, list_document() | {"validFrom": "2021"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TOP = ["id", "type", "issuer", "validFrom", "validUntil", "credentialSubject"]
SUBJECT = ["type", "statusPurpose", "encodedList", "ttl", "statusSize", "statusMessages"]


@given(
    st.dictionaries(st.sampled_from(TOP), JSON, max_size=2),
    st.dictionaries(st.sampled_from(SUBJECT), JSON, max_size=2),
)
def test_any_list_is_an_answer_or_refused(top: dict[str, Any], subject: dict[str, Any]) -> None:
    try:
        find({**list_document(**subject), **top})
    except MicrocredError as error:
        assert error.code not in ("malformed-input", "error")
        assert error.pointer is not None

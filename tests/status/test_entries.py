"""Reading `credentialStatus`: every value of it, and every wrong member by its own code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import LimitExceeded, MalformedInput, MicrocredError, ResolutionFailed
from microcred.limits import MAX_STATUS_ENTRIES, MAX_STATUS_LIST_BYTES
from microcred.status import (
    TYPES,
    StatusEntry,
    find_entry_faults,
    parse_entry,
    status_references,
)
from tests.status.documents import (
    ISSUER,
    LIST_URL,
    REVOCATIONS_URL,
    credential,
    entry,
    messages,
    without,
)


def read(status: Any) -> StatusEntry:
    (reference,) = status_references(credential(status))
    return parse_entry(reference)


def refused(status: Any) -> tuple[str, str | None]:
    with pytest.raises(MicrocredError) as caught:
        read(status)
    assert caught.value.message
    return caught.value.code, caught.value.pointer


def test_a_bitstring_entry_is_read() -> None:
    assert read(entry()) == StatusEntry(
        type="BitstringStatusListEntry",
        purpose="revocation",
        list_url=LIST_URL,
        pointer="/credentialStatus",
        index=94567,
        credential_id="https://example.com/credentials/23894672394",
        issuer_id=ISSUER,
    )


def test_several_entries_are_read_each_with_its_pointer() -> None:
    found = status_references(
        credential([entry(), entry(statusPurpose="suspension", statusListIndex="23452")])
    )
    entries = [parse_entry(reference) for reference in found]
    assert [(item.pointer, item.purpose, item.index) for item in entries] == [
        ("/credentialStatus/0", "revocation", 94567),
        ("/credentialStatus/1", "suspension", 23452),
    ]


def test_a_list_with_one_type_is_the_type() -> None:
    assert read(entry(type=["BitstringStatusListEntry"])).index == 94567


def test_an_entry_needs_no_id() -> None:
    assert read(without(entry(), ["id"])).list_url == LIST_URL


@pytest.mark.parametrize("status", [None, []])
def test_no_status_is_no_entries(status: Any) -> None:
    assert status_references(credential(status)) == []
    assert status_references({"id": "urn:x"}) == []


def test_too_many_entries_are_refused_before_any_is_read() -> None:
    with pytest.raises(LimitExceeded) as caught:
        status_references(credential([entry()] * (MAX_STATUS_ENTRIES + 1)))
    assert caught.value.code == "too-many-statuses"


@pytest.mark.parametrize("status", ["https://example.com/status", 5, True, [[entry()]], [None]])
def test_what_is_no_object_is_refused_and_not_passed_over(status: Any) -> None:
    assert refused(status)[0] == "status-not-an-object"


@pytest.mark.parametrize("type_", ["RevocationList2020Status", None, [], 5, {"id": "x"}])
def test_an_unknown_kind_says_nothing_about_the_credential(type_: Any) -> None:
    (reference,) = status_references(credential([entry(type=type_)]))
    assert reference.type is None
    with pytest.raises(ResolutionFailed) as caught:
        parse_entry(reference)
    assert caught.value.code == "status-type-unknown"


@pytest.mark.parametrize(
    ("index", "read_as"),
    [("0", 0), ("94567", 94567), ("007", 7), (0, 0), (94567, 94567)],
)
def test_an_index_is_decimal_digits_or_a_whole_number(index: Any, read_as: int) -> None:
    assert read(entry(statusListIndex=index)).index == read_as


@pytest.mark.parametrize(
    ("index", "code"),
    [
        (None, "status-index-missing"),
        (True, "status-index-boolean"),
        (False, "status-index-boolean"),
        (-1, "status-index-negative"),
        ("-1", "status-index-negative"),
        (5.0, "status-index-fraction"),
        (5.5, "status-index-fraction"),
        (1e300, "status-index-fraction"),
        ([], "status-index-wrong-type"),
        (["5"], "status-index-wrong-type"),
        ({"@value": "5"}, "status-index-wrong-type"),
        ("", "status-index-not-decimal"),
        (" 5", "status-index-not-decimal"),
        ("5\n", "status-index-not-decimal"),
        ("+5", "status-index-not-decimal"),
        ("-", "status-index-not-decimal"),
        ("--5", "status-index-not-decimal"),
        ("5.0", "status-index-not-decimal"),
        ("5e3", "status-index-not-decimal"),
        ("5_0", "status-index-not-decimal"),
        ("0x10", "status-index-not-decimal"),
        ("٥", "status-index-not-decimal"),
        ("²", "status-index-not-decimal"),
        ("\0", "status-index-not-decimal"),
        (MAX_STATUS_LIST_BYTES * 8, "status-index-out-of-range"),
        (str(MAX_STATUS_LIST_BYTES * 8), "status-index-out-of-range"),
        (10**400, "status-index-out-of-range"),
        ("9" * 4000, "status-index-out-of-range"),
        ("9" * 4001, "status-index-too-long"),
        ("9" * 4_000_000, "status-index-too-long"),
    ],
    ids=lambda value: repr(value)[:24],
)
@pytest.mark.parametrize("type_", ["BitstringStatusListEntry", "StatusList2021Entry"])
def test_a_wrong_index_is_refused_by_its_kind(type_: str, index: Any, code: str) -> None:
    found = refused(entry(type=type_, statusListIndex=index))
    assert found == (code, "/credentialStatus/statusListIndex")


@pytest.mark.parametrize("purpose", [None, "", 5, ["revocation"], {}])
def test_a_purpose_is_one_text(purpose: Any) -> None:
    found = refused(entry(statusPurpose=purpose))
    assert found == ("status-purpose-invalid", "/credentialStatus/statusPurpose")


@pytest.mark.parametrize("url", ["", "status/3", "//example.com/3", 5, [LIST_URL], "https:// x"])
def test_the_place_of_the_list_is_an_absolute_url(url: Any) -> None:
    found = refused(entry(statusListCredential=url))
    assert found == ("status-list-url-invalid", "/credentialStatus/statusListCredential")


def test_the_place_of_the_list_is_required() -> None:
    assert refused(without(entry(), ["statusListCredential"]))[0] == "status-list-url-missing"


def test_the_entrys_id_is_not_the_list() -> None:
    assert refused(entry(id=LIST_URL)) == ("status-id-is-list", "/credentialStatus/id")


def test_a_status_of_two_bits_has_four_messages() -> None:
    status = entry(
        statusPurpose="message",
        statusSize=2,
        statusMessage=messages("pending", "accepted", "rejected", "undefined"),
        statusReference=["https://example.org/dictionary/"],
    )
    found = read(status)
    assert (found.size, found.messages[2]) == (2, "rejected")
    assert found.references == ("https://example.org/dictionary/",)


@pytest.mark.parametrize("size", [0, -1, True, "2", 1.0, [2], {}])
def test_a_size_is_a_whole_number_above_zero(size: Any) -> None:
    found = refused(entry(statusSize=size, statusMessage=messages("a", "b")))
    assert found == ("status-size-invalid", "/credentialStatus/statusSize")


@pytest.mark.parametrize("size", [13, 64, 10**300])
def test_a_size_that_no_list_of_messages_fits_is_refused(size: int) -> None:
    found = refused(entry(statusSize=size))
    assert found == ("status-size-too-large", "/credentialStatus/statusSize")


def test_a_status_of_several_bits_needs_messages() -> None:
    found = refused(entry(statusSize=2))
    assert found == ("status-messages-missing", "/credentialStatus/statusMessage")


@pytest.mark.parametrize(
    ("size", "texts", "code"),
    [
        (1, messages("a"), "status-messages-count"),
        (2, messages("a", "b", "c"), "status-messages-count"),
        (1, messages("a", "b", "c", "d"), "status-messages-count"),
        (1, [], "status-messages-count"),
        (1, {"status": "0x0", "message": "a"}, "status-messages-count"),
        (1, [{"status": "0x1", "message": "a"}] * 2, "status-messages-count"),
        (1, [{"status": "0x2", "message": "a"}, *messages("a")], "status-messages-count"),
        (1, [{"status": "0", "message": "a"}, *messages("a")], "status-message-malformed"),
        (1, [{"status": 0, "message": "a"}, *messages("a")], "status-message-malformed"),
        (1, [{"status": "0x0"}, *messages("a")], "status-message-malformed"),
        (1, [*messages("a"), "0x1"], "status-message-malformed"),
    ],
)
def test_messages_that_do_not_fit_the_values_are_refused(size: int, texts: Any, code: str) -> None:
    found, pointer = refused(entry(statusSize=size, statusMessage=texts))
    assert found == code
    whole = "/credentialStatus/statusMessage"
    assert pointer in ((f"{whole}/0", f"{whole}/1") if code.endswith("malformed") else (whole,))


def test_every_fault_of_every_entry_is_listed() -> None:
    """Entries of unknown kinds have none that is known here."""
    faults = find_entry_faults(
        credential(
            [
                entry(),
                entry(statusSize=0),
                {"id": "urn:x:y", "type": "Another"},
                entry(statusSize=-1),
            ]
        )
    )
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/credentialStatus/1/statusSize", "status-size-invalid"),
        ("/credentialStatus/3/statusSize", "status-size-invalid"),
    ]
    assert all("whole number" in fault.message for fault in faults)
    (fault,) = find_entry_faults(credential([entry()] * (MAX_STATUS_ENTRIES + 1)))
    assert (fault.pointer, bool(fault.message)) == ("/credentialStatus", True)


def test_a_revocation_list_entry_is_its_url() -> None:
    found = read({"id": REVOCATIONS_URL, "type": "1EdTechRevocationList"})
    assert (found.purpose, found.list_url, found.index) == ("revocation", REVOCATIONS_URL, None)


def test_a_credential_without_an_id_cannot_be_in_a_revocation_list() -> None:
    status = {"id": REVOCATIONS_URL, "type": "1EdTechRevocationList"}
    (reference,) = status_references(without(credential(status), ["id"]))
    with pytest.raises(MalformedInput) as caught:
        parse_entry(reference)
    assert (caught.value.code, caught.value.pointer) == ("credential-id-missing", "/id")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = ["id", "statusPurpose", "statusListIndex", "statusListCredential", "statusSize",
           "statusMessage", "statusReference"]  # fmt: skip


@given(st.sampled_from([*TYPES, "Other"]), st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_entry_is_read_or_refused(type_: str, members: dict[str, Any]) -> None:
    (reference,) = status_references(credential([entry(type=type_) | members]))
    try:
        parse_entry(reference)
    except MicrocredError as error:
        assert error.code not in ("malformed-input", "error")
        assert error.pointer is not None

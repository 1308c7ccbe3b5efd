"""1EdTech's revocation lists."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import MalformedInput
from microcred.status import (
    Status,
    make_revocation_entry,
    make_revocation_list,
    parse_entry,
    parse_list,
    status_of,
    status_references,
)
from tests.status.documents import ISSUER, REVOCATIONS_URL, credential, without

TYPE = "1EdTechRevocationList"
CREDENTIAL_ID = "https://example.com/credentials/23894672394"


def revocations(*items: Any, **members: Any) -> dict[str, Any]:
    return {
        "id": REVOCATIONS_URL,
        "issuer": ISSUER,
        "revokedCredential": [{"id": "urn:uuid:another", "revoked": True}, *items],
        **members,
    }


def find(document: dict[str, Any], **members: Any) -> Status:
    (reference,) = status_references(credential(make_revocation_entry(REVOCATIONS_URL)) | members)
    return status_of(parse_entry(reference), document)


def refused(document: dict[str, Any], **members: Any) -> tuple[str, str | None]:
    with pytest.raises(MalformedInput) as caught:
        find(document, **members)
    assert caught.value.message
    return caught.value.code, caught.value.pointer


def test_a_credential_that_is_not_listed_is_not_revoked() -> None:
    found = find(revocations())
    assert (found.code, found.set, found.purpose) == ("not-revoked", False, "revocation")
    assert found.pointer == "/credentialStatus"
    assert parse_list(TYPE, revocations()).id == REVOCATIONS_URL


def test_a_listed_credential_is_revoked_with_its_reason() -> None:
    item = {"id": CREDENTIAL_ID, "revoked": True, "revocationReason": "Issued in error."}
    found = find(revocations(item))
    assert (found.code, found.invalidates, found.reason) == ("revoked", True, "Issued in error.")


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"id": CREDENTIAL_ID}, "revoked"),
        ({"id": CREDENTIAL_ID, "revoked": False}, "not-revoked"),
        ({"id": CREDENTIAL_ID, "revocationReason": ""}, "revoked"),
        (CREDENTIAL_ID, "revoked"),
        ({"id": CREDENTIAL_ID + "/"}, "not-revoked"),
    ],
)
def test_revoked_is_true_or_omitted(item: Any, code: str) -> None:
    found = find(revocations(item))
    assert (found.code, found.reason) == (code, None)


@pytest.mark.parametrize("other", [{"revoked": False}, {}])
def test_a_credential_listed_twice_is_revoked_if_one_says_so(other: dict[str, Any]) -> None:
    twice = ({"id": CREDENTIAL_ID, "revocationReason": "x"}, {"id": CREDENTIAL_ID, **other})
    assert find(revocations(*twice)).reason == "x"


def test_the_name_of_the_specifications_prose_is_read_too() -> None:
    document = without(revocations(), ["revokedCredential"])
    assert find(document | {"revokedCredentials": [{"id": CREDENTIAL_ID}]}).code == "revoked"
    assert find(document | {"revokedCredential": {"id": CREDENTIAL_ID}}).code == "revoked"


def test_a_list_without_items_revokes_nothing() -> None:
    assert find(without(revocations(), ["revokedCredential"])).code == "not-revoked"


@pytest.mark.parametrize(
    "item",
    [None, 5, {}, {"id": 5}, {"id": CREDENTIAL_ID, "revoked": "true"},
     {"id": CREDENTIAL_ID, "revoked": None}, {"id": CREDENTIAL_ID, "revoked": 1}],
)  # fmt: skip
def test_an_item_that_cannot_be_read_spoils_the_list(item: Any) -> None:
    assert refused(revocations(item)) == ("status-list-item-invalid", "/revokedCredential/1")


@pytest.mark.parametrize("issuer", [None, 5, {}, ["a", "b"]])
def test_the_list_names_its_issuer(issuer: Any) -> None:
    found = refused(revocations(issuer=issuer))
    assert found == ("status-list-issuer-missing", "/issuer")


def test_an_error_page_in_json_is_no_list() -> None:
    assert refused({"error": "not found"})[0] == "status-list-issuer-missing"


def test_the_list_is_the_credentials_issuers() -> None:
    assert find(revocations(issuer={"id": ISSUER, "type": "Profile"})).code == "not-revoked"
    found = refused(revocations(issuer="did:example:another"))
    assert found == ("status-issuer-mismatch", "/credentialStatus")
    assert refused(revocations(), issuer=None)[0] == "status-issuer-mismatch"


def test_what_is_made_is_read() -> None:
    revoked = {CREDENTIAL_ID: "Issued in error.", "urn:uuid:2": None}
    document = make_revocation_list(REVOCATIONS_URL, ISSUER, revoked)
    assert document == {
        "id": REVOCATIONS_URL,
        "issuer": ISSUER,
        "revokedCredential": [
            {"id": CREDENTIAL_ID, "revoked": True, "revocationReason": "Issued in error."},
            {"id": "urn:uuid:2", "revoked": True},
        ],
    }
    assert find(document).reason == "Issued in error."
    assert find(document, id="urn:uuid:2").code == "revoked"
    assert find(document, id="urn:uuid:3").code == "not-revoked"


def test_an_entry_without_an_absolute_url_is_not_made() -> None:
    with pytest.raises(MalformedInput) as caught:
        make_revocation_entry("revocations")
    assert caught.value.code == "status-list-url-invalid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "revoked", "revocationReason"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_any_list_is_read_or_refused(items: Any, issuer: Any) -> None:
    try:
        parse_list(TYPE, {"issuer": issuer, "revokedCredential": items})
    except MalformedInput as error:
        assert error.code in ("status-list-item-invalid", "status-list-issuer-missing")

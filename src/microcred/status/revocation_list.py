"""`1EdTechRevocationList` (1EdTech Revocation List Status Method 1.0).

The list is plain JSON, without a proof: `{"id", "issuer", "revokedCredential": [{"id",
"revoked", "revocationReason"}]}`. The specification's prose calls the member
`revokedCredentials`; 1EdTech's own validator and the platforms that publish such lists write
`revokedCredential`. Both are read, the second is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.document import as_list, id_of, text_of
from microcred.errors import MalformedInput, excerpt
from microcred.status.entry import (
    PublishedList,
    Status,
    StatusEntry,
    StatusReference,
    StatusType,
    finding_code,
)
from microcred.status.indexed_entry import read_url

ENTRY: Final = "1EdTechRevocationList"
_MEMBERS: Final = ("revokedCredential", "revokedCredentials")
_PURPOSE: Final = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList(PublishedList):
    """A list of credentials that their issuer has revoked.

    Attributes:
        revoked: the reason, or an empty text, by the id of each revoked credential.
    """

    revoked: Mapping[str, str]

    def find(self, entry: StatusEntry) -> Status:
        """Look the credential's id up, if the list is its issuer's.

        Raises:
            MalformedInput: the list is another issuer's (`status-issuer-mismatch`).
        """
        if entry.issuer_id != self.issuer_id:
            message = f"the list is {excerpt(self.issuer_id)}'s, not the credential's issuer's"
            raise MalformedInput(message, code="status-issuer-mismatch", pointer=entry.pointer)
        reason = self.revoked.get(entry.credential_id or "")
        value = int(reason is not None)
        return Status(
            purpose=_PURPOSE,
            value=value,
            code=finding_code(_PURPOSE, value),
            pointer=entry.pointer,
            reason=reason or None,
        )


def parse_entry(reference: StatusReference) -> StatusEntry:
    """Read the entry; the list names credentials by id, so the credential needs one.

    Raises:
        MalformedInput: the credential has no id, or the entry is wrong.
    """
    list_url = read_url(reference.value, "id", reference.pointer)
    if reference.credential_id is None:
        message = "a credential without an id cannot be found in a revocation list"
        raise MalformedInput(message, code="credential-id-missing", pointer="/id")
    return StatusEntry(
        type=ENTRY,
        purpose=_PURPOSE,
        list_url=list_url,
        pointer=reference.pointer,
        credential_id=reference.credential_id,
        issuer_id=reference.issuer_id,
    )


def parse_list(document: Mapping[str, Any]) -> RevocationList:
    """Read a revocation list.

    Raises:
        MalformedInput: not such a list, or an item in it that cannot be read; the pointer is
            into the list's document.
    """
    issuer_id = id_of(document.get("issuer"))
    if issuer_id is None:
        message = "the revocation list does not name its issuer"
        raise MalformedInput(message, code="status-list-issuer-missing", pointer="/issuer")
    revoked: dict[str, str] = {}
    for credential_id, reason in _revoked(document):
        revoked[credential_id] = reason or revoked.get(credential_id, "")
    return RevocationList(id=id_of(document), issuer_id=issuer_id, revoked=revoked)


def _revoked(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield id and reason of what is revoked: `revoked` is true or omitted."""
    for name in _MEMBERS:
        for place, item in enumerate(as_list(document.get(name))):
            credential_id = id_of(item)
            revoked = item.get("revoked", True) if isinstance(item, Mapping) else True
            if credential_id is None or not isinstance(revoked, bool):
                message = "an item of the revocation list cannot be read"
                pointer = f"/{name}/{place}"
                raise MalformedInput(message, code="status-list-item-invalid", pointer=pointer)
            if revoked:
                reason = item.get("revocationReason") if isinstance(item, Mapping) else None
                yield credential_id, text_of(reason)


def make_revocation_entry(list_url: str) -> dict[str, str]:
    """Make the entry for a credential whose issuer publishes a revocation list."""
    read_url({"id": list_url}, "id", "")
    return {"id": list_url, "type": ENTRY}


def make_revocation_list(
    list_url: str, issuer: str, revoked: Mapping[str, str | None]
) -> dict[str, Any]:
    """Make the list to publish at `list_url`.

    Args:
        list_url: where it will be had over HTTPS.
        issuer: the id of the credentials' issuer.
        revoked: a reason, or None, by the id of each revoked credential.
    """
    items = [
        {"id": credential_id, "revoked": True} | ({"revocationReason": reason} if reason else {})
        for credential_id, reason in revoked.items()
    ]
    return {"id": list_url, "issuer": issuer, "revokedCredential": items}


TYPE: Final = StatusType(
    ENTRY, list_is_credential=False, parse_entry=parse_entry, parse_list=parse_list
)

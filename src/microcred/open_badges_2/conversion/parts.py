"""Converting the small classes: images, criteria, alignments, evidence, recipients."""

from __future__ import annotations

import re
from typing import Any, Final

from microcred.document import objects_of
from microcred.identity_hash import IDENTITY_HASH
from microcred.open_badges_2.conversion.reader import Path, Reader, compact
from microcred.open_badges_2.documents import IdentityObject, object_or_none
from microcred.open_badges_2.values import describe, is_iri

_IDENTIFIER_TYPES: Final = {"email": "emailAddress", "url": "ext:url", "telephone": "ext:telephone"}
_NO_TERM: Final = re.compile(r"[^A-Za-z0-9._-]+")
_MAX_TERM_CHARACTERS: Final = 100


def _reference(
    reader: Reader, name: str, *, as_image: bool = False
) -> tuple[str | None, Reader | None]:
    """Read a member that is an IRI or an object; give one of the two, or neither."""
    found = object_or_none(reader.document.get(name))
    if found is None:
        return reader.iri(name, as_image=as_image), None
    reader.take(name)
    return None, reader.inner(found, (*reader.path, name))


def convert_image(reader: Reader) -> dict[str, Any] | None:
    """Make the Image object of a member that was an IRI or an object."""
    iri, described = _reference(reader, "image", as_image=True)
    caption = None
    if described is not None:
        iri, caption = described.iri("id", as_image=True), described.text("caption")
        if "id" not in described.document:
            reader.account.lose(described.path, "unreadable", "an image without an id")
        described.finish()
    return compact({"id": iri, "type": "Image", "caption": caption}) if iri is not None else None


def convert_criteria(reader: Reader) -> dict[str, Any] | None:
    """Make the criteria, with a page, a narrative or both."""
    iri, described = _reference(reader, "criteria")
    narrative = None
    if described is not None:
        iri, narrative = described.iri("id"), described.text("narrative")
        described.finish()
    return compact({"id": iri, "narrative": narrative}) or None


def convert_alignments(reader: Reader) -> list[dict[str, Any]]:
    """Make the alignments; `name`, `url` and `description` are how 1.1 named their members."""
    alignments = []
    for path, value in reader.items("alignment"):
        if not isinstance(value, dict):
            _unreadable(reader, path, value)
            continue
        inner = reader.inner(value, path)
        members = {
            "targetName": inner.text("targetName") or inner.text("name"),
            "targetUrl": inner.iri("targetUrl") or inner.iri("url"),
            "targetDescription": inner.text("targetDescription") or inner.text("description"),
            "targetFramework": inner.text("targetFramework"),
            "targetCode": inner.text("targetCode"),
        }
        if members["targetName"] and members["targetUrl"]:
            inner.finish()
            alignments.append({"type": ["Alignment"], **compact(members)})
        else:
            message = "an alignment without targetName or targetUrl"
            reader.account.lose(path, "unreadable", message)
    return alignments


def convert_evidence(reader: Reader) -> list[dict[str, Any]]:
    """Make the pieces of evidence."""
    pieces = []
    for path, value in reader.items("evidence"):
        if isinstance(value, dict):
            inner = reader.inner(value, path)
            members = {
                "id": inner.iri("id"),
                "type": ["Evidence"],
                "name": inner.language_text("name"),
                "description": inner.language_text("description"),
                "narrative": inner.text("narrative"),
                "genre": inner.text("genre"),
                "audience": inner.text("audience"),
            }
            inner.finish()
            if any(value for name, value in members.items() if name != "type"):
                pieces.append(compact(members))
        elif (url := reader.link(value, path)) is not None:
            pieces.append({"id": url, "type": ["Evidence"]})
    return pieces


def convert_texts(reader: Reader, name: str) -> list[str]:
    """Make a list of texts; a value that is none is left behind."""
    found = []
    for path, value in reader.items(name):
        if isinstance(value, str):
            found.append(value)
        else:
            _unreadable(reader, path, value)
    return found


def convert_recipient(reader: Reader) -> dict[str, Any]:
    """Make the members that say who the subject is: `id` or `identifier`.

    A URL in plain text is an id. 3.0 has no term for a hashed URL or a telephone number; they
    become terms of our own, as its extensible enumeration of identifier types allows.
    """
    found = object_or_none(reader.take("recipient"))
    if found is None:
        return reader.needed("recipient", None) or {}
    inner = reader.inner(found, (*reader.path, "recipient"))
    recipient = IdentityObject(found)
    identity = inner.needed("identity", inner.text("identity"))
    salt, named = inner.text("salt"), inner.text("type")
    inner.take("hashed")
    inner.finish()
    kind = recipient.type if named is not None else "email"
    if recipient.hashed:
        _check_hash(inner, identity)
    elif kind in ("url", "id") and is_iri(identity):
        return _convert_link(inner, identity)
    identifier = {
        "type": "IdentityObject",
        "hashed": recipient.hashed,
        "identityHash": identity,
        "identityType": _identifier_type(kind or ""),
        "salt": salt,
    }
    return {"identifier": [{key: value for key, value in identifier.items() if value is not None}]}


def _convert_link(inner: Reader, identity: str) -> dict[str, Any]:
    url = inner.link(identity, (*inner.path, "identity"))
    return {"id": url} if url is not None else inner.needed("identity", None) or {}


def _check_hash(inner: Reader, identity: str | None) -> None:
    if identity is not None and not IDENTITY_HASH.match(identity):
        message = "not sha256$ or md5$ and a hash in hexadecimal"
        inner.account.miss((*inner.path, "identity"), "identity-hash-malformed", message)


def _identifier_type(kind: str) -> str:
    term = _NO_TERM.sub("-", kind)[:_MAX_TERM_CHARACTERS] or "unknown"
    return _IDENTIFIER_TYPES.get(kind, f"ext:{term}")


def extension_of(reader: Reader, type_name: str) -> tuple[str, Reader] | None:
    """Find the extension of a type, under whatever member name it stands."""
    for name, value in reader.document.items():
        for place, item in objects_of(value)[:1]:
            kinds = item.get("type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.endswith(type_name) for kind in names):
                path: Path = (*reader.path, name, 0) if place else (*reader.path, name)
                return name, reader.inner(item, path)
    return None


def _unreadable(reader: Reader, path: Path, value: Any) -> None:
    reader.account.lose(path, "unreadable", f"found {describe(value)}")

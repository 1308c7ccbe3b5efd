"""Converting an issuer's profile."""

from __future__ import annotations

from typing import Any, Final

from microcred.document import as_list, id_of, objects_of
from microcred.open_badges_2.conversion.parts import convert_image, extension_of
from microcred.open_badges_2.conversion.reader import Account, Path, Reader, compact
from microcred.open_badges_2.documents import object_or_none, single
from microcred.open_badges_2.values import is_iri

VERSION_2: Final = "Open Badges v2p0"
_VOCABULARY_3: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

ALSO_KNOWN_AS: Final = {
    "alsoKnownAs": {"@id": "https://www.w3.org/ns/activitystreams#alsoKnownAs", "@type": "@id"}
}
"""The context of `alsoKnownAs`: neither that of credentials nor that of Open Badges defines it."""


def convert_profile(
    value: Any, path: Path, account: Account, issuer_id: str | None
) -> dict[str, Any] | None:
    """Make the profile of an issuer ("How to support both OB 2.0 and OB 3.0 as an Issuer").

    Args:
        value: the profile, or its id where it was not read.
        path: where it stands.
        account: what is left behind.
        issuer_id: the issuer's id in 3.0; otherwise the one that the profile links to, or the id
            that it has.
    """
    value = single(value)
    if is_iri(value):
        account.lose(path, "issuer-not-read", "only the issuer's id is known, not its profile")
        value = {"id": value}
    reader = Reader(object_or_none(value) or {}, path, account)
    old_id = reader.needed("id", reader.iri("id"))
    new_id = issuer_id or linked_id_in_3(reader, "Profile") or old_id
    if old_id is not None and new_id == old_id:
        advice = "Name the issuer's id in 3.0, for example its did:web."
        message = "the issuer keeps the id that its 2.0 profile has"
        account.lose((*path, "id"), "same-issuer-id", message, advice)
    members = {
        "id": new_id,
        "type": ["Profile"],
        "name": reader.language_text("name"),
        "url": reader.iri("url"),
        "phone": reader.text("telephone"),
        "description": reader.language_text("description"),
        "image": convert_image(reader),
        "email": reader.text("email"),
        "address": _address(reader),
        **_links(old_id, new_id),
    }
    reader.finish()
    return compact(members) if old_id is not None else None


def _links(old_id: str | None, new_id: str | None) -> dict[str, Any]:
    """Link the profile to its 2.0 edition, by `alsoKnownAs` and `otherIdentifier`."""
    if old_id is None or new_id == old_id:
        return {}
    entry = {"type": "IdentifierEntry", "identifier": old_id, "identifierType": "identifier"}
    return {"alsoKnownAs": old_id, "otherIdentifier": [entry]}


def linked_id_in_3(reader: Reader, class_name: str) -> str | None:
    """Return the id of the same thing in 3.0, where the 2.0 object says so in `related`."""
    for place, entry in objects_of(reader.document.get("related")):
        if not is_edition_of_3(entry, class_name) or not is_iri(id_of(entry)):
            continue
        if class_name == "Profile":
            reader.take("related")
        return reader.link(id_of(entry), (*reader.path, "related", *place.split("/")[1:]))
    return None


def is_edition_of_3(entry: dict[str, Any], class_name: str) -> bool:
    """Tell whether an entry of `related` is the same thing in Open Badges 3.0."""
    return _VOCABULARY_3 + class_name in as_list(entry.get("type"))


def _address(reader: Reader) -> dict[str, Any] | None:
    """Make an address of the extension GeoCoordinates; 3.0 has coordinates in the address."""
    extension = extension_of(reader, "GeoCoordinates")
    geo = object_or_none(extension[1].document.get("geo")) if extension else None
    if extension is None or geo is None:
        return None
    place = {name: single(geo.get(name)) for name in ("latitude", "longitude")}
    if not all(isinstance(item, int | float) and not isinstance(item, bool)
               for item in place.values()):  # fmt: skip
        return None
    name, inner = extension
    reader.take(name)
    inner.take("geo")
    inner.finish()
    return {"type": ["Address"], "geo": {"type": "GeoCoordinates", **place}}

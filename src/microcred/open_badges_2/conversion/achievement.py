"""Converting a badge class to an achievement."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from microcred.document import id_of
from microcred.open_badges_2.conversion.parts import (
    convert_alignments,
    convert_criteria,
    convert_image,
    convert_texts,
    extension_of,
)
from microcred.open_badges_2.conversion.profile import (
    VERSION_2,
    convert_profile,
    is_edition_of_3,
    linked_id_in_3,
)
from microcred.open_badges_2.conversion.reader import Account, Path, Reader, compact
from microcred.open_badges_2.values import is_iri
from microcred.open_badges_2.vocabulary import NAMESPACE

_BADGE_CLASS: Final = f"{NAMESPACE}BadgeClass"


def new_id(old_id: str) -> str:
    """Make the id of the 3.0 edition of something: the same whenever it is converted."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, old_id)}"


def convert_badge_class_members(
    document: Mapping[str, Any], path: Path, account: Account, issuer_id: str | None
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Make the achievement, and the profile of its issuer beside it.

    The two editions are linked by `related`, with the IRI of BadgeClass as a hint of what is at
    the other end, as the migration guide has it.
    """
    reader = Reader(document, path, account)
    old_id = reader.needed("id", reader.iri("id"))
    identifier = linked_id_in_3(reader, "Achievement") or (new_id(old_id) if old_id else None)
    related = _related(reader, old_id, identifier)
    issuer = convert_profile(reader.take("issuer"), (*path, "issuer"), account, issuer_id)
    achievement = {
        "id": identifier,
        "type": ["Achievement", _BADGE_CLASS],
        "name": reader.needed("name", reader.language_text("name")),
        "description": reader.needed("description", reader.language_text("description")),
        "criteria": reader.needed("criteria", convert_criteria(reader)),
        "image": convert_image(reader),
        "alignment": convert_alignments(reader),
        "tag": convert_texts(reader, "tags"),
        "inLanguage": reader.language(),
        "version": reader.number_or_text("version"),
        "creator": _original_creator(reader) or issuer,
        "related": related,
    }
    reader.finish()
    return compact(achievement), issuer


def _related(reader: Reader, old_id: str | None, identifier: str | None) -> list[dict[str, Any]]:
    """Make the links: to the 2.0 edition, and to what that was related to."""
    links: dict[str, dict[str, Any]] = {}
    if old_id is not None:
        entry = {"id": old_id, "type": ["Related", _BADGE_CLASS], "version": VERSION_2}
        links[old_id] = entry
    for path, value in reader.items("related"):
        target = id_of(value)
        if isinstance(value, dict) and is_edition_of_3(value, "Achievement"):
            continue
        if (target := reader.link(target, path)) is None:
            continue
        if target not in links and target != identifier:
            inner = reader.inner(value if isinstance(value, dict) else {"id": target}, path)
            inner.take("id")
            members = {"inLanguage": inner.language(), "version": inner.number_or_text("version")}
            inner.finish()
            links[target] = {"id": target, "type": ["Related", _BADGE_CLASS], **compact(members)}
    return list(links.values())


def _original_creator(reader: Reader) -> dict[str, Any] | None:
    """Make the creator of the extension OriginalCreator, which 3.0 has as a member."""
    extension = extension_of(reader, "OriginalCreator")
    if extension is None or not is_iri(extension[1].document.get("url")):
        return None
    reader.take(extension[0])
    url = extension[1].iri("url")
    if url is None:
        return None
    return {"id": url, "type": ["Profile"]}

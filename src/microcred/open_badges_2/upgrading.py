"""Badges of versions before 2.0 in the form of 2.0 ("History: From 1.1 to 2.0", "1.0 to 1.1").

Eighteen years of badges are out there. What an older version says otherwise is said as 2.0 says
it; what it does not say stays unsaid.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin

from microcred.document import as_list
from microcred.open_badges_2.moments import read_old_moment
from microcred.open_badges_2.vocabulary import CONTEXT, Version, recognize_version

_ALIGNMENT: Final = {"name": "targetName", "url": "targetUrl", "description": "targetDescription"}


def upgrade(document: dict[str, Any], url: str | None) -> dict[str, Any]:
    """Return an object of any version in the form of 2.0; anything else as it stands.

    Args:
        document: as received.
        url: where it stands; before 1.1 an object does not say its id.
    """
    version = version_at(document, url)
    if version in (None, "2.0"):
        return document
    if version == "0.5":
        document = _from_0_5(document, url)
    elif version == "1.0":
        document = _from_1_0(document, url)
    return _from_1_1(document)


def version_at(document: Mapping[str, Any], url: str | None) -> Version | None:
    """Tell which version an object follows that stands at `url`.

    An issuer of 1.0 says nothing but its name and its page: only where it is looked for is it
    known to be one.
    """
    version = recognize_version(document)
    names_nothing = url is not None and not {"@context", "type"} & document.keys()
    if version is None and names_nothing and {"name", "url"} <= document.keys():
        return "1.0"
    return version


def _from_1_1(document: dict[str, Any]) -> dict[str, Any]:
    upgraded = {**document, "@context": CONTEXT}
    if "IssuerOrg" in as_list(document.get("type")):
        upgraded["type"] = "Issuer"
    for name in ("issuedOn", "expires"):
        if name in document:
            upgraded[name] = _moment(document[name])
    if "alignment" in document:
        upgraded["alignment"] = [_alignment(item) for item in as_list(document["alignment"])]
    return upgraded


def _from_1_0(document: dict[str, Any], url: str | None) -> dict[str, Any]:
    upgraded = dict(document)
    verify = document.get("verify")
    hosted_at = verify.get("url") if isinstance(verify, dict) else None
    if "recipient" in document:
        upgraded["type"] = "Assertion"
        if isinstance(verify, dict) and verify.get("type") == "hosted":
            url = hosted_at if isinstance(hosted_at, str) else url
    else:
        upgraded["type"] = "BadgeClass" if "criteria" in document else "Issuer"
    if "id" not in document and url is not None:
        upgraded["id"] = url
    return upgraded


def _from_0_5(document: dict[str, Any], url: str | None) -> dict[str, Any]:
    upgraded = {
        name: value for name, value in document.items() if name not in ("salt", "issued_on")
    }
    upgraded |= {"type": "Assertion", "verify": {"type": "hosted"}}
    if url is not None:
        upgraded.setdefault("id", url)
    if "issued_on" in document:
        upgraded.setdefault("issuedOn", document["issued_on"])
    identity = document.get("recipient")
    if isinstance(identity, str):
        hashed = "@" not in identity
        salt = {"salt": document["salt"]} if isinstance(document.get("salt"), str) else {}
        upgraded["recipient"] = {"type": "email", "hashed": hashed, "identity": identity, **salt}
    badge = document.get("badge")
    if isinstance(badge, dict):
        upgraded["badge"] = _badge_of_0_5(badge)
    return upgraded


def _badge_of_0_5(badge: dict[str, Any]) -> dict[str, Any]:
    """Return the badge class inside an assertion of 0.5; its links start at the issuer's origin."""
    found = badge.get("issuer")
    issuer = dict(found) if isinstance(found, dict) else {}
    origin = issuer.pop("origin", None)
    contact, organisation = issuer.pop("contact", None), issuer.pop("org", None)
    upgraded = {name: value for name, value in badge.items() if name != "issuer"}
    if isinstance(origin, str):
        issuer = {"id": origin, "url": origin, **issuer}
        for name in ("criteria", "image"):
            if isinstance(badge.get(name), str):
                upgraded[name] = _join(origin, badge[name])
    if contact is not None:
        issuer["email"] = contact
    if isinstance(organisation, str) and isinstance(issuer.get("name"), str):
        issuer["name"] = f"{issuer['name']}: {organisation}"
    return {**upgraded, "type": "BadgeClass", "issuer": {**issuer, "type": "Issuer"}}


def _join(origin: str, reference: str) -> str:
    try:
        return urljoin(origin, reference)
    except ValueError:
        return reference


def _alignment(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {
        (_ALIGNMENT[name] if name in _ALIGNMENT and _ALIGNMENT[name] not in item else name): value
        for name, value in item.items()
    }


def _moment(value: Any) -> Any:
    moment = read_old_moment(value)
    return value if moment is None else _spell(moment)


def _spell(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

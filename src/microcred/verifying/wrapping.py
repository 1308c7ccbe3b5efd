"""A badge inside what an interface of programs answers with: `{"jwt": "eyJ…"}` and the like."""

from __future__ import annotations

from typing import Any, Final

from microcred.errors import NoCredential
from microcred.json_pointer import join_pointer

_MEMBERS: Final = (
    "jwt",
    "vc",
    "credential",
    "verifiableCredential",
    "compactJwsString",
    "signedCredential",
    "badge",
    "verifiablePresentation",
    "vp_token",
)
"""Where the Open Badges API, VCALM, wallets (OpenID4VP), and services of their own put what they
give out."""

_OWN: Final = frozenset({"@context", "type", "@type", "proof", "recipient"})
"""What is a credential itself, of whatever version, has one of these."""


def find_wrapped(value: Any) -> tuple[str, dict[str, Any] | str] | None:
    """Find the one badge in an answer, with its place as a JSON pointer.

    Only where exactly one thing can be meant: a member that is named for it, the only one that
    plainly is a credential under whatever name, or an array of one.

    Args:
        value: parsed JSON.

    Returns:
        None where `value` is no such answer.

    Raises:
        NoCredential: code `several-badges`; which of them is meant nobody can tell.
    """
    found = _candidates(value)
    if len(found) > 1:
        places = ", ".join(place for place, _ in found[:4])
        message = f"{len(found)} badges are in it, hand in one of them: {places}"
        raise NoCredential(message, code="several-badges")
    return found[0] if found else None


def _candidates(value: Any) -> list[tuple[str, dict[str, Any] | str]]:
    if isinstance(value, dict):
        if not _OWN.isdisjoint(value):
            return []
        named = [(f"/{name}", value[name]) for name in _MEMBERS if name in value]
        others = [(join_pointer([name]), member) for name, member in value.items()]
        return _found(named) or [item for item in _found(others) if _is_plainly_one(item[1])]
    return _found([("", value)])


def _found(members: list[tuple[str, Any]]) -> list[tuple[str, dict[str, Any] | str]]:
    return [
        (f"{place}/{index}" if isinstance(member, list) else place, item)
        for place, member in members
        for index, item in enumerate(member if isinstance(member, list) else [member])
        if isinstance(item, dict) or (isinstance(item, str) and item.startswith(("eyJ", "ew")))
    ]


def _is_plainly_one(item: dict[str, Any] | str) -> bool:
    """Tell a credential from what else stands under a name that is not known."""
    return "@context" in item if isinstance(item, dict) else item.count(".") > 1

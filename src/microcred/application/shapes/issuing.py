"""Badges that were just issued, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

from microcred.application.resigning import ResignedBadges
from microcred.application.rosters import MintedRoster
from microcred.application.shapes.errors import FaultJson
from microcred.application.shapes.site import SiteAfterJson
from microcred.ledger import Issued


class IssuedJson(SiteAfterJson):
    """A badge that was issued."""

    id: str
    """The credential's id."""
    format: str
    """In which form it is handed over: `json`, `jwt`, `png` or `svg`."""
    badge: NotRequired[str]
    """The badge itself, where it is in no file."""
    file: NotRequired[str]
    """Where it is."""
    page: NotRequired[str]
    """The address of its page on the issuer's site, for one that is public."""


class MintedJson(TypedDict):
    """A badge of a roster."""

    row: int
    """The number of the row, from 1."""
    id: str
    """The credential's id."""
    file: str
    """Where it is."""
    earlier: bool
    """Whether an earlier call wrote it, and this one left it alone."""


class MintedRosterJson(SiteAfterJson):
    """The badges of a roster."""

    badges: list[MintedJson]
    left_out: list[FaultJson]
    """What is wrong with the rows that got no badge; a pointer is /ROW/COLUMN."""
    run: NotRequired[str]
    """The run that issued them; not there where none was."""


class ResignedJson(TypedDict):
    """A badge that was signed again."""

    id: str
    file: NotRequired[str]
    """Where its new file is, if one was wanted."""


class ResignedBadgesJson(SiteAfterJson):
    """Badges that were signed again with the key of today."""

    resigned: list[ResignedJson]
    left: list[str]
    """The ids of those that the key of before signed still."""


def issued_json(issued: Issued, file: Path | None, page: str | None) -> IssuedJson:
    """Return a badge that was issued as JSON.

    Args:
        issued: the badge.
        file: where it is; None for one that is to stand in the JSON itself.
        page: the address of its page, if it has one.
    """
    described = IssuedJson(id=issued.badge.id, format=issued.badge.format)
    if file is None:
        described["badge"] = issued.data.decode().strip()
    else:
        described["file"] = str(file)
    if page is not None:
        described["page"] = page
    return described


def minted_json(minted: MintedRoster | None, left_out: Sequence[FaultJson]) -> MintedRosterJson:
    """Return the badges of a roster as JSON.

    Args:
        minted: them; None where nothing was issued.
        left_out: what is wrong with other rows.
    """
    if minted is None:
        return {"badges": [], "left_out": list(left_out)}
    badges: list[MintedJson] = [
        {"row": each.row, "id": each.id, "file": str(each.path), "earlier": each.earlier}
        for each in minted.badges
    ]
    return {"badges": badges, "left_out": list(left_out), "run": minted.run_id}


def resigned_json(done: ResignedBadges) -> ResignedBadgesJson:
    """Return badges that were signed again as JSON."""
    resigned: list[ResignedJson] = [
        {"id": badge_id} if file is None else {"id": badge_id, "file": file}
        for badge_id, file in done.badges
    ]
    return {"resigned": resigned, "left": list(done.left)}
